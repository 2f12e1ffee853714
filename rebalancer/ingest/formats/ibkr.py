"""Interactive Brokers: the activity statement as CSV, in English, German, French or Spanish.

    Statement,Header,Field Name,Field Value
    Account Information,Data,Account,U1234567
    Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Open,Quantity,...
    Open Positions,Data,Summary,Stocks,USD,AAPL,-,60,1,135,8100,250,15000,...
    Open Positions,Data,Lot,Stocks,USD,AAPL,"2019-03-04, 10:02:11",40,,120,4800,250,10000,...
    Open Positions,Total,,Stocks,USD,,,,,,8100,,15000,...
    Cash Report,Data,Ending Cash,USD,1250.75,...

Each row begins with its section and with what it is; sections have headers of their own. Lots
follow the summary that already holds their sum.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment, infer_tax_treatment
from rebalancer.domain.money import CENT, USD, ZERO
from rebalancer.ingest import cells
from rebalancer.ingest.errors import NotPositionsError
from rebalancer.ingest.formats.ibkr_words import (
    ACCOUNT_FIELDS,
    ACCRUAL_WORD,
    CASH_LABELS,
    ENDING_CASH,
    FIELD_SECTIONS,
    HEADINGS,
    INSTRUMENT_SECTIONS,
    MARKED_SECTIONS,
    NET_SECTIONS,
    POSITION_SECTIONS,
    TOTAL_LABELS,
    category,
    kind_of_category,
    last_day,
    why_no_holding,
)
from rebalancer.ingest.formats.one_table import amount_under
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Sheet, Table
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, mask
from rebalancer.ingest.text import Record

BROKER = "Interactive Brokers"
NAME = "Interactive Brokers activity statement"

_HEADER, _DATA, _TOTAL = "header", "data", "total"
_ROW_KINDS = frozenset({_HEADER, _DATA, _TOTAL, "subtotal", "notes"})
_LEVELS = {"summary": Role.HOLDING, "lot": Role.LOT}
_LABEL = 2
"""The place of a row's own name: behind its section and its kind."""
_CURRENCY_LETTERS = 3
_REMEDY = "Run the activity statement again with the sections Open Positions and Cash Report."


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a section."""
    return any(_kind(record) == _HEADER and len(record.texts) > _LABEL for record in head)


def _kind(record: Record) -> str:
    return record.cells[1].casefold() if len(record.cells) > 1 else ""


def _label(record: Record) -> str:
    return record.cells[_LABEL].casefold() if len(record.cells) > _LABEL else ""


def read(sheet: Sheet) -> Statement:
    """Read open positions and cash of an activity statement.

    Raises:
        MissingColumnError: The positions have neither a value nor quantity and price.
        NotPositionsError: The statement has sections, but none that tells what is held.
    """
    return _Reader(sheet).read()


class _Reader:
    """Walks the rows once, section by section."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._fields = dict(_fields(sheet.records))
        self._accounts: dict[str, AccountLabel] = {}
        self._tables: dict[str, Table] = {}
        self._other = OtherSections(sheet.notes)
        self._checks = _Checks(sheet.notes, self._fields.get("base", ""))
        self._descriptions: dict[str, str] = {}
        self._open: list[Entry] = []
        self._marked: list[Entry] = []
        self._cash: list[Entry] = []
        self._net: dict[str, Entry] = {}

    def read(self) -> Statement:
        for record in self._sheet.walk():
            self._take(record)
        self._other.close()
        self._sheet.doubt_end()
        held = self._open or self._marked
        if not held and not self._cash:
            line = self._sheet.records[0].line
            what = f"statement of {BROKER} without open positions"
            raise NotPositionsError(self._sheet.file, line, what, _REMEDY)
        period, generated = self._fields.get("period", ""), self._fields.get("generated", "")
        sections = POSITION_SECTIONS | MARKED_SECTIONS
        tables = [table for section, table in self._tables.items() if section in sections]
        return Statement(
            broker=BROKER,
            layout=NAME,
            entries=(*map(self._described, held), *self._cash, *self._worth(held)),
            as_of=last_day(period) or cells.find_day(period) or cells.find_day(generated),
            tells_cost=not tables or any(table.tells_cost for table in tables),
            tells_lots=any(Column.ACQUIRED in table for table in tables),
        )

    def _take(self, record: Record) -> None:
        section, kind = record.cells[0].casefold(), _kind(record)
        if kind not in _ROW_KINDS:
            self._notes.skip(record.line, "it belongs to no section of a statement")
            return
        if kind == _HEADER:
            self._take_header(section, record)
        table = self._tables.get(section)
        is_known = section in FIELD_SECTIONS or table is not None
        if not is_known:
            self._other.add(record.line, record.cells[0])
            return
        self._other.close()
        if table is not None and kind == _TOTAL and section in POSITION_SECTIONS:
            self._checks.compare(table, record)
        elif table is not None and kind == _DATA:
            self._take_data(section, table, record)

    def _take_header(self, section: str, record: Record) -> None:
        """Keep the columns of a section that is read; the others have none that matter."""
        table = Table(record, HEADINGS)
        is_positions = section in POSITION_SECTIONS | MARKED_SECTIONS
        is_cash = Column.CURRENCY in table and Column.TOTAL in table
        if is_positions:
            table.demand_worth(self._sheet)
        if is_positions or is_cash or section in NET_SECTIONS | INSTRUMENT_SECTIONS:
            self._tables[section] = table

    def _take_data(self, section: str, table: Table, record: Record) -> None:
        if section in POSITION_SECTIONS:
            self._take_position(table, record, self._open)
        elif section in MARKED_SECTIONS:
            self._take_position(table, record, self._marked)
        elif section in INSTRUMENT_SECTIONS:
            description = table.text(record, Column.DESCRIPTION)
            self._descriptions[table.text(record, Column.SYMBOL)] = description
        elif section in NET_SECTIONS or _label(record) in ENDING_CASH:
            self._take_amount(section, table, record)

    def _take_position(self, table: Table, record: Record, entries: list[Entry]) -> None:
        level = table.text(record, Column.LEVEL).casefold()
        if Column.LEVEL in table and level not in _LEVELS:
            return  # a sum of other lines
        printed = table.text(record, Column.TYPE)
        reason = why_no_holding(printed)
        if reason:
            self._notes.skip(record.line, reason)
            return
        plain = table.rewrite(record, Column.ACQUIRED, _day_of)
        entry = read_entry(table, plain, self._account(table, record), self._notes)
        if entry is None:
            return
        entry = replace(
            entry,
            role=_LEVELS.get(level, Role.HOLDING),
            kind=kind_of_category(printed),
            currency=table.text(record, Column.CURRENCY).upper() or USD,
        )
        self._checks.add(category(printed), entry)
        entries.append(entry)

    def _take_amount(self, section: str, table: Table, record: Record) -> None:
        """Take cash in one currency, or a line of the net asset value."""
        currency = table.text(record, Column.CURRENCY)
        is_cash = section not in NET_SECTIONS
        if is_cash and len(currency) != _CURRENCY_LETTERS:
            return  # the sum in the base currency
        try:
            amount = cells.number(table.text(record, Column.TOTAL))
        except cells.CellError as error:
            self._notes.skip(record.line, str(error))
            return
        entry = Entry(account=self._account(table, record), line=record.line, value=amount)
        if is_cash:
            cash = replace(entry, role=Role.CASH, symbol="CASH", currency=currency.upper())
            self._cash.append(cash)
        else:
            self._net[_label(record)] = entry

    def _worth(self, held: Sequence[Entry]) -> Iterator[Entry]:
        """Yield the total of the net asset value and what it counts beside positions and cash.

        It is in the base currency, and says nothing where a line is in another one.
        """
        lines = [*held, *self._cash]
        is_dollars = self._fields.get("base") == USD and {e.currency for e in lines} <= {USD}
        if not is_dollars:
            return
        for label, entry in self._net.items():
            if label in TOTAL_LABELS:
                yield replace(entry, role=Role.TOTAL)
            elif ACCRUAL_WORD in label:
                yield replace(entry, role=Role.PENDING)
            elif label in CASH_LABELS and not self._cash:
                yield replace(entry, role=Role.CASH, symbol="CASH")

    def _described(self, entry: Entry) -> Entry:
        description = entry.description or self._descriptions.get(entry.symbol, "")
        return replace(entry, description=description)

    def _account(self, table: Table, record: Record) -> AccountLabel:
        """Return the account of a row; a consolidated statement names it in each."""
        number = table.text(record, Column.ACCOUNT_NUMBER) or self._fields.get("number", "")
        name = self._fields.get("name") or self._fields.get("type", "")
        treatment = infer_tax_treatment(f"{self._fields.get('customer', '')} {name}")
        label = AccountLabel(
            line=record.line,
            number=mask(number),
            name=name,
            tax_treatment=None if treatment is TaxTreatment.UNKNOWN else treatment,
        )
        return self._accounts.setdefault(number, label)


