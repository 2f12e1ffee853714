"""What a table's column is, and how its cells leave the window."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from PySide6.QtCore import QLocale

from rebalancer.ingest.formats.plain import guard
from ui.format import MINUS
from ui.models.slices import Work, finished, pieces

Row = TypeVar("Row")
SortKey = str | float | Decimal | None
Amount = Decimal | float | None

_FIGURE = re.compile(r"[+-]?\$?[\d,]*\.?\d+\s?%?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column: how a row's cell reads, what it is sorted by, and what it adds up to."""

    title: str
    text: Callable[[Row], str]
    sort_key: Callable[[Row], SortKey] | None = None
    """None sorts by the amount, the day, or the text, whichever there is; the unknown come last."""
    amount: Callable[[Row], Amount] | None = None
    """The number that the cell rounds for the eye: this is what a spreadsheet is given."""
    day: Callable[[Row], date | None] | None = None
    """The day that the cell names: a spreadsheet is given it as ``2026-08-21``, as all read it."""
    summand: Callable[[Row], Decimal | None] | None = None
    """USD, where a sum over rows makes sense; None for a row whose amount is not known."""
    is_numeric: bool = False
    is_private: bool = False
    """Whether the cells are hidden whole while amounts are, though they are no amounts."""
    tooltip: str = ""
    """What the column means, and how it is computed."""
    cell_tooltip: Callable[[Row], str] | None = None
    """More about one cell: a reason, a source."""
    tint: Callable[[Row], str] | None = None
    """The colour behind one cell, as ``#rrggbb``; "" leaves it as it is."""

    @property
    def key(self) -> Callable[[Row], SortKey]:
        """What the column is sorted by."""
        day = self.day
        if self.sort_key is None and self.amount is None and day is not None:
            return lambda row: None if (found := day(row)) is None else found.toordinal()
        return self.sort_key or self.amount or self.text


def as_tsv(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> str:
    """Return *rows* under their header as text that a spreadsheet takes from the clipboard."""
    return finished(writing_tsv(columns, rows))


def writing_tsv(
    columns: Sequence[Column[Row]], rows: Sequence[Row], *, has_header: bool = True
) -> Work[str]:
    """Write *rows* as text that a spreadsheet takes from the clipboard.

    Amounts go as plain numbers in full, with the decimal sign that is used where the person is, as
    a spreadsheet reads them there; a text that it would run as a formula is quoted.
    """
    point = QLocale().decimalPoint()
    lines = ["\t".join(_as_text(column.title, point) for column in columns)] if has_header else []
    for piece in pieces(rows, len(columns)):
        lines += ["\t".join([_as_cell(column, row, point) for column in columns]) for row in piece]
        yield len(columns) * len(piece)
    return "\n".join(lines)


def _as_cell(column: Column[Row], row: Row, point: str) -> str:
    if column.day is not None:
        day = column.day(row)
        return "" if day is None else day.isoformat()
    if column.amount is None:
        return _as_text(column.text(row), point)
    amount = column.amount(row)
    if amount is None:
        return ""
    plain = f"{amount:f}" if isinstance(amount, Decimal) else repr(amount)
    return plain if point == "." else plain.replace(".", point)


def _as_text(text: str, point: str) -> str:
    flat = " ".join(text.split())
    figure = flat.replace(MINUS, "-")
    if not _FIGURE.fullmatch(figure):
        return guard(flat)
    figure = figure.replace(" %", "%")
    if point == ".":
        return figure
    return figure.replace("$", "").replace(",", "").replace(".", point)
