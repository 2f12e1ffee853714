"""The figures of a chart as a table on the screen, and on the clipboard."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.charts.export import Cell, ChartTable
from ui.language import tr
from ui.models.column import Amount, Column
from ui.overriding import override
from ui.widgets.data_table import DataTable

Cells = tuple[Cell, ...]


class Sheet(DataTable[Cells]):
    """A chart's figures: sorted by a click, added up nowhere, copied as they are.

    T or Esc goes back to the picture.
    """

    left = Signal()
    """The person wants the picture again."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__((), tr("{name}, as table", name=name), parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._shape: tuple[object, ...] = ()

    def show_table(self, table: ChartTable) -> None:
        """Show *table* instead of whatever is there; other figures keep what they are sorted by."""
        columns = columns_of(table)
        shape = table.headers, table.units, tuple(column.is_numeric for column in columns)
        if shape != self._shape:
            self._shape = shape
            self.set_columns(columns)
        self.set_rows(table.rows)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_T, Qt.Key.Key_Escape}:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def columns_of(table: ChartTable) -> tuple[Column[Cells], ...]:
    """Return the columns of *table*; those with a number in them are numeric."""
    return tuple(
        Column(
            title=title,
            text=partial(_text, table, number),
            amount=partial(_amount, number) if is_numeric else None,
            is_numeric=is_numeric,
        )
        for number, title in enumerate(table.headers)
        for is_numeric in [any(not isinstance(row[number], str) for row in table.rows)]
    )


def _text(table: ChartTable, number: int, cells: Cells) -> str:
    return table.text(number, cells[number])


def _amount(number: int, cells: Cells) -> Amount:
    cell = cells[number]
    return None if isinstance(cell, str) else cell
