"""The table widget of the app: sorts, filters and copies."""

from collections.abc import Sequence
from typing import Generic

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget
from typing_extensions import override

from ui.models.table import Column, Row, TableModel
from ui.text_size import scaled
from ui.widgets.columns import (
    HEADER_HEIGHT,
    ROW_HEIGHT,
    copy_rows,
    fill_width,
    first_text,
    fit_columns,
    prepare_header,
    prepare_view,
)


class DataTable(QTableView, Generic[Row]):
    """Rows of one kind: click a header to sort, Ctrl+C copies what is selected with its header.

    Attributes:
        table: The model; its ``set_filter`` and ``rows`` are for the page's use.
    """

    row_selected = Signal(object)
    """The row that became current, or None."""
    row_activated = Signal(object)
    """The row that was double-clicked or entered."""

    def __init__(
        self, columns: Sequence[Column[Row]], name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.table: TableModel[Row] = TableModel(columns, self)
        self._stretched = first_text(self.table.columns)
        self._fitted = (0, 0)
        """Most rows, and pixels below them, that the height is fitted to; none until it is."""
        self.setModel(self.table)
        prepare_view(self, name)
        prepare_header(self.horizontalHeader())
        self.setSortingEnabled(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(scaled(ROW_HEIGHT))
        self.activated.connect(self._activate)
        self.selectionModel().currentRowChanged.connect(self._select)

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

    def fit_height(self, most_rows: int = 12, below: int = 0) -> None:
        """Be as high as the rows shown, up to *most_rows*; more of them scroll.

        *below* is room in pixels for a scroll bar under the rows.
        """
        self._fitted = (most_rows, below)
        rows = max(1, min(self.table.rowCount(), most_rows))
        height = scaled(HEADER_HEIGHT) + rows * scaled(ROW_HEIGHT)
        self.setFixedHeight(height + 2 * self.frameWidth() + 2 + below)

    def follow_text_size(self) -> None:
        """Make rows and columns as large as their text."""
        self.verticalHeader().setDefaultSectionSize(scaled(ROW_HEIGHT))
        self._fit_columns()
        most_rows, below = self._fitted
        if most_rows:
            self.fit_height(most_rows, below)

    def selected_rows(self) -> tuple[Row, ...]:
        """Return the selected rows in the order shown."""
        indexes = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return tuple(self.table.row(index) for index in indexes)

    def copy_selection(self) -> None:
        """Put the selected rows (all, where none is) on the clipboard, with their header."""
        copy_rows(self.table.columns, self.selected_rows() or self.table.rows())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fill_width(self, self.horizontalHeader(), self._stretched)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            event.accept()
            return
        super().keyPressEvent(event)

    def _fit_columns(self) -> None:
        fit_columns(self, self.horizontalHeader(), self.table.columns, self.table.rows())
        fill_width(self, self.horizontalHeader(), self._stretched)

    def _activate(self, index: QModelIndex) -> None:
        self.row_activated.emit(self.table.row(index))

    def _select(self, current: QModelIndex) -> None:
        self.row_selected.emit(self.table.row(current) if current.isValid() else None)
