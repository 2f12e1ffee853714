"""What is written on buttons, in lists and in boxes is read as it is, and without its amounts."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from rebalancer.market.snapshot import load_snapshot
from ui.models.entry import EntryModel
from ui.widgets import veil
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.find import Find
from ui.widgets.palette import Palette
from ui.widgets.spoken import allow_action
from ui.widgets.text import PlainLabel
from ui.widgets.tile import Tile

ROLES = Qt.ItemDataRole
_SENTENCE = "It comes to $123,456,789.00 and $987,654,321.00, of which $300,000,000.00 are known."
_NARROW = 120


@pytest.fixture
def private(qtbot: QtBot) -> Iterator[None]:
    veil.hide_amounts(is_on=True)
    yield
    veil.hide_amounts(is_on=False)


def test_a_button_shows_its_text_as_it_is_and_no_amount_in_it(qtbot: QtBot) -> None:
    button = Button("Sell exactly 30 AAPL in Smith & Sons")
    qtbot.addWidget(button)
    assert button.text() == "Sell exactly 30 AAPL in Smith && Sons"
    veil.hide_amounts(is_on=True)
    hidden = button.text()
    veil.hide_amounts(is_on=False)
    assert hidden == "Sell exactly ••• AAPL in Smith && Sons"
    assert button.text() == "Sell exactly 30 AAPL in Smith && Sons"


def _say_more(label: PlainLabel) -> None:
    label.setText(f"{_SENTENCE} {_SENTENCE}")


def _enlarge(label: PlainLabel) -> None:
    font = label.font()
    font.setPointSize(3 * font.pointSize())
    label.setFont(font)


def _frame(label: PlainLabel) -> None:
    label.setStyleSheet("padding: 20px")


def _hide_amounts(label: PlainLabel) -> None:
    veil.hide_amounts(is_on=True)


@pytest.mark.parametrize("change", [_say_more, _enlarge, _frame, _hide_amounts])
def test_wrapped_words_are_measured_again_when_anything_changes(
    qtbot: QtBot, change: Callable[[PlainLabel], None]
) -> None:
    label = PlainLabel(_SENTENCE, wraps=True)
    qtbot.addWidget(label)
    before = label.heightForWidth(_NARROW)
    assert before == label.heightForWidth(_NARROW) == QLabel.heightForWidth(label, _NARROW)
    try:
        change(label)
        label.ensurePolished()
        assert label.heightForWidth(_NARROW) == QLabel.heightForWidth(label, _NARROW) != before
    finally:
        veil.hide_amounts(is_on=False)


def test_the_palette_gives_a_reason_without_its_amount(qtbot: QtBot, private: None) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    palette = Palette(window)
    palette.open([Find(title="Approve", kind="", act=window.show, reason="It lacks $300.")])
    said = palette.lines.model().index(0, 0).data(ROLES.AccessibleTextRole)
    assert said == "Approve, It lacks $•••."


def test_a_cell_that_cannot_be_read_is_not_quoted_in_its_tip(qtbot: QtBot, private: None) -> None:
    entry = EntryModel(load_snapshot)
    entry.setData(entry.index(0, 2), "AAPL")
    entry.setData(entry.index(0, 4), "12.50.1")
    tips = [str(entry.index(0, n).data(ROLES.ToolTipRole) or "") for n in range(9)]
    assert any("•••" in tip for tip in tips)
    assert not any("12.50" in tip for tip in tips)


def test_a_card_that_has_no_title_any_more_is_called_by_none(qtbot: QtBot) -> None:
    card = Card("Trades")
    qtbot.addWidget(card)
    card.set_title("")
    assert card.accessibleName() == ""


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_a_tip_in_a_menu_is_a_reason_and_no_markup(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.setToolTipsVisible(True)
    action = menu.addAction("<img src=//host/x>")
    menu.resize(menu.sizeHint())
    shown = []
    for reason in ("", "<b>Taken</b>."):
        allow_action(action, reason)
        place = menu.actionGeometry(action).center()
        hover = QHelpEvent(QEvent.Type.ToolTip, place, menu.mapToGlobal(place))
        QApplication.sendEvent(menu, hover)
        shown.append(QToolTip.text())
    QToolTip.hideText()
    assert shown == ["", "<qt>&lt;b&gt;Taken&lt;/b&gt;.</qt>"]


def test_tiles_side_by_side_have_their_words_on_one_line(qtbot: QtBot) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    line = QHBoxLayout(row)
    bare, remarked = (Tile("Small caps"), Tile("Coverage"))
    for tile in (bare, remarked):
        line.addWidget(tile)
    bare.set_value("0 %")
    remarked.set_value("87 %", note="of everything looked through to companies, bonds or cash")
    row.resize(300, 200)
    row.show()
    places = [
        [label.mapTo(row, QPoint()).y() for label in tile.findChildren(PlainLabel)]
        for tile in (bare, remarked)
    ]
    assert places[0][:2] == places[1][:2]
    assert remarked.findChildren(PlainLabel)[2].height() > 2 * QFontMetrics(row.font()).height()
