"""TIAA: the investments of all plans in one table, parted by the names of the plans.

    Data As of 08/21/2026,
    Your Investments,Total Value,Last Price,Quantity,...
    EXAMPLE COLLEGE 403(B) PLAN,                               only with several plans
    Total balance: $4510.00,
    Vanguard Total Stock Market Index Fund (VTSAX),$4510.00,$90.2000,50.0000,...
    All Investments,$4510.00, , ,...
    *Reflects the change ...

The ticker stands at the end of the name. There is no cost basis.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import amount_under, check_sum, has_headings
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, split_label
from rebalancer.ingest.text import Record

BROKER = "TIAA"
NAME = "TIAA investments"

HEADINGS: Headings = {
    Column.DESCRIPTION: ("your investments",),
    Column.VALUE: ("total value",),
    Column.PRICE: ("last price",),
    Column.QUANTITY: ("quantity",),
}
_TITLE = "data as of "
_BALANCE = "total balance:"
_ALL = "all investments"
_FOOTNOTE = "*"
_TICKER = re.compile(r"(?P<name>.+) \((?P<ticker>[A-Z]{2,6})\)")


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the investments."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(record, "your investments", "total value")


def read(sheet: Sheet) -> Statement:
    """Read the investments of every TIAA plan.

    Raises:
        MissingColumnError: There is neither a total value nor quantity and price.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: title, header, then per plan its name, its balance and its funds."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._table: Table | None = None
        self._label: Record | None = None
        self._account = AccountLabel(line=sheet.records[0].line)
        self._as_of: date | None = None
        self._is_closed = False
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._drop_label()
        self._sheet.doubt_end()
        if not self._is_closed:
            message = "There is no “All Investments” line: the file may have been cut off."
            self._notes.warn(WarningCode.TRUNCATED, self._sheet.last_line, message)
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=tuple(self._entries),
            as_of=self._as_of,
            tells_cost=False,
        )

    def _take(self, record: Record) -> None:
        first = record.texts[0].casefold()
        if first.startswith(_TITLE):
            self._as_of = cells.find_day(first)
        elif _is_header(record):
            self._table = Table(record, HEADINGS)
            self._table.demand_worth(self._sheet)
        elif self._table is None:
            self._notes.skip(record.line, "it stands above the table of holdings")
        elif not first.startswith(_FOOTNOTE):
            self._take_row(self._table, record, first)

    def _take_row(self, table: Table, record: Record, first: str) -> None:
        if first.startswith(_BALANCE):
            self._take_balance(record)
        elif len(record.texts) == 1:
            self._drop_label()
            self._label = record
        elif first == _ALL:
            self._is_closed = True
            stated = amount_under(table, record, Column.VALUE, self._notes)
            check_sum(self._entries, stated, record.line, self._notes)
        else:
            self._take_fund(table, record)

    def _drop_label(self) -> None:
        if self._label is not None:
            self._notes.skip(self._label.line, "no holdings follow this line")
        self._label = None

    def _open_account(self) -> None:
        """Begin the account whose name has just been passed, if any."""
        if self._label is not None:
            name, number = split_label(self._label.texts[0])
            self._account = AccountLabel(line=self._label.line, name=name, number=number)
        self._label = None

    def _take_balance(self, record: Record) -> None:
        self._open_account()
        try:
            amount = cells.number(record.texts[0].partition(":")[2].strip())
        except cells.CellError as error:
            self._notes.skip(record.line, str(error))
            return
        total = Entry(account=self._account, line=record.line, role=Role.TOTAL, value=amount)
        self._entries.append(total)

    def _take_fund(self, table: Table, record: Record) -> None:
        entry = read_entry(table, record, self._account, self._notes)
        if entry is None:
            return
        if self._label is not None:
            self._open_account()
            entry = replace(entry, account=self._account)
        match = _TICKER.fullmatch(entry.description)
        name, ticker = (match["name"], match["ticker"]) if match else (entry.description, "")
        self._entries.append(
            replace(entry, symbol=ticker, description=name, kind=SecurityKind.FUND)
        )


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
