"""The regular rows of a long table, sorted into kinds: rows that differ only in their figures."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalancer.ingest import cells as cell_texts
from rebalancer.ingest.lot_rows import Figures, LotRows, join_figures
from rebalancer.ingest.scan import (
    Cells,
    Flags,
    Integers,
    Numbers,
    Words,
    hold_letters,
    read_numbers,
)
from rebalancer.ingest.sheet import Column, Table
from rebalancer.ingest.texts import Texts
from rebalancer.progress import Progress, watched

AMOUNTS = (Column.QUANTITY, Column.VALUE, Column.COST_BASIS, Column.UNIT_COST)
LOT_COLUMNS = frozenset({*AMOUNTS, Column.ACQUIRED})
"""What tells the lots of a position apart."""
_EMPTY, _DASHES, _KNOWN, _ZERO = range(4)
"""What a lot's cell may say; rows of a kind know the same things of their lots."""
_STATE_BITS = 4
_MAY_BE_ZERO = frozenset({Column.COST_BASIS})
"""Where a zero means that nothing is known."""
_FLAGS = 64
_NO_WORD = np.uint64(0)
_UNREADABLE = -1

States: TypeAlias = NDArray[np.uint64]


class LotTable(NamedTuple):
    """Which columns tell the lots of a position apart, and which say what the position is."""

    width: int
    amounts: Mapping[Column, int]
    day: int | None
    common: Sequence[tuple[int, int]]
    """What else the layout reads: first and last of columns that stand side by side."""
    unread: Sequence[int]

    @classmethod
    def of(cls, table: Table) -> "LotTable | None":
        """Return the columns of *table*, or None if they are not those of a table of lots."""
        places = table.places
        is_clear = len(set(places.values())) == len(places)
        if Column.QUANTITY not in places or not is_clear:
            return None
        width = len(table.header.cells)
        common = sorted(place for column, place in places.items() if column not in LOT_COLUMNS)
        return cls(
            width=width,
            amounts={column: places[column] for column in AMOUNTS if column in places},
            day=places.get(Column.ACQUIRED),
            common=list(_side_by_side(common)),
            unread=[place for place in range(width) if place not in places.values()],
        )


