"""T. Rowe Price: the funds of all accounts in one table.

    "Account Type","Account Name","Ticker","Account Number","Owners","Quantity","Price",...,"PRR"
    "Roth IRA","Balanced Fund","RPBAX","5555-1","Kim","12.5","$27.00",...,"8.10%"

``Account Name`` is the name of the fund. There is no cost basis, no date and no total; whom an
account belongs to is not read.
"""

from collections.abc import Sequence
from dataclasses import replace

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.formats.one_table import Accounts, has_headings, rows_under_header
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import AccountLabel, Entry, Statement
from rebalancer.ingest.text import Record

BROKER = "T. Rowe Price"
NAME = "T. Rowe Price holdings"

HEADINGS: Headings = {
    Column.ACCOUNT_NAME: ("account type",),
    Column.ACCOUNT_NUMBER: ("account number",),
    Column.DESCRIPTION: ("account name",),
    Column.SYMBOL: ("ticker",),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("price",),
    Column.VALUE: ("market value",),
}
_TRANSFER_ON_DEATH = "transfer on death"


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of the holdings."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(record, "account type", "ticker", "owners", "prr")


def read(sheet: Sheet) -> Statement:
    """Read the holdings of every T. Rowe Price account.

    Raises:
        MissingColumnError: There is neither a market value nor quantity and price.
    """
    accounts = Accounts()
    entries: list[Entry] = []
    for table, record in rows_under_header(sheet, HEADINGS, _is_header):
        entry = read_entry(table, record, _account(accounts, table, record), sheet.notes)
        if entry is not None:
            entries.append(replace(entry, kind=SecurityKind.FUND))
    return Statement(broker=BROKER, layout=NAME, entries=tuple(entries), tells_cost=False)


def _account(accounts: Accounts, table: Table, record: Record) -> AccountLabel:
    name = table.text(record, Column.ACCOUNT_NAME)
    label = accounts.label(record, table.text(record, Column.ACCOUNT_NUMBER), name)
    if name.casefold() == _TRANSFER_ON_DEATH:
        return replace(label, tax_treatment=TaxTreatment.TAXABLE)
    return label


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
