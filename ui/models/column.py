"""What a table's column is, and how its cells leave the window."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from rebalancer.ingest.formats.plain import guard
from ui.format import MINUS

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
    """None sorts by the amount, or by the text where there is none; unknown keys come last."""
    amount: Callable[[Row], Amount] | None = None
    """The number that the cell rounds for the eye: this is what a spreadsheet is given."""
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
        return self.sort_key or self.amount or self.text


def as_tsv(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> str:
    """Return *rows* under their header as text that a spreadsheet takes from the clipboard.

    Amounts go as plain numbers in full; a text that a spreadsheet would run as a formula is quoted.
    """
    lines = [tuple(_as_text(column.title) for column in columns)]
    lines += [tuple(_as_cell(column, row) for column in columns) for row in rows]
    return "\n".join("\t".join(line) for line in lines)


def _as_cell(column: Column[Row], row: Row) -> str:
    if column.amount is None:
        return _as_text(column.text(row))
    amount = column.amount(row)
    if amount is None:
        return ""
    return f"{amount:f}" if isinstance(amount, Decimal) else repr(amount)


def _as_text(text: str) -> str:
    flat = " ".join(text.split())
    figure = flat.replace(MINUS, "-")
    if _FIGURE.fullmatch(figure):
        return figure.replace(" %", "%")
    return guard(flat)
