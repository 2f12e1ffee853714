"""Workbooks are read like the text files they were made of."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import PieChart

from rebalancer.ingest import workbook
from rebalancer.ingest.errors import (
    EmptyFileError,
    NoTableError,
    NotPositionsError,
    UnknownLayoutError,
)
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult
from rebalancer.ingest.workbook import read_pages
from rebalancer.ingest.workbook_errors import TooManyCellsError
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Cancelled

FILES = Path(__file__).parent / "files"
NAMES = sorted(path.name for path in FILES.glob("*.csv"))
HEADER = ("account", "symbol", "quantity", "price", "cost_basis", "acquired")
LOT = ("Mine", "VTI", 10, 370.25, 2500, datetime(2020, 3, 4))  # noqa: DTZ001 - as Excel has it

Sheet = Sequence[Sequence[object]]
Read = Callable[[dict[str, Sheet]], ImportResult]


def saved(sheets: dict[str, Sheet]) -> bytes:
    """Return a workbook with these sheets, by title."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def read_sheets(snapshot: Snapshot) -> Read:
    """Reads sheets as if they came in a file."""
    return lambda sheets: read_content(saved(sheets), "file.xlsx", snapshot)


def figures(result: ImportResult) -> list[object]:
    return [
        (
            account.label,
            account.total_value,
            account.file_total,
            account.cash,
            [(each.symbol, each.value, each.quantity, each.open_lots) for each in positions],
        )
        for account in result.portfolio.accounts
        for positions in [account.positions]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_text_file_saved_as_a_workbook_reads_the_same(
    name: str, read_sheets: Read, snapshot: Snapshot
) -> None:
    content = (FILES / name).read_bytes()
    text = content.decode("utf-8-sig")
    first = next(line for line in text.splitlines() if line.strip())
    rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in first else ","))
    expected = read_content(content, name, snapshot)
    result = read_sheets({"Positions": rows})
    assert figures(result) == figures(expected)
    assert [row.reason for row in result.skipped] == [row.reason for row in expected.skipped]
    assert result.sources[0].format == expected.sources[0].format


def test_the_plain_file_may_be_a_workbook_with_real_numbers_and_dates(read_sheets: Read) -> None:
    result = read_sheets({"Lots": [HEADER, LOT, ("Mine", "CASH", 12.5, 1, None, None)]})
    (account,) = result.portfolio.accounts
    (lot,) = account.positions[0].lots
    assert (lot.acquired, lot.cost_basis) == (date(2020, 3, 4), Decimal(2500))
    assert account.total_value == Decimal("3715.00")


def test_the_line_is_the_number_of_the_row(read_sheets: Read) -> None:
    above = [("Holdings of a household",), (), ("",)]
    result = read_sheets({"Lots": [*above, HEADER, LOT, ("Mine", "VXUS", "many", 80)]})
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of holdings"),
        (6, "“many” is not a number"),
    ]


def test_the_first_sheet_that_is_known_is_read_and_the_others_are_listed(read_sheets: Read) -> None:
    result = read_sheets({"Notes": [("Hello",)], "Lots": [HEADER, LOT], "Old": [HEADER, LOT]})
    assert result.portfolio.total_value == Decimal("3702.50")
    assert [row.reason for row in result.skipped] == [
        "the sheet “Notes” is not read, only “Lots” is",
        "the sheet “Old” is not read, only “Lots” is",
    ]


def test_a_workbook_of_transactions_is_named(read_sheets: Read) -> None:
    with pytest.raises(NotPositionsError, match="a transactions file"):
        read_sheets({"Notes": [("Hello",)], "Log": [("Date", "Action", "Symbol")]})
    with pytest.raises(UnknownLayoutError, match="Hello"):
        read_sheets({"Notes": [("Hello", "you"), ("and", "me")]})
    with pytest.raises(NoTableError):
        read_sheets({"Notes": [("Hello",)]})


def test_a_sheet_without_a_table_hides_none_behind_it(read_sheets: Read) -> None:
    lines = [("Remember the bank",), ("Water the flowers",), ("Pay the rent",)]
    lot = ("Depot", "VTI", 10, 300.5)
    with pytest.raises(UnknownLayoutError):
        read_sheets({"Notes": lines, "Lots": [lot]})
    assert read_sheets({"Notes": lines, "Lots": [HEADER, LOT]}).portfolio.accounts


def test_a_workbook_without_content_is_empty(read_sheets: Read) -> None:
    with pytest.raises(EmptyFileError):
        read_sheets({"Empty": [], "Blank": [("", " ")]})


def test_charts_have_no_cells() -> None:
    book = Workbook()
    book.worksheets[0].append(HEADER)
    book.create_chartsheet("Pie").add_chart(PieChart())
    content = io.BytesIO()
    book.save(content)
    assert [page.title for page in read_pages(content.getvalue(), "file.xlsx")] == ["Sheet"]


def test_rows_below_a_thousand_empty_ones_are_not_read_and_said_so(read_sheets: Read) -> None:
    result = read_sheets({"Lots": [HEADER, LOT, *[()] * 999, LOT, *[()] * 2000, LOT]})
    assert result.portfolio.total_value == Decimal("7405.00")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (2003, "nothing is read from here on: more than 1,000 empty rows come before")
    ]


def test_cells_become_what_a_csv_would_say() -> None:
    values = [
        *(1, 1.0, True, 0.1, 1.98e-6, 1234567.89, "  a\u200b b\n c ", None),
        *(date(2026, 11, 20), datetime(2026, 11, 20, 9, 30), time(9, 30)),  # noqa: DTZ001 - a cell
        timedelta(days=1),
    ]
    (page,) = read_pages(saved({"Cells": [values]}), "file.xlsx")
    assert page.records[0].cells == (
        *("1", "1", "TRUE", "0.1", "1.98e-06", "1234567.89", "a b c", ""),
        *("2026-11-20", "2026-11-20 09:30:00", "09:30:00"),
        "datetime.timedelta(days=1)",
    )


def test_no_more_cells_and_sheets_than_a_household_has(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooManyCellsError, match=r"“file.xlsx” has 101 sheets, far more than"):
        read_pages(saved({f"Sheet {count}": [HEADER] for count in range(101)}), "file.xlsx")
    monkeypatch.setattr(workbook, "MOST_CELLS", 11)
    with pytest.raises(TooManyCellsError, match=r"line 2: the sheet “Lots” has too many cells"):
        read_pages(saved({"Lots": [HEADER, LOT]}), "file.xlsx")


def test_reading_can_be_cancelled() -> None:
    notes: list[str] = []

    def stop_after_a_while(fraction: float, note: str = "") -> None:
        notes.append(note)
        if len(notes) > 2:
            raise Cancelled

    content = saved({"Lots": [HEADER, *[LOT] * 5000]})
    with pytest.raises(Cancelled):
        read_pages(content, "file.xlsx", stop_after_a_while)
    assert set(notes) == {"Reading file.xlsx"}
