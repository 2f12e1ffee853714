"""Vanguard: ``OfxDownload.csv``, up to four tables told apart by their headers alone.

    Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,
    98765432,VANGUARD TOTAL BOND MARKET ETF,BND,10.000,74.32,743.20,

    Plan Number,Plan Name,Fund Name,Shares,Price,Total Value,     a 401(k): no ticker
    Fund Account Number,Fund Name,Price,Shares,Total Value,       old fund accounts: no ticker
    Account Number,Trade Date,...,Transaction Type,...            transactions: passed over

There is no cost basis, no date, no account name and no total.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Statement, mask
from rebalancer.ingest.text import Record

BROKER = "Vanguard"
NAME = "Vanguard holdings"

BROKERAGE: Headings = {
    Column.ACCOUNT_NUMBER: ("account number",),
    Column.DESCRIPTION: ("investment name",),
    Column.SYMBOL: ("symbol",),
    Column.QUANTITY: ("shares",),
    Column.PRICE: ("share price",),
    Column.VALUE: ("total value",),
}
PLAN: Headings = {
    Column.ACCOUNT_NUMBER: ("plan number",),
    Column.ACCOUNT_NAME: ("plan name",),
    Column.DESCRIPTION: ("fund name",),
    Column.QUANTITY: ("shares",),
    Column.PRICE: ("price",),
    Column.VALUE: ("total value",),
}
FUND_ACCOUNT: Headings = {
    Column.ACCOUNT_NUMBER: ("fund account number",),
    Column.DESCRIPTION: ("fund name",),
    Column.PRICE: ("price",),
    Column.QUANTITY: ("shares",),
    Column.VALUE: ("total value",),
}
_TABLES: tuple[tuple[frozenset[str], Headings], ...] = (
    (frozenset({"account number", "investment name", "symbol", "shares"}), BROKERAGE),
    (frozenset({"plan number", "plan name", "fund name"}), PLAN),
    (frozenset({"fund account number", "fund name"}), FUND_ACCOUNT),
)


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a table of holdings."""
    return any(_headings_of(record) is not None for record in head)


def _headings_of(record: Record) -> Headings | None:
    names = heading_set(record)
    if _is_transaction_header(names):
        return None
    return next((headings for signature, headings in _TABLES if signature <= names), None)


def _is_transaction_header(names: frozenset[str]) -> bool:
    return "trade date" in names


def read(sheet: Sheet) -> Statement:
    """Read every table of holdings in a Vanguard download.

    Raises:
        MissingColumnError: A table has neither total value nor shares and price.
    """
    return _Reader(sheet).read()


@dataclass(slots=True)
class _Transactions:
    """The lines of a table that is passed over."""

    first: int
    last: int


class _Reader:
    """Walks the rows once; each header opens another table."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._table: Table | None = None
        self._transactions: _Transactions | None = None
        self._accounts: dict[tuple[str, str], AccountLabel] = {}
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._close_transactions()
        self._sheet.doubt_end()
        return Statement(broker=BROKER, layout=NAME, entries=tuple(self._entries), tells_cost=False)

    def _take(self, record: Record) -> None:
        headings = _headings_of(record)
        if headings is not None:
            self._close_transactions()
            self._table = Table(record, headings)
            self._table.demand_worth(self._sheet)
        elif _is_transaction_header(heading_set(record)):
            self._close_transactions()
            self._transactions = _Transactions(record.line, record.line)
        elif self._transactions is not None:
            self._transactions.last = record.line
        elif self._table is None:
            self._notes.skip(record.line, "it stands above the table of holdings")
        else:
            self._take_holding(self._table, record)

    def _close_transactions(self) -> None:
        if self._transactions is not None:
            first, last = self._transactions.first, self._transactions.last
            self._notes.skip(first, f"lines {first} to {last} are transactions, not holdings")
        self._transactions = None

    def _take_holding(self, table: Table, record: Record) -> None:
        entry = read_entry(table, record, self._account(table, record), self._notes)
        if entry is None:
            return
        is_by_name = Column.SYMBOL not in table
        self._entries.append(replace(entry, kind=SecurityKind.FUND) if is_by_name else entry)

    def _account(self, table: Table, record: Record) -> AccountLabel:
        """Return the account of a row; ``0584-12345678`` is a fund within account 12345678."""
        printed = table.text(record, Column.ACCOUNT_NUMBER)
        number = printed.rpartition("-")[2]
        name = table.text(record, Column.ACCOUNT_NAME)
        label = AccountLabel(line=record.line, number=mask(number), name=name)
        return self._accounts.setdefault((number, name), label)


LAYOUT = Layout(
    name=NAME, headings=(BROKERAGE, PLAN, FUND_ACCOUNT), recognises=recognises, read=read
)
