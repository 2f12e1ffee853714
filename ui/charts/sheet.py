"""The figures of a chart as a table on the screen."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from ui.charts.export import ChartTable
from ui.models.seen import ROOT, Index
from ui.privacy import veiled
from ui.widgets.spoken import call

_MEASURED_ROWS = 60
"""So many rows decide how wide a column is: more are hardly ever in sight at once."""


class Figures(QAbstractTableModel):
    """The table behind a chart; only what is in sight becomes text, as it may have many rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = ChartTable(headers=(), rows=(), units=())
        self._numeric: tuple[bool, ...] = ()

    def show_table(self, table: ChartTable) -> None:
        """Show *table* instead of whatever is there."""
        self.beginResetModel()
        self._table = table
        places = range(len(table.headers))
        self._numeric = tuple(
            any(not isinstance(row[column], str) for row in table.rows) for column in places
        )
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.rows)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._table.headers)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self._table.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return veiled(self._table.text(index.column(), cell))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(is_number=not isinstance(cell, str))
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._table.headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(is_number=self._numeric[section])
        return None


class Sheet(QTableView):
    """A read-only table of a chart's figures; T or Esc goes back to the picture."""

    left = Signal()
    """The person wants the picture again."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = Figures(self)
        self.setModel(self._figures)
        call(self, f"{name}, as table")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(_MEASURED_ROWS)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_table(self, table: ChartTable) -> None:
        """Show *table* instead of whatever is there."""
        self._figures.show_table(table)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_T, Qt.Key.Key_Escape}:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _side(*, is_number: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
