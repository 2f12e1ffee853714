"""Betterment: the tax lots of all accounts, one a row.

    Symbol,Shares,CostBasis,MarketValue,PurchaseDate,Account #
    VTI,2.51234,800.10,930.25,2024-03-15,BT-100020

The headings come with and without blanks. There is no price, no date and no total.
"""

from collections.abc import Sequence
from dataclasses import replace

from rebalancer.ingest.formats.one_table import Accounts, rows_under_header
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, heading_set
from rebalancer.ingest.statement import Entry, Role, Statement
from rebalancer.ingest.text import Record

BROKER = "Betterment"
NAME = "Betterment tax lots"

HEADINGS: Headings = {
    Column.ACCOUNT_NUMBER: ("account #", "account number", "account"),
    Column.SYMBOL: ("symbol",),
    Column.QUANTITY: ("shares",),
    Column.COST_BASIS: ("costbasis", "cost basis"),
    Column.VALUE: ("marketvalue", "market value"),
    Column.ACQUIRED: ("purchasedate", "purchase date"),
}
_SIGNATURE = frozenset({"symbol", "shares", "costbasis", "marketvalue", "purchasedate"})
_CASH = "cash"


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the lots."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return {name.replace(" ", "") for name in heading_set(record)} >= _SIGNATURE


def read(sheet: Sheet) -> Statement:
    """Read the tax lots of every Betterment account.

    Raises:
        MissingColumnError: There is no market value.
    """
    accounts = Accounts()
    entries: list[Entry] = []
    for table, record in rows_under_header(sheet, HEADINGS, _is_header):
        account = accounts.label(record, table.text(record, Column.ACCOUNT_NUMBER), "")
        entry = read_entry(table, record, account, sheet.notes)
        if entry is not None:
            role = Role.CASH if entry.symbol.casefold() == _CASH else Role.HOLDING
            entries.append(replace(entry, role=role))
    return Statement(broker=BROKER, layout=NAME, entries=tuple(entries))


LAYOUT = Layout(
    name=NAME, headings=(HEADINGS,), recognises=recognises, read=read, lot_header=_is_header
)
