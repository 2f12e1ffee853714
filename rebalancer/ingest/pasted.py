"""Blocks of cells from the clipboard, as spreadsheets and web pages put them there, and back.

What is pasted is settled at once: numbers become ``1234.5`` and days ``2019-03-04``, whoever wrote
them; a cell that cannot be read stays as it is, and ``entered.flaws`` tells of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.ingest import cells
from rebalancer.ingest.date_style import DateStyle, find_date_style, is_date
from rebalancer.ingest.formats.plain import guard, unguard
from rebalancer.ingest.mapping.guess import Rows, guess_mapping
from rebalancer.ingest.mapping.headings import (
    LEAST_HEADINGS,
    is_heading,
    is_heading_of,
    known_headings,
)
from rebalancer.ingest.mapping.mapping import NUMBERS
from rebalancer.ingest.mapping.words import is_total
from rebalancer.ingest.number_style import NumberStyle, currency_of, find_number_style, is_number
from rebalancer.ingest.sheet import Column
from rebalancer.ingest.text import Record, split, split_lines

FIELDS: tuple[Column, ...] = (
    Column.ACCOUNT,
    Column.TAX_TREATMENT,
    Column.SYMBOL,
    Column.DESCRIPTION,
    Column.QUANTITY,
    Column.PRICE,
    Column.VALUE,
    Column.COST_BASIS,
    Column.ACQUIRED,
)
"""The columns of the grid."""
A_SHARE = " a share"
"""What a cost ends with that is of one share, and cannot be told of all."""
_TAB = "\t"
_SETTLED = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NAMED_DAY = re.compile(
    rf"([0-9]{{1,2}})[- ]({'|'.join(cells.MONTHS)})[a-z]*[- ]([0-9]{{4}}|[0-9]{{2}})", re.IGNORECASE
)
_OTHER_DELIMITERS = (";", ",", "|")
_LOOKED_AT = 200
"""Rows that tell what columns are."""

Cells = tuple[str, ...]
"""A row of the grid: a cell for each of ``FIELDS``; an unknown one is empty."""
NO_CELLS: Cells = ("",) * len(FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """How numbers and days are written where the person is, for what may mean two things."""

    numbers: NumberStyle = NumberStyle.COMMA_POINT
    days: DateStyle = DateStyle.MONTH_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Cells from the clipboard, settled.

    Attributes:
        fields: What its columns are.
        rows: A cell for each of ``fields``.
        left_out: Columns and rows that have no place in the grid, as a person calls them.
    """

    fields: tuple[Column, ...]
    rows: tuple[Cells, ...]
    left_out: tuple[str, ...] = ()

    @property
    def grid_rows(self) -> tuple[Cells, ...]:
        """The rows with a cell for each of ``FIELDS``."""
        said = (dict(zip(self.fields, row, strict=True)) for row in self.rows)
        return tuple(tuple(row.get(field, "") for field in FIELDS) for row in said)


def read_records(text: str) -> list[Record]:
    """Return the rows of a text from the clipboard, without blank ones at the end.

    Cells are separated by tabs, as spreadsheets do; where there is no tab and the first row has
    known headings, by whatever separates those.
    """
    lines = split_lines(text.replace("\0", "").encode("utf-8", errors="replace"))
    tries = (split(lines, each) for each in (() if _TAB in text else _OTHER_DELIMITERS))
    records = next(filter(_has_headings, tries), None) or split(lines, _TAB)
    while records and not records[-1].texts:
        records.pop()
    return records


def read_block(text: str, home: Home, first: Column | None = None) -> Block:
    """Return what *text* from the clipboard says.

    Columns are told by their headings, where there are any. Otherwise they begin at *first*, which
    is where the person pastes them, or are told by what their cells look like.
    """
    records = read_records(text)
    if not any(record.texts for record in records):
        return Block(fields=(), rows=())
    roles = guess_mapping(Rows(records[:_LOOKED_AT], _TAB)).roles
    header = records[0] if _has_header(records) else None
    body = records[1:] if header else records
    width = max(map(_width, records))
    if header is None or width == 1:
        roles = _from(first, width) if first is not None else _likely(body, roles, width)
    else:
        roles = _by_headings(header, roles)
    kept = [record for record in body if not _is_sum(record)]
    sums = [record.texts[0] for record in body if _is_sum(record)]
    return Block(
        fields=tuple(role for role in FIELDS if role in _with_cost(roles)),
        rows=tuple(_settled(kept, roles, home)),
        left_out=(*_unplaced(header, roles, width), *sums),
    )


def symbols_of(text: str) -> tuple[str, ...]:
    """Return the symbols in *text* from the clipboard: a list of them, or a column of a table."""
    records = read_records(text)
    if all(len(record.texts) < LEAST_HEADINGS for record in records):
        return tuple(
            text for record in records if not known_headings(record) for text in record.texts
        )
    block = read_block(text, Home())
    place = block.fields.index(Column.SYMBOL) if Column.SYMBOL in block.fields else -1
    return tuple(row[place] for row in block.rows if place >= 0 and row[place])


def write_block(rows: Sequence[Sequence[str]], fields: Sequence[Column], home: Home) -> str:
    """Return *rows*, a cell for each of *fields*, as a spreadsheet at *home* takes them."""
    return "\n".join(
        _TAB.join(_written(field, cell, home) for field, cell in zip(fields, row, strict=True))
        for row in rows
    )


def settle(field: Column, text: str, home: Home) -> str:
    """Return one cell as it is kept, read as it is written at *home* or in one way only."""
    return _settle(field, " ".join(text.split()), home)


