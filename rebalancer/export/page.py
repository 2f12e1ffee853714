"""Writes one sheet from top to bottom: titles, notes and tables whose columns are data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from math import ceil
from textwrap import wrap
from typing import Generic, TypeVar

from openpyxl.chart import BarChart, LineChart
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from rebalancer.domain.money import total
from rebalancer.export.cells import Formula, Value, cell_xml
from rebalancer.export.rows import Rows
from rebalancer.export.style import TEXT, Look, Setting, Tone, Wardrobe

Row = TypeVar("Row")
Picture = BarChart | LineChart
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

EMPTY_ROW_CM = 0.529
"""Centimetres that a row takes in which nothing stands."""

WIDTH_CM = 0.185
"""Centimetres of a unit of a column's width."""

NOTHING = "None."
_ROWS_A_BEAT = 250


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
        letters: The letter of each column, by its header.
        beat: Called before something takes long; may stop the work.
    """

    sheet: Worksheet
    columns: tuple[Column[Row], ...]
    header_row: int
    rows: tuple[Row, ...]
    letters: Mapping[str, str]
    beat: Callable[[], None]

    @property
    def reference(self) -> str:
        """The cells of the table, its header included: ``A4:P17``."""
        last = get_column_letter(len(self.columns))
        return f"A{self.header_row}:{last}{self.header_row + len(self.rows)}"

    def place(self, header: str) -> int:
        """Return the number of the column with this *header*."""
        return list(self.letters).index(header) + 1

    def cell(self, header: str, number: int) -> str:
        """Return the cell of the row with this *number*, from 1, as other sheets name it."""
        return f"'{self.sheet.title}'!${self.letters[header]}${self.header_row + number}"

    def range(self, header: str, first: int = 1, last: int | None = None) -> str:
        """Return the cells under *header*, as other sheets name them; at least one."""
        letter = self.letters[header]
        end = self.header_row + max(first, len(self.rows) if last is None else last)
        return f"'{self.sheet.title}'!${letter}${self.header_row + first}:${letter}${end}"

    def each(self) -> Iterator[Row]:
        """Yield the rows; the work can be stopped on the way."""
        return _watched(self.rows, self.beat)

    def written(self, header: str) -> tuple[Value, ...]:
        """Return what stands under *header*, formulas as what they come to."""
        column = self.columns[self.place(header) - 1]
        values = map(column.value, self.each())
        return tuple(value.result if isinstance(value, Formula) else value for value in values)

    def sum(self, header: str, first: int = 1, last: int | None = None) -> Formula:
        """Return the live sum of what stands under *header*, in all rows or in some."""
        end = len(self.rows) if last is None else last
        result = total(_numbers(self.written(header)[first - 1 : end]))
        return Formula(text=f"SUM({self.range(header, first, end)})", result=result)

    def total(self, header: str, where: Callable[[Row], bool] = lambda _: True) -> Decimal:
        """Return the sum of what was written under *header*; unknowns are left out."""
        written = zip(self.rows, self.written(header), strict=True)
        return total(_numbers(value for row, value in written if where(row)))


def _numbers(values: Iterable[Value]) -> Iterator[Decimal]:
    """Yield the numbers among *values*, exactly."""
    for value in values:
        if isinstance(value, Decimal):
            yield value
        elif isinstance(value, float | int):
            yield Decimal(repr(value))


class _Here:
    """Names the cells of the row that is being written."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        self._letters = letters
        self.row = 0

    def __call__(self, header: str) -> str:
        return f"{self._letters[header]}{self.row}"


def _watched(rows: Iterable[Row], beat: Callable[[], None]) -> Iterator[Row]:
    """Yield *rows*, with a beat before some of them."""
    for number, row in enumerate(rows):
        if number % _ROWS_A_BEAT == 0:
            beat()
        yield row


def _nothing() -> None:
    """Go on: nobody is watching."""


