"""The first minute: where to begin, a way round that can be left, numbers typed as at home."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, QEvent, QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ui.app import Front
from ui.rooms import Rooms
from ui.settings import load_settings
from ui.widgets.button import Button, Loudness
from ui.widgets.empty import RecentHousehold, Welcome
from ui.widgets.fields import MoneyField
from ui.widgets.number_line import number_in


def test_the_way_round_points_at_real_parts_and_can_be_left_at_any_time(
    qtbot: QtBot, front: Front, tmp_path: Path
) -> None:
    assert isinstance(front.rooms, Rooms)
    guide, window = front.rooms.aids.guide, front.window
    assert guide.isHidden()  # nothing is shown unasked in a window that a test opens
    front.show_around_once()
    front.opened.emit()
    shown = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        shown.append(guide.stop.title)
        assert window.rect().contains(guide.hole)
        assert guide.stop.target().isVisible()
        qtbot.keyClick(guide, key)
    assert shown[1] == shown[3] != shown[2]

    qtbot.keyClick(guide, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() in {guide, None}
    window.resize(1100, 700)
    assert guide.size() == window.size()
    assert not load_settings(tmp_path / "settings.json").has_seen_guide
    window.rail.setFocus()  # as what is opened over the veil may leave it
    qtbot.keyClick(window.rail, Qt.Key.Key_Escape)
    assert guide.isHidden()
    assert load_settings(tmp_path / "settings.json").has_seen_guide  # even if it is killed now

    window.commands["help.guide"].trigger()
    titles = [guide.stop.title]
    while not guide.isHidden():
        guide.next.click()
        titles.append(guide.stop.title)
    assert 4 <= len(set(titles)) <= 6

    before = front.receivers(SIGNAL("opened()"))
    front.show_around_once()
    assert front.receivers(SIGNAL("opened()")) == before


def test_the_way_round_can_be_left_where_what_had_the_focus_is_gone(
    qtbot: QtBot, front: Front
) -> None:
    field = Button("gone", Loudness.QUIET, front.window)
    field.show()
    field.setFocus()
    front.window.commands["help.guide"].trigger()
    delete(field)  # as a list that is shown anew deletes its bars
    assert isinstance(front.rooms, Rooms)
    guide = front.rooms.aids.guide
    qtbot.keyClick(guide, Qt.Key.Key_Escape)

    assert guide.isHidden()


def test_every_start_page_offers_what_was_open_lately(qtbot: QtBot, front: Front) -> None:
    lately = (
        RecentHousehold(path=Path("/home/ann/Miller & sons.rebalancer"), written="3 Aug 2026"),
        RecentHousehold(path=Path("/home/ann/Old.rebalancer")),
    )
    front.window.show()
    front.window.show_recent(lately)
    stack = front.window.stack
    places = list(filter(None, map(stack.widget, range(stack.count()))))
    for welcome in front.window.findChildren(Welcome):
        stack.go_to(next(each for each in places if each is welcome or each.isAncestorOf(welcome)))
        assert welcome.recent == lately
        welcome.show_opening("Miller & sons")
        assert welcome.button.isHidden()
        welcome.show_opening("")
        assert not welcome.button.isHidden()
        named = [button for button in welcome.findChildren(Button) if "Miller" in button.text()]
        with qtbot.waitSignal(front.window.recent_chosen) as chosen:
            named[0].click()
        assert chosen.args == [lately[0].path]


@pytest.fixture
def at_home() -> Iterator[Callable[[str], None]]:
    """Say where the person is, by the name of a locale; here again afterwards."""
    before = QLocale()
    yield lambda name: QLocale.setDefault(QLocale(name))
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("home", "typed"),
    [
        ("en_US", "1,234.5"),
        ("de_DE", "1.234,5"),
        ("fr_FR", "1234,5"),
        ("en_IN", "1,234.5"),
        ("ar_EG", "\u0661\u066c\u0662\u0663\u0664\u066b\u0665"),
    ],
)
def test_an_amount_is_typed_as_at_home_and_shown_as_everywhere(
    qtbot: QtBot, at_home: Callable[[str], None], home: str, typed: str
) -> None:
    at_home(home)
    field = MoneyField("Budget")
    qtbot.addWidget(field)
    field.selectAll()
    for sign in typed:  # QTest knows only the keys of Latin letters
        kind, none = QEvent.Type.KeyPress, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(field, QKeyEvent(kind, 0, none, sign))
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert (field.value(), field.text()) == (1234.5, "$1,234.50")


@pytest.mark.parametrize(
    ("home", "pasted", "value"),
    [
        ("en_US", "$1,234.50", 1234.5),
        ("en_US", "1.234,50 ", 1234.5),
        ("en_US", "1234,5", 1234.5),
        ("de_DE", "1.234,50 \u20ac", 1234.5),
        ("de_DE", "1234,50", 1234.5),
        ("de_DE", "1.234", 1234.0),
        ("de_DE", "$1,234", 1234.0),
        ("de_DE", "1,234.50", 1234.5),
        ("fr_FR", "12\u202f345,60", 12345.6),
        ("en_IN", "1,23,456.75", 123456.75),
        ("ar_EG", "\u0661\u0662\u066c\u0663\u0664\u0665\u066b\u0666", 12345.6),
        ("de_CH", "12\u2019345.60", 12345.6),
        ("en_US", "1.2345E+03", 1234.5),
        ("de_DE", "1,2345E3", 1234.5),
        ("en_US", "($1,234.50)", 7.0),
        ("en_US", "\u22121,234.50", 7.0),
        ("en_US", "nothing", 7.0),
    ],
)
def test_a_pasted_amount_is_what_was_copied_wherever_it_comes_from(
    qtbot: QtBot, at_home: Callable[[str], None], home: str, pasted: str, value: float
) -> None:
    at_home(home)
    field = MoneyField("Budget")
    qtbot.addWidget(field)
    field.setValue(7)
    field.selectAll()
    QApplication.clipboard().setText(pasted)
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert field.value() == value


@pytest.mark.parametrize(
    ("home", "pasted", "number"),
    [
        ("en_US", "($1,234.50)", "-1234.50"),
        ("en_US", "(1,234.50) USD", "-1234.50"),
        ("en_US", "(\u20ac1,234.50)", "-1234.50"),
        ("de_CH", "(1\u2019234.50)", "-1234.50"),
        ("en_US", "$ (12.5) %", "-12.5"),
        ("en_US", "\u221212.5", "-12.5"),
        ("en_US", "\u201312.5", "-12.5"),
        ("en_US", "-$12.50", "-12.50"),
        ("en_US", "1,234.50-", "-1234.50"),
        ("de_CH", "1'234.-", "1234"),
        ("en_US", "5-year", "5"),
        ("en_US", "(estimated) 12", "12"),
        ("en_US", "12 (estimated)", "12"),
        ("en_US", "approx. 12", "12"),
        ("en_US", "$12.50.", "12.50"),
        ("de_CH", "Fr. 12.50", "12.50"),
        ("da_DK", "1.234,50 kr.", "1234.50"),
        ("en_IN", "Rs. 1,23,456.50", "123456.50"),
        ("pt_BR", "R$ 1.234", "1234"),
        ("en_US", " 1 234 567.50 USD\n", "1234567.50"),
        ("en_US", ".29", "0.29"),
        ("en_US", "0,125", "0.125"),
        ("en_US", "1234,567", "1234.567"),
        ("de_DE", "0.125", "0.125"),
        ("de_DE", "1234.567", "1234.567"),
        ("en_US", "1.5E-6", "0.0000015"),
        ("de_DE", "21.08.2026", ""),
        ("en_US", "2026-08-21", ""),
        ("en_US", "10 shares at 20", ""),
        ("en_US", "10 20", ""),
        ("en_US", "12.50 100", ""),
        ("en_US", "12\t345", ""),
        ("en_US", "12\v345", ""),
        ("en_US", "12\n345\n", ""),
        ("en_US", "12\tE3", ""),
        ("en_US", "-\t5", "5"),
        ("en_US", "1" * 1_000_000, ""),
    ],
)
def test_a_pasted_number_keeps_its_sign_and_its_size_and_several_are_none(
    home: str, pasted: str, number: str
) -> None:
    assert number_in(pasted, QLocale(home)) == number
