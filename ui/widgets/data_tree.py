"""A table whose rows unfold: sorts, filters and copies like the other one."""

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QItemSelectionRange
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QTreeView, QWidget

from ui.models.table import Column, Row
from ui.models.tree import WHOLE, Run, TreeModel
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
        # with the tree's own selection the header looks at every row before it paints
        self.columns_header.setSelectionModel(QItemSelectionModel(self.tree, self.columns_header))
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
        self.tree.modelReset.connect(self._sum)  # which takes the selection away without a word

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
        return tuple(self.tree.rows_at(self._selected()))

    def copy_selection(self) -> None:
        """Put the selected rows, or all, on the clipboard: the columns shown, with their header."""
        self.row_actions.copy()

    @override
    def selectAll(self) -> None:
        """Select every row and the parts of those that are unfolded: by ranges, not one by one."""
        last = self.tree.columnCount() - 1
        every = QItemSelection(
            self.tree.index(0, 0), self.tree.index(self.tree.rowCount() - 1, last)
        )
        for row in range(self.tree.rowCount()):
            whole = self.tree.index(row, 0)
            parts = self.tree.rowCount(whole) if self.isExpanded(whole) else 0
            if parts:
                first = self.tree.index(0, 0, whole)
                every.append(QItemSelectionRange(first, self.tree.index(parts - 1, last, whole)))
        self.selectionModel().select(every, QItemSelectionModel.SelectionFlag.ClearAndSelect)

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
        rows = self.tree.first_rows_and_parts(MEASURED_ROWS)
        width = fitting_width(self, self.tree.columns[number], rows, self.viewport().width())
        self.columns_header.size_column(number, width)

    def _fit_columns(self) -> None:
        header = self.columns_header
        rows = self.tree.first_rows_and_parts(MEASURED_ROWS)
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
        runs = self._selected()
        whole = {row for row, start, _ in runs if start == WHOLE}
        counted = [run for run in runs if run[1] == WHOLE or run[0] not in whole]
        self.row_actions.add_up(self.tree.rows_at(counted))

    def _selected(self) -> list[Run]:
        """Return what is selected, from top to bottom; to ask Qt for its rows takes long.

        Ranges of a selection do not overlap.
        """
        runs: list[Run] = []
        for each in self.selectionModel().selection().toList():
            top, end, parent = each.top(), each.bottom() + 1, each.parent()
            if parent.isValid():
                runs.append((parent.row(), top, end))
            else:
                runs += [(row, WHOLE, WHOLE + 1) for row in range(top, end)]
        return sorted(runs)

    def _all_columns(self) -> Sequence[Column[Row]]:
        return self.tree.columns

    def _chosen(self) -> Sequence[Row]:
        return self.tree.rows_at(self._selected()) or self.tree.rows()
