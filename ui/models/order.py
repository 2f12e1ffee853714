"""Which rows of a table are shown, and in which order."""

from collections.abc import Callable, Sequence
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from ui.models.column import Column, Row
from ui.models.keys import Keys, read_keys
from ui.models.slices import Work, finished, pieces

Sort = tuple[int, bool]
"""Number of a column, and whether it descends."""

WHOLE = -1
"""Where a row is among its parts: before them."""
Mark = tuple[int, int]
"""The number of a row, and which of its parts is meant; `WHOLE` is the row itself."""

_MOST_SORTS = 3
_BETWEEN_CELLS = "\x00"


class Order(Generic[Row]):
    """Sorts and filters rows by number; what a column says is read once, until the rows change.

    Sorting is stable and puts the unknown last either way. A further sort keeps the order of the
    ones before among equal rows, so sorting by B and then by A sorts by A and within it by B.

    What is wanted is only noted; ``reading`` finds out what is not known yet, as many rows take
    their time, and ``arrange`` then puts the rows in order.

    Attributes:
        shown: The numbers of the rows that are shown, in order.
        sorts: What the rows are sorted by: the first, then what decides among equal rows.
    """

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self.sorts: tuple[Sort, ...] = ()
        self.shown: NDArray[np.intp] = np.arange(0)
        self._filter: Callable[[Row], bool] | None = None
        self._text = ""
        self._keys: dict[int, Keys] = {}
        self._words: list[str] | None = None
        self._sorted = self.shown
        self._sorted_by: tuple[Sort, ...] = ()

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Take other *columns*, and no rows yet."""
        self.columns = tuple(columns)
        self.sorts = ()
        self.set_rows(())

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Take *rows* instead of whatever is there; all are shown, as they came."""
        self.rows = tuple(rows)
        self._keys.clear()
        self._words = None
        self.shown = self._sorted = np.arange(len(self.rows))
        self._sorted_by = ()

    def set_filter(self, accepts: Callable[[Row], bool] | None) -> None:
        """Show only the rows that *accepts*; None shows all."""
        self._filter = accepts

    def set_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*, whatever its case."""
        self._text = text.strip().casefold()

    def sort(self, column: int, *, descending: bool) -> None:
        """Sort by *column*, and within it as before; -1 brings the rows' own order back."""
        if 0 <= column < len(self.columns):
            others = (each for each in self.sorts if each[0] != column)
            self.sorts = ((column, descending), *others)[:_MOST_SORTS]
        else:
            self.sorts = ()

    def sort_within(self, column: int) -> None:
        """Sort equal rows by *column* too; where that is done already, turn its order round."""
        if any(each == column for each, _ in self.sorts):
            self.sorts = tuple((each, is_down != (each == column)) for each, is_down in self.sorts)
        else:
            self.sorts = (*self.sorts[: _MOST_SORTS - 1], (column, False))

    def place_of_sort(self, column: int) -> int:
        """Return as which *column* sorts: 1 is the first, 0 not at all; negative if it descends."""
        for place, (each, is_down) in enumerate(self.sorts, start=1):
            if each == column:
                return -place if is_down else place
        return 0

    @property
    def count(self) -> int:
        """How many rows are shown."""
        return len(self.shown)

    def row_at(self, place: int) -> Row:
        """Return the row that is shown at *place*."""
        return self.rows[int(self.shown[place])]

    def mark(self, place: int) -> Mark:
        """Return by what the row at *place* is found again, wherever it is shown later."""
        return int(self.shown[place]), WHOLE

    def shown_rows(self, start: int = 0, stop: int | None = None) -> tuple[Row, ...]:
        """Return the rows that are shown, from place *start* up to *stop*."""
        return tuple(map(self.rows.__getitem__, self.shown[start:stop].tolist()))

    def places(self) -> NDArray[np.intp]:
        """Return where each row is shown, by its number; what is not shown has no meaning."""
        places = np.empty(len(self.rows), np.intp)
        places[self.shown] = np.arange(len(self.shown))
        return places

    def reading(self) -> Work[None]:
        """Read what the cells say, as far as it is needed and not known yet."""
        for column, _ in self.sorts:
            if column not in self._keys:
                self._keys[column] = yield from read_keys(self.columns[column].key, self.rows)
        if self._text and self._words is None:
            self._words = yield from self._reading_words()

    def arrange(self) -> None:
        """Show what is wanted, as it is wanted; ``reading`` has to be over."""
        if self._sorted_by != self.sorts:
            self._sort()
        self._sift()

    def settle(self) -> None:
        """Read and arrange, however long it takes."""
        finished(self.reading())
        self.arrange()

    def _sort(self) -> None:
        """Sort by the last of the columns first; what is sorted by the others already stays so."""
        is_begun = bool(self._sorted_by) and self.sorts[1:] == self._sorted_by
        order = self._sorted if is_begun else np.arange(len(self.rows))
        for column, descending in reversed(self.sorts[:1] if is_begun else self.sorts):
            keys = self._keys[column][order]
            order = order[(-keys if descending else keys).argsort(kind="stable")]
        self._sorted = order
        self._sorted_by = self.sorts

    def _sift(self) -> None:
        self.shown = self._sorted
        if self._filter is not None:
            wanted = np.fromiter(map(self._filter, self.rows), np.bool_, len(self.rows))
            self.shown = self.shown[wanted[self.shown]]
        if self._text:
            text, said = self._text, self._words or ()
            has = np.fromiter((text in each for each in said), np.bool_, len(self.rows))
            self.shown = self.shown[has[self.shown]]

    def _reading_words(self) -> Work[list[str]]:
        texts = [column.text for column in self.columns]
        words: list[str] = []
        for piece in pieces(self.rows, len(texts)):
            said = [_BETWEEN_CELLS.join([text(row) for text in texts]) for row in piece]
            words += [each.casefold() for each in said]
            yield len(piece) * len(texts)
        return words
