"""A table whose rows unfold: sorts, filters and copies like the other one."""

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QTreeView, QWidget
from typing_extensions import override

from ui.models.table import Column, Row
from ui.models.tree import TreeModel
from ui.widgets.columns import (
    copy_rows,
    fill_width,
    fit_columns,
    goes_to_an_end,
    open_rows_menu,
    opens_columns_menu,
    prepare_view,
    sum_words,
)
from ui.widgets.table_header import TableHeader

_INDENT = 24


class DataTree(QTreeView, Generic[Row]):
    """Rows with parts: click a header to sort, Ctrl+C copies what is selected with its header.

    Attributes:
        tree: The model.
        columns_header: Where a person arranges the columns.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parts: Callable[[Row], Sequence[Row]],
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.tree: TreeModel[Row] = TreeModel(columns, parts, self)
        self._stretched = 0
        self.columns_header = TableHeader(self)
        self.setHeader(self.columns_header)
        self.setModel(self.tree)
        prepare_view(self, name)
        self.setSortingEnabled(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setExpandsOnDoubleClick(True)
        self.columns_header.key = name
        self.columns_header.reset_requested.connect(self._fit_columns)
        self.selectionModel().selectionChanged.connect(self._sum)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* instead of whatever is there."""
        self.tree.set_rows(rows)
        self._fit_columns()

    def follow_text_size(self) -> None:
        """Make the columns as wide as their text."""
        self._fit_columns()

    def set_filter_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*."""
        self.tree.set_filter_text(text)

    def set_stretched(self, column: int) -> None:
        """Let *column* take the width that is left."""
        self._stretched = column
        self._fit_columns()

    def selected_rows(self) -> tuple[Row, ...]:
        """Return the selected rows and parts in the order shown."""
        indexes = sorted(self.selectionModel().selectedRows(), key=_place)
        return tuple(self.tree.row(index) for index in indexes)

    def copy_selection(self) -> None:
        """Put the selected rows, or all, on the clipboard: the columns shown, with their header."""
        shown = [self.tree.columns[n] for n in self.columns_header.shown_columns()]
        copy_rows(shown, self.selected_rows() or self.tree.rows())

    @override
    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        open_rows_menu(self, self.copy_selection, self.columns_header, arg__1.globalPos())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fill_width(self, self.header(), self._stretched)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            event.accept()
            return
        if opens_columns_menu(self, self.columns_header, event) or goes_to_an_end(self, event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _fit_columns(self) -> None:
        header = self.columns_header
        rows = self.tree.rows_and_parts()
        fit_columns(self, header, self.tree.columns, rows, _INDENT, header.widths)
        fill_width(self, self.header(), self._stretched)

    def _sum(self) -> None:
        """Sum what is selected; parts of a selected row are in it already."""
        selected = self.selectionModel().selectedRows()
        tops = {index.row() for index in selected if not index.parent().isValid()}
        counted = [
            index
            for index in selected
            if not index.parent().isValid() or index.parent().row() not in tops
        ]
        rows = [self.tree.row(index) for index in counted]
        self.columns_header.summed.emit(sum_words(self.tree.columns, rows))


def _place(index: QModelIndex) -> tuple[int, int]:
    parent = index.parent()
    return (parent.row(), index.row()) if parent.isValid() else (index.row(), -1)
