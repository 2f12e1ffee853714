"""Wealthfolio: what one account held on several days.

    date,symbol,quantity,price,currency
    2026-07-31,VTI,10,300.00,USD
    2026-08-21,VTI,12,310.00,USD
    2026-08-21,$CASH,500.25,,USD

Every day lists everything that was held on it; the latest one counts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import has_headings, rows_under_header
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.rows import read_entry, read_optional
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement
from rebalancer.ingest.text import Record

BROKER = "Wealthfolio"
NAME = "Wealthfolio holdings"

HEADINGS: Headings = {
    Column.AS_OF: ("date",),
    Column.SYMBOL: ("symbol",),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("price",),
    Column.UNIT_COST: ("avgcost", "avg cost"),
    Column.CURRENCY: ("currency",),
}
_HEADER = ("date", "symbol", "quantity", "price", "currency")
_CASH = "$CASH"


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the holdings, and of nothing more."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    known = {name for names in HEADINGS.values() for name in names}
    return has_headings(record, *_HEADER) and {text.casefold() for text in record.texts} <= known


def read(sheet: Sheet) -> Statement:
    """Read the holdings of the latest day; those of earlier days are listed as left out."""
    rows = list(rows_under_header(sheet, HEADINGS, _is_header))
    days = [_day(table, record, sheet) for table, record in rows]
    latest = max((day for day in days if day), default=None)
    account = AccountLabel(line=sheet.records[0].line)
    entries: list[Entry] = []
    for (table, record), day in zip(rows, days, strict=True):
        if day != latest:
            sheet.notes.skip(record.line, f"it is of another day than {latest}")
            continue
        entry = read_entry(table, record, account, sheet.notes)
        if entry is not None:
            entries.append(_settled(entry, table.text(record, Column.CURRENCY)))
    return Statement(
        broker=BROKER,
        layout=NAME,
        entries=tuple(entries),
        as_of=latest,
        tells_cost=any(Column.UNIT_COST in table for table, _ in rows),
    )


def _day(table: Table, record: Record, sheet: Sheet) -> date | None:
    return read_optional(table, record, Column.AS_OF, cells.day, sheet.notes)


def _settled(entry: Entry, currency: str) -> Entry:
    """Return *entry* in its currency, and its cash as cash."""
    in_currency = replace(entry, currency=currency.upper() or entry.currency)
    if entry.symbol != _CASH:
        return in_currency
    return replace(in_currency, role=Role.CASH, symbol="CASH")


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
