"""What the columns of an unknown file probably mean: for a person to confirm.

What the file leaves open stays open: a question is asked, and nothing is guessed unseen.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from rebalancer.domain.money import USD
from rebalancer.ingest.cells import is_unknown
from rebalancer.ingest.date_style import find_date_style, is_date, open_date
from rebalancer.ingest.errors import EmptyFileError
from rebalancer.ingest.mapping.headings import (
    LEAST_HEADINGS,
    ends_table,
    is_figure,
    known_headings,
    meanings,
)
from rebalancer.ingest.mapping.mapping import HEAD, NUMBERS, ROLES, Mapping, fingerprint, shape
from rebalancer.ingest.mapping.words import (
    CASH_WORDS,
    is_total,
    plain_words,
)
from rebalancer.ingest.number_style import (
    NumberStyle,
    contradictions,
    currency_of,
    find_number_style,
    is_number,
    open_number,
)
from rebalancer.ingest.sheet import Column
from rebalancer.ingest.text import Record, decode, split
from rebalancer.ingest.workbook import is_workbook, read_pages

DELIMITERS = (";", "\t", ",", "|")
_LOOKED_AT = 2000
"""Rows of a table that a guess rests on."""
_MOST = 0.6
"""So much of a column has to be numbers for it to be a column of numbers."""
_TICKER = re.compile(r"[A-Z]{1,5}(?:[.\-/ ][A-Z])?|[A-Z]{2}[A-Z0-9]{9}[0-9]")
_CODE = re.compile(r"[A-Z]{3}")
_CURRENCY_SIGNS = {"€": "EUR", "£": "GBP", "$": USD}
_CURRENCIES = ("EUR", "CHF", "GBP", "CAD", "AUD", "JPY", "SEK", "DKK", "NOK", USD)


class Rows(NamedTuple):
    """The rows of a file as they stand there, before anybody knows what they mean."""

    records: list[Record]
    delimiter: str
    """Empty for a sheet of a workbook."""

    @property
    def are_a_table(self) -> bool:
        """Whether there are columns, and something in them: more than a single row of words."""
        rows = _in_columns(self.records)
        return len(rows) > 1 or any(is_figure(text) for row in rows for text in row.texts)


class Cells(NamedTuple):
    """What stands in every column of a file's table, down to some row; unknown cells left out."""

    columns: Sequence[list[str]]
    delimiter: str


def read_rows(content: bytes, file: str) -> Rows:
    """Return the rows of a file of which nothing is known; of a workbook, its longest table.

    Raises:
        FileError: It has no rows.
    """
    if is_workbook(content):
        pages = read_pages(content, file)
        if not pages:
            raise EmptyFileError(file)
        return Rows(max(pages, key=lambda page: len(_in_columns(page.records))).records, "")
    lines = decode(content, file).lines
    delimiter = max(DELIMITERS, key=lambda mark: _cells_in_columns(lines, mark))
    return Rows(split(lines, delimiter), delimiter)


def _in_columns(records: Sequence[Record]) -> list[Record]:
    """Return the rows that have several cells, in which anything stands."""
    return [record for record in records if len(record.texts) > 1]


def _cells_in_columns(lines: Sequence[str], delimiter: str) -> int:
    """Return how many delimiters make columns: rows of one width, times their breaks."""
    widths = Counter(len(record.cells) for record in split(lines[:200], delimiter) if record.texts)
    return max((rows * (width - 1) for width, rows in widths.items()), default=0)


def guess_mapping(rows: Rows, name: str = "") -> Mapping:
    """Return what the columns of a file probably mean, called *name*.

    A convention that the file does not settle, as where every number could be ``1.234``, is None.
    """
    mapping, _ = guess_from_cells(rows, name)
    return mapping