class Page:
    """A sheet, the rows that were written, and the number of the next one.

    Attributes:
        sheet: Everything about the sheet but its rows.
    """

    def __init__(
        self, sheet: Worksheet, wardrobe: Wardrobe, beat: Callable[[], None] = _nothing
    ) -> None:
        """Start at the top of *sheet*; *beat* is called all along, and may stop the work."""
        self.sheet = sheet
        self.rows = Rows()
        self.row = 1
        self._wardrobe = wardrobe
        self._beat = beat
        self._widths: list[float] = []

    @property
    def size(self) -> str:
        """The cells of the sheet: ``A1:P17``."""
        return f"A1:{get_column_letter(max(1, len(self._widths)))}{max(1, self.row - 1)}"

    def title(self, text: str, subtitle: str) -> None:
        """Write the sheet's title, with one line below it."""
        self._line(text, Tone.TITLE, height=26)
        self._line(subtitle, Tone.MUTED)
        self.row += 1

    def heading(self, text: str) -> None:
        """Write the heading of a section, a line below what is there."""
        self._line(text, Tone.HEADING, height=20)

    def note(self, text: str, tone: Tone = Tone.BODY) -> None:
        """Write a sentence over all columns that there is room for, at least one."""
        if len(self._widths) > 1:
            last = get_column_letter(len(self._widths))
            self.sheet.merged_cells.add(f"A{self.row}:{last}{self.row}")
        dress = self._wardrobe.dress(Look(tone=tone), Setting.NOTE)
        cell = cell_xml(f"A{self.row}", text, dress)
        self._end_row(cell, _height(lines_of(text, sum(self._widths))))

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

    def leave_room(self, centimetres: float) -> int:
        """Leave so much of the sheet empty, for pictures; return the row that it begins in."""
        first = self.row
        self.row += ceil(centimetres / EMPTY_ROW_CM) + 1
        return first

    def draw(self, row: int, *charts: Picture) -> None:
        """Put *charts* side by side where there was left room from *row* on."""
        left = 0.0
        for chart in charts:
            column, rest = self._across(left)
            corner = AnchorMarker(col=column, row=row - 1, colOff=_length(rest))
            size = XDRPositiveSize2D(_length(chart.width), _length(chart.height))
            anchor = OneCellAnchor(_from=corner, ext=size)
            chart.anchor = anchor  # type: ignore[assignment]  # not only the name of a cell
            self.sheet.add_chart(chart)
            left += chart.width

    def table(
        self, columns: Sequence[Column[Row]], rows: Iterable[Row], nothing: str = NOTHING
    ) -> Table[Row]:
        """Write a table with its headers; *nothing* stands where it would be empty."""
        table = self.lay_out(columns, rows)
        self.fill(table, nothing)
        return table

    def lay_out(self, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Table[Row]:
        """Return the table that ``fill`` writes next on this sheet, for others to refer to."""
        self.make_room(columns)
        return Table(
            sheet=self.sheet,
            columns=tuple(columns),
            header_row=self.row,
            rows=tuple(_watched(rows, self._beat)),
            letters={
                column.header: get_column_letter(place)
                for place, column in enumerate(columns, start=1)
            },
            beat=self._beat,
        )

    def fill(self, table: Table[Row], nothing: str = NOTHING) -> None:
        """Write what was laid out: headers, and rows or *nothing*."""
        self._headers(table)
        self._body(table)
        if not table.rows:
            dress = self._wardrobe.dress(Look(tone=Tone.UNKNOWN), Setting.EMPTY)
            self._end_row(cell_xml(f"A{self.row}", nothing, dress))

    def totals(self, table: Table[Row], values: Sequence[tuple[str, Value]]) -> None:
        """Write a row of totals under *table*: a value for each header named."""
        known = dict(values)
        cells = []
        for column in table.columns:
            plain = column.look if isinstance(column.look, Look) else TEXT
            strong = Look(format=plain.format, right=plain.right, tone=Tone.STRONG)
            dress = self._wardrobe.dress(strong, Setting.TOTAL)
            place = f"{table.letters[column.header]}{self.row}"
            cells.append(cell_xml(place, known.get(column.header, ""), dress))
        self._end_row("".join(cells))

    def lead_with(self, table: Table[Row], *, columns: int = 0) -> None:
        """Make *table* the sheet's main one: filters, and headers that stay in sight.

        Its headers are repeated on every printed page; *columns* stay in sight as well.
        """
        self.sheet.auto_filter.ref = table.reference
        self.sheet.freeze_panes = f"{get_column_letter(columns + 1)}{table.header_row + 1}"
        self.sheet.print_title_rows = f"{table.header_row}:{table.header_row}"

    def _across(self, centimetres: float) -> tuple[int, float]:
        """Return how many columns lie left of a place, and how far it is into the next."""
        for number, width in enumerate(self._widths):
            taken = width * WIDTH_CM
            if centimetres < taken:
                return number, centimetres
            centimetres -= taken
        return len(self._widths), centimetres

    def print_in_two(self, names: str = "E") -> None:
        """Print the sheet two pages wide, with the columns up to *names* on both."""
        self.sheet.page_setup.fitToWidth = 2
        self.sheet.print_title_cols = f"A:{names}"

    def _line(self, text: str, tone: Tone, height: float | None = None) -> None:
        dress = self._wardrobe.dress(Look(tone=tone), Setting.LINE)
        self._end_row(cell_xml(f"A{self.row}", text, dress), height)

    def _headers(self, table: Table[Row]) -> None:
        deepest, cells = 1, []
        for column in table.columns:
            look = Look(tone=column.tone, right=column.is_right(table.rows))
            dress = self._wardrobe.dress(look, Setting.HEADER)
            place = f"{table.letters[column.header]}{self.row}"
            cells.append(cell_xml(place, column.header, dress))
            deepest = max(deepest, lines_of(column.header, column.width))
        self._end_row("".join(cells), _height(deepest))

    def _body(self, table: Table[Row]) -> None:
        here = _Here(table.letters)
        plain = [
            (column, letter, column.look, self._wardrobe.dress(column.look))
            if isinstance(column.look, Look)
            else (column, letter, None, None)
            for column, letter in zip(table.columns, table.letters.values(), strict=True)
        ]
        for row in table.each():
            here.row = self.row
            deepest, cells = 1, []
            for column, letter, fixed, dress in plain:
                look = fixed or column.look_of(row)
                value = _live(column, row, here)
                worn = dress or self._wardrobe.dress(look)
                cells.append(cell_xml(f"{letter}{self.row}", value, worn))
                if look.wrap and isinstance(value, str):
                    deepest = max(deepest, lines_of(value, column.width))
            self._end_row("".join(cells), _height(deepest))

    def _end_row(self, cells: str, height: float | None = None) -> None:
        """Write a row, and go on with the next."""
        high = "" if height is None else f' ht="{height}" customHeight="1"'
        self.rows.append(f'<row r="{self.row}"{high}>{cells}</row>')
        self.row += 1


def _live(column: Column[Row], row: Row, at: At) -> Value:
    """Return the formula of a cell with its result, or its value where it has none."""
    value = column.value(row)
    text = None if column.formula is None else column.formula(row, at)
    if text is None or value is None or isinstance(value, date | Formula):
        return value
    return Formula(text=text, result=value)


def _length(centimetres: float) -> int:
    """Return a length in the units of drawings."""
    return round(centimetres * 360_000)


def _height(lines: int) -> float:
    """Return the height of a row of so many lines, as far as a sheet allows."""
    return min(HIGHEST_ROW, LINE_HEIGHT * lines + 3)


@lru_cache(maxsize=4096)
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
