"""Merrill: ``Holdings_*.csv``, and ``PortfolioSummary_*.csv`` for the cash that it lacks.

    "COB Date","Security #","Symbol","CUSIP #",...,"Account Registration","Account #","Quantity",...
    "8/21/2026","12345","VTI","922908769",...,"CMA-Edge","99X-12345","1,200","300.00",...

    "COB Date","Account Nickname","Account Registration","Account #","Cash Balance ($)",...
    "8/21/2026","--","CMA-Edge","99X-12345","1,250.75","5,000.00",...

Negative numbers stand in parentheses, quantities too. There is no cost: it is what the value
leaves without the unrealised gain. A shorter view has a title, no accounts and a total.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment, infer_tax_treatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Part, Role, Statement, mask
from rebalancer.ingest.text import Record

BROKER = "Merrill"
NAME = "Merrill holdings"
SUMMARY_NAME = "Merrill portfolio summary"

_ACCOUNT: Headings = {
    Column.AS_OF: ("cob date",),
    Column.ACCOUNT_NAME: ("account nickname",),
    Column.ACCOUNT: ("account registration",),
    Column.ACCOUNT_NUMBER: ("account #",),
}
HEADINGS: Headings = {
    **_ACCOUNT,
    Column.SYMBOL: ("symbol",),
    Column.CUSIP: ("cusip #",),
    Column.DESCRIPTION: ("security description", "description"),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("price ($)",),
    Column.VALUE: ("value ($)",),
    Column.GAIN: ("unrealized gain/loss ($)",),
}
CASH = "cash balance ($)"
MONEY = "money accounts ($)"
SUMMARY: Headings = {**_ACCOUNT, Column.TOTAL: ("net value ($)",)}
_CASH_TABLES: tuple[tuple[str, Headings], ...] = (
    ("CASH", {Column.VALUE: (CASH,)}),
    ("MONEY ACCOUNTS", {Column.VALUE: (MONEY,)}),
)
_SIGNATURES = (
    frozenset({"cob date", "security #"}),
    frozenset({"symbol", "value ($)", "unrealized gain/loss ($)"}),
)
_SUMMARY_SIGNATURE = frozenset({"cob date", CASH})
_TITLE = "holdings as of "
_TOTAL = "total"
_SWEEP = "bank deposit program"


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a holdings file."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    names = heading_set(record)
    return any(signature <= names for signature in _SIGNATURES)


def read(sheet: Sheet) -> Statement:
    """Read the holdings of all accounts.

    Raises:
        MissingColumnError: There is neither a value nor quantity and price.
    """
    return _Holdings(sheet).read()


def recognises_summary(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a portfolio summary."""
    return any(_is_summary_header(record) for record in head)


def _is_summary_header(record: Record) -> bool:
    return heading_set(record) >= _SUMMARY_SIGNATURE


def read_summary(sheet: Sheet) -> Statement:
    """Read cash and total of all accounts."""
    return _Summary(sheet).read()


class _Accounts:
    """The accounts that a file names, row by row."""

    def __init__(self) -> None:
        self._labels: dict[tuple[str, str], AccountLabel] = {}
        self.as_of: date | None = None

    def label(self, table: Table, record: Record) -> AccountLabel:
        """Return the account of a row; a nickname takes the place of the registration."""
        number = _known(table.text(record, Column.ACCOUNT_NUMBER))
        nickname = _known(table.text(record, Column.ACCOUNT_NAME))
        registration = _known(table.text(record, Column.ACCOUNT))
        treatment = infer_tax_treatment(registration)
        label = AccountLabel(
            line=record.line,
            number=mask(number),
            name=nickname or registration,
            tax_treatment=None if treatment is TaxTreatment.UNKNOWN else treatment,
        )
        return self._labels.setdefault((number, label.name), label)

    def date(self, text: str) -> None:
        """Keep the latest day that *text* or a row before it names."""
        day = cells.find_day(text)
        if day is not None:
            self.as_of = max(day, self.as_of or day)