def guess_from_cells(rows: Rows, name: str = "") -> tuple[Mapping, Cells]:
    """Return what the columns of a file probably mean, and the cells that tell so."""
    records = [record for record in islice(rows.records, _LOOKED_AT) if record.texts]
    header = _header(records[:HEAD])
    body = _body(records, header)
    width = len(header.cells) if header else len(body[0].cells)
    columns = [_column(body, place) for place in range(width)]
    cells = Cells(columns, rows.delimiter)
    roles = _roles(header.cells if header else ("",) * width, columns)
    mapping = Mapping(
        name=name,
        fingerprint=fingerprint(header) if header else shape(body[0]),
        header_line=header.line if header else 0,
        delimiter=rows.delimiter,
        roles=roles,
        currency=_currency(header, columns, roles),
        account=name,
        cash_symbols=_cash_symbols(columns, roles),
    )
    return settle(mapping, cells), cells


def settle(mapping: Mapping, cells: Cells) -> Mapping:
    """Return *mapping* with the conventions that its columns of numbers and dates tell of."""
    columns = cells.columns
    return replace(
        mapping,
        numbers=_number_style(mapping, columns, cells.delimiter),
        dates=find_date_style(_under(columns, mapping.roles, frozenset({Column.ACQUIRED}))),
    )


def open_questions(mapping: Mapping, cells: Cells) -> tuple[str, ...]:
    """Return what only a person can tell about the *cells* of a file, a question each."""
    columns = cells.columns
    asked: list[str] = []
    if mapping.numbers is None:
        asked.append(_about_numbers(_under(columns, mapping.roles, NUMBERS)))
    if mapping.dates is None and Column.ACQUIRED in mapping:
        day = open_date(_under(columns, mapping.roles, frozenset({Column.ACQUIRED})))
        asked.append(f"Which part of “{day}” is the month?")
    return tuple(asked)


def _about_numbers(counted: Sequence[str]) -> str:
    opposed = contradictions(counted)
    if opposed:
        return f"“{opposed[0]}” and “{opposed[1]}” are not written in one way. Which is right?"
    return f"Is “{open_number(counted)}” more than a thousand, or does it have a fraction?"


def _body(records: Sequence[Record], header: Record | None) -> list[Record]:
    """Return the rows of the table: those below the header, or all of the usual width."""
    if header is not None:
        below = (record for record in records if record.line > header.line)
        return list(takewhile(lambda record: not ends_table(record), below))
    width = Counter(len(record.cells) for record in records).most_common(1)[0][0]
    return [record for record in records if len(record.cells) == width]


def _column(body: Sequence[Record], place: int) -> list[str]:
    """Return what the holdings say in one column, unknown cells left out."""
    return [
        record.cells[place]
        for record in body
        if place < len(record.cells)
        and not is_unknown(record.cells[place])
        and len(record.texts) > 1
    ]


def _header(head: Sequence[Record]) -> Record | None:
    """Return the row that has the most known headings; else a row of words above numbers."""
    best = max(head, key=known_headings)
    if known_headings(best) >= LEAST_HEADINGS:
        return best
    for record, below in pairwise(head):
        has_words = len(record.texts) > 1 and not any(map(is_figure, record.texts))
        if has_words and len(below.cells) == len(record.cells) and any(map(is_figure, below.texts)):
            return record
    return None


def _roles(headings: Sequence[str], columns: Sequence[list[str]]) -> tuple[Column | None, ...]:
    """Give every role to the column whose heading fits best, if its cells do as well."""
    claims = [
        (-score, ROLES.index(column), place, column)
        for place, heading in enumerate(headings)
        for column, score in meanings(heading)
        if _can_be(column, columns[place])
    ]
    roles: dict[int, Column] = {}
    for _, _, place, column in sorted(claims):
        if place not in roles and column not in roles.values():
            roles[place] = column
    _add_by_cells(roles, columns, headings)
    if {Column.COST_BASIS, Column.UNIT_COST} <= set(roles.values()):
        roles = {place: role for place, role in roles.items() if role is not Column.UNIT_COST}
    return tuple(roles.get(place) for place in range(len(headings)))


