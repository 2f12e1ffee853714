"""Which rows of a table are unfolded into their parts, and where each part is shown."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, overload

import numpy as np
from numpy.typing import NDArray

from ui.models.column import Column, Row
from ui.models.order import WHOLE, Mark, Order
from ui.overriding import override

Places = NDArray[np.intp]


class Folds(Order[Row]):
    """Rows in order, those that are unfolded followed by their parts: one flat list of places.

    Parts keep their order, and come and go with their row. What is unfolded stays so, however the
    rows are sorted and filtered, until they change.
    """

    def __init__(
        self, columns: Sequence[Column[Row]], parts: Callable[[Row], Sequence[Row]]
    ) -> None:
        super().__init__(columns)
        self._parts = parts
        self._unfolded: dict[int, Sequence[Row]] = {}
        """The parts of each row that is unfolded, by its number; replaced, never changed."""
        self._lay_out()

    @override
    def set_rows(self, rows: Sequence[Row]) -> None:
        super().set_rows(rows)
        self._unfold({})

    @override
    def arrange(self) -> None:
        super().arrange()
        self._lay_out()

    @property
    @override
    def count(self) -> int:
        return len(self._numbers)

    @override
    def row_at(self, place: int) -> Row:
        number, part = self.mark(place)
        return self.rows[number] if part == WHOLE else self._unfolded[number][part]

    @override
    def mark(self, place: int) -> Mark:
        return int(self._numbers[place]), int(self._part_numbers[place])

    @override
    def places(self) -> Places:
        places = np.empty(len(self.rows), np.intp)
        places[self.shown] = self._starts
        return places

    def parts_at(self, place: int) -> Sequence[Row]:
        """Return what the row at *place* unfolds into; a part has no parts."""
        number, part = self.mark(place)
        return self._parts(self.rows[number]) if part == WHOLE else ()

    def is_unfolded(self, place: int) -> bool:
        """Whether the row at *place* has its parts below it."""
        number, part = self.mark(place)
        return part == WHOLE and number in self._unfolded

    def unfold(self, place: int) -> None:
        """Show the parts of the row at *place* below it."""
        self._unfold({**self._unfolded, self.mark(place)[0]: self.parts_at(place)})

    def fold(self, place: int) -> None:
        """Hide the parts of the row at *place*."""
        number, _ = self.mark(place)
        self._unfold({each: parts for each, parts in self._unfolded.items() if each != number})

    def unfold_all(self) -> None:
        """Show the parts of every row."""
        found = enumerate(map(self._parts, self.rows))
        self._unfold({number: parts for number, parts in found if parts})

    def fold_all(self) -> None:
        """Show no parts at all."""
        self._unfold({})

    def wholes(self, start: int = 0, stop: int | None = None) -> tuple[Row, ...]:
        """Return the rows that are shown, without their parts."""
        return super().shown_rows(start, stop)

    def numbers_at(self, runs: Iterable[range]) -> tuple[Places, Places]:
        """Return which rows are shown at *runs*, by number, and which of their parts."""
        is_there = np.zeros(self.count, np.bool_)
        for run in runs:
            is_there[run.start : run.stop] = True
        return self._numbers[is_there], self._part_numbers[is_there]

    def rows_of(self, numbers: Places, parts: Places) -> "RowsAt[Row]":
        """Return rows and parts by their numbers, whatever is shown later."""
        return RowsAt(self.rows, self._unfolded, numbers, parts)

    def runs_of(self, numbers: Places, parts: Places) -> list[range]:
        """Return where those rows and parts are shown by now that are shown."""
        is_shown = np.isin(numbers, self.shown)
        is_shown &= (parts == WHOLE) | np.isin(numbers, list(self._unfolded))
        places = np.sort(self.places()[numbers[is_shown]] + parts[is_shown] - WHOLE)
        runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(places) else []
        return [range(int(run[0]), int(run[-1]) + 1) for run in runs]

    def _unfold(self, unfolded: dict[int, Sequence[Row]]) -> None:
        self._unfolded = unfolded
        self._lay_out()

    def _lay_out(self) -> None:
        """Find out where everything is shown."""
        lengths = np.ones(len(self.rows), np.intp)
        for number, parts in self._unfolded.items():
            lengths[number] += len(parts)
        shown = lengths[self.shown]
        self._starts = shown.cumsum() - shown
        self._numbers = self.shown.repeat(shown)
        self._part_numbers = np.arange(len(self._numbers)) - self._starts.repeat(shown) + WHOLE


class RowsAt(Sequence[Row], Generic[Row]):
    """Rows and parts, each looked up when it is asked for: there may be many."""

    def __init__(
        self,
        rows: Sequence[Row],
        parts: dict[int, Sequence[Row]],
        numbers: Places,
        part_numbers: Places,
    ) -> None:
        self._rows = rows
        self._parts = parts
        self._numbers = numbers
        self._part_numbers = part_numbers

    @override
    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    @override
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            numbers, parts = self._numbers[index].tolist(), self._part_numbers[index].tolist()
            return tuple(map(self._row, numbers, parts))
        return self._row(int(self._numbers[index]), int(self._part_numbers[index]))

    def _row(self, number: int, part: int) -> Row:
        return self._rows[number] if part == WHOLE else self._parts[number][part]
