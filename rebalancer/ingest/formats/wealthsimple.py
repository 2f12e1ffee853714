"""Wealthsimple: the holdings report, with two currencies in one account.

    Account Name,Account Type,Account Classification,Account Number,Symbol,Exchange,MIC,Name,...
    "Demo","RRSP","Trade","WS12CAD","VTI","NYSEARCA","ARCX","Vanguard Total...",...,"3000","USD",...
    "Demo","RRSP","Trade","WS12CAD","XIC","TSX","XTSE","iShares Core S&P/TSX...",...,"800","CAD",...

    "As of 2026-08-21 16:30 GMT-04:00"

What is listed in Canada gets the suffix that tells it from a US namesake. Cash is not listed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import (
    NO_CURRENCY,
    Accounts,
    cell_under,
    has_headings,
    rows_under_header,
)
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import Entry, Statement
from rebalancer.ingest.text import Record

BROKER = "Wealthsimple"
NAME = "Wealthsimple holdings"

HEADINGS: Headings = {
    Column.ACCOUNT_NAME: ("account name",),
    Column.ACCOUNT_NUMBER: ("account number",),
    Column.SYMBOL: ("symbol",),
    Column.DESCRIPTION: ("name",),
    Column.TYPE: ("security type",),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("market price",),
    Column.VALUE: ("market value",),
    Column.CURRENCY: ("market value currency",),
    Column.COST_BASIS: ("book value (market)",),
}
_KINDS = {
    "equity": SecurityKind.STOCK,
    "exchange_traded_fund": SecurityKind.FUND,
    "mutual_fund": SecurityKind.FUND,
    "bond": SecurityKind.BOND,
    "option": SecurityKind.OPTION,
    "cryptocurrency": SecurityKind.OTHER,
}
_SUFFIXES = {"XTSE": ".TO", "XTSX": ".V", "NEOE": ".NE", "XCNQ": ".CN"}
"""Canadian exchanges by their MIC."""


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the holdings."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(record, "account classification", "position direction", "symbol")


def read(sheet: Sheet) -> Statement:
    """Read a Wealthsimple holdings report.

    Raises:
        MissingColumnError: There is neither a market value nor quantity and price.
    """
    days: list[date] = []
    accounts = Accounts()
    entries: list[Entry] = []
    for table, record in rows_under_header(
        sheet, HEADINGS, _is_header, lambda row: _is_end(row, days)
    ):
        number = table.text(record, Column.ACCOUNT_NUMBER)
        account = accounts.label(record, number, table.text(record, Column.ACCOUNT_NAME))
        entry = read_entry(table, record, account, sheet.notes)
        if entry is not None:
            entries.append(_refined(entry, table, record, sheet.notes))
    if not days:
        message = "The closing line with the date is missing: the file may have been cut off."
        sheet.notes.warn(WarningCode.TRUNCATED, sheet.last_line, message)
    return Statement(
        broker=BROKER, layout=NAME, entries=tuple(entries), as_of=days[-1] if days else None
    )


def _is_end(record: Record, days: list[date]) -> bool:
    """Whether *record* is the closing line, whose day then goes into *days*."""
    text = record.texts[0]
    found = cells.find_day(text) if text.casefold().startswith("as of ") else None
    days += [found] if found else []
    return found is not None


def _refined(entry: Entry, table: Table, record: Record, notes: Notes) -> Entry:
    """Return *entry* with what only this broker tells: direction, exchange and currencies."""
    currency = table.text(record, Column.CURRENCY).upper() or NO_CURRENCY
    cost_currency = cell_under(table, record, "book value currency (market)").upper()
    cost = entry.cost_basis
    if cost is not None and cost_currency not in {"", currency}:
        message = f"The cost of {entry.symbol} is in {cost_currency}; it is taken as unknown."
        notes.warn(WarningCode.UNKNOWN_COST, entry.line, message)
        cost = None
    is_short = cell_under(table, record, "position direction").casefold() == "short"
    kind = _KINDS.get(table.text(record, Column.TYPE).casefold())
    suffix = _SUFFIXES.get(cell_under(table, record, "mic").upper(), "")
    if kind is SecurityKind.OTHER:
        suffix = f"-{currency}"  # BTC alone is an exchange-traded fund
    return replace(
        entry,
        symbol=entry.symbol + suffix if entry.symbol else "",
        quantity=_negative(entry.quantity) if is_short else entry.quantity,
        value=_negative(entry.value) if is_short else entry.value,
        cost_basis=cost,
        kind=kind,
        currency=currency,
    )


def _negative(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -abs(amount)


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