def _has_header(records: Sequence[Record]) -> bool:
    """Whether the first row has headings: several, or the only one of a single column."""
    if max(map(_width, records), default=0) == 1:
        return is_heading(records[0].cells[0])
    return _has_headings(records)


def _has_headings(records: Sequence[Record]) -> bool:
    head = records[0] if records else None
    return head is not None and _width(head) > 1 and known_headings(head) >= LEAST_HEADINGS


def _is_sum(record: Record) -> bool:
    return bool(record.texts) and is_total(record.texts[0])


def _width(record: Record) -> int:
    return len(record.cells)


def _by_headings(header: Record, roles: Sequence[Column | None]) -> tuple[Column | None, ...]:
    """Return *roles*, and those that a heading tells to the word whatever its cells look like."""
    found = list(roles)
    for place, heading in enumerate(header.cells):
        for column in (*FIELDS, Column.UNIT_COST):
            if found[place] is None and column not in found and is_heading_of(heading, column):
                found[place] = column
    return tuple(found)


def _from(first: Column, width: int) -> tuple[Column | None, ...]:
    fields: tuple[Column | None, ...] = FIELDS[FIELDS.index(first) :][:width]
    return fields + (None,) * (width - len(fields))


def _likely(
    body: Sequence[Record], roles: Sequence[Column | None], width: int
) -> tuple[Column | None, ...]:
    """Return what columns without headings probably are: texts before and after the symbol."""
    symbol = roles.index(Column.SYMBOL) if Column.SYMBOL in roles else 0
    before = [Column.ACCOUNT, Column.TAX_TREATMENT]
    counts = [Column.QUANTITY, Column.PRICE, Column.COST_BASIS]
    found: list[Column | None] = []
    for place in range(width):
        texts = [text for record in body for text in record.cells[place : place + 1] if text]
        if place == symbol:
            role: Column | None = Column.SYMBOL
        elif place < symbol:
            role = before.pop(0) if before else None
        elif texts and all(map(is_number, texts)):
            role = counts.pop(0) if counts else None
        else:
            role = Column.ACQUIRED if all(map(_is_day, texts)) else Column.DESCRIPTION
        found.append(None if role in found else role)
    return tuple(found)


def _with_cost(roles: Sequence[Column | None]) -> set[Column | None]:
    """Return *roles*; the cost of a share tells that of all."""
    return {Column.COST_BASIS if role is Column.UNIT_COST else role for role in roles}


def _unplaced(header: Record | None, roles: Sequence[Column | None], width: int) -> Iterator[str]:
    names = header.cells if header else ()
    placed = {*FIELDS, Column.UNIT_COST}
    for place in range(width):
        if place >= len(roles) or roles[place] not in placed:
            yield names[place] if place < len(names) and names[place] else f"column {place + 1}"


def _settled(body: Sequence[Record], roles: Sequence[Column | None], home: Home) -> Iterator[Cells]:
    """Yield the cells of *body* in the order of ``FIELDS``, those that *roles* have."""
    places = {role: place for place, role in enumerate(roles) if role is not None}
    writing = _writing(body, places, home)
    for record in body:
        said = {
            role: _settle(role, record.cells[place], writing) if place < len(record.cells) else ""
            for role, place in places.items()
        }
        if Column.UNIT_COST in said:
            said[Column.COST_BASIS] = _cost(said)
        yield tuple(said[role] for role in FIELDS if role in said)


def _writing(body: Sequence[Record], places: dict[Column, int], home: Home) -> Home:
    """Return how *body* is written: as its own cells tell, else as at *home*."""

    def texts(wanted: Sequence[Column]) -> list[str]:
        columns = [places[column] for column in wanted if column in places]
        return [record.cells[place] for record in body for place in columns if record.cells[place:]]

    return Home(
        numbers=find_number_style(texts([*NUMBERS])) or home.numbers,
        days=find_date_style(texts([Column.ACQUIRED])) or home.days,
    )


def _settle(field: Column, text: str, writing: Home) -> str:
    try:
        if field in NUMBERS:
            return text if is_foreign(text) else _plain(writing.numbers.number(text))
        if field is Column.ACQUIRED:
            day = writing.days.read(text) or _named_day(text) or cells.day(text)
            return "" if day is None else day.isoformat()
    except cells.CellError:
        return text
    return unguard(text)


def _named_day(text: str) -> date | None:
    """Return the day in a cell like ``4-Mar-19``, which is how spreadsheets show one by default."""
    match = _NAMED_DAY.fullmatch(text)
    if match is None:
        return None
    day, month, year = match.groups()
    return DateStyle.DASHED.read(f"{day}-{cells.MONTHS[month.casefold()]}-{year}")


def _is_day(text: str) -> bool:
    return is_date(text) or _named_day(text) is not None


def is_foreign(text: str) -> bool:
    """Whether an amount is in another currency than US dollars."""
    return currency_of(text) not in {"", "USD"}


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _cost(said: dict[Column, str]) -> str:
    """Return the cost of all shares; where that cannot be told, what is written, as of a share.

    What is no amount stays as it is.
    """
    each = said[Column.UNIT_COST]
    cost = _number(each)
    if cost is None:
        return f"{each}{A_SHARE}" if is_foreign(each) else each
    shares = _number(said.get(Column.QUANTITY, ""))
    return f"{each}{A_SHARE}" if shares is None else _plain(shares * cost)


def _number(text: str) -> Decimal | None:
    try:
        return cells.number(text)
    except cells.CellError:
        return None


def _written(field: Column, cell: str, home: Home) -> str:
    if field in NUMBERS and _SETTLED.fullmatch(cell):
        return cell.replace(".", home.numbers.mark)
    if field is Column.ACQUIRED:
        return cell
    if cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return guard(cell)
