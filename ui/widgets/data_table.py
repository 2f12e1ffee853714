"""The table widget of the app: sorts, filters and copies."""

from collections.abc import Sequence
from typing import Generic

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from ui.models.table import Column, Row, TableModel, as_tsv

ROW_HEIGHT = 30
HEADER_HEIGHT = 32
_CELL_PADDING = 20
_ARROW_WIDTH = 12
_MEASURED_ROWS = 200


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
        self.setModel(self.table)
        self.setAccessibleName(name)
        self._set_behaviour()
        self._set_geometry()
        self.activated.connect(self._activate)
        self.selectionModel().currentRowChanged.connect(self._select)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* instead of whatever is there."""
        self.table.set_rows(rows)
        self._fit_columns()

    def set_filter_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*."""
        self.table.set_filter_text(text)

    def set_stretched(self, column: int) -> None:
        """Let *column* take the width that is left; at first it is the first text column."""
        header = self.horizontalHeader()
        for number in range(len(self.table.columns)):
            mode = header.ResizeMode.Stretch if number == column else header.ResizeMode.Interactive
            header.setSectionResizeMode(number, mode)

    def fit_height(self, most_rows: int = 12) -> None:
        """Be as high as the rows shown, up to *most_rows*; more of them scroll."""
        rows = max(1, min(self.table.rowCount(), most_rows))
        self.setFixedHeight(HEADER_HEIGHT + rows * ROW_HEIGHT + 2 * self.frameWidth() + 2)

    def selected_rows(self) -> tuple[Row, ...]:
        """Return the selected rows in the order shown."""
        indexes = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return tuple(self.table.row(index) for index in indexes)

    def copy_selection(self) -> None:
        """Put the selected rows (all, where none is) on the clipboard, with their header."""
        rows = self.selected_rows() or self.table.rows()
        QGuiApplication.clipboard().setText(as_tsv(self.table.columns, rows))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            event.accept()
            return
        super().keyPressEvent(event)

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _set_geometry(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFixedHeight(HEADER_HEIGHT)
        header.setMinimumSectionSize(56)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        texts = (n for n, column in enumerate(self.table.columns) if not column.is_numeric)
        self.set_stretched(next(texts, 0))

    def _fit_columns(self) -> None:
        header = self.horizontalHeader()
        for number, column in enumerate(self.table.columns):
            if header.sectionResizeMode(number) != header.ResizeMode.Stretch:
                self.setColumnWidth(number, self._width_of(column))

    def _width_of(self, column: Column[Row]) -> int:
        """Return the width that shows the first cells of *column* whole."""
        metrics = self.fontMetrics()
        cells = (column.text(row) for row in self.table.rows()[:_MEASURED_ROWS])
        widest = max((metrics.horizontalAdvance(text) for text in cells), default=0)
        title = metrics.horizontalAdvance(column.title) + _ARROW_WIDTH
        return max(widest, title) + _CELL_PADDING

    def _activate(self, index: QModelIndex) -> None:
        self.row_activated.emit(self.table.row(index))

    def _select(self, current: QModelIndex) -> None:
        self.row_selected.emit(self.table.row(current) if current.isValid() else None)
