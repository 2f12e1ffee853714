"""The first minute: where to begin, a way round that can be left, numbers typed as at home."""

from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import Front
from ui.rooms import Rooms
from ui.settings import load_settings
from ui.widgets.button import Button
from ui.widgets.empty import RecentHousehold, Welcome
from ui.widgets.fields import MoneyField


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
    qtbot.keyClick(guide, Qt.Key.Key_Escape)
    assert guide.isHidden()

    window.commands["help.guide"].trigger()
    titles = [guide.stop.title]
    while not guide.isHidden():
        guide.next.click()
        titles.append(guide.stop.title)
    assert 4 <= len(set(titles)) <= 6

    window.close()
    assert load_settings(tmp_path / "settings.json").has_seen_guide
    before = front.receivers(SIGNAL("opened()"))
    front.show_around_once()
    assert front.receivers(SIGNAL("opened()")) == before


def test_every_start_page_offers_what_was_open_lately(qtbot: QtBot, front: Front) -> None:
    lately = (
        RecentHousehold(path=Path("/home/ann/Miller & sons.rebalancer"), written="3 Aug 2026"),
        RecentHousehold(path=Path("/home/ann/Old.rebalancer")),
    )
    front.window.show_recent(lately)
    for welcome in front.window.findChildren(Welcome):
        assert welcome.recent == lately
        named = [button for button in welcome.findChildren(Button) if "Miller" in button.text()]
        with qtbot.waitSignal(front.window.recent_chosen) as chosen:
            named[0].click()
        assert chosen.args == [lately[0].path]


@pytest.mark.parametrize(
    ("home", "typed"),
    [
        (QLocale(QLocale.Language.English, QLocale.Country.UnitedStates), "1,234.5"),
        (QLocale(QLocale.Language.German, QLocale.Country.Germany), "1.234,5"),
        (QLocale(QLocale.Language.French, QLocale.Country.France), "1234,5"),
    ],
)
def test_an_amount_is_typed_as_at_home_and_shown_as_everywhere(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, home: QLocale, typed: str
) -> None:
    before = QLocale()
    QLocale.setDefault(home)
    field = MoneyField("Budget")
    qtbot.addWidget(field)
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    QLocale.setDefault(before)

    assert (field.value(), field.text()) == (1234.5, "$1,234.50")
