"""Interactive Brokers: a Flex query, as XML or as CSV with columns of the user's choice.

    <OpenPosition accountId="U1234567" currency="USD" assetCategory="STK" symbol="AAPL"
        position="60" markPrice="250" levelOfDetail="SUMMARY" ... />

    "BOF","U1234567","My query",...                          only with section codes
    "HEADER","POST","ClientAccountID","CurrencyPrimary","Symbol","Quantity","MarkPrice",...
    "DATA","POST","U1234567","USD","AAPL","60","250",...
    "EOF","U1234567"

Anything may be missing or 0, which then is unknown. Lots follow the summary that holds their sum.
The elements of an XML file are read as if they were the rows of a CSV file.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from rebalancer.domain.money import USD
from rebalancer.ingest import cells
from rebalancer.ingest.errors import NotPositionsError, NotTextError
from rebalancer.ingest.formats.ibkr import BROKER, OtherSections
from rebalancer.ingest.formats.ibkr_words import kind_of_category, why_no_holding
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table, heading_set
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, mask
from rebalancer.ingest.text import Record

NAME = "Interactive Brokers Flex query"

HEADINGS: Headings = {
    Column.ACCOUNT_NUMBER: ("clientaccountid", "accountid"),
    Column.ACCOUNT_NAME: ("accountalias", "acctalias"),
    Column.TYPE: ("assetclass", "assetcategory", "sectype"),
    Column.CURRENCY: ("currencyprimary", "currency"),
    Column.SYMBOL: ("symbol",),
    Column.DESCRIPTION: ("description",),
    Column.QUANTITY: ("quantity", "position"),
    Column.PRICE: ("markprice", "mark price"),
    Column.VALUE: ("positionvalue", "position value"),
    Column.COST_BASIS: ("costbasismoney", "cost basis money"),
    Column.UNIT_COST: ("costbasisprice", "cost basis price"),
    Column.ACQUIRED: ("opendatetime", "holdingperioddatetime"),
    Column.LEVEL: ("levelofdetail",),
    Column.AS_OF: ("reportdate", "todate"),
    Column.TOTAL: ("endingcash",),
}
_TRADE_WORDS = frozenset({"buy/sell", "buysell", "tradedate", "tradeprice", "tradeid"})
_CONTROL = frozenset({"BOF", "BOA", "BOS", "EOS", "EOA"})
_BEGIN, _END, _HEADER, _DATA = "BOF", "EOF", "HEADER", "DATA"
_CODES = frozenset({*_CONTROL, _END, _HEADER, _DATA})
_LOT = "lot"
_POSITION, _CASH = "OpenPosition", "CashReportCurrency"
_STATEMENT = "FlexStatement"
_ROOT = b"<FlexQueryResponse"
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[;, T].*)?")
_REMEDY = "Add the sections Open Positions and Cash Report to the query, and run it again."
_CURRENCY_LETTERS = 3


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is a header or a control row of a query."""
    return any(_is_header(record) or record.cells[0] in {_BEGIN, _HEADER} for record in head)


def _is_header(record: Record) -> bool:
    names = heading_set(record)
    return "clientaccountid" in names or {"symbol", "mark price", "cost basis price"} <= names


