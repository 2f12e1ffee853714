"""A table whose rows unfold: sorts, filters and copies like the other one."""

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QTreeView, QWidget
from typing_extensions import override

from ui.models.table import Column, Row
from ui.models.tree import TreeModel
from ui.widgets.columns import (
    copy_rows,
    fill_width,
    fit_columns,
    prepare_header,
    prepare_view,
)

_INDENT = 24


class DataTree(QTreeView, Generic[Row]):
    """Rows with parts: click a header to sort, Ctrl+C copies what is selected with its header.

    Attributes:
        tree: The model.
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
        self.setModel(self.tree)
        prepare_view(self, name)
        prepare_header(self.header())
        self.header().setStretchLastSection(False)
        self.setSortingEnabled(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setExpandsOnDoubleClick(True)

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
        """Put the selected rows (all, where none is) on the clipboard, with their header."""
        copy_rows(self.tree.columns, self.selected_rows() or self.tree.rows())

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
        super().keyPressEvent(event)

    def _fit_columns(self) -> None:
        fit_columns(self, self.header(), self.tree.columns, self.tree.rows_and_parts(), _INDENT)
        fill_width(self, self.header(), self._stretched)


def _place(index: QModelIndex) -> tuple[int, int]:
    parent = index.parent()
    return (parent.row(), index.row()) if parent.isValid() else (index.row(), -1)
