"""Tables are columns written row by row, and can be added up again."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from rebalancer.export.book import Book
from rebalancer.export.chart import bars
from rebalancer.export.page import HIGHEST_ROW, NOTHING, Column, Page, lines_of, set_up_print
from rebalancer.export.style import CENTS, LONG_TEXT, TEXT, WARNING_TEXT, Look
from rebalancer.progress import Cancelled, Pulse
from tests.rebalancer.export.reading import read_back


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    amount: Decimal | float | int | None


COLUMNS: tuple[Column[Line], ...] = (
    Column(header="Name", value=lambda line: line.name, look=LONG_TEXT, width=10),
    Column(header="Amount", value=lambda line: line.amount, look=CENTS, width=20),
    Column(
        header="Mood",
        value=lambda line: "low" if not line.amount else "high",
        look=lambda line: TEXT if line.amount else WARNING_TEXT,
    ),
)
LINES = (
    Line("one", Decimal("0.10")),
    Line("two", 0.2),
    Line("three", 3),
    Line("nobody knows", None),
)


@pytest.fixture
def book() -> Book:
    return Book(["Page"])


@pytest.fixture
def page(book: Book) -> Page:
    return book.pages["Page"]


def written(book: Book) -> Worksheet:
    """Return the sheet as another program reads it."""
    return read_back(book)["Page"]


def test_a_table_can_be_added_up(page: Page) -> None:
    table = page.table(COLUMNS, LINES)
    assert table.total("Amount") == Decimal("3.30")
    assert table.total("Amount", lambda line: line.name.startswith("t")) == Decimal("3.20")


def test_an_empty_table_says_so_under_its_headers(book: Book, page: Page) -> None:
    table = page.table(COLUMNS, ())
    sheet = written(book)
    assert [cell.value for cell in sheet[1]] == ["Name", "Amount", "Mood"]
    assert sheet["A2"].value == NOTHING
    assert table.reference == "A1:C1"
    assert table.total("Amount") == 0


def test_totals_stand_under_their_columns(book: Book, page: Page) -> None:
    table = page.table(COLUMNS, LINES)
    page.totals(table, [("Name", "All"), ("Amount", table.total("Amount")), ("Mood", "mixed")])
    sheet = written(book)
    assert [cell.value for cell in sheet[6]] == ["All", 3.3, "mixed"]
    assert sheet["B6"].font.bold
    assert sheet["B6"].number_format == sheet["B2"].number_format
    assert sheet.dimensions == "A1:C6"


def test_the_main_table_can_be_filtered_and_its_headers_stay(page: Page) -> None:
    page.title("Title", "Subtitle")
    page.lead_with(page.table(COLUMNS, LINES), columns=1)
    sheet = page.sheet
    assert sheet.auto_filter.ref == "A4:C8"
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"


def test_columns_are_as_wide_as_the_widest_table_needs(page: Page) -> None:
    page.table(COLUMNS, LINES)
    page.table((Column(header="Name", value=lambda line: line.name, width=30),), LINES)
    widths = [page.sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [30, 20, 12]


def test_a_heading_is_set_right_where_any_number_is(book: Book, page: Page) -> None:
    mixed: Column[Line] = Column(
        header="Mixed",
        value=lambda line: line.name,
        look=lambda line: Look(right=line.amount is None),
    )
    page.table((mixed,), LINES)
    assert written(book)["A1"].alignment.horizontal == "right"


def test_a_note_spans_the_columns_and_has_room(book: Book, page: Page) -> None:
    page.make_room(COLUMNS)
    page.note("word " * 60)
    sheet = written(book)
    assert [str(cells) for cells in sheet.merged_cells.ranges] == ["A1:C1"]
    height = sheet.row_dimensions[1].height
    assert height is not None
    assert height > 60


def test_no_row_is_higher_than_a_sheet_allows(book: Book, page: Page) -> None:
    page.table(COLUMNS, (Line("word " * 6000, None),))
    assert written(book).row_dimensions[2].height == HIGHEST_ROW


@pytest.mark.parametrize(
    ("text", "lines"), [("", 1), ("short", 1), ("two\nlines", 2), ("a\n\nb", 3), ("word " * 8, 4)]
)
def test_lines_break_between_words(text: str, lines: int) -> None:
    assert lines_of(text, 12) == lines


def test_a_sheet_prints_wide_with_page_numbers(page: Page) -> None:
    set_up_print(page.sheet, "Trades")
    sheet = page.sheet
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_a_page_break_comes_before_the_next_row(page: Page) -> None:
    page.table(COLUMNS, LINES)
    page.next_sheet_of_paper()
    assert [item.id for item in page.sheet.row_breaks.brk] == [5]


def test_rows_beyond_a_block_come_back_in_order(book: Book, page: Page) -> None:
    names = [f"{number} {'x' * 1000}" for number in range(600)]
    page.table((Column(header="Name", value=lambda name: name, width=30),), names)
    found = [row[0] for row in written(book).iter_rows(min_row=2, values_only=True)]
    assert found == names


def test_a_long_table_can_be_stopped_anywhere() -> None:
    beats = 0

    def stop(fraction: float, note: str = "") -> None:
        nonlocal beats
        beats += 1
        if beats > 30:
            raise Cancelled

    book = Book(["Page"], Pulse(stop))
    with pytest.raises(Cancelled):
        book.pages["Page"].table(COLUMNS, LINES * 10_000)
    assert book.pages["Page"].row < 10_000


def test_pictures_side_by_side_start_where_the_one_before_ends(page: Page) -> None:
    table = page.table(COLUMNS, LINES)
    charts = [bars(table, ("Amount", "Mood"), "0") for _ in range(2)]
    room = page.leave_room(charts[0].height)
    page.draw(room, *charts)
    first, second = (chart.anchor._from for chart in vars(page.sheet)["_charts"])  # noqa: SLF001
    assert (first.col, first.row) == (0, room - 1)
    assert (second.col, second.row) == (3, room - 1)
    assert second.colOff > 0
