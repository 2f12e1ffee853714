"""Charles Schwab: ``<account>-Positions-*.csv`` and ``All-Accounts-Positions-*.csv``.

    "Positions for All-Accounts as of 04:05 PM ET, 2026/08/21"        or "... for account <label>"

    "Individual ...321"                                               only with several accounts
    "Symbol","Description","Qty (Quantity)","Price","Mkt Val (Market Value)",...,"Asset Type",
    "VTI","VANGUARD TOTAL STOCK","10","300.00","$3,000.00",...,"ETFs & Closed End Funds",
    "Cash & Cash Investments","--","--","--","$500.25",...,"Cash and Money Market",
    "Account Total","--","--","--","$3,500.25",...,"--",

Columns are the user's choice and come in any order; newer headings give a short and a long name.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, split_label
from rebalancer.ingest.text import Record

BROKER = "Schwab"
NAME = "Schwab positions"

HEADINGS: Headings = {
    Column.SYMBOL: ("symbol",),
    Column.DESCRIPTION: ("description",),
    Column.QUANTITY: ("quantity", "qty"),
    Column.PRICE: ("price",),
    Column.VALUE: ("market value", "mkt val"),
    Column.COST_BASIS: ("cost basis",),
    Column.UNIT_COST: ("cost/share",),
    Column.TYPE: ("security type", "asset type"),
}

_KINDS = {
    "equity": SecurityKind.STOCK,
    "stock": SecurityKind.STOCK,
    "etfs & closed end funds": SecurityKind.FUND,
    "etf": SecurityKind.FUND,
    "mutual fund": SecurityKind.FUND,
    "option": SecurityKind.OPTION,
    "fixed income": SecurityKind.BOND,
}
_CASH_TYPE = "cash and money market"
_CASH_SYMBOLS = frozenset({"cash & cash investments", "futures cash"})
_LAST_TOTALS = frozenset({"account total", "total"})
_TOTALS = _LAST_TOTALS | {"positions total"}

_TITLE = re.compile(
    r"positions for (?P<account>account )?(?P<label>.*?)(?: as of (?P<when>.*))?", re.IGNORECASE
)


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the title of a positions file."""
    return any(_is_title(record) for record in head)


def _is_title(record: Record) -> bool:
    return record.texts[0].casefold().startswith("positions for ")


def _is_header(record: Record) -> bool:
    return "symbol" in heading_set(record) and len(record.texts) > 1


def read(sheet: Sheet) -> Statement:
    """Read a Schwab positions file of one account or of all.

    Raises:
        MissingColumnError: A table has neither market value nor quantity and price.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once: title, then per account a label, a header, holdings and a total."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._as_of: date | None = None
        self._label: Record | None = None
        self._table: Table | None = None
        self._account = AccountLabel(line=0)
        self._has_total = True
        self._is_single = False
        self._tells_cost = True
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._drop_label()
        self._close_account()
        self._sheet.doubt_end()
        return Statement(
            broker=BROKER,
            layout=f"{NAME}, {'one account' if self._is_single else 'all accounts'}",
            entries=tuple(self._entries),
            as_of=self._as_of,
            tells_cost=self._tells_cost,
        )

    def _take(self, record: Record) -> None:
        if _is_title(record):
            self._take_title(record)
        elif _is_header(record):
            self._take_header(record)
        elif len(record.texts) == 1:
            self._take_label(record)
        elif self._table is None:
            self._notes.skip(record.line, "it stands above the table of holdings")
        else:
            self._take_row(self._table, record)

    def _take_row(self, table: Table, record: Record) -> None:
        self._drop_label()
        name = table.text(record, Column.SYMBOL).casefold()
        if name in _TOTALS:
            self._take_total(table, record)
            self._table = None if name in _LAST_TOTALS else table
        else:
            self._take_holding(table, record)

    def _take_title(self, record: Record) -> None:
        self._drop_label()
        match = _TITLE.fullmatch(record.texts[0])
        self._as_of = cells.find_day(" ".join(record.texts)) or self._as_of
        self._is_single = match is not None and match["account"] is not None
        self._open_account(record.line, match["label"] if match and self._is_single else "")

    def _take_label(self, record: Record) -> None:
        """Keep a line of its own until the next one tells: a header makes it an account."""
        self._drop_label()
        self._label = record

    def _drop_label(self) -> None:
        if self._label is not None:
            self._notes.skip(self._label.line, "no table of holdings follows this line")
        self._label = None

    def _take_header(self, record: Record) -> None:
        if self._is_single:
            self._drop_label()  # the title has named the account
        elif self._label is not None:
            self._open_account(self._label.line, self._label.texts[0])
        elif self._has_total and self._is_in_account:
            self._open_account(record.line, "")  # whatever it was called has been lost
        self._has_total = False
        self._table = Table(record, HEADINGS)
        self._table.demand_worth(self._sheet)
        self._tells_cost &= self._table.tells_cost

    def _open_account(self, line: int, printed: str) -> None:
        self._close_account()
        name, number = split_label(printed)
        self._account = AccountLabel(line=line, name=name, number=number)
        self._has_total = True  # none is due before the first holding
        self._table = self._label = None

    @property
    def _is_in_account(self) -> bool:
        """Whether the account that was opened last has lines already."""
        return any(entry.account is self._account for entry in self._entries[-1:])

    def _take_total(self, table: Table, record: Record) -> None:
        try:
            amount = cells.number(table.text(record, Column.VALUE))
        except cells.CellError as error:
            self._notes.skip(record.line, str(error))
            return
        self._has_total = True
        self._entries.append(
            Entry(account=self._account, line=record.line, role=Role.TOTAL, value=amount)
        )

    def _take_holding(self, table: Table, record: Record) -> None:
        entry = read_entry(table, record, self._account, self._notes)
        if entry is not None:
            self._entries.append(_with_kind(entry, table.text(record, Column.TYPE)))

    def _close_account(self) -> None:
        if not self._has_total:
            self._notes.warn(
                WarningCode.TRUNCATED,
                self._account.line,
                "The account has no “Account Total” line: the file may have been cut off.",
            )


def _with_kind(entry: Entry, type_word: str) -> Entry:
    word = type_word.casefold()
    if entry.symbol.casefold() in _CASH_SYMBOLS:
        return replace(entry, role=Role.CASH, symbol="CASH", description=entry.symbol)
    role = Role.CASH if word == _CASH_TYPE else Role.HOLDING
    return replace(entry, role=role, kind=_KINDS.get(word))


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