def read(sheet: Sheet) -> Statement:
    """Read open positions and cash of a Flex query.

    Raises:
        NotPositionsError: The query lists trades and the like, but no positions and no cash.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once; each header opens another section."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._other = OtherSections(sheet.notes)
        self._table: Table | None = None
        self._is_read = False
        self._tells_cost = False
        self._is_open = False
        self._accounts: dict[str, AccountLabel] = {}
        self._as_of: date | None = None
        self._entries: list[Entry] = []

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._other.close()
        if self._is_open:
            message = "The closing line “EOF” is missing: the file may have been cut off."
            self._notes.warn(WarningCode.TRUNCATED, self._sheet.last_line, message)
        self._sheet.doubt_end()
        if not self._is_read:
            line = self._sheet.records[0].line
            what = f"Flex query of {BROKER} without open positions"
            raise NotPositionsError(self._sheet.file, line, what, _REMEDY)
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=tuple(self._entries),
            as_of=self._as_of,
            tells_cost=self._tells_cost,
        )

    def _take(self, record: Record) -> None:
        code = record.cells[0]
        if code in {_BEGIN, _END}:
            self._is_open = code == _BEGIN
        if code in _CODES - {_HEADER, _DATA}:
            return
        plain = record._replace(cells=record.cells[2:]) if code in _CODES else record
        if code == _HEADER or (code not in _CODES and _is_header(record)):
            self._take_header(plain)
        elif self._table is None:
            self._notes.skip(record.line, "it stands above the table of positions")
        else:
            self._take_row(self._table, plain)

    def _take_header(self, record: Record) -> None:
        self._table = Table(record, HEADINGS)
        self._is_read |= self._lists_positions(self._table) or Column.TOTAL in self._table
        self._tells_cost |= self._table.tells_cost

    @staticmethod
    def _lists_positions(table: Table) -> bool:
        is_trades = bool(heading_set(table.header) & _TRADE_WORDS)
        return not is_trades and Column.QUANTITY in table and Column.PRICE in table

    def _take_row(self, table: Table, record: Record) -> None:
        if Column.TOTAL in table:
            self._take_cash(table, record)
        elif self._lists_positions(table):
            self._take_position(table, record)
        else:
            self._other.add(record.line, "a section without positions")
            return
        self._other.close()

    def _take_position(self, table: Table, record: Record) -> None:
        printed = table.text(record, Column.TYPE)
        reason = why_no_holding(printed)
        if reason:
            self._notes.skip(record.line, reason)
            return
        plain = table.rewrite(record, Column.ACQUIRED, _iso_day)
        entry = read_entry(table, plain, self._account(table, record), self._notes)
        if entry is None:
            return
        self._date(table, record)
        is_lot = table.text(record, Column.LEVEL).casefold() == _LOT
        self._entries.append(
            replace(
                entry,
                role=Role.LOT if is_lot else Role.HOLDING,
                kind=kind_of_category(printed) if printed else None,
                currency=table.text(record, Column.CURRENCY).upper() or USD,
                price=_known(entry.price) if entry.quantity else entry.price,
                value=_known(entry.value) if entry.quantity else entry.value,
                cost_basis=_known(entry.cost_basis),
            )
        )

    def _take_cash(self, table: Table, record: Record) -> None:
        currency = table.text(record, Column.CURRENCY).upper()
        if len(currency) > _CURRENCY_LETTERS:
            return  # the sum in the base currency
        reason = table.complaint(record)
        if reason:
            self._notes.skip(record.line, reason)
            return
        try:
            amount = cells.number(table.text(record, Column.TOTAL))
        except cells.CellError as error:
            self._notes.skip(record.line, str(error))
            return
        self._date(table, record)
        self._entries.append(
            Entry(
                account=self._account(table, record),
                line=record.line,
                role=Role.CASH,
                symbol="CASH",
                value=amount,
                currency=currency or USD,
            )
        )

    def _date(self, table: Table, record: Record) -> None:
        day = cells.find_day(_iso_day(table.text(record, Column.AS_OF)))
        if day is not None:
            self._as_of = max(day, self._as_of or day)

    def _account(self, table: Table, record: Record) -> AccountLabel:
        number = table.text(record, Column.ACCOUNT_NUMBER)
        name = table.text(record, Column.ACCOUNT_NAME)
        label = AccountLabel(line=record.line, number=mask(number), name=name)
        return self._accounts.setdefault(number, label)


def _known(amount: Decimal | None) -> Decimal | None:
    return amount or None


def _iso_day(text: str) -> str:
    """Return the day of ``20260515;023546``, ``20260515 023546`` or ``2026-05-15`` as the last."""
    match = _DAY.fullmatch(text)
    return "-".join(match.groups()) if match else text


def is_flex(content: bytes) -> bool:
    """Whether *content* is the XML of a Flex query."""
    return _ROOT in content[:2000]


def flex_records(content: bytes, notes: Notes) -> list[Record]:
    """Return the elements of a Flex query in XML as the rows of a CSV file with section codes.

    Raises:
        NotPositionsError: There is no open position and no cash in it.
        NotTextError: It defines entities of its own, which no broker does.
    """
    elements = _Elements(notes)
    parser = elements.parser
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException:
        raise NotTextError(notes.file, "an XML file with definitions of its own") from None
    except ParseError as error:
        message = "The XML breaks off or is damaged here; what stands above is read."
        notes.warn(WarningCode.TRUNCATED, error.position[0], message)
    elements.other.close()
    records = [record for name in (_POSITION, _CASH) for record in elements.records(name)]
    if not records:
        what = f"Flex query of {BROKER} without open positions"
        raise NotPositionsError(notes.file, 1, what, _REMEDY)
    return records


class _Elements:
    """Collects the elements that matter, with their lines, while the parser meets them."""

    def __init__(self, notes: Notes) -> None:
        self.parser = DefusedXMLParser(target=self, forbid_dtd=True)
        self.other = OtherSections(notes)
        self._statement: Mapping[str, str] = {}
        self._rows: dict[str, list[tuple[int, Mapping[str, str]]]] = defaultdict(list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element; the parser calls this by its name."""
        if name == _STATEMENT:
            self._statement = attributes
        elif name in {_POSITION, _CASH}:
            self.other.close()
            given = {
                key: self._statement[key]
                for key in ("accountId", "toDate")
                if key in self._statement
            }
            self._rows[name].append((self._line, given | dict(attributes)))
        elif "symbol" in attributes:
            self.other.add(self._line, name)

    @property
    def _line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber)

    def records(self, name: str) -> list[Record]:
        """Return a header with every attribute of such elements, and a row for each of them."""
        rows = self._rows[name]
        columns = list(dict.fromkeys(key for _, attributes in rows for key in attributes))
        if not rows:
            return []
        header = Record(rows[0][0], (_HEADER, name, *columns))
        return [
            header,
            *(
                Record(
                    line, (_DATA, name, *(" ".join(each.get(key, "").split()) for key in columns))
                )
                for line, each in rows
            ),
        ]


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
