"""The table widget of the app: sorts, filters and copies."""

from collections.abc import Sequence
from typing import Generic

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from ui.models.table import Column, Row, TableModel
from ui.overriding import override
from ui.text_size import scaled
from ui.widgets.cell_painter import CellPainter
from ui.widgets.columns import (
    MEASURED_ROWS,
    ROW_HEIGHT,
    fill_width,
    first_text,
    fitting_width,
    fitting_widths,
    least_widths,
    prepare_view,
    size_columns,
)
from ui.widgets.row_actions import RowActions
from ui.widgets.scroller import SCROLL_BAR
from ui.widgets.table_header import HEADER_HEIGHT, TableHeader
from ui.widgets.typed_search import TypedSearch


class DataTable(QTableView, Generic[Row]):
    """Rows of one kind: click a header to sort, Ctrl+C copies what is selected with its header.

    Attributes:
        table: The model; its ``set_filter`` and ``rows`` are for the page's use.
        columns_header: Where a person arranges the columns.
        row_actions: What is done with the rows by keys, menu and clipboard.
    """

    _indent = 0
    """Pixels that the first column has before its text."""
    row_selected = Signal(object)
    """The row that became current, or None."""
    row_activated = Signal(object)
    """The row that was double-clicked or entered."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        name: str = "",
        parent: QWidget | None = None,
        model: TableModel[Row] | None = None,
    ) -> None:
        super().__init__(parent)
        self.table: TableModel[Row] = model or TableModel(columns, self)
        self._stretched = first_text(self.table.columns)
        self._spare: tuple[int, ...] = ()
        self._fitting: list[int] = []
        """What each column takes to show its cells."""
        self.columns_header = TableHeader(self)
        self.setHorizontalHeader(self.columns_header)
        self._fitted = (0, False)
        """Most rows that the height is fitted to (0: none), and whether they scroll sideways."""
        self.setModel(self.table)
        # with the table's own selection the header looks at every row before it paints
        self.columns_header.setSelectionModel(QItemSelectionModel(self.table, self.columns_header))
        prepare_view(self, name)
        self.setItemDelegate(CellPainter(self.table.look, self))
        self.row_actions = RowActions(self, self.columns_header, self._all_columns, self._chosen)
        self._typed = TypedSearch(self, self.table)
        self.setSortingEnabled(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(scaled(ROW_HEIGHT))
        self.activated.connect(self._activate)
        self.selectionModel().currentRowChanged.connect(self._select)
        self.selectionModel().selectionChanged.connect(self._sum)
        self.table.modelReset.connect(self._let_go)  # it takes the selection away without a word
        self.columns_header.reset_requested.connect(self._fit_columns)
        self.columns_header.sort_within_requested.connect(self.table.sort_within)
        self.columns_header.sectionHandleDoubleClicked.connect(self._fit_column)
        self.columns_header.key = name if columns else ""

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other *columns*, and no rows yet; the last one takes the width that is left."""
        self.table.set_columns(columns)
        self.set_stretched(len(columns) - 1)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* instead of whatever is there."""
        self.table.set_rows(rows)
        self._fit_columns()

    def set_filter_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*."""
        self.table.set_filter_text(text)

    def set_stretched(self, column: int) -> None:
        """Let *column* take the width that is left; at first it is the first text column."""
        self._stretched = column
        self._fit_columns()

    def set_spare(self, *columns: int) -> None:
        """Leave out *columns*, the first one first, where the table would scroll sideways."""
        self._spare = columns
        self._fit_columns()

    def fit_height(self, most_rows: int = 12, *, scrolls_sideways: bool = False) -> None:
        """Be as high as the rows shown, up to *most_rows*; more of them scroll."""
        self._fitted = (most_rows, scrolls_sideways)
        rows = max(1, min(self.table.rowCount(), most_rows))
        bar = SCROLL_BAR if scrolls_sideways else 0
        height = scaled(HEADER_HEIGHT) + rows * scaled(ROW_HEIGHT)
        self.setFixedHeight(height + 2 * self.frameWidth() + 2 + bar)

    def follow_text_size(self) -> None:
        """Make rows and columns as large as their text."""
        self.verticalHeader().setDefaultSectionSize(scaled(ROW_HEIGHT))
        self._fit_columns()
        most_rows, scrolls_sideways = self._fitted
        if most_rows:
            self.fit_height(most_rows, scrolls_sideways=scrolls_sideways)

    def selected_rows(self) -> tuple[Row, ...]:
        """Return the selected rows in the order shown."""
        return tuple(self.table.rows_at(self._selected()))

    def copy_selection(self) -> None:
        """Put the selected rows, or all, on the clipboard: the columns shown, with their header."""
        self.row_actions.copy()

    @override
    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        self.row_actions.open_menu(arg__1)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        return self.row_actions.tells_cut_text(event) or super().viewportEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.row_actions.takes_key(event):
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str, /) -> None:
        self._typed.take(search)

    def _fit_column(self, number: int) -> None:
        """Make one column as wide as its cells, however long they are."""
        rows = self.table.first_rows(MEASURED_ROWS)
        width = fitting_width(self, self.table.columns[number], rows, self.viewport().width())
        self.columns_header.size_column(number, width)

    def _fit_columns(self) -> None:
        self._fitting = self._measured()
        self._size_columns(self._fitting)
        self._fill()

    def _size_columns(self, widths: Sequence[int]) -> None:
        """Make the columns that the person did not size as wide as *widths* says."""
        size_columns(self.columns_header, self.table.columns, widths, self.columns_header.widths)

    def _measured(self) -> list[int]:
        """Return how wide each column has to be for the first rows."""
        rows = self.table.first_rows(MEASURED_ROWS)
        return fitting_widths(self, self.table.columns, rows, self._indent)

    def _fill(self) -> None:
        """Leave out what there is no room for, and give the rest to the column that stretches."""
        if self._spare:
            least = least_widths(self._fitting, self._stretched)
            self.columns_header.make_room(least, self._spare, self.viewport().width())
        fill_width(self, self.columns_header, self._stretched)

    def _activate(self, index: QModelIndex) -> None:
        self.row_activated.emit(self.table.row(index))

    def _select(self, current: QModelIndex) -> None:
        self.row_selected.emit(self.table.row(current) if current.isValid() else None)

    def _let_go(self) -> None:
        self._select(QModelIndex())
        self._sum()

    def _sum(self) -> None:
        self.row_actions.add_up(self.table.rows_at(self._selected()))

    def _selected(self) -> list[range]:
        """Return the places that are selected; to ask Qt for them row by row takes long."""
        found = self.selectionModel().selection().toList()
        return [range(each.top(), each.bottom() + 1) for each in found]

    def _all_columns(self) -> Sequence[Column[Row]]:
        return self.table.columns

    def _chosen(self) -> Sequence[Row]:
        return self.table.rows_at(self._selected()) or self.table.rows()
