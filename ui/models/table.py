"""One read-only model for every table; a table is a tuple of columns."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QBrush, QColor

from ui.models.arranging import Arranging
from ui.models.column import Column, Row, SortKey, as_tsv
from ui.models.order import Order, Sort
from ui.models.reading import in_its_own_way
from ui.models.seen import ROOT, SORT_ROLE, Index, Look, aligned
from ui.models.tips import tooltip_html
from ui.overriding import override
from ui.privacy import veiled, veiled_whole

__all__ = [
    "ROOT",
    "Column",
    "Index",
    "Row",
    "SortKey",
    "TableModel",
    "as_tsv",
]


class TableModel(QAbstractTableModel, Generic[Row]):
    """Shows rows; replaced as a whole, never edited; sorts and filters by itself.

    A proxy over 100,000 Python rows takes seconds to sort; an own order takes milliseconds.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parent: QObject | None = None,
        order: Order[Row] | None = None,
    ) -> None:
        super().__init__(parent)
        self._order = order or Order(columns)
        self._arranging = Arranging(self, self._order)

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """The columns in the order in which they were given."""
        return self._order.columns

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """What the rows are sorted by: the first, then what decides among equal rows."""
        return self._order.sorts

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other *columns*, and no rows yet."""
        self._arranging.stop()
        self.beginResetModel()
        self._order.set_columns(columns)
        self.endResetModel()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* instead of whatever is there."""
        self._arranging.set_rows(rows)

    def set_filter(self, accepts: Callable[[Row], bool] | None) -> None:
        """Show only the rows that *accepts*; None shows all."""
        self._order.set_filter(accepts)
        self._arranging.sift()

    def set_filter_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*."""
        self._order.set_text(text)
        self._arranging.sift()

    def sort_within(self, column: int) -> None:
        """Sort equal rows by *column* too; where that is done already, turn its order round."""
        self._order.sort_within(column)
        self._arranging.sort()

    def row(self, index: Index) -> Row:
        """Return the row behind *index*."""
        return self._order.row_at(index.row())

    def rows(self) -> tuple[Row, ...]:
        """Return the rows as shown, in order."""
        return self._order.shown_rows()

    def first_rows(self, most: int) -> tuple[Row, ...]:
        """Return the first rows as shown, at *most* so many."""
        return self._order.shown_rows(0, most)

    def rows_at(self, places: Iterable[range]) -> Sequence[Row]:
        """Return the rows that are shown at *places*, each once, from top to bottom."""
        runs = sorted(places, key=_start)
        if len(runs) == 1:  # as when all are selected
            return self._order.shown_rows(runs[0].start, runs[0].stop)
        rows: list[Row] = []
        end = 0
        for run in runs:
            rows += self._order.shown_rows(max(run.start, end), max(run.stop, end))
            end = max(run.stop, end)
        return tuple(rows)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._order.count

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        return cell(self.columns[index.column()], self.row(index), role)

    def look(self, index: Index) -> Look | None:
        """Return what is painted of the cell at *index*; None where that is more than a text."""
        column = self.columns[index.column()]
        text = in_its_own_way(shown_text(column, self.row(index)))
        return text, aligned(is_numeric=column.is_numeric)

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


def _start(run: range) -> int:
    return run.start


def shown_text(column: Column[Row], row: Row) -> str:
    """Return what a cell says on the screen: no amounts while they are hidden."""
    text = column.text(row)
    return veiled_whole(text) if column.is_private else veiled(text)


def cell(column: Column[Row], row: Row, role: int) -> object:
    """Return what a view asks of one cell."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return in_its_own_way(shown_text(column, row))
        case Qt.ItemDataRole.ToolTipRole if column.cell_tooltip is not None:
            return tooltip_html(veiled(column.cell_tooltip(row)))
        case Qt.ItemDataRole.TextAlignmentRole:
            return aligned(is_numeric=column.is_numeric)
        case Qt.ItemDataRole.BackgroundRole if column.tint is not None:
            color = column.tint(row)
            return QBrush(QColor(color)) if color else None
        case _:
            return None


def heading(column: Column[Row], role: int) -> object:
    """Return what a view asks of the header of *column*."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return column.title
        case Qt.ItemDataRole.ToolTipRole:
            return tooltip_html(column.tooltip)
        case Qt.ItemDataRole.AccessibleDescriptionRole:
            return column.tooltip
        case Qt.ItemDataRole.TextAlignmentRole:
            return aligned(is_numeric=column.is_numeric)
        case _:
            return None
