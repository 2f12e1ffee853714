"""Many lines at once: where their cells are, which cells are alike, and what numbers they hold.

A file of a million rows is not taken apart row by row: numpy looks at all its bytes together and
never makes an object of a cell. It takes the plain case only, and leaves every line that is not
quite regular to whoever reads line by line.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalancer.domain.amounts import LARGEST, MOST_PLACES

Bytes: TypeAlias = NDArray[np.uint8]
Integers: TypeAlias = NDArray[np.int64]
Words: TypeAlias = NDArray[np.uint64]
"""Eight bytes of each cell, as one number."""
Flags: TypeAlias = NDArray[np.bool_]

_QUOTE, _NEWLINE, _RETURN = b'"'[0], b"\n"[0], b"\r"[0]
_WORD = 8
_STRETCH = 1 << 20
"""So many bytes are looked at together: few enough to stop in between, and for the cache."""
LONGEST_LINE = 10_000
"""Bytes; what is longer is no row of a table."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The regular lines of a stretch of a file: each has the same number of cells.

    Attributes:
        content: The bytes of the whole file.
        lines: Which lines of the file these are, counted from 0.
        starts: Where each cell begins, of shape (lines, cells).
        ends: Where each cell ends; quotes around a cell belong to it.
    """

    content: Bytes
    lines: Integers
    starts: Integers
    ends: Integers

    def __len__(self) -> int:
        return len(self.lines)

    def only(self, kept: Flags) -> "Cells":
        """Return those of the lines that are *kept*."""
        if kept.all():
            return self
        return Cells(self.content, self.lines[kept], self.starts[kept], self.ends[kept])

    def unquoted(self, place: int) -> tuple[Integers, Integers]:
        """Return where the cells in one column begin and end, without quotes around them."""
        starts, ends = self.starts[:, place], self.ends[:, place]
        quoted = (ends > starts) & (self.content[starts] == _QUOTE)
        return starts + quoted, ends - quoted

    def words(self, first: int, last: int) -> dict[Hashable, Words]:
        """Return what the columns *first* to *last* say, eight bytes at a time.

        Two lines say the same where all their words are equal.
        """
        found = _words(self.content, self.starts[:, first], self.ends[:, last])
        return {(first, index): word for index, word in enumerate(found)}


def _words(content: Bytes, starts: Integers, ends: Integers) -> list[Words]:
    """Return the bytes from *starts* to *ends* as words, the last one filled up with zeros."""
    every = np.ndarray((len(content) - _WORD + 1,), "<u8", content.data, 0, (1,))
    lengths = ends - starts
    found: list[Words] = []
    for offset in range(0, int(lengths.max(initial=0)), _WORD):
        left = np.clip(lengths - offset, 0, _WORD)
        place = np.minimum(starts + offset, len(every) - 1)
        found.append(every[place] & _MASKS[left])
    return found


_MASKS = np.array([(1 << (8 * count)) - 1 for count in range(_WORD + 1)], np.uint64)
_LETTERS = np.uint64(0xC0C0C0C0C0C0C0C0)


def hold_letters(words: Iterable[Words], count: int) -> Flags:
    """Return which cells hold more than figures and their marks."""
    found = np.zeros(count, np.bool_)
    for word in words:
        found |= (word & _LETTERS) != 0
    return found


def scan(content: bytes, delimiter: str, width: int) -> Iterator[tuple[Integers, Cells]]:
    """Yield a file stretch by stretch: where its lines end, and those of *width* cells.

    Lines end behind their line break. A line is regular if each quote in it is at the edge of a
    cell; the last line of a file never is.
    """
    line_break = b"\n" if b"\n" in content else b"\r"
    until = max(content.rfind(b"\n"), content.rfind(b"\r")) + 1
    whole = np.frombuffer(content, np.uint8)
    start = line = 0
    while start < until:
        after = content.find(line_break, min(start + _STRETCH, until - 1)) + 1
        after = after or until
        ends, cells = _stretch(whole, start, after, ord(delimiter), width)
        yield ends, Cells(whole, cells.lines + line, cells.starts, cells.ends)
        start, line = after, line + len(ends)
    if until < len(content):
        nothing = np.zeros((0, width), np.int64)
        yield np.array([len(content)]), Cells(whole, nothing[:, 0], nothing, nothing)


def _stretch(
    whole: Bytes, start: int, after: int, delimiter: int, width: int
) -> tuple[Integers, Cells]:
    part = whole[start:after]
    breaks, quotes = _line_breaks(part), part == _QUOTE
    marks = np.flatnonzero(breaks | (part == delimiter) | quotes)
    is_break = breaks[marks]
    line_quotes = np.zeros(int(is_break.sum()), np.int64)
    if quotes.any():
        marks, is_break, line_quotes = _outside_quotes(marks, is_break, quotes[marks])
    last = np.flatnonzero(is_break)
    counts = np.diff(last, prepend=-1)
    ends = marks[last]
    begins = np.concatenate(([0], ends[:-1] + 1))
    is_regular = (counts == width) & (ends - begins < LONGEST_LINE)
    is_regular &= ends + start < len(whole) - _WORD
    lines = np.flatnonzero(is_regular)
    separators = marks[last[lines][:, None] + np.arange(1 - width, 1)]
    starts = np.concatenate((begins[lines][:, None], separators[:, :-1] + 1), axis=1)
    has_return = (part[ends[lines] - 1] == _RETURN) & (ends[lines] > begins[lines])
    separators[:, -1] -= has_return & (part[ends[lines]] == _NEWLINE)
    cells = Cells(whole, lines, starts + start, separators + start)
    if line_quotes.any():
        cells = cells.only(_quotes_at_edges(cells) == line_quotes[lines])
    return ends + start + 1, cells


def _line_breaks(part: Bytes) -> Flags:
    breaks: Flags = part == _NEWLINE
    returns = np.flatnonzero(part == _RETURN)
    if len(returns):
        following = part[np.minimum(returns + 1, len(part) - 1)]
        breaks[returns[(following != _NEWLINE) | (returns == len(part) - 1)]] = True
    return breaks


def _outside_quotes(
    marks: Integers, is_break: Flags, is_quote: Flags
) -> tuple[Integers, Flags, Integers]:
    """Return the marks that are not inside quotes, and how many quotes each line has."""
    before = np.cumsum(is_quote)
    last = np.flatnonzero(is_break)
    until = before[last]
    from_line = np.concatenate(([0], until[:-1]))
    in_line = before - np.repeat(from_line, np.diff(last, prepend=-1))
    kept = ((in_line & 1 == 0) & ~is_quote) | is_break
    return marks[kept], is_break[kept], until - from_line


def _quotes_at_edges(cells: Cells) -> Integers:
    """Return how many quotes of each line open or close a whole cell."""
    opens = cells.content[cells.starts] == _QUOTE
    closes = cells.content[cells.ends - 1] == _QUOTE
    whole: Flags = opens & closes & (cells.ends - cells.starts > 1)
    count: Integers = 2 * whole.sum(axis=1)
    return count


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the cells in one column say, as far as they are plain numbers.

    Attributes:
        digits: The number without its decimal point.
        places: How many of the digits stand behind the point.
        is_plain: Which cells are numbers that are not negative, and neither huge nor very fine.
        is_unknown: Which cells are empty or dashes.
    """

    digits: Integers
    places: Bytes
    is_plain: Flags
    is_unknown: Flags