def _add_by_cells(
    roles: dict[int, Column], columns: Sequence[list[str]], headings: Sequence[str]
) -> None:
    """Find the names and days of the holdings by what they look like, where no heading tells.

    Below a heading that says nothing a day may be anything, as that of the price.
    """
    for role, looks_so in ((Column.SYMBOL, _is_ticker), (Column.ACQUIRED, is_date)):
        names = {Column.SYMBOL, Column.DESCRIPTION} if role is Column.SYMBOL else {role}
        free = [
            place
            for place, cells in enumerate(columns)
            if place not in roles
            and _share(cells, looks_so) > _MOST
            and (role is Column.SYMBOL or not headings[place])
        ]
        if free and names.isdisjoint(roles.values()):
            roles[free[0]] = role


def _is_ticker(text: str) -> bool:
    return _TICKER.fullmatch(text) is not None


def _can_be(column: Column, cells: Sequence[str]) -> bool:
    """Whether the cells of a column are of the sort that its role needs."""
    if not cells:
        return True
    if column in NUMBERS:
        return _share(cells, is_number) >= _MOST
    if column is Column.ACQUIRED:
        return _share(cells, is_date) >= _MOST
    if column is Column.CURRENCY:
        return _share(cells, lambda text: _CODE.fullmatch(text) is not None) >= _MOST
    if column in {Column.SYMBOL, Column.ACCOUNT}:
        return _share(cells, _is_fraction) < _MOST
    return _share(cells, is_figure) < _MOST


def _is_fraction(text: str) -> bool:
    return is_number(text) and not text.isdigit()


def _share(cells: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return sum(map(is_so, cells)) / len(cells) if cells else 0.0


def _under(
    columns: Sequence[list[str]], roles: Sequence[Column | None], wanted: frozenset[Column]
) -> list[str]:
    return [
        text
        for role, column in zip(roles, columns, strict=True)
        if role in wanted
        for text in column
    ]


def _number_style(
    mapping: Mapping, columns: Sequence[list[str]], delimiter: str
) -> NumberStyle | None:
    """Return how numbers are written: told by those that count, else by the others."""
    counted = _under(columns, mapping.roles, NUMBERS)
    found = find_number_style(counted)
    if found is not None or not open_number(counted):
        return found
    if not delimiter:
        return NumberStyle.PLAIN_POINT  # a workbook keeps numbers, not how they are written
    others = [
        text
        for role, column in zip(mapping.roles, columns, strict=True)
        if role is None and _share(column, is_number) >= _MOST
        for text in column
    ]
    return find_number_style([*counted, *others])


def _currency(
    header: Record | None, columns: Sequence[list[str]], roles: Sequence[Column | None]
) -> str:
    """Return the currency that headings or amounts name, else USD."""
    amounts = _under(columns, roles, frozenset({Column.VALUE, Column.PRICE}))
    written = Counter(map(currency_of, amounts)).most_common(1)
    if written and written[0][0]:
        return written[0][0]
    named = " ".join(
        cell
        for cell, role in zip(header.cells if header else (), roles, strict=False)
        if role in NUMBERS
    )
    words = set(re.findall(r"[A-Za-z]+", named.upper()))
    signs = {currency for sign, currency in _CURRENCY_SIGNS.items() if sign in named}
    return next((each for each in _CURRENCIES if each in words | signs), USD)


def _cash_symbols(columns: Sequence[list[str]], roles: Sequence[Column | None]) -> tuple[str, ...]:
    """Return what cash is called in the file, and CASH."""
    names = _under(columns, roles, frozenset({Column.SYMBOL, Column.DESCRIPTION}))
    found = [name for name in names if plain_words(name) in CASH_WORDS and not is_total(name)]
    return tuple(dict.fromkeys([*found, "CASH"]))
