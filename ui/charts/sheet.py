"""The figures of a chart as a table on the screen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from ui.charts.export import Cell, ChartTable
from ui.privacy import veiled
from ui.widgets.spoken import call


class Sheet(QTableWidget):
    """A read-only table of a chart's figures; T or Esc goes back to the picture."""

    left = Signal()
    """The person wants the picture again."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        call(self, f"{name}, as table")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_table(self, table: ChartTable) -> None:
        """Show *table* instead of whatever is there."""
        self.clear()
        self.setColumnCount(len(table.headers))
        self.setRowCount(len(table.rows))
        self.setHorizontalHeaderLabels(list(table.headers))
        for number, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                self.setItem(number, column, _item(table.text(column, cell), cell))
        for column in range(self.columnCount()):
            is_number = any(not isinstance(row[column], str) for row in table.rows)
            header = self.horizontalHeaderItem(column)
            if header is not None:
                header.setTextAlignment(_side(is_number=is_number))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_T, Qt.Key.Key_Escape}:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _item(text: str, cell: Cell) -> QTableWidgetItem:
    item = QTableWidgetItem(veiled(text))
    item.setTextAlignment(_side(is_number=not isinstance(cell, str)))
    return item


def _side(*, is_number: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
