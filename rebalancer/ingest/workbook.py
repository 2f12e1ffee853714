"""Excel workbooks become rows of texts, which the same layouts read as they read a CSV.

A number arrives as its exact text, a date as ``2026-11-20``, a formula as the value that was
saved with it. Nothing is opened before `check_workbook` has looked at it.

Most brokers export text, so openpyxl is imported only when the first workbook is read.
"""

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from rebalancer.ingest.errors import FileError
from rebalancer.ingest.text import Record
from rebalancer.ingest.workbook_checks import MOST_EMPTY_ROWS, Extent, check_workbook
from rebalancer.ingest.workbook_errors import DamagedWorkbookError, TooManyCellsError
from rebalancer.progress import Cancelled, Progress, silent

SIGNATURE = b"PK\x03\x04"
MOST_CELLS = 20_000_000
"""Of one sheet, empty ones included: a million lots in twenty columns."""

MOST_SHEETS = 100
_REPORT_EVERY = 2_000
"""Rows between two questions whether the result is still wanted."""


class Page(NamedTuple):
    """One sheet of a workbook."""

    title: str
    records: list[Record]
    """One a row, all of one width; the line is the number of the row."""
    end: int
    """The row below which nothing was looked at, after a thousand empty ones; else 0."""


def is_workbook(content: bytes) -> bool:
    """Whether *content* is a zip archive, as workbooks are."""
    return content.startswith(SIGNATURE)


def read_pages(content: bytes, file: str, progress: Progress = silent) -> list[Page]:
    """Return the sheets of a workbook that hold anything, in their order.

    Raises:
        FileError: The workbook is damaged, hostile or too large.
        Cancelled: *progress* no longer wants the result.
    """
    extent = check_workbook(content, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that nobody needs here
            pages = _pages(content, file, extent, progress)
    except (FileError, Cancelled):
        raise
    except Exception as error:  # a damaged part makes openpyxl raise whatever it trips over
        raise DamagedWorkbookError(file, "one of its parts makes no sense") from error
    return [page for page in pages if page.records]


def _pages(content: bytes, file: str, extent: Extent, progress: Progress) -> list[Page]:
    from openpyxl import load_workbook  # noqa: PLC0415 - see the module

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    with closing(book):
        sheets = book.worksheets
        if len(sheets) > MOST_SHEETS:
            raise TooManyCellsError(file, 0, f"has {len(sheets):,} sheets")
        as_text = lru_cache(maxsize=None, typed=True)(
            _as_text
        )  # a text that a million cells share is kept once
        end = {"max_row": max(extent.rows, 1), "max_col": max(extent.columns, 1)}
        pages: list[Page] = []
        for sheet in sheets:
            rows = _reported(sheet.iter_rows(**end, values_only=True), file, progress)
            pages.append(_page(sheet.title, _filled(rows, as_text), file))
        return pages


Row = tuple[object, ...]


def _reported(rows: Iterable[Row], file: str, progress: Progress) -> Iterator[Row]:
    """Yield *rows*, asking now and then whether they are still wanted."""
    for index, row in enumerate(rows):
        if index % _REPORT_EVERY == 0:
            progress(0.0, f"Reading {file}")
        yield row


def _filled(
    rows: Iterable[Row], as_text: Callable[[object], str]
) -> Iterator[tuple[int, list[str]]]:
    """Yield number and texts of every row, without the empty cells at its end."""
    for number, row in enumerate(rows, start=1):
        cells = [as_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _page(title: str, rows: Iterable[tuple[int, list[str]]], file: str) -> Page:
    filled: list[tuple[int, list[str]]] = []
    last = end = width = 0
    for number, cells in rows:
        if cells:
            filled.append((number, cells))
            last, width = number, max(width, len(cells))
        if number - last > MOST_EMPTY_ROWS:
            end = number
            break
        if width * len(filled) > MOST_CELLS:
            raise TooManyCellsError(file, number, f"the sheet “{title}” has too many cells")
    return Page(title, list(_records(filled, width)), end)


def _records(filled: Sequence[tuple[int, list[str]]], width: int) -> Iterator[Record]:
    for number, cells in filled:
        yield Record(line=number, cells=(*cells, *[""] * (width - len(cells))))


def _as_text(value: object) -> str:
    """Return what a cell says, as a CSV would."""
    match value:
        case None:
            return ""
        case str():
            shown = "".join(letter if letter.isprintable() else " " for letter in value)
            return " ".join(shown.split())
        case bool():
            return str(value).upper()
        case datetime():
            whole_day = value.date().isoformat()
            return whole_day if value.time() == time() else f"{whole_day} {value:%H:%M:%S}"
        case _:
            return value.isoformat() if isinstance(value, date | time) else repr(value)
