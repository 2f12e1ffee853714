"""Charles Schwab's lot details: a file for each symbol, named in the title alone.

    "SCHB Lot Details for XXXX-1234 as of 02:45 AM ET, 08/25/2026"

    "Open Date","Quantity","Price","Cost/Share","Market Value","Cost Basis",...,"Holding Period",
    "03/04/2019 13:22:52","10","$26.00","$14.00","$260.00","$140.00",...,"Long Term",
    "Total","10","--","--","$260.00","$140.00",...,"--",

Some have further columns for wash sales; ``Open Date`` and ``Cost Basis`` are adjusted for them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.money import ZERO
from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import amount_under
from rebalancer.ingest.formats.schwab import BROKER
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

NAME = "Schwab lot details"

HEADINGS: Headings = {
    Column.ACQUIRED: ("open date",),
    Column.QUANTITY: ("quantity", "qty"),
    Column.PRICE: ("price",),
    Column.UNIT_COST: ("cost/share",),
    Column.VALUE: ("market value", "mkt val"),
    Column.COST_BASIS: ("cost basis",),
}
_TITLE = re.compile(
    r"(?P<symbol>.{1,40}?) lot details for (?P<label>.*?)(?: as of (?P<when>.*))?", re.IGNORECASE
)
_TOTAL = "total"


def recognises(head: Sequence[Record]) -> bool:
    """Whether the first rows hold the title and the header of a lot file."""
    has_title = any(_TITLE.fullmatch(record.texts[0]) for record in head)
    return has_title and any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return len({"open date", "quantity", "cost basis"} & heading_set(record)) > 1


def read(sheet: Sheet) -> Statement:
    """Read the lots of one symbol, or of several where files were put together.

    Raises:
        MissingColumnError: There is neither market value nor quantity and price.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: a title, a header, lots and their total."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._as_of: date | None = None
        self._symbol = ""
        self._accounts: dict[tuple[str, str], AccountLabel] = {}
        self._account = AccountLabel(line=0)
        self._table: Table | None = None
        self._quantity = ZERO
        self._has_total = True
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._doubt_end()
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=tuple(self._entries),
            as_of=self._as_of,
            part=Part.LOTS,
        )

    def _take(self, record: Record) -> None:
        title = _TITLE.fullmatch(record.texts[0])
        if title:
            self._take_title(title, record)
        elif _is_header(record):
            self._table = Table(record, HEADINGS)
            self._table.demand_worth(self._sheet)
        elif self._table is None or not self._symbol:
            self._notes.skip(record.line, "it stands above the table of lots")
        elif record.texts[0].casefold() == _TOTAL:
            self._take_total(self._table, record)
        else:
            self._take_lot(self._table, record)

    def _take_title(self, title: re.Match[str], record: Record) -> None:
        self._doubt_end()
        name, number = split_label(title["label"])
        label = AccountLabel(line=record.line, name=name, number=number)
        self._account = self._accounts.setdefault((name, number), label)
        self._symbol = title["symbol"]
        self._as_of = cells.find_day(" ".join(record.texts)) or self._as_of
        self._table = None
        self._quantity, self._has_total = ZERO, False

    def _take_lot(self, table: Table, record: Record) -> None:
        entry = read_entry(table, record, self._account, self._notes)
        if entry is None:
            return
        if entry.quantity is None:
            self._notes.skip(record.line, "a lot needs a quantity")
            return
        self._quantity += entry.quantity
        self._entries.append(replace(entry, role=Role.LOT, symbol=self._symbol))

    def _take_total(self, table: Table, record: Record) -> None:
        """Compare the total, which is only a checksum, with the lots."""
        self._has_total = True
        total = amount_under(table, record, Column.QUANTITY, self._notes)
        if total is not None and total != self._quantity:
            self._warn_total(record.line, total)

    def _warn_total(self, line: int, total: Decimal) -> None:
        message = (
            f"The lots of {self._symbol} add up to {self._quantity:f} shares, "
            f"but the file says {total:f}."
        )
        self._notes.warn(WarningCode.LOTS_DIFFER, line, message)

    def _doubt_end(self) -> None:
        if not self._has_total:
            self._notes.warn(
                WarningCode.TRUNCATED,
                self._sheet.last_line,
                f"The lots of {self._symbol} have no “Total” line: the file may have been cut off.",
            )


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
