"""Things that wrap like words stay where they were put, whoever looks through the window."""

import pytest
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.reading_order import in_reading_order
from ui.widgets.title_row import TitleRow


class Head(QWidget):
    """A row with two buttons, which is forgotten as soon as it is in its place."""

    def __init__(self, *, is_placed_first: bool) -> None:
        super().__init__()
        self.buttons = (QPushButton("Approve"), QPushButton("Hold"))
        self._lay_out(is_placed_first=is_placed_first)

    def _lay_out(self, *, is_placed_first: bool) -> None:
        row = TitleRow(least_words=10)
        if is_placed_first:
            QVBoxLayout(self).addLayout(row)
        for button in self.buttons:
            row.corner.addWidget(button)


def test_a_walk_by_keyboard_through_a_filled_row_loses_nothing(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    body, inside = QWidget(), QVBoxLayout()
    QVBoxLayout(body).addLayout(inside)
    area.setWidget(body)
    area.setWidgetResizable(True)
    head = Head(is_placed_first=True)
    inside.addWidget(head)
    area.show()

    for _ in range(2):
        assert [each for each in in_reading_order(area) if each in head.buttons]
        head.buttons[0].setVisible(head.buttons[0].isHidden())  # which lays the row out again
        qtbot.wait(1)

    assert [button.isVisible() for button in head.buttons] == [True, True]


def test_a_row_is_not_filled_before_it_has_its_place() -> None:
    with pytest.raises(ValueError, match="in a widget already"):
        Head(is_placed_first=False)
