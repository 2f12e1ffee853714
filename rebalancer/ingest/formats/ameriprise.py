"""Ameriprise: a block per asset class, each with a title, a header of its own, and a total.

    "AMERIPRISE BROKERAGE","ALL_ACCOUNTS"
    As of 08/21/2026 03:30 PM ET
    "Total Asset Value","Brokerage Day Change",...            a summary, passed over
    ,
    "Cash & Equivalents"
    "Type","Account Name","Account Description","Mkt. Value"
    "Cash","AMERIPRISE BROKERAGE","**** 9876 5 432","$250.00"
    "Total Cash & Equivalents","","","$250.00"
    ,
    "Equities"
    "Symbol","Description","Account Name","Account Description","Quantity","Mkt. Price",...

Some securities have no symbol. There is no cost basis.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import Accounts, amount_under, check_sum, has_headings
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import Entry, Role, Statement
from rebalancer.ingest.text import Record

BROKER = "Ameriprise"
NAME = "Ameriprise holdings"

HEADINGS: Headings = {
    Column.SYMBOL: ("symbol",),
    Column.DESCRIPTION: ("description", "type"),
    Column.ACCOUNT_NAME: ("account name",),
    Column.ACCOUNT_NUMBER: ("account description",),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("mkt. price",),
    Column.VALUE: ("mkt. value",),
}
_KINDS = (
    ("alternative", SecurityKind.OTHER),
    ("annuit", SecurityKind.OTHER),
    ("insurance", SecurityKind.OTHER),
    ("fixed income", SecurityKind.BOND),
    ("bond", SecurityKind.BOND),
    ("fund", SecurityKind.FUND),
    ("option", SecurityKind.OPTION),
    ("equit", SecurityKind.STOCK),
    ("stock", SecurityKind.STOCK),
)
"""Words in the title of a block, the first that fits."""
_TITLE = "ameriprise "
_AS_OF = "as of "
_CASH = "cash"
_TOTAL = "total"
_SUMMARY = "it belongs to the summary; the holdings follow below"


def recognises(head: Sequence[Record]) -> bool:
    """Whether the title or the header of a block is among the first rows."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(record, "account name", "account description", "mkt. value")


def read(sheet: Sheet) -> Statement:
    """Read every block of an Ameriprise file.

    Raises:
        MissingColumnError: A block has neither a market value nor quantity and price.
    """
    return _Reader(sheet).read()


@dataclass(slots=True)
class _Block:
    """One asset class."""

    title: str
    table: Table
    entries: list[Entry] = field(default_factory=list)


class _Reader:
    """Walks the rows once; a title waits for the header that makes it a block."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._accounts = Accounts()
        self._label: Record | None = None
        self._block: _Block | None = None
        self._as_of: date | None = None
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._drop_label()
        self._close_block()
        self._sheet.doubt_end()
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=tuple(self._entries),
            as_of=self._as_of,
            tells_cost=False,
        )

    def _take(self, record: Record) -> None:
        first = record.texts[0].casefold()
        if _is_header(record):
            self._open_block(record)
        elif first.startswith(_AS_OF):
            self._as_of = cells.find_day(first)
        elif len(record.texts) == 1:
            self._take_label(record)
        elif self._block is None:
            if not first.startswith(_TITLE):
                self._notes.skip(record.line, _SUMMARY)
        elif first.startswith(_TOTAL) and not self._block.table.text(record, Column.ACCOUNT_NAME):
            self._take_total(self._block, record)
        else:
            self._take_row(self._block, record)

    def _take_label(self, record: Record) -> None:
        """Keep a title until the next row tells whether a block follows."""
        self._drop_label()
        self._label = record

    def _drop_label(self) -> None:
        if self._label is not None:
            self._notes.skip(self._label.line, "no table of holdings follows this line")
        self._label = None

    def _open_block(self, record: Record) -> None:
        self._close_block()
        title = self._label.texts[0] if self._label else ""
        self._label = None
        self._block = _Block(title.casefold(), Table(record, HEADINGS))
        self._block.table.demand_worth(self._sheet)

    def _close_block(self) -> None:
        if self._block is not None:
            message = "A block has no “Total” line: the file may have been cut off."
            self._notes.warn(WarningCode.TRUNCATED, self._block.table.header.line, message)
        self._block = None

    def _take_total(self, block: _Block, record: Record) -> None:
        stated = amount_under(block.table, record, Column.VALUE, self._notes)
        check_sum(block.entries, stated, record.line, self._notes)
        self._block = None

    def _take_row(self, block: _Block, record: Record) -> None:
        table = block.table
        number = table.text(record, Column.ACCOUNT_NUMBER)
        account = self._accounts.label(record, number, table.text(record, Column.ACCOUNT_NAME))
        entry = read_entry(table, record, account, self._notes)
        if entry is None:
            return
        is_cash = block.title.startswith(_CASH) or Column.SYMBOL not in table
        entry = replace(
            entry,
            symbol="CASH" if is_cash else entry.symbol,
            role=Role.CASH if is_cash else Role.HOLDING,
            kind=next((kind for word, kind in _KINDS if word in block.title), None),
        )
        block.entries.append(entry)
        self._entries.append(entry)


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
