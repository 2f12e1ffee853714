"""Which rows of a table are shown, and in which order."""

import math
from collections.abc import Callable, Sequence
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from ui.format import UNKNOWN
from ui.models.column import Column, Row, SortKey

Keys = NDArray[np.float64]
Sort = tuple[int, bool]
"""Number of a column, and whether it descends."""

_MOST_SORTS = 3
_BETWEEN_CELLS = "\x00"


class Order(Generic[Row]):
    """Sorts and filters rows by number; what a column says is read once, until the rows change.

    Sorting is stable and puts the unknown last either way. A further sort keeps the order of the
    ones before among equal rows, so sorting by B and then by A sorts by A and within it by B.

    Attributes:
        shown: The numbers of the rows that are shown, in order.
        sorts: What the rows are sorted by, the latest first.
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

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Take other *columns*, and no rows yet."""
        self.columns = tuple(columns)
        self.sorts = ()
        self.set_rows(())

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Take *rows* instead of whatever is there."""
        self.rows = tuple(rows)
        self._keys.clear()
        self._words = None
        self._sort()
        self._sift()

    def set_filter(self, accepts: Callable[[Row], bool] | None) -> None:
        """Show only the rows that *accepts*; None shows all."""
        self._filter = accepts
        self._sift()

    def set_text(self, text: str) -> None:
        """Show only the rows in which some cell contains *text*, whatever its case."""
        self._text = text.strip().casefold()
        self._sift()

    def sort(self, column: int, *, descending: bool) -> None:
        """Sort by *column*, and within it as before; -1 brings the rows' own order back."""
        if 0 <= column < len(self.columns):
            others = (each for each in self.sorts if each[0] != column)
            self.sorts = ((column, descending), *others)[:_MOST_SORTS]
        else:
            self.sorts = ()
        self._sort()
        self._sift()

    def places(self) -> NDArray[np.intp]:
        """Return where each row is shown, by its number; what is not shown has no meaning."""
        places = np.empty(len(self.rows), np.intp)
        places[self.shown] = np.arange(len(self.shown))
        return places

    def _sort(self) -> None:
        order = np.arange(len(self.rows))
        for number, (column, descending) in enumerate(reversed(self.sorts)):
            keys = self._keys_of(column)
            signed = -keys if descending else keys
            if number == 0:
                order = signed.argsort(kind="stable")
            else:
                order = order[signed[order].argsort(kind="stable")]
        self._sorted = order

    def _sift(self) -> None:
        self.shown = self._sorted
        if self._filter is not None:
            wanted = np.fromiter(map(self._filter, self.rows), np.bool_, len(self.rows))
            self.shown = self.shown[wanted[self.shown]]
        if self._text:
            text = self._text
            has = np.fromiter((text in each for each in self._said()), np.bool_, len(self.rows))
            self.shown = self.shown[has[self.shown]]

    def _keys_of(self, column: int) -> Keys:
        if column not in self._keys:
            self._keys[column] = _as_keys([self.columns[column].key(row) for row in self.rows])
        return self._keys[column]

    def _said(self) -> list[str]:
        if self._words is None:
            texts = [column.text for column in self.columns]
            self._words = [
                _BETWEEN_CELLS.join([text(row) for text in texts]).casefold() for row in self.rows
            ]
        return self._words


def _as_keys(values: Sequence[SortKey]) -> Keys:
    """Return *values* as numbers that order like them; NaN, which sorts last, for the unknown."""
    if any(isinstance(value, str) for value in values):
        texts = ["" if value is None else str(value).casefold() for value in values]
        ranks = {text: float(rank) for rank, text in enumerate(sorted(set(texts)))}
        ranks |= dict.fromkeys(("", UNKNOWN), math.nan)
        return np.array([ranks[text] for text in texts], np.float64)
    return np.array([math.nan if each is None else each for each in values], np.float64)
