"""Fidelity's monthly statement as CSV: ``Statement*.csv``.

    Account Type,Account,Beginning mkt Value,Change in Investment,Ending mkt Value,...
    ROTH IRA,Z11223344,900.00,100.00,1000.00,...

    Symbol/CUSIP,Description,Quantity,Price,Beginning Value,Ending Value,Cost Basis

    Z11223344                                            the account of what follows
    Stocks                                               a section
    VTI,VANGUARD TOTAL STK MKT ETF,3.0000,300.00000,850.00,900.00,600.00
    Subtotal of Stocks,,,,,900.00,600.00,,,,

    Core Account                                         cash
    SPAXX,FIDELITY GOVERNMENT MONEY MARKET,100.00,1.00000,50.00,100.00,not applicable

There is no date in it. Every section ends with its subtotal.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rebalancer.domain.money import CENT, ZERO
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.formats.fidelity import BROKER
from rebalancer.ingest.formats.one_table import amount_under
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, mask
from rebalancer.ingest.text import Record

NAME = "Fidelity account statement"

HEADINGS: Headings = {
    Column.SYMBOL: ("symbol/cusip",),
    Column.DESCRIPTION: ("description",),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("price",),
    Column.VALUE: ("ending value",),
    Column.COST_BASIS: ("cost basis",),
}
SUMMARY: Headings = {
    Column.ACCOUNT_NAME: ("account type",),
    Column.ACCOUNT_NUMBER: ("account",),
    Column.TOTAL: ("ending mkt value",),
}
NET: Headings = {Column.TOTAL: ("ending net value",)}

_SIGNATURE = frozenset({"symbol/cusip", "ending value"})
_SUMMARY_SIGNATURE = frozenset({"account type", "account", "beginning mkt value"})
_SUBTOTAL = "subtotal of "
_CORE = "core account"
_NUMBER = re.compile(r"(?=.*[0-9]{4})[A-Z0-9-]{5,12}")
_KINDS = {
    "stocks": SecurityKind.STOCK,
    "exchange traded products": SecurityKind.FUND,
    "mutual funds": SecurityKind.FUND,
    "options": SecurityKind.OPTION,
    "bonds": SecurityKind.BOND,
    "fixed income": SecurityKind.BOND,
    "other": SecurityKind.OTHER,
}


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a statement's holdings."""
    return any(heading_set(record) >= _SIGNATURE for record in head)


def read(sheet: Sheet) -> Statement:
    """Read the holdings of all accounts of a statement."""
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: accounts with their totals, then each with its sections."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._summary: Record | None = None
        self._table: Table | None = None
        self._accounts: dict[str, AccountLabel] = {}
        self._account: AccountLabel | None = None
        self._section = ""
        self._sum = ZERO
        self._entries: list[Entry] = []
        self._totals: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._doubt_section()
        self._sheet.doubt_end()
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=(*self._entries, *self._totals) if self._entries else (),
            tells_cost=self._table is not None and self._table.tells_cost,
        )

    def _doubt_section(self) -> None:
        if self._section:
            message = f"The section “{self._section}” has no subtotal: the file may be cut off."
            self._notes.warn(WarningCode.TRUNCATED, self._sheet.last_line, message)

    def _take(self, record: Record) -> None:
        names = heading_set(record)
        if names >= _SUMMARY_SIGNATURE:
            self._summary = record
        elif names >= _SIGNATURE:
            self._table = Table(record, HEADINGS)
        elif self._table is not None:
            self._take_line(self._table, record)
        elif self._summary is not None:
            self._take_account(self._summary, record)
        else:
            self._notes.skip(record.line, "it stands above the table of accounts")

    def _take_account(self, header: Record, record: Record) -> None:
        table = Table(header, SUMMARY)
        number = table.text(record, Column.ACCOUNT_NUMBER)
        printed = Table(header, NET).text(record, Column.TOTAL)
        reason = table.complaint(record)
        try:
            total = cells.number(printed or table.text(record, Column.TOTAL))
        except cells.CellError as error:
            reason, total = reason or str(error), None
        if reason or total is None:
            self._notes.skip(record.line, reason or "it tells no total of an account")
            return
        name = table.text(record, Column.ACCOUNT_NAME)
        account = AccountLabel(line=record.line, number=mask(number), name=name)
        self._accounts[number] = account
        self._totals.append(Entry(account=account, line=record.line, role=Role.TOTAL, value=total))

    def _take_line(self, table: Table, record: Record) -> None:
        """Take what stands in or between the sections of the accounts."""
        text = record.texts[0]
        is_title = len(record.texts) == 1 and bool(record.cells[0])
        if text.casefold().startswith(_SUBTOTAL):
            self._take_subtotal(table, record)
        elif is_title and _NUMBER.fullmatch(text):
            label = AccountLabel(line=record.line, number=mask(text))
            self._account = self._accounts.setdefault(text, label)
        elif is_title and _is_section(text):
            self._doubt_section()
            self._section, self._sum = text, ZERO
        else:
            self._take_holding(table, record)

    def _take_subtotal(self, table: Table, record: Record) -> None:
        section, self._section = self._section, ""
        total = amount_under(table, record, Column.VALUE, self._notes)
        if total is not None and abs(total - self._sum) > CENT:
            self._warn_subtotal(section, total, record.line)

    def _warn_subtotal(self, section: str, total: Decimal, line: int) -> None:
        message = (
            f"The lines of the section “{section}” add up to {self._sum:,.2f}, "
            f"but the file says {total:,.2f}."
        )
        self._notes.warn(WarningCode.TOTAL_DIFFERS, line, message)

    def _take_holding(self, table: Table, record: Record) -> None:
        if self._account is None:
            self._account = next(iter(self._accounts.values()), AccountLabel(line=record.line))
        entry = read_entry(table, record, self._account, self._notes)
        if entry is None:
            return
        self._sum += entry.value or ZERO
        section = self._section.casefold()
        role = Role.CASH if section == _CORE else Role.HOLDING
        self._entries.append(replace(entry, role=role, kind=_KINDS.get(section)))


def _is_section(text: str) -> bool:
    """Whether a line of one cell is the title of a section, in words."""
    return all(word.isalpha() or word in {"&", "/", "-"} for word in text.split())


LAYOUT = Layout(name=NAME, headings=(HEADINGS, SUMMARY), recognises=recognises, read=read)
