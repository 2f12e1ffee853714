"""One read-only model for tables whose rows unfold into parts of the same kind."""

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from typing_extensions import override

from ui.models.table import ROOT, Column, Index, Row, cell, contains, heading

_TOP = 0
"""Internal id of a row; a part carries the number of its row, counted from 1."""


class TreeModel(QAbstractItemModel, Generic[Row]):
    """Shows rows and, one level down, their parts; replaced as a whole, never edited.

    Rows sort and filter by themselves; parts keep their order and come and go with their row.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parts: Callable[[Row], Sequence[Row]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._parts = parts
        self._all: tuple[Row, ...] = ()
        self._shown: list[Row] = []
        self._text = ""
        self._order: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* instead of whatever is there; the same rows again change nothing."""
        if tuple(rows) != self._all:
            self._all = tuple(rows)
            self._refresh()

    def set_filter_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*."""
        self._text = text.strip().casefold()
        self._refresh()

    def rows(self) -> tuple[Row, ...]:
        """Return the rows as shown, in order, without their parts."""
        return tuple(self._shown)

    def rows_and_parts(self) -> tuple[Row, ...]:
        """Return the rows as shown, each followed by its parts."""
        return tuple(each for row in self._shown for each in (row, *self._parts(row)))

    def row(self, index: Index) -> Row:
        """Return the row or part behind *index*."""
        if index.internalId() == _TOP:
            return self._shown[index.row()]
        return self._parts(self._shown[index.internalId() - 1])[index.row()]

    @override
    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    @override
    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # overloads QObject's
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        if not parent.isValid():
            return len(self._shown)
        if parent.internalId() != _TOP or parent.column() > 0:
            return 0
        return len(self._parts(self._shown[parent.row()]))

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        return cell(self.columns[index.column()], self.row(index), role)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        return heading(self.columns[section], role)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order) if 0 <= column < len(self.columns) else None
        self._refresh()

    def _refresh(self) -> None:
        self.beginResetModel()
        self._shown = [row for row in self._all if self._accepts(row)]
        if self._order is not None:
            number, order = self._order
            key = self.columns[number].sort_key or self.columns[number].text
            self._shown.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    def _accepts(self, row: Row) -> bool:
        return not self._text or contains(self.columns, row, self._text)
