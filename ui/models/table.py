"""One read-only table model for every table; a table is a tuple of columns."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor
from typing_extensions import override

from ui.privacy import veiled, veiled_whole

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
SortKey = str | float
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column: how a row's cell reads, and what it is sorted by."""

    title: str
    text: Callable[[Row], str]
    sort_key: Callable[[Row], SortKey] | None = None
    """None sorts by the text."""
    is_numeric: bool = False
    is_private: bool = False
    """Whether the whole cell is hidden with the amounts: a number of shares gives them away."""
    tooltip: str = ""
    """What the column means, and how it is computed."""
    cell_tooltip: Callable[[Row], str] | None = None
    """More about one cell: a reason, a source."""
    tint: Callable[[Row], str] | None = None
    """The colour behind one cell, as ``#rrggbb``; "" leaves it as it is."""


def as_tsv(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> str:
    """Return *rows* under their header as text that a spreadsheet takes from the clipboard."""
    lines = [tuple(column.title for column in columns)]
    lines += [tuple(column.text(row) for column in columns) for row in rows]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)


def tooltip_html(text: str) -> str | None:
    """Return *text* as a tooltip that wraps and shows every character as it is."""
    return f"<qt>{html.escape(text)}</qt>" if text else None


class TableModel(QAbstractTableModel, Generic[Row]):
    """Shows rows; replaced as a whole, never edited; sorts and filters by itself.

    A proxy over 100,000 Python rows takes seconds to sort; an own order takes milliseconds.
    """

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._all: tuple[Row, ...] = ()
        self._shown: list[int] = []
        self._filter: Callable[[Row], bool] | None = None
        self._text = ""
        self._order: tuple[int, Qt.SortOrder] | None = None

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other *columns*, and no rows yet."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._all, self._shown, self._order = (), [], None
        self.endResetModel()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* instead of whatever is there."""
        self._all = tuple(rows)
        self._refresh()

    def set_filter(self, accepts: Callable[[Row], bool] | None) -> None:
        """Show only the rows that *accepts*; None shows all."""
        self._filter = accepts
        self._refresh()

    def set_filter_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*."""
        self._text = text.strip().casefold()
        self._refresh()

    def row(self, index: Index) -> Row:
        """Return the row behind *index*."""
        return self._all[self._shown[index.row()]]

    def rows(self) -> tuple[Row, ...]:
        """Return the rows as shown, in order."""
        return tuple(self._all[number] for number in self._shown)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

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
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        numbers = [self._shown[index.row()] for index in kept]
        self._shown = self._arranged()
        place = {number: row for row, number in enumerate(self._shown)}
        moved = [
            self.index(place[number], index.column())
            for number, index in zip(numbers, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _refresh(self) -> None:
        self.beginResetModel()
        self._shown = self._arranged()
        self.endResetModel()

    def _arranged(self) -> list[int]:
        shown = [number for number, row in enumerate(self._all) if self._accepts(row)]
        if self._order is not None:
            number, order = self._order
            key = self.columns[number].sort_key or self.columns[number].text
            descending = order == Qt.SortOrder.DescendingOrder
            shown.sort(key=lambda each: key(self._all[each]), reverse=descending)
        return shown

    def _accepts(self, row: Row) -> bool:
        if self._filter is not None and not self._filter(row):
            return False
        return not self._text or contains(self.columns, row, self._text)


def contains(columns: Sequence[Column[Row]], row: Row, text: str) -> bool:
    """Whether some cell of *row* contains *text*, which is in lower case."""
    return any(text in column.text(row).casefold() for column in columns)


def alignment(column: Column[Row]) -> Qt.AlignmentFlag:
    """Return how the cells of *column* are aligned: numbers to the right."""
    side = Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def cell(column: Column[Row], row: Row, role: int) -> object:
    """Return what a view asks of one cell."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            text = column.text(row)
            return veiled_whole(text) if column.is_private else veiled(text)
        case Qt.ItemDataRole.ToolTipRole if column.cell_tooltip is not None:
            return tooltip_html(veiled(column.cell_tooltip(row)))
        case Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
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
        case Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        case _:
            return None