def _side_by_side(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of numbers without a gap."""
    first = 0
    for index, place in enumerate(places):
        if index == 0 or place != places[index - 1] + 1:
            first = place
        if index + 1 == len(places) or places[index + 1] != place + 1:
            yield first, place


class _Rows(NamedTuple):
    """Regular rows, column by column."""

    lines: Integers
    kinds: Integers
    states: States
    amounts: Mapping[Column, Figures]
    days: Integers

    def only(self, kept: Flags | Integers | slice) -> "_Rows":
        return _Rows(
            self.lines[kept],
            self.kinds[kept],
            self.states[kept],
            {column: figures.only(kept) for column, figures in self.amounts.items()},
            self.days[kept],
        )


class Kinds:
    """Sorts the regular rows of a file into kinds, one stretch of the file after the other."""

    def __init__(self, content: bytes, table: LotTable) -> None:
        self._content = content
        self._table = table
        self._texts_of_kinds, self._texts_of_days = Texts(), Texts()
        self._known_days: list[int] = []
        self._parts: list[_Rows] = []

    def add(self, cells: Cells) -> None:
        """Take those of the *cells* whose figures and day are plain."""
        amounts = {
            column: read_numbers(cells.content, *cells.unquoted(place))
            for column, place in self._table.amounts.items()
        }
        states = np.zeros(len(cells), np.uint64)
        is_plain = np.ones(len(cells), np.bool_)
        for column, numbers in amounts.items():
            is_empty = np.equal(*cells.unquoted(self._table.amounts[column]))
            state, is_fine = _amount_states(column, numbers, is_empty)
            states = (states << np.uint64(_STATE_BITS)) | state
            is_plain &= is_fine
        days, state, is_fine = self._days(cells)
        states = (states << np.uint64(_STATE_BITS)) | state
        kept = is_plain & is_fine
        cells, states = cells.only(kept), states[kept]
        figures = {
            column: Figures(each.digits[kept], each.places[kept])
            for column, each in amounts.items()
        }
        rows = _Rows(cells.lines + 1, self._kinds(cells, states), states, figures, days[kept])
        self._parts.append(rows)

    def _days(self, cells: Cells) -> tuple[Integers, States, Flags]:
        """Return the day in each row, what its cell says, and whether that can be read.

        Each text is read once, however many rows have it.
        """
        count = len(cells)
        if self._table.day is None or not count:
            return np.zeros(count, np.int64), np.zeros(count, np.uint64), np.ones(count, np.bool_)
        starts, ends = cells.unquoted(self._table.day)
        place = self._table.day
        numbers, new = self._texts_of_days.number(cells.words(place, place), count)
        for index in new.tolist():
            self._known_days.append(_day(self._content[starts[index] : ends[index]]))
        days = np.array(self._known_days)[numbers]
        is_unknown = np.where(starts == ends, _EMPTY, _DASHES)
        states = np.where(days > 0, _KNOWN, is_unknown)
        return days, states.astype(np.uint64), days != _UNREADABLE

    def _kinds(self, cells: Cells, states: States) -> Integers:
        """Return the number of each row's kind."""
        words: dict[Hashable, Words] = {"states": states}
        for first, last in self._table.common:
            words |= cells.words(first, last)
        for index, place in enumerate(self._table.unread):
            found = cells.words(place, place)
            has_letters = hold_letters(found.values(), len(cells))
            words |= {key: np.where(has_letters, word, _NO_WORD) for key, word in found.items()}
            flags = words.setdefault(index // _FLAGS, np.zeros(len(cells), np.uint64))
            is_filled = cells.ends[:, place] > cells.starts[:, place]
            flags |= is_filled.astype(np.uint64) << np.uint64(index % _FLAGS)
        kinds, _ = self._texts_of_kinds.number(words, len(cells))
        return kinds

    def rows(self, progress: Progress) -> "SortedRows":
        """Return all rows that were taken."""
        parts = self._parts
        lines = np.concatenate([part.lines for part in parts])
        kinds = np.concatenate([part.kinds for part in parts])
        progress(0.0, "Reading")
        amounts: dict[Column, Figures] = {}
        for column in self._table.amounts:
            amounts[column] = join_figures([part.amounts[column] for part in parts])
            progress(0.0, "Reading")
        states = np.concatenate([part.states for part in parts])
        days = np.concatenate([part.days for part in parts])
        return SortedRows(self._table, _Rows(lines, kinds, states, amounts, days))


def _day(text: bytes) -> int:
    """Return the day that a cell names, counted from year 1; 0 where it is not known."""
    try:
        day = cell_texts.day(" ".join(text.decode().split()))
    except cell_texts.CellError:
        return _UNREADABLE
    return day.toordinal() if day else 0


def _amount_states(column: Column, numbers: Numbers, is_empty: Flags) -> tuple[States, Flags]:
    """Return what each cell of an amount says, and whether a row can be read with it."""
    is_zero = numbers.digits == 0
    known = np.where(is_zero, _ZERO, _KNOWN)
    unknown = np.where(is_empty, _EMPTY, _DASHES)
    is_known = numbers.is_plain & (~is_zero | (column in _MAY_BE_ZERO))
    may_be_unknown = numbers.is_unknown & (column is not Column.QUANTITY)
    states = np.where(numbers.is_unknown, unknown, known)
    return states.astype(np.uint64), is_known | may_be_unknown


class SortedRows:
    """The regular rows of a file with their kinds."""

    def __init__(self, table: LotTable, rows: _Rows) -> None:
        self._table = table
        self._rows = rows

    @property
    def lines(self) -> Integers:
        """On which line each row stands, counted from 1."""
        return self._rows.lines

    def after(self, line: int, count: int) -> "SortedRows":
        """Return the rows below *line* but for the first *count* of them."""
        start = int(np.searchsorted(self.lines, line, "right")) + count
        return SortedRows(self._table, self._rows.only(slice(start, None)))

    def without(self, lines: set[int]) -> "SortedRows":
        """Return the rows on other lines than these."""
        told = np.isin(self.lines, list(lines))
        return SortedRows(self._table, self._rows.only(~told)) if told.any() else self

    def by_kind(self, progress: Progress) -> Iterator[LotRows]:
        """Yield the rows of each kind, in no certain order."""
        kinds = self._rows.kinds
        smallest = np.min_scalar_type(int(kinds.max(initial=0)))  # 16 bits are sorted by radix
        order = np.argsort(kinds.astype(smallest), kind="stable")
        ends = np.cumsum(np.bincount(kinds)).tolist()
        for start, end in watched(pairwise([0, *ends]), len(ends), progress, "Reading"):
            if start < end:
                yield self._kind(order[start:end])

    def _kind(self, places: Integers) -> LotRows:
        rows = self._rows
        state = int(rows.states[places[0]])
        has_day = _says(state, 0) == _KNOWN
        known: dict[Column, Figures] = {}
        for place, column in enumerate(reversed(list(rows.amounts)), start=1):
            if _says(state, place) in {_KNOWN, _ZERO}:
                known[column] = rows.amounts[column].only(places)
        return LotRows(
            lines=rows.lines[places],
            quantity=known[Column.QUANTITY],
            value=known.get(Column.VALUE),
            cost_basis=known.get(Column.COST_BASIS),
            unit_cost=known.get(Column.UNIT_COST),
            acquired=rows.days[places] if has_day else None,
        )


def _says(state: int, place: int) -> int:
    return state >> (_STATE_BITS * place) & ((1 << _STATE_BITS) - 1)
