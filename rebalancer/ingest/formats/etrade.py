"""E*TRADE: ``PortfolioDownload.csv``, one view of one account.

    Account Summary
    Account,Net Account Value,Total Gain $,...
    "Individual Brokerage -1234",20770.00,...

    View Summary - All Positions
    Filters applied:                                          only if there are any
    Symbol,Security type(s),Sort by,Sort order,               not the header of the holdings
    ,All,Symbol,Asc,

    Symbol,Last Price $,Change $,...,Quantity,Price Paid $,...,Value $
    VTI,200.00,-1.00,...,100.0000,180.50,...,20000.00
         03/04/2019,200.00,...,60.0000,170.00,...,12000.00    a lot of the holding above
    CASH,,,,,,,,,770.00,
    TOTAL,,,,,,,,,20770.00

    Generated at Feb 14 2026 03:12 PM ET

Columns are the user's choice; bonds and certificates are named by their description alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry, read_optional
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import (
    AccountLabel,
    Entry,
    Role,
    Statement,
    mask,
    split_label,
)
from rebalancer.ingest.text import Record
from rebalancer.ingest.valuation import is_worth

BROKER = "E*TRADE"
NAME = "E*TRADE portfolio"

HEADINGS: Headings = {
    Column.SYMBOL: ("symbol",),
    Column.QUANTITY: ("quantity", "qty #"),
    Column.PRICE: ("last price $",),
    Column.VALUE: ("value $",),
    Column.COST_BASIS: ("total cost $", "total cost"),
    Column.UNIT_COST: ("price paid $",),
}
SUMMARY: Headings = {
    Column.ACCOUNT_NAME: ("account",),
    Column.TOTAL: ("net account value", "total assets"),
}
_CASH, _TOTAL = "cash", "total"
_TITLES = ("account summary", "view summary - ")
_NAME = re.compile(r"(?P<name>.*?)\s*-\s?(?P<number>[0-9]{3,4})")
_BOND = re.compile(r".*[0-9.]+%.* [0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")
_DAY = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is a title of a portfolio file."""
    return any(record.texts[0].casefold().startswith(_TITLES) for record in head)


def read(sheet: Sheet) -> Statement:
    """Read an E*TRADE portfolio.

    Raises:
        MissingColumnError: There is neither a value nor quantity and price.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: the account, filters, then holdings with or without their lots."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._summary: Table | None = None
        self._table: Table | None = None
        self._account: AccountLabel | None = None
        self._parent: Entry | None = None
        self._is_filter = False
        self._is_over = False
        self._as_of: date | None = None
        self._totals: list[Entry] = []
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        if not self._is_over:
            self._notes.warn(
                WarningCode.TRUNCATED,
                self._sheet.last_line,
                "The closing line “Generated at” is missing: the file may have been cut off.",
            )
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=(*self._entries, *self._totals) if self._entries else (),
            as_of=self._as_of,
            tells_cost=self._table is not None and self._table.tells_cost,
        )

    def _take(self, record: Record) -> None:
        first = record.texts[0].casefold()
        if first.startswith("generated at"):
            self._is_over = True
            self._as_of = cells.find_day(" ".join(record.texts))
        elif {"symbol", "security type(s)"} <= heading_set(record):
            self._is_filter = True
        elif first == "symbol" or len(Table(record, HEADINGS).places) > 1:
            self._table = Table(record, HEADINGS)
            self._table.demand_worth(self._sheet)
        elif self._table is not None:
            self._take_row(self._table, record)
        else:
            self._take_preamble(record, first)

    def _take_preamble(self, record: Record, first: str) -> None:
        """Read what stands above the holdings: titles, the account, and the filters in use."""
        summary = Table(record, SUMMARY)
        if len(record.texts) == 1 and first.startswith((*_TITLES, "filters applied")):
            return
        if Column.ACCOUNT_NAME in summary:
            self._summary = summary
        elif self._is_filter and not record.cells[0] and len(record.texts) > 1:
            self._is_filter = False
        elif self._summary is not None and self._account is None:
            self._take_account(self._summary, record)
        else:
            self._notes.skip(record.line, "it stands above the table of holdings")

    def _take_account(self, summary: Table, record: Record) -> None:
        printed = summary.text(record, Column.ACCOUNT_NAME)
        try:
            total = cells.number(summary.text(record, Column.TOTAL))
        except cells.CellError as error:
            self._notes.skip(record.line, str(error))
            return
        self._account = _label(printed, record.line)
        if total is not None:
            self._totals.append(
                Entry(account=self._account, line=record.line, role=Role.TOTAL, value=total)
            )

    def _take_row(self, table: Table, record: Record) -> None:
        name = table.text(record, Column.SYMBOL)
        if self._account is None:
            self._account = AccountLabel(line=record.line)
        if name.casefold() == _TOTAL:
            self._take_total(table, record, self._account)
        elif _DAY.fullmatch(name):
            self._take_lot(table, record, self._account)
        else:
            entry = read_entry(table, record, self._account, self._notes)
            self._parent = entry
            if entry is not None:
                self._entries.append(_with_kind(entry))

    def _take_lot(self, table: Table, record: Record, account: AccountLabel) -> None:
        """Take a lot, which is only known to be the one of the line right above it."""
        parent = self._parent
        if parent is None or record.line != parent.line + 1:
            self._notes.skip(record.line, "the line above does not tell whose lot this is")
            return
        entry = read_entry(table, record, account, self._notes)
        self._parent = replace(parent, line=record.line)
        if entry is not None:
            day = read_optional(table, record, Column.SYMBOL, cells.day, self._notes)
            lot = replace(entry, role=Role.LOT, symbol=parent.symbol, acquired=day)
            self._entries.append(_with_kind(lot))

    def _take_total(self, table: Table, record: Record, account: AccountLabel) -> None:
        """Take the total, whose cells do not always stand under their headings."""
        try:
            total = cells.number(table.text(record, Column.VALUE) or record.texts[-1])
        except cells.CellError as error:
            self._notes.skip(record.line, str(error))
            return
        self._totals.append(Entry(account=account, line=record.line, role=Role.TOTAL, value=total))


def _label(printed: str, line: int) -> AccountLabel:
    match = _NAME.fullmatch(printed)
    name, number = (match["name"], mask(match["number"])) if match else split_label(printed)
    return AccountLabel(line=line, name=name, number=number)


def _with_kind(entry: Entry) -> Entry:
    if entry.symbol.casefold() == _CASH:
        return replace(entry, role=Role.CASH)
    if not _BOND.fullmatch(entry.symbol):
        return entry
    is_by_piece = is_worth(entry, SecurityKind.STOCK)
    kind = SecurityKind.OTHER if is_by_piece else SecurityKind.BOND
    return replace(entry, description=entry.symbol, kind=kind)


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
