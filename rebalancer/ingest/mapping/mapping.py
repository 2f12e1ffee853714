"""What a person said about a file of an unknown layout, once and for all its successors."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.money import USD
from rebalancer.ingest.date_style import DateStyle, is_date
from rebalancer.ingest.number_style import NumberStyle, is_number
from rebalancer.ingest.sheet import Column
from rebalancer.ingest.text import Record

ROLES: tuple[Column, ...] = (
    Column.SYMBOL,
    Column.DESCRIPTION,
    Column.QUANTITY,
    Column.PRICE,
    Column.VALUE,
    Column.COST_BASIS,
    Column.UNIT_COST,
    Column.ACQUIRED,
    Column.ACCOUNT,
    Column.TAX_TREATMENT,
    Column.CURRENCY,
    Column.TYPE,
)
"""What a column can be; a column that is none of these is ignored."""
NUMBERS = frozenset(
    {Column.QUANTITY, Column.PRICE, Column.VALUE, Column.COST_BASIS, Column.UNIT_COST}
)
HEAD = 40
"""How many rows are searched for the header."""
_LONGEST = 200
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How files of one layout are read."""

    name: str
    """What the person calls the layout; it stands for the broker."""
    fingerprint: tuple[str, ...]
    """The headings, in lower case and without their numbers; the shape of the cells if none."""
    roles: tuple[Column | None, ...]
    """Of each column; None is ignored."""
    delimiter: str = ","
    """Empty for a workbook."""
    header_line: int = 1
    """Where the headings were when this was said, counted from 1; 0 if the file has none."""
    numbers: NumberStyle | None = NumberStyle.COMMA_POINT
    """None is a question that is still open."""
    dates: DateStyle | None = DateStyle.ISO
    """None is a question that is still open."""
    currency: str = USD
    """Of amounts that come without one."""
    account: str = ""
    """Name of the account, where no column tells it."""
    tax_treatment: TaxTreatment = TaxTreatment.UNKNOWN
    """Where neither a column nor the account's name tells it."""
    cash_symbols: tuple[str, ...] = ("CASH",)
    """Symbols, or names of lines without a symbol, that are cash."""

    def __contains__(self, column: Column) -> bool:
        return column in self.roles

    def header_in(self, records: Iterable[Record]) -> Record | None:
        """Return the row that carries the headings of this mapping, or None."""
        return next((each for each in records if fingerprint(each) == self.fingerprint), None)

    def fits(self, head: Sequence[Record]) -> bool:
        """Whether the first rows of a file are those of this layout."""
        if self.header_line:
            return self.header_in(head) is not None
        first = next((record for record in head if len(record.cells) == len(self.roles)), None)
        return first is not None and shape(first) == self.fingerprint

    def is_cash(self, text: str) -> bool:
        """Whether *text*, a symbol or a name, stands for cash."""
        return text.casefold() in {symbol.casefold() for symbol in self.cash_symbols}


def fingerprint(record: Record) -> tuple[str, ...]:
    """Return what stays the same of the headings in *record* from one export to the next.

    Dates and other numbers inside a heading change, and so do empty cells at the end.
    """
    names = [_NUMBER.sub("#", cell[:_LONGEST].casefold()) for cell in record.cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def shape(record: Record) -> tuple[str, ...]:
    """Return what kinds of cells a row has, which stands for the headings of a file without."""
    return tuple(_kind(cell) for cell in record.cells)


def _kind(cell: str) -> str:
    if not cell:
        return "(empty)"
    if is_date(cell):
        return "(date)"
    return "(number)" if is_number(cell) else "(text)"


def problems(mapping: Mapping) -> tuple[str, ...]:
    """Return what keeps *mapping* from being used, a sentence each, the first to solve first."""
    found: list[str] = []
    if Column.SYMBOL not in mapping and Column.DESCRIPTION not in mapping:
        found.append("Say which column names the holding: its symbol or its description.")
    if Column.VALUE not in mapping and Column.QUANTITY not in mapping:
        found.append("Say which column is the value, or which is the quantity.")
    elif not {Column.VALUE, Column.PRICE, Column.SYMBOL} & set(mapping.roles):
        found.append("Say which column is the price, or the value: without a symbol none is known.")
    twice = [role for role in ROLES if mapping.roles.count(role) > 1]
    found += [f"Two columns are “{role.value}”: keep one of them." for role in twice]
    if Column.COST_BASIS in mapping and Column.UNIT_COST in mapping:
        found.append("Keep one of “Cost basis” and “Cost per share”: the other follows from it.")
    if mapping.numbers is None:
        found.append("Say how numbers are written: the file alone does not tell.")
    if mapping.dates is None and Column.ACQUIRED in mapping:
        found.append("Say how dates are written: the file alone does not tell.")
    if not mapping.name.strip():
        found.append("Give the layout a name, to be recognised by next time.")
    return tuple(found)
