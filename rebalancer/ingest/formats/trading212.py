"""Trading 212: the export of one pie.

    Slice,Name,Invested value,Value,Result,Owned quantity,Dividends gained,...
    VUAG,Vanguard S&P 500,800,950.40,150.40,10.5,N/A,...
    Total,My pie,800,950.40,150.40,,N/A,...

The amounts are in the currency of the account, which the file does not name, so that nothing in
it is traded.
"""

from collections.abc import Sequence
from dataclasses import replace

from rebalancer.ingest.formats.one_table import (
    NO_CURRENCY,
    amount_under,
    check_sum,
    has_headings,
    rows_under_header,
)
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet
from rebalancer.ingest.statement import AccountLabel, Entry, Statement
from rebalancer.ingest.text import Record

BROKER = "Trading 212"
NAME = "Trading 212 pie"

HEADINGS: Headings = {
    Column.SYMBOL: ("slice",),
    Column.DESCRIPTION: ("name",),
    Column.COST_BASIS: ("invested value",),
    Column.VALUE: ("value",),
    Column.QUANTITY: ("owned quantity",),
}
_TOTAL = "total"


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a pie."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(record, "slice", "invested value", "owned quantity")


def read(sheet: Sheet) -> Statement:
    """Read the slices of a pie.

    Raises:
        MissingColumnError: There is no value.
    """
    account = AccountLabel(line=sheet.records[0].line, name="Pie")
    entries: list[Entry] = []
    for table, record in rows_under_header(sheet, HEADINGS, _is_header):
        if table.text(record, Column.SYMBOL).casefold() == _TOTAL:
            stated = amount_under(table, record, Column.VALUE, sheet.notes)
            check_sum(entries, stated, record.line, sheet.notes)
            continue
        entry = read_entry(table, record, account, sheet.notes)
        if entry is not None:
            entries.append(replace(entry, currency=NO_CURRENCY))
    message = "The file does not name the currency of its amounts, so that nothing is traded."
    sheet.notes.warn(WarningCode.NOT_TRADED, 0, message)
    return Statement(broker=BROKER, layout=NAME, entries=tuple(entries))


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
