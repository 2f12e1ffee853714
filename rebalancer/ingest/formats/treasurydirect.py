"""TreasuryDirect: the savings bonds of one account, copied from its page, tab by tab.

    Confirm #  Issue Date  Interest Rate  Status  Amount     Current Value
               ABCDE       02-01-2024     5.27%              $10,000.00     $10,400.00

Every row begins with an empty cell that no heading stands above, for the page has a button there.
What was paid is the amount; the confirmation number is not read.
"""

from collections.abc import Sequence
from dataclasses import replace

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.formats.one_table import cell_under, has_headings, rows_under_header
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import AccountLabel, Entry, Statement
from rebalancer.ingest.text import Record

BROKER = "TreasuryDirect"
NAME = "TreasuryDirect savings bonds"

HEADINGS: Headings = {
    Column.VALUE: ("current value",),
    Column.COST_BASIS: ("amount",),
    Column.ACQUIRED: ("issue date",),
}


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the bonds."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(record, "issue date", "interest rate", "amount", "current value")


def read(sheet: Sheet) -> Statement:
    """Read the bonds of an account; each is worth what the page says."""
    width = max((len(each.cells) for each in sheet.records if _is_header(each)), default=0)
    plain = replace(sheet, records=[_under_headings(each, width) for each in sheet.records])
    account = AccountLabel(
        line=sheet.records[0].line, name=BROKER, tax_treatment=TaxTreatment.TAXABLE
    )
    entries: list[Entry] = []
    for table, record in rows_under_header(plain, HEADINGS, _is_header):
        entry = read_entry(table, _without_dashes(table, record), account, sheet.notes)
        if entry is not None:
            entries.append(_bond(entry, cell_under(table, record, "interest rate")))
    return Statement(broker=BROKER, layout=NAME, entries=tuple(entries))


def _under_headings(record: Record, width: int) -> Record:
    """Return a row without the empty cell that no heading stands above."""
    has_button = len(record.cells) > width and not record.cells[0]
    return record._replace(cells=record.cells[1:]) if has_button else record


def _without_dashes(table: Table, record: Record) -> Record:
    """Return a row with its day as ``02/01/2024``."""
    return table.rewrite(record, Column.ACQUIRED, lambda day: day.replace("-", "/"))


def _bond(entry: Entry, rate: str) -> Entry:
    """Return *entry* as a bond, whose face value is what was paid for it."""
    words = ("Savings bond", f"of {entry.acquired}" if entry.acquired else "", rate)
    return replace(
        entry,
        description=" ".join(word for word in words if word),
        kind=SecurityKind.BOND,
        quantity=entry.cost_basis,
    )


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