class OtherSections:
    """Notes the lines of sections that list no holdings, a range at a time."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._lines: list[int] = []
        self._names: dict[str, None] = {}

    def add(self, line: int, section: str) -> None:
        """Add a line to the range."""
        self._lines.append(line)
        self._names[section] = None

    def close(self) -> None:
        """Note the range, if there is one."""
        if self._lines:
            first, last, names = self._lines[0], self._lines[-1], ", ".join(self._names)
            self._notes.skip(first, f"lines {first} to {last} are not holdings: {names}")
        self._lines, self._names = [], {}


class _Checks:
    """Compares the totals of a statement with its lines, per asset category and currency."""

    def __init__(self, notes: Notes, base: str) -> None:
        self._notes = notes
        self._base = base
        self._sums: dict[tuple[str, str, Role], Decimal] = defaultdict(lambda: ZERO)
        self._agreed: set[tuple[str, str]] = set()

    def add(self, kind: str, entry: Entry) -> None:
        """Add a line to the sum of its category, currency and level."""
        self._sums[kind, entry.currency, entry.role] += entry.value or ZERO

    def compare(self, table: Table, record: Record) -> None:
        """Doubt a total that is not the sum of its lines.

        In the base currency a total may be of all currencies together, which nobody can check;
        one that follows the sum is the same in the base currency.
        """
        kind = category(table.text(record, Column.TYPE))
        currency = table.text(record, Column.CURRENCY).upper()
        others = {each for name, each, _ in self._sums if name == kind} - {currency}
        if (others and currency == self._base) or (kind, currency) in self._agreed:
            return
        sums = [self._sums.get((kind, currency, role)) for role in (Role.HOLDING, Role.LOT)]
        known = next((each for each in sums if each is not None), None)
        total = amount_under(table, record, Column.VALUE, self._notes)
        if known is None or total is None:
            return
        if abs(known - total) <= 2 * CENT:
            self._agreed.add((kind, currency))
            return
        message = f"The lines of {kind} in {currency} add up to {known:,.2f}, not to {total:,.2f}."
        self._notes.warn(WarningCode.TOTAL_DIFFERS, record.line, message)


def _fields(records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Yield what the top of a statement says about the account and the period."""
    for record in records:
        if record.cells[0].casefold() in FIELD_SECTIONS and len(record.cells) > _LABEL + 1:
            meaning = ACCOUNT_FIELDS.get(_label(record))
            if meaning and not record.is_damaged:
                yield meaning, record.cells[_LABEL + 1]


def _day_of(opened: str) -> str:
    """Return the day of ``2023-07-07, 15:39:46``."""
    return opened.partition(",")[0]


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
