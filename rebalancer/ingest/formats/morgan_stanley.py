"""Morgan Stanley: the holdings of all brokerage accounts (a workbook), or a plan's balances.

    Holdings for Kim as of 08/21/2026 11:15 AM ET             the rows above the table
    Total Market Value:,"12,500.00"
    Account Number,Name,...,Product Type,...,Symbol,CUSIP,Last ($),...,Market Value ($),...
    Joint - 4321,VANGUARD TOTAL STOCK MARKET ETF,...,ETFs & CEFs,...,VTI,...,"11,100.00",...
    Joint - 4321,BANK DEPOSIT PROGRAM,...,"Cash, MMF and BDP",...,-,-,-,...,"1,400.00",...
    Total,,...                                                a checksum, then paragraphs

    "Plan","Asset Class","Fund Name",...,"Closing Balance","Units","Fund Price","Fund Return"

``Name`` is what is held. A plan lists no tickers, and both an opening and a closing balance.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import (
    Accounts,
    amount_under,
    cell_under,
    check_sum,
    has_headings,
    rows_under_header,
)
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement
from rebalancer.ingest.text import Record

BROKER = "Morgan Stanley"
NAME = "Morgan Stanley holdings"
PLAN_NAME = "Morgan Stanley plan balances"

HEADINGS: Headings = {
    Column.ACCOUNT: ("account number",),
    Column.DESCRIPTION: ("name",),
    Column.TYPE: ("product type",),
    Column.SYMBOL: ("symbol",),
    Column.PRICE: ("last ($)",),
    Column.QUANTITY: ("quantity",),
    Column.VALUE: ("market value ($)",),
    Column.COST_BASIS: ("total cost ($)",),
}
PLAN: Headings = {
    Column.ACCOUNT_NAME: ("plan",),
    Column.DESCRIPTION: ("fund name",),
    Column.QUANTITY: ("units",),
    Column.PRICE: ("fund price",),
    Column.VALUE: ("closing balance",),
}
_KINDS = (
    ("mutual fund", SecurityKind.FUND),
    ("etf", SecurityKind.FUND),
    ("fixed income", SecurityKind.BOND),
    ("bond", SecurityKind.BOND),
    ("certificate", SecurityKind.BOND),
    ("government", SecurityKind.BOND),
    ("alternative", SecurityKind.OTHER),
    ("annuit", SecurityKind.OTHER),
    ("structured", SecurityKind.OTHER),
)
"""Words of a product type; stocks and options share one, and the symbol tells them apart."""
_CASH = "cash"
_TOTAL = "total"
_TOTAL_ABOVE = "total market value"
_ACCOUNT = re.compile(r"(?P<name>.+?) - (?P<number>[0-9A-Za-z]+)")
_LONG_MONTH = re.compile(r"\b([A-Z][a-z]{2})[a-z]+ ")


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the holdings."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(record, "account number", "product type", "market value ($)")


def read(sheet: Sheet) -> Statement:
    """Read the holdings of every brokerage account.

    Raises:
        MissingColumnError: There is neither a market value nor quantity and price.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: what stands above the table, holdings, a total, paragraphs."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._accounts = Accounts()
        self._entries: list[Entry] = []
        self._as_of: date | None = None
        self._stated: list[tuple[Decimal | None, int]] = []
        self._is_closed = False

    def read(self) -> Statement:
        rows = rows_under_header(self._sheet, HEADINGS, _is_header, self._take_other)
        for table, record in rows:
            self._take_row(table, record)
        for amount, line in self._stated:
            check_sum(self._entries, amount, line, self._notes)
        if not self._is_closed:
            message = "There is no “Total” line: the file may have been cut off."
            self._notes.warn(WarningCode.TRUNCATED, self._sheet.last_line, message)
        return Statement(
            broker=BROKER, layout=NAME, entries=tuple(self._entries), as_of=self._as_of
        )

    def _take_other(self, record: Record) -> bool:
        """Take the day and the total that stand above the table."""
        first, last = record.texts[0], record.texts[-1]
        if " as of " in first.casefold():
            self._as_of = cells.find_day(first) or self._as_of
            return True
        is_total = first.casefold().startswith(_TOTAL_ABOVE) and last is not first
        if is_total:
            self._stated.append((_amount(last), record.line))
        return is_total

    def _take_row(self, table: Table, record: Record) -> None:
        printed = table.text(record, Column.ACCOUNT)
        if printed.casefold() == _TOTAL:
            self._is_closed = True
            amount = amount_under(table, record, Column.VALUE, self._notes)
            self._stated.append((amount, record.line))
            return
        entry = read_entry(table, record, self._account(record, printed), self._notes)
        if entry is not None:
            self._entries.append(_refined(entry, table, record))

    def _account(self, record: Record, printed: str) -> AccountLabel:
        match = _ACCOUNT.fullmatch(printed)
        if match is None:
            return self._accounts.label(record, printed, "")
        return self._accounts.label(record, match["number"], match["name"])


def _amount(text: str) -> Decimal | None:
    try:
        return cells.number(text)
    except cells.CellError:
        return None


def _refined(entry: Entry, table: Table, record: Record) -> Entry:
    """Return *entry* with the cost that counts for taxes, a symbol if any, and its kind."""
    product = table.text(record, Column.TYPE).casefold()
    names = (entry.symbol, cell_under(table, record, "cusip"))
    adjusted = _amount(cell_under(table, record, "adjusted cost ($)"))
    is_cash = product.startswith(_CASH) or entry.description.casefold().startswith(_CASH + ",")
    return replace(
        entry,
        symbol=next((name for name in names if not cells.is_unknown(name)), ""),
        cost_basis=adjusted or entry.cost_basis,
        role=Role.CASH if is_cash else Role.HOLDING,
        kind=next((kind for word, kind in _KINDS if word in product), None),
    )


def recognises_plan(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a plan's balances."""
    return any(_is_plan_header(record) for record in head)


def _is_plan_header(record: Record) -> bool:
    return has_headings(record, "plan", "fund name", "closing balance", "units")


def read_plan(sheet: Sheet) -> Statement:
    """Read the closing balances of a plan, such as a 401(k).

    Raises:
        MissingColumnError: There is neither a closing balance nor units and price.
    """
    accounts = Accounts()
    entries: list[Entry] = []
    days: list[date] = []
    for table, record in rows_under_header(sheet, PLAN, _is_plan_header):
        account = accounts.label(record, "", table.text(record, Column.ACCOUNT_NAME))
        entry = read_entry(table, record, account, sheet.notes)
        if entry is not None:
            entries.append(replace(entry, kind=SecurityKind.FUND))
            span = cell_under(table, record, "date range")
            end = cells.find_day(_LONG_MONTH.sub(r"\1 ", span.rpartition(" - ")[2]))
            days += [end] if end else []
    return Statement(
        broker=BROKER,
        layout=PLAN_NAME,
        entries=tuple(entries),
        as_of=max(days, default=None),
        tells_cost=False,
    )


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
PLAN_LAYOUT = Layout(name=PLAN_NAME, headings=(PLAN,), recognises=recognises_plan, read=read_plan)
