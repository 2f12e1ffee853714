"""One file as rows of cells, and the columns of a table inside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rebalancer.ingest.errors import MissingColumnError
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.text import Record
from rebalancer.progress import Progress, silent, watched

_REPORT_EVERY = 500
"""Lines between two progress reports."""


class Column(StrEnum):
    """What a column means, whatever a broker calls it; the text is for messages."""

    ACCOUNT = "Account"
    ACCOUNT_NUMBER = "Account number"
    ACCOUNT_NAME = "Account name"
    TAX_TREATMENT = "Tax treatment"
    SYMBOL = "Symbol"
    DESCRIPTION = "Description"
    QUANTITY = "Quantity"
    PRICE = "Price"
    PRICE_CHANGE = "Price change"
    VALUE = "Current value"
    COST_BASIS = "Cost basis"
    UNIT_COST = "Cost per share"
    GAIN = "Unrealized gain"
    ACQUIRED = "Acquired"
    TYPE = "Type"
    CURRENCY = "Currency"
    CUSIP = "CUSIP"
    LEVEL = "Level of detail"
    AS_OF = "As of"
    TOTAL = "Total"


Headings = Mapping[Column, tuple[str, ...]]
"""Column -> every heading that a broker has used for it, in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of one file; there is at least one."""

    records: Sequence[Record]
    notes: Notes
    progress: Progress = silent

    @property
    def file(self) -> str:
        """The name of the file, without its folder."""
        return self.notes.file

    @property
    def last_line(self) -> int:
        """The line on which the last row starts, counted from 1."""
        return self.records[-1].line

    def doubt_end(self) -> None:
        """Note a missing last line break, where a layout has no closing line of its own."""
        if self.records[-1].is_last:
            message = "The file ends without a line break: it may have been cut off here."
            self.notes.warn(WarningCode.TRUNCATED, self.last_line, message)

    def walk(self) -> Iterator[Record]:
        """Yield every row that says something, reporting progress now and then.

        Blank rows are passed over; rows with an open quote are noted as skipped.
        """
        count, note = len(self.records), f"Reading {self.file}"
        for record in watched(self.records, count, self.progress, note, every=_REPORT_EVERY):
            if record.is_damaged:
                self.notes.skip(record.line, "a quotation mark is opened here and never closed")
            elif any(record.cells):
                yield record


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one table, found by their headings, whatever their order."""

    header: Record
    headings: Headings
    places: dict[Column, int] = field(init=False)

    def __post_init__(self) -> None:
        aliases = [heading_aliases(cell) for cell in self.header.cells]
        places = {
            column: place
            for column, names in self.headings.items()
            for place in [_first_place(aliases, names)]
            if place is not None
        }
        object.__setattr__(self, "places", places)

    def __contains__(self, column: Column) -> bool:
        return column in self.places

    def text(self, record: Record, column: Column) -> str:
        """Return the cell of *record* in *column*, or "" where either is missing."""
        place = self.places.get(column, len(record.cells))
        return record.cells[place] if place < len(record.cells) else ""

    def rewrite(self, record: Record, column: Column, change: Callable[[str], str]) -> Record:
        """Return *record* with its cell in *column*, if it has one, in other words."""
        place = self.places.get(column, len(record.cells))
        if place >= len(record.cells):
            return record
        before, cell, after = record.cells[:place], record.cells[place], record.cells[place + 1 :]
        return record._replace(cells=(*before, change(cell), *after))

    @property
    def tells_cost(self) -> bool:
        """Whether a column gives the cost basis, as a whole or per share."""
        return Column.COST_BASIS in self or Column.UNIT_COST in self

    def demand_worth(self, sheet: Sheet) -> None:
        """Insist on columns that say what a holding is worth.

        Raises:
            MissingColumnError: There is neither a value nor quantity and price.
        """
        if Column.VALUE in self or (Column.QUANTITY in self and Column.PRICE in self):
            return
        found = [cell.casefold() for cell in self.header.texts]
        raise MissingColumnError(sheet.file, self.header.line, self._wanted(Column.VALUE), found)

    def _wanted(self, column: Column) -> str:
        """Return how the broker itself calls *column*."""
        return self.headings[column][0].capitalize()

    def complaint(self, record: Record) -> str:
        """Return why the cells of *record* cannot be trusted, or "" if they can."""
        width = len(self.header.cells)
        if any(record.cells[width:]):
            return f"it has {len(record.cells)} cells under {width} headings"
        if record.is_last and len(record.cells) < width:
            return "the file ends in the middle of this line (add a line break if it is complete)"
        return ""

    def is_short(self, record: Record) -> bool:
        """Whether *record* lacks more cells than the one that brokers leave out or add."""
        return len(record.cells) < len(self.header.cells) - 1


def _first_place(aliases: Sequence[frozenset[str]], names: Sequence[str]) -> int | None:
    for name in names:
        for place, known_as in enumerate(aliases):
            if name in known_as:
                return place
    return None


def heading_aliases(cell: str) -> frozenset[str]:
    """Return the names that a heading goes by: ``Qty (Quantity)`` is qty and quantity too."""
    name = " ".join(cell.casefold().split())
    short, bracket, long = name.partition(" (")
    if not bracket or not long.endswith(")"):
        return frozenset({name})
    return frozenset({name, short, long.removesuffix(")")})


def heading_set(record: Record) -> frozenset[str]:
    """Return the cells of *record* in lower case, to be compared with headings."""
    return frozenset([cell.casefold() for cell in record.cells])
