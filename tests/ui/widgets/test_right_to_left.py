"""Figures and what goes on read the same where the window reads from right to left."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.actions import Actions
from ui.models.table import Column
from ui.theme import Theme
from ui.widgets.button import Button, Loudness
from ui.widgets.data_table import DataTable

COLUMNS: tuple[Column[str], ...] = (
    Column(title="What", text=lambda _: "Loss"),
    Column(title="Gain", text=lambda figure: figure, is_numeric=True),
)

_FAINT = 60
"""Lightness that the edge of a letter may take from a column of pixels."""


@pytest.fixture
def turned(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def table_of(qtbot: QtBot, figure: str) -> DataTable[str]:
    table: DataTable[str] = DataTable(COLUMNS, "Losses")
    qtbot.addWidget(table)
    table.set_rows([figure])
    table.resize(400, 120)
    table.show()
    return table


def ink(picture: QImage) -> list[int]:
    """Return how much is written from the left to the right, in steps of a twelfth."""
    ground = picture.pixelColor(0, picture.height() // 2).lightness()
    columns = [
        sum(
            abs(picture.pixelColor(x, y).lightness() - ground)
            for y in range(4, picture.height() - 4)
        )
        for x in range(picture.width())
    ]
    written = [x for x, much in enumerate(columns) if much > _FAINT]
    first, width = written[0], written[-1] - written[0] + 1
    steps = [0] * 12
    for x in range(width):
        steps[x * 12 // width] += columns[first + x]
    return steps


def cell(table: DataTable[str]) -> list[int]:
    within = table.visualRect(table.table.index(0, 1))
    return ink(table.viewport().grab(within.adjusted(2, 1, -2, -1)).toImage())


@pytest.mark.parametrize("figure", ["\u2212$400", "+$1,200", "7.3\u202f%", "5 lots"])
def test_a_sign_stays_on_its_side_of_the_figure(
    qapp: QApplication, qtbot: QtBot, theme: Theme, figure: str
) -> None:
    usual = cell(table_of(qtbot, figure))

    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    turned = cell(table_of(qtbot, figure))
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    off = sum(abs(one - other) for one, other in zip(turned, usual, strict=True))
    assert off < sum(usual) / 4


def button(qtbot: QtBot, text: str) -> list[int]:
    face = Button(text, Loudness.QUIET)
    qtbot.addWidget(face)
    face.show()
    return ink(face.grab(face.rect().adjusted(4, 4, -4, -4)).toImage())


def test_dots_stay_behind_the_words_of_a_button(
    qapp: QApplication, qtbot: QtBot, theme: Theme
) -> None:
    usual = button(qtbot, "Import files\u2026")

    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    turned = button(qtbot, "Import files\u2026")
    said = Button("Import files\u2026").text()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    off = sum(abs(one - other) for one, other in zip(turned, usual, strict=True))
    assert off < sum(usual) / 4
    assert said == "Import files\u2026"


def test_what_a_menu_offers_reads_its_own_way(qtbot: QtBot, turned: None) -> None:
    actions = Actions()

    assert actions["file.open"].text() == "\u2068&Import files\u2026\u2069"
    assert "Import files" in [find.title for find in actions.finds()]


def test_a_spreadsheet_gets_the_figure_alone(qtbot: QtBot, theme: Theme, turned: None) -> None:
    table_of(qtbot, "\u2212$400").copy_selection()

    assert QGuiApplication.clipboard().text() == "What\tGain\nLoss\t-$400"
