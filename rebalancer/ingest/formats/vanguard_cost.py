"""Vanguard's cost basis export: what was paid for the holdings that the download lists.

    Cost basis - unrealized gains/losses
    Brokerage account - 12345678
    Account,Symbol/CUSIP,Description,Date acquired,Quantity,Total cost,Market value as of 08/21/2026
    12345678,VTI,VANGUARD TOTAL STOCK MARKET ETF,03/04/2019,10.0000,"1,500.00","3,000.00"
    ...
    Total,,,,,"1,500.00","3,000.00"

The day stands inside a heading. A line without the date it was acquired is the whole position.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.money import CENT, ZERO
from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import amount_under
from rebalancer.ingest.formats.vanguard import BROKER
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import (
    AccountLabel,
    Entry,
    Part,
    Role,
    Statement,
    split_label,
)
from rebalancer.ingest.text import Record

NAME = "Vanguard cost basis"

HEADINGS: Headings = {
    Column.ACCOUNT: ("account", "account number"),
    Column.SYMBOL: ("symbol/cusip", "symbol"),
    Column.DESCRIPTION: ("description", "investment name"),
    Column.ACQUIRED: ("date acquired", "acquired"),
    Column.QUANTITY: ("quantity", "shares"),
    Column.COST_BASIS: ("total cost",),
    Column.UNIT_COST: ("cost per share",),
    Column.VALUE: ("market value",),
}
_SIGNATURE = frozenset({"symbol/cusip", "quantity", "total cost"})
_DATED = "market value as of "
_TOTAL = "total"


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a cost basis export."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return heading_set(record) >= _SIGNATURE


def read(sheet: Sheet) -> Statement:
    """Read the lots, or the whole positions, of a cost basis export.

    Raises:
        MissingColumnError: There is no market value.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: a preamble, a header, lots and their total."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._table: Table | None = None
        self._as_of: date | None = None
        self._preamble: list[Record] = []
        self._printed = ""
        self._sum = ZERO
        self._accounts: dict[tuple[str, str], AccountLabel] = {}
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._sheet.doubt_end()
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=tuple(self._entries),
            as_of=self._as_of,
            part=Part.LOTS,
        )

    def _take(self, record: Record) -> None:
        if _is_header(record):
            self._take_header(record)
        elif self._table is None:
            self._take_preamble(record)
        elif record.texts[0].casefold() == _TOTAL:
            self._take_total(self._table, record)
        else:
            self._take_lot(self._table, record)

    def _take_preamble(self, record: Record) -> None:
        """Keep the account that a line above the table names; the others are titles."""
        if len(record.texts) > 1:
            self._notes.skip(record.line, "it stands above the table of lots")
            return
        self._as_of = cells.find_day(record.texts[0]) or self._as_of
        if split_label(record.texts[0])[1]:
            self._printed = record.texts[0]

    def _take_header(self, record: Record) -> None:
        """Find the columns; the day is a part of one of the headings."""
        dated = [cell for cell in record.texts if cell.casefold().startswith(_DATED)]
        for cell in dated:
            self._as_of = cells.find_day(cell) or self._as_of
        plain = ["market value" if cell in dated else cell for cell in record.cells]
        self._table = Table(record._replace(cells=tuple(plain)), HEADINGS)
        self._table.demand_worth(self._sheet)
        self._sum = ZERO

    def _take_lot(self, table: Table, record: Record) -> None:
        entry = read_entry(table, record, self._account(table, record), self._notes)
        if entry is None:
            return
        self._sum += entry.value or ZERO
        role = Role.HOLDING if entry.acquired is None else Role.LOT
        self._entries.append(replace(entry, role=role))

    def _take_total(self, table: Table, record: Record) -> None:
        total = amount_under(table, record, Column.VALUE, self._notes)
        if total is not None and abs(total - self._sum) > CENT * (1 + len(self._entries)):
            self._warn_total(total, record.line)

    def _warn_total(self, total: Decimal, line: int) -> None:
        message = f"The lots add up to {self._sum:,.2f}, but the file says {total:,.2f}."
        self._notes.warn(WarningCode.TOTAL_DIFFERS, line, message)

    def _account(self, table: Table, record: Record) -> AccountLabel:
        name, number = split_label(table.text(record, Column.ACCOUNT) or self._printed)
        label = AccountLabel(line=record.line, name=name, number=number)
        return self._accounts.setdefault((name, number), label)


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