def read_numbers(content: Bytes, starts: Integers, ends: Integers) -> Numbers:
    """Read a column of cells character by character, all cells side by side."""
    lengths = ends - starts
    count = len(starts)
    digits = np.zeros(count, np.int64)
    places = np.zeros(count, np.uint8)
    states = np.full(count, _START, np.uint16)
    longest = min(int(lengths.max(initial=0)), _LONGEST_NUMBER)
    for offset in range(longest + 1):
        characters = content.take(np.minimum(starts + offset, ends))
        characters *= offset < lengths
        states = _NEXT.take((states << 8) | characters)
        figures = characters - np.uint8(_ZERO)
        is_digit = figures <= _NINE - _ZERO
        digits = np.where(is_digit, digits * 10 + figures, digits)
        places += is_digit & (states == _FRACTION)
    places[digits == 0] = 0  # a zero is written without places
    is_small = (digits >= 0) & (digits < LARGEST * POWERS.take(np.minimum(places, MOST_PLACES)))
    is_plain = (states == _NUMBER) & is_small & (places <= MOST_PLACES)
    return Numbers(digits, places, is_plain & (lengths <= _LONGEST_NUMBER), states == _NOTHING)


POWERS = np.array([10**places for places in range(2 * MOST_PLACES + 1)], np.int64)
"""Of ten: as many places as the product of two amounts may have."""
_LONGEST_NUMBER = 19
"""Characters; of so many digits, those that do not fit into 64 bits come out negative."""
_END, _ZERO, _NINE = 0, b"0"[0], b"9"[0]

(
    _WRONG, _START, _DOLLAR, _ONE, _TWO, _THREE, _WHOLE, _COMMA, _COMMA_ONE, _COMMA_TWO,
    _COMMA_THREE, _POINT, _FRACTION, _DASH, _TWO_DASHES, _DASHES, _NUMBER, _NOTHING,
) = _STATES = range(18)  # fmt: skip
"""Where one is in a number: behind its first digit, behind a comma and two more digits, ..."""

_STEPS = (
    (_START, "-", _DASH), (_DASH, "-", _TWO_DASHES), (_TWO_DASHES, "-", _DASHES),
    *((state, "", _NOTHING) for state in (_START, _DASH, _TWO_DASHES, _DASHES, _NOTHING)),
    (_START, "$", _DOLLAR),
    *((state, "123456789", _ONE) for state in (_START, _DOLLAR)),
    *((state, "0", _WHOLE) for state in (_START, _DOLLAR)),
    *((state, ".", _POINT) for state in (_START, _DOLLAR)),
    (_ONE, "0123456789", _TWO), (_TWO, "0123456789", _THREE),
    *((state, "0123456789", _WHOLE) for state in (_THREE, _WHOLE)),
    *((state, ",", _COMMA) for state in (_ONE, _TWO, _THREE, _COMMA_THREE)),
    (_COMMA, "0123456789", _COMMA_ONE), (_COMMA_ONE, "0123456789", _COMMA_TWO),
    (_COMMA_TWO, "0123456789", _COMMA_THREE), (_POINT, "0123456789", _FRACTION),
    *((state, ".", _FRACTION) for state in (_ONE, _TWO, _THREE, _WHOLE, _COMMA_THREE)),
    (_FRACTION, "0123456789", _FRACTION),
    *((state, "", _NUMBER) for state in (_ONE, _TWO, _THREE, _WHOLE, _COMMA_THREE, _FRACTION)),
    (_NUMBER, "", _NUMBER),
)  # fmt: skip
"""From a state, with one of these characters (none: the cell ends), to the next: ``$1,234.50``."""


def _table() -> NDArray[np.uint16]:
    table = np.zeros(len(_STATES) << 8, np.uint16)
    for state, characters, following in _STEPS:
        for character in characters or "\0":
            table[(state << 8) | ord(character)] = following
    return table


_NEXT = _table()
