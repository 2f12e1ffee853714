"""A table whose rows unfold: sorts, filters and copies like the other one."""

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import QEvent, QModelIndex
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QTreeView, QWidget

from ui.models.table import Column, Row
from ui.models.tree import TreeModel
from ui.overriding import override
from ui.widgets.columns import (
    MEASURED_ROWS,
    fill_width,
    fit_columns,
    fitting_width,
    least_widths,
    prepare_view,
)
from ui.widgets.row_actions import RowActions
from ui.widgets.table_header import TableHeader

_INDENT = 24


class DataTree(QTreeView, Generic[Row]):
    """Rows with parts: click a header to sort, Ctrl+C copies what is selected with its header.

    Attributes:
        tree: The model.
        columns_header: Where a person arranges the columns.
        row_actions: What is done with the rows by keys, menu and clipboard.
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
        self._spare: tuple[int, ...] = ()
        self._least: list[int] = []
        self.columns_header = TableHeader(self)
        self.setHeader(self.columns_header)
        self.setModel(self.tree)
        prepare_view(self, name)
        self.row_actions = RowActions(self, self.columns_header, self._all_columns, self._chosen)
        self.setSortingEnabled(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setExpandsOnDoubleClick(True)
        self.columns_header.key = name
        self.columns_header.reset_requested.connect(self._fit_columns)
        self.columns_header.sort_within_requested.connect(self.tree.sort_within)
        self.columns_header.sectionHandleDoubleClicked.connect(self._fit_column)
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

    def set_spare(self, *columns: int) -> None:
        """Leave out *columns*, the first one first, where the table would scroll sideways."""
        self._spare = columns
        self._fit_columns()

    def selected_rows(self) -> tuple[Row, ...]:
        """Return the selected rows and parts in the order shown."""
        indexes = sorted(self.selectionModel().selectedRows(), key=_place)
        return tuple(self.tree.row(index) for index in indexes)

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

    def _fit_column(self, number: int) -> None:
        """Make one column as wide as its cells, however long they are."""
        rows = self.tree.rows_and_parts()[:MEASURED_ROWS]
        width = fitting_width(self, self.tree.columns[number], rows, self.viewport().width())
        self.columns_header.size_column(number, width)

    def _fit_columns(self) -> None:
        header = self.columns_header
        rows = self.tree.rows_and_parts()
        fit_columns(self, header, self.tree.columns, rows, _INDENT, header.widths)
        if self._spare:
            self._least = least_widths(self, self.tree.columns, rows, self._stretched)
            self._least[0] += _INDENT
        self._fill()

    def _fill(self) -> None:
        """Leave out what there is no room for, and give the rest to the column that stretches."""
        if self._spare:
            self.columns_header.make_room(self._least, self._spare, self.viewport().width())
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
        self.row_actions.add_up([self.tree.row(index) for index in counted])

    def _all_columns(self) -> Sequence[Column[Row]]:
        return self.tree.columns

    def _chosen(self) -> Sequence[Row]:
        return self.selected_rows() or self.tree.rows()


def _place(index: QModelIndex) -> tuple[int, int]:
    parent = index.parent()
    return (parent.row(), index.row()) if parent.isValid() else (index.row(), -1)
