"""Files of one table, as many brokers export them: a header, then a holding or a lot a row."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from rebalancer.domain.money import CENT, total
from rebalancer.ingest import cells
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Role, mask
from rebalancer.ingest.text import Record

NO_CURRENCY = "XXX"
"""What ISO 4217 writes where no currency is involved: here, where the file names none."""


def is_never(_: Record) -> bool:
    """Say no: for files where every row outside the table is passed over."""
    return False


def rows_under_header(
    sheet: Sheet,
    headings: Headings,
    is_header: Callable[[Record], bool],
    take_other: Callable[[Record], bool] = is_never,
) -> Iterator[tuple[Table, Record]]:
    """Yield every row of the table with its columns; what stands outside of it is noted.

    A row above the table, or of a single cell, is offered to *take_other*, which returns whether
    it could make something of it.

    Raises:
        MissingColumnError: There is neither a value nor quantity and price.
    """
    table: Table | None = None
    for record in sheet.walk():
        if is_header(record):
            table = Table(record, headings)
            table.demand_worth(sheet)
        elif table is None or len(record.texts) == 1:
            if not take_other(record):
                sheet.notes.skip(record.line, _why_outside(table))
        else:
            yield table, record
    sheet.doubt_end()


def _why_outside(table: Table | None) -> str:
    return "it names no holding" if table else "it stands above the table of holdings"


def has_headings(record: Record, *names: str) -> bool:
    """Whether all of *names*, in lower case, are cells of *record*."""
    return heading_set(record).issuperset(names)


def cell_under(table: Table, record: Record, heading: str) -> str:
    """Return the cell of *record* under *heading*, for columns that one broker alone has."""
    for place, name in enumerate(table.header.cells[: len(record.cells)]):
        if name.casefold() == heading:
            return record.cells[place]
    return ""


def amount_under(table: Table, record: Record, column: Column, notes: Notes) -> Decimal | None:
    """Return the amount of a row that is nothing else; what cannot be read is noted."""
    try:
        return cells.number(table.text(record, column))
    except cells.CellError as error:
        notes.skip(record.line, str(error))
        return None


class Accounts:
    """The accounts of one file, each labelled once, where it first appears."""

    def __init__(self) -> None:
        self._labels: dict[tuple[str, str], AccountLabel] = {}

    def label(self, record: Record, number: str, name: str) -> AccountLabel:
        """Return the label of the account with this number and name, as printed."""
        label = AccountLabel(line=record.line, number=mask(number), name=name)
        return self._labels.setdefault((number, name), label)


def check_sum(entries: Iterable[Entry], stated: Decimal | None, line: int, notes: Notes) -> None:
    """Note where *entries* do not add up to what the file *stated* on *line*."""
    values = [
        entry.value for entry in entries if entry.role is not Role.TOTAL and entry.value is not None
    ]
    tolerance = CENT * (2 + len(values))
    if stated is not None and abs(total(values) - stated) > tolerance:
        message = f"The lines add up to {total(values):,.2f}, but the file says {stated:,.2f}."
        notes.warn(WarningCode.TOTAL_DIFFERS, line, message)
