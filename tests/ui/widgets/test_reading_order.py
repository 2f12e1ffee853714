"""Tab and the arrow keys go the way in which the window is read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.palette import Palette
from ui.widgets.reading_order import in_reading_order
from ui.widgets.strip import HouseholdStrip, StripFigure, StripFigures

DIRECTIONS = Qt.LayoutDirection


@pytest.mark.parametrize("direction", [DIRECTIONS.LeftToRight, DIRECTIONS.RightToLeft])
def test_what_stands_side_by_side_is_read_from_where_a_line_begins(
    qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setLayoutDirection(direction)
    row = QHBoxLayout(window)
    fields = [QLineEdit() for _ in range(3)]
    for field in fields:
        row.addWidget(field)
    window.show()
    assert list(in_reading_order(window)) == fields


def test_an_arrow_key_goes_to_the_figure_on_its_side(qtbot: QtBot) -> None:
    strip = HouseholdStrip()
    qtbot.addWidget(strip)
    strip.setLayoutDirection(DIRECTIONS.RightToLeft)
    told = StripFigure(text="1", explanation="Counted.")
    strip.show_figures(StripFigures(household=told, magnificent_seven=told, small_cap=told))
    with qtbot.waitActive(strip):
        strip.show()
        strip.activateWindow()
    first, second, *_ = strip.figures
    assert second.x() < first.x()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert second.hasFocus()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # of menus
def test_after_a_menu_is_closed_the_palette_gives_the_focus_back_to_where_it_was_before(
    qtbot: QtBot,
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    field = QLineEdit()
    window.setCentralWidget(field)
    menu = window.menuBar().addMenu("&Edit")
    menu.addAction("Undo")
    palette = Palette(window)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(menu.isVisible)
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.menuBar().hasFocus)

    palette.open(())
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)

    qtbot.waitUntil(field.hasFocus)
