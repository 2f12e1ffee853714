"""What is done with the rows of a table or tree: copied, added up, and read where they are cut."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QToolTip

from ui.language import tr
from ui.models.column import Column, Row, writing_tsv
from ui.models.slices import Slices
from ui.models.tips import tooltip_html
from ui.widgets.columns import adding_up
from ui.widgets.table_header import TableHeader

_WITHOUT_HEADER = QKeySequence("Ctrl+Shift+C")
_TO_THE_LEFT, _TO_THE_RIGHT = QKeySequence("Ctrl+Shift+Left"), QKeySequence("Ctrl+Shift+Right")


@runtime_checkable
class TellsSelection(Protocol):
    """A window that tells what selected rows come to."""

    def show_selection(self, words: str) -> None:
        """Say *words*; "" says nothing any more."""


class RowActions(Generic[Row]):
    """Keys, menu, copies and sums of one view.

    Args:
        view: The table or tree.
        header: Where its columns are arranged.
        columns: Returns all columns.
        chosen: Returns the selected rows, or those that stand for all where none is.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        header: TableHeader,
        columns: Callable[[], Sequence[Column[Row]]],
        chosen: Callable[[], Sequence[Row]],
    ) -> None:
        self._view = view
        self._header = header
        self._columns = columns
        self._chosen = chosen
        self._copying: Slices[str] = Slices(view)
        self._adding: Slices[str] = Slices(view)
        self._has_told = False

    def copy(self, *, has_header: bool = True) -> None:
        """Put the chosen rows on the clipboard: the columns that are shown, in their order."""
        columns = self._columns()
        shown = [columns[number] for number in self._header.shown_columns()]
        work = writing_tsv(shown, self._chosen(), has_header=has_header)
        self._copying.run(work, QGuiApplication.clipboard().setText)

    def copy_cells(self) -> None:
        """Put the chosen rows on the clipboard without their header."""
        self.copy(has_header=False)

    def add_up(self, rows: Sequence[Row]) -> None:
        """Have the window tell what *rows* come to; what another table told stays without any."""
        if rows or self._has_told:
            self._adding.run(adding_up(self._columns(), rows), self._tell)

    def _tell(self, words: str) -> None:
        self._has_told = bool(words)
        window = self._view.window()
        if isinstance(window, TellsSelection):
            window.show_selection(words)

    def open_menu(
        self, event: QContextMenuEvent, more: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None:
        """Open the menu of the rows: copy, select, *more*, arrange the columns."""
        menu = QMenu(self._view)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(tr("Copy\tCtrl+C"), self.copy)
        menu.addAction(tr("Copy without header\tCtrl+Shift+C"), self.copy_cells)
        menu.addAction(tr("Select all\tCtrl+A"), self._view.selectAll)
        for text, act in more:
            menu.addAction(text, act)
        columns = self._header.menu()
        columns.setTitle(tr("Columns\tAlt+Down"))
        columns.setParent(menu, columns.windowFlags())
        menu.addSeparator()
        menu.addMenu(columns)
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        menu.popup(self._below_current() if by_key else event.globalPos())

    def takes_key(self, event: QKeyEvent) -> bool:
        """Do what a key asks for, and return whether it asks for anything here."""
        pressed = QKeySequence(event.keyCombination())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif pressed == _WITHOUT_HEADER:
            self.copy_cells()
        elif pressed in (_TO_THE_LEFT, _TO_THE_RIGHT):
            self._move_column(-1 if pressed == _TO_THE_LEFT else 1)
        elif pressed == QKeySequence("Alt+Down"):
            self._header.open_menu(self._view.viewport().mapToGlobal(QPoint(0, 0)))
        else:
            return self._goes_to_an_end(event)
        event.accept()
        return True

    def tells_cut_text(self, event: QEvent) -> bool:
        """Show a cell that is cut off and says no more about itself; return whether it is one."""
        if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
            return False
        index = self._view.indexAt(event.pos())
        text = self.cut_text(index)
        if text:
            QToolTip.showText(event.globalPos(), tooltip_html(text) or "", self._view)
        return bool(text)

    def cut_text(self, index: QModelIndex) -> str:
        """Return the text of a cell that is cut off and has no tooltip of its own, or ""."""
        if not index.isValid() or index.data(Qt.ItemDataRole.ToolTipRole):
            return ""
        is_cut = self._view.sizeHintForIndex(index).width() > self._view.visualRect(index).width()
        return str(index.data()) if is_cut else ""

    def _below_current(self) -> QPoint:
        """Return where the current row ends, on the screen."""
        viewport, current = self._view.viewport(), self._view.currentIndex()
        place = self._view.visualRect(current) & viewport.rect()
        return viewport.mapToGlobal(place.bottomLeft() if current.isValid() else QPoint(0, 0))

    def _move_column(self, places: int) -> None:
        current = self._view.currentIndex()
        if current.isValid():
            self._header.move_column(current.column(), places)

    def _goes_to_an_end(self, event: QKeyEvent) -> bool:
        """Go to the first or last row for Home or End, and return whether it was that."""
        view, rows = self._view, self._view.model().rowCount()
        if event.modifiers() != Qt.KeyboardModifier.NoModifier or rows == 0:
            return False
        if event.matches(QKeySequence.StandardKey.MoveToStartOfLine):
            row = 0
        elif event.matches(QKeySequence.StandardKey.MoveToEndOfLine):
            row = rows - 1
        else:
            return False
        view.setCurrentIndex(view.model().index(row, max(view.currentIndex().column(), 0)))
        event.accept()
        return True
