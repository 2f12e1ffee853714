"""Writes one sheet from top to bottom: titles, notes and tables whose columns are data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from textwrap import wrap
from typing import Generic, TypeVar

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from rebalancer.domain.money import total
from rebalancer.export.cells import Formula, Value, put
from rebalancer.export.style import (
    FLUSH_LEFT,
    FLUSH_WRAPPED,
    HAIRLINE,
    HEADER_FILLS,
    HEADER_LEFT,
    HEADER_RIGHT,
    RULE_ABOVE,
    RULE_BELOW,
    TEXT,
    Look,
    Tone,
)

Row = TypeVar("Row")
At = Callable[[str], str]
"""Takes a header, returns the row's cell under it: ``G5``."""

LINE_HEIGHT = 13.5
"""Points that a line of body text takes."""

HIGHEST_ROW = 409.0
"""Points; a file with a higher row is taken for damaged."""

LETTERS_PER_WIDTH = 1.15
"""Letters of body text for a unit of column width; cautious, so that no line is cut off."""

MARGIN = 2.0
"""Units of a column's width that stay empty at its sides."""

NOTHING = "None."
_NUMBERS = (Decimal, float, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column of a table.

    Attributes:
        value: What a row shows here.
        formula: What computes the same from other cells, without the equals sign; None where the
            value stands for itself. ``At`` names the cell of the row under a header.
        look: How it looks, or what decides that by row.
        width: In characters.
        tone: Colour of the header: BEFORE, AFTER or plain STRONG.
    """

    header: str
    value: Callable[[Row], Value]
    formula: Callable[[Row, "At"], str | None] | None = None
    look: Look | Callable[[Row], Look] = TEXT
    width: float = 12
    tone: Tone = Tone.STRONG

    def look_of(self, row: Row) -> Look:
        """Return how the cell of *row* looks."""
        return self.look if isinstance(self.look, Look) else self.look(row)

    def is_right(self, rows: Sequence[Row]) -> bool:
        """Whether the column is set flush right, as numbers are."""
        looks = [self.look] if isinstance(self.look, Look) else [self.look(row) for row in rows]
        return any(look.right for look in looks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Row]):
    """A table as it was written.

    Attributes:
        header_row: Number of the sheet's row that holds the headers; the rows follow it.
        results: What the formulas of the sheet come to, by cell.
    """

    sheet: Worksheet
    columns: tuple[Column[Row], ...]
    header_row: int
    rows: tuple[Row, ...]
    results: Mapping[str, Value] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The cells of the table, its header included: ``A4:P17``."""
        last = get_column_letter(len(self.columns))
        return f"A{self.header_row}:{last}{self.header_row + len(self.rows)}"

    def place(self, header: str) -> int:
        """Return the number of the column with this *header*."""
        return [column.header for column in self.columns].index(header) + 1

    def cell(self, header: str, number: int) -> str:
        """Return the cell of the row with this *number*, from 1, as other sheets name it."""
        letter = get_column_letter(self.place(header))
        return f"'{self.sheet.title}'!${letter}${self.header_row + number}"

    def range(self, header: str, first: int = 1, last: int | None = None) -> str:
        """Return the cells under *header*, as other sheets name them; at least one."""
        letter = get_column_letter(self.place(header))
        end = self.header_row + max(first, len(self.rows) if last is None else last)
        return f"'{self.sheet.title}'!${letter}${self.header_row + first}:${letter}${end}"

    def written(self, header: str) -> tuple[Value, ...]:
        """Return what stands under *header*, formulas as what they come to."""
        place = self.place(header)
        cells = (self.sheet.cell(self.header_row + 1 + row, place) for row in range(len(self.rows)))
        return tuple(self.results.get(cell.coordinate, _plain(cell.value)) for cell in cells)

    def sum(self, header: str, first: int = 1, last: int | None = None) -> Formula:
        """Return the live sum of what stands under *header*, in all rows or in some."""
        end = len(self.rows) if last is None else last
        values = self.written(header)[first - 1 : end]
        result = total(_exact(value) for value in values if isinstance(value, _NUMBERS))
        return Formula(text=f"SUM({self.range(header, first, end)})", result=result)

    def total(self, header: str, where: Callable[[Row], bool] = lambda _: True) -> Decimal:
        """Return the sum of what was written under *header*; unknowns are left out."""
        written = zip(self.rows, self.written(header), strict=True)
        return total(
            _exact(value) for row, value in written if where(row) and isinstance(value, _NUMBERS)
        )


def _exact(value: Decimal | float) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _plain(value: object) -> Value:
    """Return what a cell holds, as far as it is one of ours."""
    return value if isinstance(value, str | int | float | Decimal | date) else None


class Page:
    """A sheet and the row that is written next.

    Attributes:
        results: What the formulas of the sheet come to, by cell.
    """

    def __init__(self, sheet: Worksheet) -> None:
        """Start at the top of *sheet*."""
        self.sheet = sheet
        self.row = 1
        self.results: dict[str, Value] = {}
        self._widths: list[float] = []

    def title(self, text: str, subtitle: str) -> None:
        """Write the sheet's title, with one line below it."""
        self._line(text, Tone.TITLE)
        self.sheet.row_dimensions[self.row].height = 26
        self.row += 1
        self._line(subtitle, Tone.MUTED)
        self.row += 2

    def heading(self, text: str) -> None:
        """Write the heading of a section, a line below what is there."""
        self._line(text, Tone.HEADING)
        self.sheet.row_dimensions[self.row].height = 20
        self.row += 1

    def note(self, text: str, tone: Tone = Tone.BODY) -> None:
        """Write a sentence over all columns that there is room for, at least one."""
        self._line(text, tone).alignment = FLUSH_WRAPPED
        self.sheet.merge_cells(
            start_row=self.row,
            end_row=self.row,
            start_column=1,
            end_column=len(self._widths),
        )
        self._end_row(lines_of(text, sum(self._widths)))

    def make_room(self, columns: Sequence[Column[Row]]) -> None:
        """Make every column as wide as *columns* need, and no narrower than it is."""
        pairs = zip_longest(self._widths, (column.width for column in columns), fillvalue=0.0)
        self._widths = [max(pair) for pair in pairs]
        for place, width in enumerate(self._widths, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width

    def next_sheet_of_paper(self) -> None:
        """Have the next row printed on a page of its own."""
        self.sheet.row_breaks.append(Break(id=self.row - 1))

    def gap(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def table(
        self, columns: Sequence[Column[Row]], rows: Sequence[Row], nothing: str = NOTHING
    ) -> Table[Row]:
        """Write a table with its headers; *nothing* stands where it would be empty."""
        self.make_room(columns)
        table = Table(
            sheet=self.sheet,
            columns=tuple(columns),
            header_row=self.row,
            rows=tuple(rows),
            results=self.results,
        )
        self._headers(table)
        for row in table.rows:
            self._cells(table, row)
        if not table.rows:
            put(self.sheet, self.row, 1, nothing, Look(tone=Tone.UNKNOWN))
            self.row += 1
        return table

    def totals(self, table: Table[Row], values: Sequence[tuple[str, Value]]) -> None:
        """Write a row of totals under *table*: a value for each header named."""
        for place in range(1, len(table.columns) + 1):
            self.sheet.cell(self.row, place).border = RULE_ABOVE
        for header, value in values:
            place = table.place(header)
            look = table.columns[place - 1].look
            plain = look if isinstance(look, Look) else TEXT
            strong = Look(format=plain.format, right=plain.right, tone=Tone.STRONG)
            self._put(self.row, place, value, strong)
        self.row += 1

    def lead_with(self, table: Table[Row], *, columns: int = 0) -> None:
        """Make *table* the sheet's main one: filters, and headers that stay in sight.

        Its headers are repeated on every printed page; *columns* stay in sight as well.
        """
        self.sheet.auto_filter.ref = table.reference
        first = self.sheet.cell(table.header_row + 1, columns + 1).coordinate
        self.sheet.freeze_panes = first
        self.sheet.print_title_rows = f"{table.header_row}:{table.header_row}"

    def _line(self, text: str, tone: Tone) -> Cell:
        cell = put(self.sheet, self.row, 1, text, Look(tone=tone))
        cell.alignment = FLUSH_LEFT
        return cell

    def _headers(self, table: Table[Row]) -> None:
        deepest = 1
        for place, column in enumerate(table.columns, start=1):
            right = column.is_right(table.rows)
            cell = put(self.sheet, self.row, place, column.header, Look(tone=column.tone))
            cell.alignment = HEADER_RIGHT if right else HEADER_LEFT
            cell.fill = HEADER_FILLS[column.tone]
            cell.border = RULE_BELOW
            deepest = max(deepest, lines_of(column.header, column.width))
        self._end_row(deepest)

    def _cells(self, table: Table[Row], row: Row) -> None:
        deepest = 1
        for place, column in enumerate(table.columns, start=1):
            look = column.look_of(row)
            value = self._live(column, row, partial(self._at, table))
            cell = self._put(self.row, place, value, look)
            cell.border = HAIRLINE
            if look.wrap:
                deepest = max(deepest, lines_of(str(cell.value), column.width))
        self._end_row(deepest)

    def _at(self, table: Table[Row], header: str) -> str:
        return f"{get_column_letter(table.place(header))}{self.row}"

    def _live(self, column: Column[Row], row: Row, at: At) -> Value:
        """Return the formula of a cell with its result, or its value where it has none."""
        value = column.value(row)
        text = None if column.formula is None else column.formula(row, at)
        if text is None or value is None or isinstance(value, date | Formula):
            return value
        return Formula(text=text, result=value)

    def _put(self, row: int, column: int, value: Value, look: Look) -> Cell:
        cell = put(self.sheet, row, column, value, look)
        if isinstance(value, Formula):
            self.results[cell.coordinate] = value.result
        return cell

    def _end_row(self, lines: int) -> None:
        """Make the row as high as its text needs, as far as a sheet allows, and go on."""
        self.sheet.row_dimensions[self.row].height = min(HIGHEST_ROW, LINE_HEIGHT * lines + 3)
        self.row += 1


def lines_of(text: str, width: float) -> int:
    """Return how many lines *text* takes, broken between words, in a cell of this *width*."""
    letters = max(1, int((width - MARGIN) * LETTERS_PER_WIDTH))
    return max(1, sum(len(wrap(line, letters)) or 1 for line in text.splitlines()))


def set_up_print(sheet: Worksheet, title: str) -> None:
    """Have *sheet* print on landscape pages as wide as the paper, with *title* and page numbers."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    sheet.print_options.horizontalCentered = True
    footer = HeaderFooterItem()
    texts = ((footer.left, title), (footer.center, "&A"), (footer.right, "Page &P of &N"))
    for part, text in texts:
        part.text = text
        part.size = 8
    sheet.HeaderFooter.oddFooter = footer
