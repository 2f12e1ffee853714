"""Fidelity: ``Portfolio_Positions_*.csv``.

    Account Number,Account Name,Symbol,Description,Quantity,Last Price,...,Current Value,...,Type
    Z12345678,Individual,VTI,VANGUARD TOTAL STOCK MARKET,10,$300.00,...,$3000.00,...,Cash,
    Z12345678,Individual,SPAXX**,HELD IN MONEY MARKET,,,...,$500.25,...,Cash,
    Z12345678,Individual,Pending activity,,,,...,-$25.00
                                                           a blank line, then
    "The data and information in this spreadsheet ..."     paragraphs, and the date
    "Date downloaded Aug-21-2026 4:05 p.m ET"

Headings keep their names but neither case nor number; ``Investment Type`` tells what a holding
is, ``Type`` only whether it is held in cash or on margin.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, mask
from rebalancer.ingest.text import Record

BROKER = "Fidelity"
NAME = "Fidelity positions"

HEADINGS: Headings = {
    Column.ACCOUNT_NUMBER: ("account number",),
    Column.ACCOUNT_NAME: ("account name",),
    Column.TYPE: ("investment type",),
    Column.SYMBOL: ("symbol",),
    Column.DESCRIPTION: ("description",),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("last price",),
    Column.PRICE_CHANGE: ("last price change",),
    Column.VALUE: ("current value",),
    Column.COST_BASIS: ("cost basis total", "cost basis"),
    Column.UNIT_COST: ("average cost basis", "cost basis per share"),
}

_KINDS = {
    "stocks": SecurityKind.STOCK,
    "etfs": SecurityKind.FUND,
    "mutual funds": SecurityKind.FUND,
    "options": SecurityKind.OPTION,
    "bonds": SecurityKind.BOND,
    "fixed income": SecurityKind.BOND,
    "bonds/fixed income": SecurityKind.BOND,
}
_SIGNATURE = frozenset({"account number", "account name", "symbol"})
_OWN_WORDS = frozenset({"current value", "last price", "percent of account"})
_PENDING = "pending activity"
_BROKERAGELINK = frozenset({"BROKERAGELINK", "BLNK"})
_FOOTERS = (
    "the data and information in this spreadsheet",
    "brokerage services are provided",
    "date downloaded",
    "date exported",
)


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a Fidelity positions file."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    names = heading_set(record)
    return names >= _SIGNATURE and bool(names & _OWN_WORDS)


def read(sheet: Sheet) -> Statement:
    """Read all accounts of a Fidelity positions file.

    Raises:
        MissingColumnError: There is neither a current value nor quantity and price.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: header, holdings of all accounts, footer."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._table: Table | None = None
        self._accounts: dict[tuple[str, str], AccountLabel] = {}
        self._current = AccountLabel(line=0)
        self._entries: list[Entry] = []
        self._in_footer = False
        self._as_of: date | None = None

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        if self._as_of is None:
            self._notes.warn(
                WarningCode.TRUNCATED,
                self._sheet.last_line,
                "The closing line “Date downloaded” is missing: the file may have been cut off.",
            )
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=tuple(self._without_pointers()),
            as_of=self._as_of,
            tells_cost=self._table is not None and self._table.tells_cost,
        )

    def _take(self, record: Record) -> None:
        if _is_header(record):
            self._table = Table(record, HEADINGS)
            self._table.demand_worth(self._sheet)
        elif self._table is None:
            self._notes.skip(record.line, "it stands above the table of holdings")
        elif self._is_footer(record):
            self._take_footer(record)
        else:
            self._take_row(self._table, record)

    def _is_footer(self, record: Record) -> bool:
        """Whether a row belongs to the closing paragraphs, which may run over several lines."""
        is_start = record.texts[0].casefold().startswith(_FOOTERS)
        return is_start or (self._in_footer and len(record.texts) == 1)

    def _take_footer(self, record: Record) -> None:
        self._in_footer = True
        if record.texts[0].casefold().startswith("date "):
            self._as_of = cells.find_day(" ".join(record.texts)) or self._as_of

    def _take_row(self, table: Table, record: Record) -> None:
        if len(record.texts) == 1:
            self._notes.skip(record.line, "it names no holding")
            return
        account = self._account(table, record)
        words = {table.text(record, column) for column in (Column.SYMBOL, Column.DESCRIPTION)}
        if _PENDING in {word.casefold() for word in words}:
            self._take_amount(table, record, account, Role.PENDING)
        elif _is_total(table, record):
            self._take_amount(table, record, account, Role.TOTAL)
        else:
            entry = read_entry(table, record, account, self._notes)
            if entry is not None:
                self._entries.append(_with_kind(entry, table.text(record, Column.TYPE)))

    def _account(self, table: Table, record: Record) -> AccountLabel:
        """Return the account of a row; a row that names none belongs to the one above."""
        number = table.text(record, Column.ACCOUNT_NUMBER)
        name = table.text(record, Column.ACCOUNT_NAME)
        if not _is_total(table, record) and (number or name):
            label = AccountLabel(line=record.line, number=mask(number), name=name)
            self._current = self._accounts.setdefault((number, name), label)
        return self._current

    def _take_amount(self, table: Table, record: Record, account: AccountLabel, role: Role) -> None:
        """Take pending activity or a total; one revision printed it one column too early."""
        try:
            amount = cells.number(table.text(record, Column.VALUE))
            if amount is None:
                amount = cells.number(table.text(record, Column.PRICE_CHANGE))
        except cells.CellError as error:
            self._notes.skip(record.line, str(error))
            return
        self._entries.append(Entry(account=account, line=record.line, role=role, value=amount))

    def _without_pointers(self) -> Sequence[Entry]:
        """Leave out the row of a 401(k) that points to another account of the same file."""
        has_target = any("brokeragelink" in name.casefold() for _, name in self._accounts)
        if not has_target:
            return self._entries
        for entry in self._entries:
            if entry.symbol.upper() in _BROKERAGELINK:
                self._notes.skip(entry.line, "the BrokerageLink account itself is in this file")
        return [entry for entry in self._entries if entry.symbol.upper() not in _BROKERAGELINK]


def _is_total(table: Table, record: Record) -> bool:
    labels = (Column.ACCOUNT_NUMBER, Column.ACCOUNT_NAME, Column.SYMBOL, Column.DESCRIPTION)
    named = [text for text in (table.text(record, column) for column in labels) if text]
    return len(named) == 1 and named[0].casefold().endswith(" total")


def _with_kind(entry: Entry, type_word: str) -> Entry:
    word = type_word.casefold()
    role = Role.CASH if word == "cash" or entry.symbol.endswith("**") else Role.HOLDING
    return replace(entry, role=role, kind=_KINDS.get(word))


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
