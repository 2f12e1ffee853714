"""The view of the grid in which holdings are entered: it is worked like a spreadsheet."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from rebalancer.ingest.pasted import FIELDS, Block
from rebalancer.ingest.sheet import Column
from ui.language import tr
from ui.models.entry import MOST_ROWS, EntryModel, place_of
from ui.overriding import override
from ui.text_size import hold, scaled
from ui.widgets.cell_painter import Tinted
from ui.widgets.columns import ROW_HEIGHT
from ui.widgets.spoken import call
from ui.widgets.table_header import HEADER_HEIGHT

_WIDTHS = {
    Column.ACCOUNT: 140,
    Column.TAX_TREATMENT: 100,
    Column.SYMBOL: 84,
    Column.DESCRIPTION: 176,
    Column.ACQUIRED: 100,
}
_WIDTH = 92
_KEYS = QKeySequence.StandardKey
_ENDS_OF_LINE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


Reading: TypeAlias = Callable[[str, Column | None, Callable[[Block], object]], object]
"""Reads a text from the clipboard, whose columns begin at the given one where no headings tell,
and hands over what it says, now or later."""


class EntryGrid(QTableView):
    """Cells to type into; whole blocks are copied, cut, pasted, cleared, undone and redone.

    Attributes:
        entry: The model.
    """

    told = Signal(str)
    """What became of a paste, where that is worth a sentence."""

    def __init__(self, entry: EntryModel, read: Reading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._read = read
        self.setModel(entry)
        self.setItemDelegate(Tinted(entry.look, self))
        call(self, tr("Holdings to enter"))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed
        )
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        hold(self.horizontalHeader(), height=HEADER_HEIGHT)
        self.follow_text_size()
        self._acts: tuple[tuple[QKeySequence.StandardKey, Callable[[], object]], ...] = (
            (_KEYS.Copy, self.copy_cells),
            (_KEYS.Cut, self.cut_cells),
            (_KEYS.Paste, self.paste_cells),
            (_KEYS.Delete, self.clear_cells),
            (_KEYS.Undo, entry.undo_stack.undo),
            (_KEYS.Redo, entry.undo_stack.redo),
        )

    def follow_text_size(self) -> None:
        """Make rows and columns as large as their text."""
        self.verticalHeader().setDefaultSectionSize(scaled(ROW_HEIGHT))
        for place, field in enumerate(FIELDS):
            self.setColumnWidth(place, scaled(_WIDTHS.get(field, _WIDTH)))

    def copy_cells(self) -> None:
        """Put the rectangle around the selected cells on the clipboard."""
        ranges = self.selectionModel().selection().toList()
        if ranges:
            top, left = min(each.top() for each in ranges), min(each.left() for each in ranges)
            bottom = max(each.bottom() for each in ranges)
            right = max(each.right() for each in ranges)
            QGuiApplication.clipboard().setText(self.entry.copy(top, left, bottom, right))

    def cut_cells(self) -> None:
        """Copy the selected cells, and empty them."""
        self.copy_cells()
        self.clear_cells()

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        self.entry.clear(
            (row, column)
            for each in self.selectionModel().selection().toList()
            for row in range(each.top(), each.bottom() + 1)
            for column in range(each.left(), each.right() + 1)
        )

    def paste_cells(self) -> None:
        """Put the block of the clipboard where its headings tell, else from here on."""
        self.paste_text(QGuiApplication.clipboard().text())

    def paste_text(self, text: str) -> None:
        """Put *text* where its headings tell, else from the current cell on."""
        row, column = place_of(self.currentIndex())
        self._read(text, FIELDS[column], partial(self.put, row=row, column=column))

    def put(self, block: Block, row: int, column: int = 0) -> None:
        """Put *block* on the rows from *row* on, and go there."""
        if row + len(block.rows) > MOST_ROWS:
            self.told.emit(too_many())
            return
        if not block.rows:
            self.told.emit(tr("There are no cells on the clipboard."))
            return
        self.entry.put(block, row)
        left_out = ", ".join(block.left_out)
        self.told.emit(
            left_out
            and tr("Left out, as there is no place for it here: {left_out}.", left_out=left_out)
        )
        self.go_to(row, column)

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one."""
        index = self.entry.index(row, column)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_down(self) -> None:
        """Make the cell below the current one."""
        row, column = place_of(self.currentIndex())
        if row + 1 < self.entry.rowCount():
            self.go_to(row + 1, column)

    @override
    def commitData(self, editor: QWidget) -> None:
        """Take what was typed, unless the rows were replaced in the moment after Enter."""
        if not editor.isHidden():
            super().commitData(editor)

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self.go_down()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = next((act for key, act in self._acts if event.matches(key)), None)
        if event.key() == Qt.Key.Key_Backspace:
            act = self.clear_cells
        elif event.key() in _ENDS_OF_LINE and self.state() != self.State.EditingState:
            act = self.go_down
        if act is None:
            super().keyPressEvent(event)
        else:
            act()
            event.accept()


def too_many() -> str:
    """Return why not all of what is pasted has a place in the grid, and what to do then."""
    return tr(
        "More than {most} rows are too many to enter by hand. Save them as a CSV file, and import "
        "that.",
        most=f"{MOST_ROWS:,}",
    )