class _Holdings:
    """Walks the rows of a holdings file once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._accounts = _Accounts()
        self._table: Table | None = None
        self._has_end = False
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        if not self._has_end:
            self._sheet.doubt_end()
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=tuple(self._entries),
            as_of=self._accounts.as_of,
            tells_cost=self._table is not None and Column.GAIN in self._table,
        )

    def _take(self, record: Record) -> None:
        if _is_header(record):
            self._table = Table(record, HEADINGS)
            self._table.demand_worth(self._sheet)
        elif self._table is not None:
            self._take_row(self._table, record)
        elif len(record.texts) == 1 and record.texts[0].casefold().startswith(_TITLE):
            self._accounts.date(record.texts[0])
        else:
            self._notes.skip(record.line, "it stands above the table of holdings")

    def _take_row(self, table: Table, record: Record) -> None:
        entry = read_entry(table, record, self._accounts.label(table, record), self._notes)
        if entry is None:
            return
        self._accounts.date(table.text(record, Column.AS_OF))
        if entry.symbol.casefold() == _TOTAL and not entry.description:
            self._has_end = True
            self._entries.append(replace(entry, role=Role.TOTAL))
        else:
            self._entries.append(self._holding(entry, table, record))

    def _holding(self, entry: Entry, table: Table, record: Record) -> Entry:
        symbol = _known(entry.symbol) or _known(table.text(record, Column.CUSIP))
        is_sweep = _SWEEP in entry.description.casefold()
        return replace(
            entry,
            symbol=symbol,
            role=Role.CASH if is_sweep else Role.HOLDING,
            kind=None if symbol else SecurityKind.OTHER,
            cost_basis=self._cost(entry.value, table, record),
        )

    def _cost(self, value: Decimal | None, table: Table, record: Record) -> Decimal | None:
        """Return what the value leaves without the gain; it is not known where either is not."""
        try:
            gain = cells.number(table.text(record, Column.GAIN))
        except cells.CellError as error:
            message = f"{Column.GAIN}: {error}; it is taken as unknown."
            self._notes.warn(WarningCode.UNREADABLE_CELL, record.line, message)
            return None
        return None if value is None or gain is None else value - gain


class _Summary:
    """Walks the rows of a portfolio summary once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._accounts = _Accounts()
        self._header: Record | None = None
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            if _is_summary_header(record):
                self._header = record
            elif self._header is None:
                self._notes.skip(record.line, "it stands above the table of accounts")
            else:
                self._take_account(Table(self._header, SUMMARY), record)
        self._sheet.doubt_end()
        return Statement(
            broker=BROKER,
            layout=SUMMARY_NAME,
            entries=tuple(self._entries),
            as_of=self._accounts.as_of,
            part=Part.CASH,
        )

    def _take_account(self, table: Table, record: Record) -> None:
        reason = table.complaint(record)
        if not _known(table.text(record, Column.ACCOUNT_NUMBER)):
            reason = reason or "it names no account"
        if reason:
            self._notes.skip(record.line, reason)
            return
        try:
            amounts = {
                symbol: cells.number(Table(table.header, headings).text(record, Column.VALUE))
                for symbol, headings in _CASH_TABLES
            }
            total = cells.number(table.text(record, Column.TOTAL))
        except cells.CellError as error:
            self._notes.skip(record.line, str(error))
            return
        account = self._accounts.label(table, record)
        self._accounts.date(table.text(record, Column.AS_OF))
        self._entries += [
            Entry(account=account, line=record.line, role=Role.CASH, symbol=symbol, value=amount)
            for symbol, amount in amounts.items()
            if amount is not None
        ]
        if total is not None:
            self._entries.append(
                Entry(account=account, line=record.line, role=Role.TOTAL, value=total)
            )


def _known(text: str) -> str:
    return "" if cells.is_unknown(text) else text


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
SUMMARY_LAYOUT = Layout(
    name=SUMMARY_NAME,
    headings=(SUMMARY, *(headings for _, headings in _CASH_TABLES)),
    recognises=recognises_summary,
    read=read_summary,
)
