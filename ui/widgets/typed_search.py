"""Goes to the row that begins with what is typed."""

from time import perf_counter
from typing import Generic

from PySide6.QtWidgets import QApplication, QTableView

from ui.models.slices import SLICE, Slices, Work
from ui.models.table import Column, Row, TableModel, shown_text


class TypedSearch(Generic[Row]):
    """Letters that are typed quickly one after the other are looked for as one word.

    It looks in the current column, from the current row on and round to it; the same letter again
    goes on to the next row that begins with it. Qt would look at every row before it answers the
    key; here many rows take several turns.
    """

    def __init__(self, view: QTableView, model: TableModel[Row]) -> None:
        self._view = view
        self._model = model
        self._typed = ""
        self._typed_at = 0.0
        self._is_missing = False
        """Whether no row begins with what was typed; so none does with what is longer."""
        self._looking: Slices[int | None] = Slices(view)
        changes = (model.modelReset, model.layoutChanged, model.rowsInserted, model.rowsRemoved)
        for change in changes:
            change.connect(self._forget)

    def take(self, letters: str) -> None:
        """Look for what was typed, *letters* included."""
        now, pause = perf_counter(), QApplication.keyboardInputInterval() / 1_000
        if now - self._typed_at > pause:
            self._forget()
        self._typed_at = now
        is_again = bool(self._typed) and set(self._typed) == set(letters)
        is_new = not self._typed
        self._typed += letters
        word = letters if is_again else self._typed
        current, count = self._view.currentIndex(), self._model.rowCount()
        if self._is_missing or not count or not word.strip():
            return
        start = current.row() + (is_new or is_again) if current.isValid() else 0
        column = self._model.columns[max(0, current.column())]
        self._looking.run(self._finding(column, word.casefold(), start % count), self._go)

    def _finding(self, column: Column[Row], word: str, start: int) -> Work[int | None]:
        """Find the place of the first row that begins with *word*, from the one at *start* on."""
        count = self._model.rowCount()
        for part in (range(start, count), range(start)):
            for first in range(part.start, part.stop, SLICE):
                places = range(first, min(first + SLICE, part.stop))
                for place, row in zip(places, self._model.rows_at([places]), strict=False):
                    if shown_text(column, row).casefold().startswith(word):
                        return place
                yield len(places)
        self._is_missing = True
        return None

    def _go(self, place: int | None) -> None:
        if place is not None:
            column = max(0, self._view.currentIndex().column())
            self._view.setCurrentIndex(self._model.index(place, column))

    def _forget(self) -> None:
        self._looking.stop()
        self._typed, self._is_missing = "", False
