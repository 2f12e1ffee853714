"""J.P. Morgan and Chase: positions, or tax lots with their accounts in front.

    Asset Class,Asset Strategy,...,Description,Ticker,CUSIP,Quantity,Base CCY,...,As of,...
    "Equity","US Large Cap Equity",...,"VANGUARD TOTAL STOCK","VTI","...","1,273","USD",...

    FOOTNOTES
    M,"An 'M' in the Quantity field denotes ..."

Numbers may carry the letter of a footnote. Positions do not name their account; tax lots do, and
they stand for the whole account where no positions come with them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rebalancer.domain.money import USD
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Part, Role, Statement, mask
from rebalancer.ingest.text import Record

BROKER = "J.P. Morgan"
NAME = "J.P. Morgan positions"
LOTS_NAME = "J.P. Morgan tax lots"

HEADINGS: Headings = {
    Column.ACCOUNT_NAME: ("account name",),
    Column.ACCOUNT_NUMBER: ("account number",),
    Column.TYPE: ("asset class",),
    Column.LEVEL: ("asset strategy",),
    Column.DESCRIPTION: ("description",),
    Column.SYMBOL: ("ticker",),
    Column.CUSIP: ("cusip",),
    Column.QUANTITY: ("quantity",),
    Column.CURRENCY: ("base ccy",),
    Column.PRICE: ("price",),
    Column.VALUE: ("value",),
    Column.COST_BASIS: ("cost",),
    Column.UNIT_COST: ("unit cost",),
    Column.ACQUIRED: ("acquisition date",),
    Column.AS_OF: ("as of", "pricing date"),
}
_SIGNATURE = frozenset({"asset class", "asset strategy", "ticker", "cusip"})
_CASH_WORDS = ("cash",)
_BOND_WORDS = ("fixed income", "bond")
_DOLLAR = "us dollar"
_FOOTNOTES = "footnotes"
_FOOTNOTE_LETTERS = re.compile(r"(?<=[0-9.)])(?:[ ,]*[A-Z])+$|^[A-Z] +(?=[0-9(-])")
_MARK = re.compile(r"[A-Z]{1,2}")
_MARKED = (Column.QUANTITY, Column.PRICE, Column.VALUE, Column.COST_BASIS, Column.UNIT_COST)


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a J.P. Morgan export."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return heading_set(record) >= _SIGNATURE


def read(sheet: Sheet) -> Statement:
    """Read positions or tax lots.

    Raises:
        MissingColumnError: There is neither a value nor quantity and price.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: a header, holdings, footnotes."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._table: Table | None = None
        self._accounts: dict[tuple[str, str], AccountLabel] = {}
        self._in_footnotes = False
        self._as_of: date | None = None
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        if not self._in_footnotes:
            self._notes.warn(
                WarningCode.TRUNCATED,
                self._sheet.last_line,
                "The closing part “FOOTNOTES” is missing: the file may have been cut off.",
            )
        names_accounts = self._table is not None and Column.ACCOUNT_NUMBER in self._table
        return Statement(
            broker=BROKER,
            layout=LOTS_NAME if names_accounts else NAME,
            entries=tuple(self._entries),
            as_of=self._as_of,
            tells_cost=self._table is not None and self._table.tells_cost,
            part=Part.LOTS if names_accounts else Part.HOLDINGS,
        )

    def _take(self, record: Record) -> None:
        if _is_header(record):
            self._table = Table(record, HEADINGS)
            self._table.demand_worth(self._sheet)
        elif self._table is None:
            self._notes.skip(record.line, "it stands above the table of holdings")
        elif record.texts == (record.cells[0],) and record.texts[0].casefold() == _FOOTNOTES:
            self._in_footnotes = True
        elif not (self._in_footnotes and _is_footnote(record)):
            self._take_holding(self._table, record)

    def _take_holding(self, table: Table, record: Record) -> None:
        plain = record
        for column in _MARKED:
            plain = table.rewrite(plain, column, _without_marks)
        entry = read_entry(table, plain, self._account(table, record), self._notes)
        if entry is None:
            return
        self._entries.append(_named(entry, table, record))
        self._date(table.text(record, Column.AS_OF))

    def _date(self, text: str) -> None:
        """Keep the latest day; a line without one is no worse for it."""
        day = cells.find_day(text)
        if day is not None:
            self._as_of = max(day, self._as_of or day)

    def _account(self, table: Table, record: Record) -> AccountLabel:
        name = table.text(record, Column.ACCOUNT_NAME)
        number = table.text(record, Column.ACCOUNT_NUMBER)
        label = AccountLabel(line=record.line, name=name, number=mask(number))
        return self._accounts.setdefault((name, number), label)


def _is_footnote(record: Record) -> bool:
    """Whether a row explains the letter in its first cell."""
    return not record.texts[2:] and _MARK.fullmatch(record.cells[0]) is not None


def _without_marks(text: str) -> str:
    return _FOOTNOTE_LETTERS.sub("", text)


def _named(entry: Entry, table: Table, record: Record) -> Entry:
    """Return *entry* with its kind and, where it has no ticker, with its CUSIP as the symbol."""
    words = f"{table.text(record, Column.TYPE)} {table.text(record, Column.LEVEL)}".casefold()
    entry = replace(entry, currency=table.text(record, Column.CURRENCY).upper() or USD)
    if entry.description.casefold() == _DOLLAR:
        return replace(entry, role=Role.CASH, symbol="CASH")
    if any(word in words for word in _CASH_WORDS) and entry.price == 1:
        return replace(entry, role=Role.CASH)
    is_bond = any(word in words for word in _BOND_WORDS) and not entry.symbol
    kind = SecurityKind.BOND if is_bond else None
    return replace(entry, symbol=entry.symbol or table.text(record, Column.CUSIP), kind=kind)


LAYOUT = Layout(
    name=NAME, headings=(HEADINGS,), recognises=recognises, read=read, lot_header=_is_header
)
