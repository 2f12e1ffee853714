"""Wealthfront: the open lots of one account, one a row.

    Open lots as of 2026-08-21
    symbol,display_name,date,cost,quantity,value,gain
    VTI,Vanguard Total Stock Market ETF,2024-03-15,800.10,2.5,930.25,130.15

The line above the table may name the day. There is no price, no account and no total.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import has_headings, rows_under_header
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement
from rebalancer.ingest.text import Record

BROKER = "Wealthfront"
NAME = "Wealthfront open lots"

HEADINGS: Headings = {
    Column.SYMBOL: ("symbol",),
    Column.DESCRIPTION: ("display_name", "display name"),
    Column.ACQUIRED: ("date",),
    Column.COST_BASIS: ("cost",),
    Column.QUANTITY: ("quantity",),
    Column.VALUE: ("value",),
}
_CASH = "cash"


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the lots."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    has_name = has_headings(record, "display_name") or has_headings(record, "display name")
    return has_name and has_headings(record, "symbol", "date", "cost", "quantity")


def read(sheet: Sheet) -> Statement:
    """Read the open lots of a Wealthfront account.

    Raises:
        MissingColumnError: There is no value.
    """
    days: list[date] = []

    def is_title(record: Record) -> bool:
        found = cells.find_day(record.texts[0])
        days.extend([found] if found else [])
        return found is not None

    account = AccountLabel(line=sheet.records[0].line)
    entries: list[Entry] = []
    for table, record in rows_under_header(sheet, HEADINGS, _is_header, is_title):
        entry = read_entry(table, record, account, sheet.notes)
        if entry is not None:
            role = Role.CASH if entry.symbol.casefold() == _CASH else Role.HOLDING
            entries.append(replace(entry, role=role))
    return Statement(
        broker=BROKER, layout=NAME, entries=tuple(entries), as_of=days[0] if days else None
    )


LAYOUT = Layout(
    name=NAME, headings=(HEADINGS,), recognises=recognises, read=read, lot_header=_is_header
)
