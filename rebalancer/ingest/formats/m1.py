"""M1: the holdings of one account, which the file does not name.

    Symbol,Name,Quantity,Avg. Price,Cost Basis,Unrealized Gain ($),Unrealized Gain (%),Value
    SCHB,Schwab U.S. Broad Market ETF,40,21.50,860.00,340.00,39.53,1200.00

``Avg. Price`` is what was paid; what a share is worth follows from value and quantity. Cash is
not listed, nor is a date.
"""

from collections.abc import Sequence

from rebalancer.ingest.formats.one_table import has_headings, rows_under_header
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet
from rebalancer.ingest.statement import AccountLabel, Statement
from rebalancer.ingest.text import Record

BROKER = "M1"
NAME = "M1 holdings"

HEADINGS: Headings = {
    Column.SYMBOL: ("symbol",),
    Column.DESCRIPTION: ("name",),
    Column.QUANTITY: ("quantity",),
    Column.VALUE: ("value",),
    Column.COST_BASIS: ("cost basis",),
    Column.UNIT_COST: ("avg. price",),
}


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the holdings."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(record, "symbol", "avg. price", "unrealized gain ($)")


def read(sheet: Sheet) -> Statement:
    """Read the holdings of an M1 account.

    Raises:
        MissingColumnError: There is no value.
    """
    account = AccountLabel(line=sheet.records[0].line)
    rows = rows_under_header(sheet, HEADINGS, _is_header)
    entries = [read_entry(table, record, account, sheet.notes) for table, record in rows]
    return Statement(broker=BROKER, layout=NAME, entries=tuple(entry for entry in entries if entry))


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
