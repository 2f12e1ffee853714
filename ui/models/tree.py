"""One read-only model for tables whose rows unfold into parts of the same kind."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Generic, overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from ui.models.arranging import Arranging
from ui.models.order import Order, Sort
from ui.models.seen import SORT_ROLE
from ui.models.table import ROOT, Column, Index, Row, cell, heading
from ui.overriding import override

WHOLE = -1
"""Where a row is among its parts: before them."""
Run = tuple[int, int, int]
"""Where a row is shown, and which of its parts: the first, and that behind the last."""
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
        self._parts = parts
        self._order = Order(columns)
        self._arranging = Arranging(self, self._order, _top_of, self._moved)

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """The columns in the order in which they were given."""
        return self._order.columns

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """What the rows are sorted by: the first, then what decides among equal rows."""
        return self._order.sorts

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* instead of whatever is there; the same rows again change nothing."""
        if tuple(rows) != self._order.rows:
            self._arranging.set_rows(rows)

    def set_filter_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*."""
        self._order.set_text(text)
        self._arranging.sift()

    def sort_within(self, column: int) -> None:
        """Sort equal rows by *column* too; where that is done already, turn its order round."""
        self._order.sort_within(column)
        self._arranging.sort()

    def rows(self) -> tuple[Row, ...]:
        """Return the rows as shown, in order, without their parts."""
        return self._order.shown_rows()

    def first_rows_and_parts(self, most: int) -> tuple[Row, ...]:
        """Return the first rows as shown, each followed by its parts, at *most* so many."""
        rows = self._order.shown_rows(0, most)
        first = (each for row in rows for each in (row, *self._parts(row)[:most]))
        return tuple(islice(first, most))

    def rows_at(self, runs: Iterable[Run]) -> Sequence[Row]:
        """Return the rows and parts that are shown at *runs* by now, whatever is shown later."""
        return RowsAt(self.rows(), self._parts, runs)

    def row(self, index: Index) -> Row:
        """Return the row or part behind *index*."""
        if index.internalId() == _TOP:
            return self._top(index.row())
        return self._parts(self._top(index.internalId() - 1))[index.row()]

    @override
    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        if not (0 <= row < self.rowCount(parent) and 0 <= column < len(self.columns)):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    @override
    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # overloads QObject's
        number = index.internalId()  # Qt asks this often; of no index at all it is 0, too
        return QModelIndex() if number == _TOP else self.createIndex(number - 1, 0, _TOP)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        if not parent.isValid():
            return len(self._order.shown)
        if parent.internalId() != _TOP or parent.column() > 0:
            return 0
        return len(self._parts(self._top(parent.row())))

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
        if role == SORT_ROLE:
            return self._order.place_of_sort(section)
        return heading(self.columns[section], role)

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order.sort(column, descending=order == Qt.SortOrder.DescendingOrder)
        self._arranging.sort()

    def _moved(self, index: QModelIndex, place: int) -> QModelIndex:
        """Return *index* where its row is now the one at *place*."""
        if index.internalId() == _TOP:
            return self.createIndex(place, index.column(), _TOP)
        return self.createIndex(index.row(), index.column(), place + 1)

    def _top(self, place: int) -> Row:
        return self._order.rows[int(self._order.shown[place])]


def _top_of(index: QModelIndex) -> int:
    """Return the place of the row that *index* is, or is a part of."""
    return index.row() if index.internalId() == _TOP else index.internalId() - 1


class RowsAt(Sequence[Row], Generic[Row]):
    """Rows and parts at some places, each looked up when it is asked for: there may be many."""

    def __init__(
        self, rows: Sequence[Row], parts: Callable[[Row], Sequence[Row]], runs: Iterable[Run]
    ) -> None:
        self._rows = rows
        self._parts = parts
        self._places = [(row, part) for row, start, end in runs for part in range(start, end)]

    @override
    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    @override
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self._row(*place) for place in self._places[index])
        return self._row(*self._places[index])

    def _row(self, row: int, part: int) -> Row:
        whole = self._rows[row]
        return whole if part == WHOLE else self._parts(whole)[part]
