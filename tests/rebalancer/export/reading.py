"""Reads a written sheet the way a person does: by headers."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rebalancer.export.book import Book

Shown = str | int | float | date | None


def read_back(book: Book, *, live: bool = False) -> Workbook:
    """Return *book* as a program shows it that computes nothing, or *live*: with its formulas."""
    file = BytesIO()
    book.save(file)
    return openpyxl.load_workbook(file, data_only=not live)


def records(workbook: Workbook, title: str, first_header: str) -> list[Mapping[str, Shown]]:
    """Return the rows of the table whose first header this is, down to the first empty row."""
    rows = values(workbook[title])
    start = next(number for number, row in enumerate(rows) if row[0] == first_header)
    headers = [str(header) for header in rows[start] if header is not None]
    found: list[Mapping[str, Shown]] = []
    for row in rows[start + 1 :]:
        if all(value is None for value in row):
            break
        found.append(dict(zip(headers, row, strict=False)))
    return found


def values(sheet: Worksheet) -> list[list[Shown]]:
    return [[_plain(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def texts(workbook: Workbook, title: str) -> str:
    """Return all text of a sheet."""
    rows = values(workbook[title])
    return "\n".join(str(value) for row in rows for value in row if isinstance(value, str))


def money(shown: Shown) -> Decimal:
    """Return a number as it stands in the file, exactly."""
    assert isinstance(shown, int | float), shown
    return Decimal(repr(shown))


def share(shown: Shown) -> float:
    assert isinstance(shown, int | float), shown
    return float(shown)


def _plain(value: object) -> Shown:
    if isinstance(value, datetime):
        return value.date()
    assert value is None or isinstance(value, str | int | float), value
    return value
