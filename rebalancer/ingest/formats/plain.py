"""The plain file, which is also the app's own template: one row a lot.

    account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
    Joint ...1001,taxable,AAPL,Apple Inc.,50,255.00,3000.00,2019-03-04
    Joint ...1001,taxable,CASH,,1250.25,1.00,,
    Joint ...1001,taxable,PENDING,,-120.00,1.00,,                unsettled activity

Unknown cells are empty. CASH is always cash here, although a bank is listed under that ticker.
The columns ``value``, ``kind``, ``currency`` and ``as_of`` are optional: the first three carry what
quantity, price and symbol do not tell, the last the day of the prices.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rebalancer.domain.account import read_tax_treatment
from rebalancer.domain.money import USD
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.rows import read_entry, read_optional
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, split_label
from rebalancer.ingest.text import Record

BROKER = "Plain file"
NAME = "Plain file"
CASH = "CASH"
PENDING = "PENDING"

HEADINGS: Headings = {
    Column.ACCOUNT: ("account",),
    Column.TAX_TREATMENT: ("tax_treatment", "tax treatment"),
    Column.SYMBOL: ("symbol",),
    Column.DESCRIPTION: ("description",),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("price",),
    Column.COST_BASIS: ("cost_basis", "cost basis"),
    Column.ACQUIRED: ("acquired",),
    Column.VALUE: ("value",),
    Column.TYPE: ("kind",),
    Column.CURRENCY: ("currency",),
    Column.AS_OF: ("as_of", "as of"),
}
_TRANSACTION_WORDS = frozenset({"action", "date", "run date", "trade date", "transaction type"})
_ROLES = {CASH: Role.CASH, PENDING: Role.PENDING}
_KINDS = {kind.value: kind for kind in SecurityKind}

GUARDED = ("=", "+", "-", "@", "\t", "\r", "\uff1d")
"""First characters that make a spreadsheet run a text as a formula."""
GUARD = "'"


def guard(text: str) -> str:
    """Return *text* so that a spreadsheet takes it as text."""
    return GUARD + text if text.startswith((*GUARDED, GUARD)) else text


def unguard(text: str) -> str:
    """Take off exactly one guard that `guard` put on."""
    return text[1:] if text.startswith(GUARD) and text[1:].startswith((*GUARDED, GUARD)) else text


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a plain file."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    names = heading_set(record)
    return {"account", "symbol", "quantity"} <= names and not names & _TRANSACTION_WORDS


def read(sheet: Sheet) -> Statement:
    """Read a plain file.

    Raises:
        MissingColumnError: There is neither a value nor quantity and price.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: a header, then lots."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._table: Table | None = None
        self._accounts: dict[str, AccountLabel] = {}
        self._entries: list[Entry] = []
        self._days: set[date] = set()

    def read(self) -> Statement:
        for record in self._sheet.walk():
            if _is_header(record):
                self._table = Table(record, HEADINGS)
                self._table.demand_worth(self._sheet)
            elif self._table is None:
                self._sheet.notes.skip(record.line, "it stands above the table of holdings")
            else:
                self._take_lot(self._table, record)
        self._sheet.doubt_end()
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=tuple(self._entries),
            as_of=min(self._days, default=None),
            tells_cost=self._table is not None and self._table.tells_cost,
        )

    def _take_lot(self, table: Table, record: Record) -> None:
        entry = read_entry(table, record, self._account(table, record), self._sheet.notes)
        if entry is None:
            return
        day = read_optional(table, record, Column.AS_OF, cells.day, self._sheet.notes)
        self._days |= {day} if day else set()
        symbol = unguard(entry.symbol)
        self._entries.append(
            replace(
                entry,
                symbol=symbol,
                description=unguard(entry.description),
                role=_ROLES.get(symbol.upper(), Role.HOLDING),
                kind=_KINDS.get(table.text(record, Column.TYPE).casefold()),
                currency=table.text(record, Column.CURRENCY).upper() or USD,
            )
        )

    def _account(self, table: Table, record: Record) -> AccountLabel:
        printed = unguard(table.text(record, Column.ACCOUNT))
        if printed not in self._accounts:
            name, number = split_label(printed)
            self._accounts[printed] = AccountLabel(
                line=record.line,
                name=name,
                number=number,
                tax_treatment=read_tax_treatment(table.text(record, Column.TAX_TREATMENT)),
            )
        return self._accounts[printed]


LAYOUT = Layout(
    name=NAME, headings=(HEADINGS,), recognises=recognises, read=read, lot_header=_is_header
)
