"""A broker's file that a spreadsheet saved in its own language reads as the broker wrote it.

``1.234,50`` and ``24.08.2026`` become ``1234.50`` and ``08/24/2026``: how numbers and days are
written is settled once for a whole file, by those cells that can be read in one way only.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice

from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.number_style import (
    COMMA,
    POINT,
    NumberStyle,
    best_style,
    contradictions,
    marks,
    open_number,
)
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.text import Record

_LOOKED_AT = 500
"""Rows that settle how the whole file is written."""
_AS_IN_US = "%m/%d/%Y"

Change = Callable[[str], str]


def respell(
    records: Sequence[Record], usual: NumberStyle, delimiter: str, notes: Notes
) -> Sequence[Record]:
    """Return the rows of a file whose layout is known, its cells as they are written in the US.

    Args:
        records: The rows; all of them are returned as they are where nothing is to be respelled.
        usual: How the broker writes numbers in this layout.
        delimiter: What separates the cells; "" in a workbook.
        notes: Takes what the file leaves open.
    """
    cells = [text for text in _cells(islice(records, _LOOKED_AT)) if _has_digit(text)]
    style = _number_style(cells, usual, delimiter, notes)
    days = _day_styles(cells, style, notes)
    if style is NumberStyle.COMMA_POINT and not days:
        return records
    change = _change(style, days)
    return [record._replace(cells=tuple(map(change, record.cells))) for record in records]


def _cells(records: Iterable[Record]) -> Iterable[str]:
    return chain.from_iterable(record.cells for record in records)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _number_style(
    cells: Sequence[str], usual: NumberStyle, delimiter: str, notes: Notes
) -> NumberStyle:
    """Return how numbers are written: with the mark that most of them tell, else as usual."""
    told = (marks(text) for text in cells)
    votes = Counter(mark for found in told if len(found) == 1 for mark in found)
    rival = COMMA if usual.mark == POINT else POINT
    style = best_style(cells, rival if votes[rival] > votes[usual.mark] else usual.mark)
    example = open_number(cells)
    if len(votes) > 1:
        first, second = contradictions(cells)
        _doubt(f"“{first}” and “{second}” are not written in one way; most tell {style}.", notes)
    elif example and not votes and delimiter == ";":
        _doubt(f"Nothing tells whether “{example}” has a fraction; it is read as {style}.", notes)
    return style


def _day_styles(cells: Sequence[str], style: NumberStyle, notes: Notes) -> dict[DateStyle, bool]:
    """Return the styles of days to be respelled, and for each whether it tells the day."""
    found: dict[DateStyle, bool] = {}
    if any(DateStyle.DOTTED.read(text) for text in cells):
        found[DateStyle.DOTTED] = True
    if style.mark == POINT:
        return found
    found[DateStyle.DASHED] = True
    as_day_first = {text for text in cells if DateStyle.DAY_FIRST.read(text)}
    as_month_first = {text for text in cells if DateStyle.MONTH_FIRST.read(text)}
    if as_day_first and not as_month_first > as_day_first:
        is_told = as_day_first > as_month_first
        found[DateStyle.DAY_FIRST] = is_told
        if not is_told:
            example = min(as_day_first)
            _doubt(f"Nothing tells which part of “{example}” is the month; it is unknown.", notes)
    return found


def _change(style: NumberStyle, days: dict[DateStyle, bool]) -> Change:
    """Return what respells a cell."""

    def change(text: str) -> str:
        if not _has_digit(text):
            return text
        for day_style, is_told in days.items():
            day = day_style.read(text)
            if day is not None:
                return day.strftime(_AS_IN_US) if is_told else ""
        return style.respell(text)

    return change


def _doubt(message: str, notes: Notes) -> None:
    notes.warn(WarningCode.AMBIGUOUS_WRITING, 0, message)
