"""The pictures of the workbook: native charts that follow the cells they are drawn from."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines, TextAxis
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter

from rebalancer.export.page import Row, Table
from rebalancer.export.style import BLUE, LINE, ORANGE

BESIDE = (13, 6)
"""Centimetres of a picture beside a table, and of each of two side by side."""
PAIR = (13, 8)
_WIDE = 26
_TWO_BARS, _FRAME = 0.64, 2.2
"""Centimetres of a picture's height that two bars take, and axis and legend together."""
_LABELS = 12
"""So many months can be named below a picture of two side by side."""


class Line(NamedTuple):
    """A column of a table that becomes a line."""

    header: str
    points: float
    """How thick it is."""


def draw_before_after(table: Table[Row], *, rows: range, anchor_column: int) -> None:
    """Draw some rows of *table* as bars beside it.

    Args:
        table: Holds the names in its first column, and the columns Before and After.
        rows: Which of its rows, counted from 1.
        anchor_column: Number of the column that the picture starts in.
    """
    chart = bars(table, ("Before", "After"), "0%", rows)
    chart.width, chart.height = BESIDE
    table.sheet.add_chart(chart, f"{get_column_letter(anchor_column)}{table.header_row}")


def bars(
    table: Table[Row], headers: tuple[str, str], number_format: str, rows: range | None = None
) -> BarChart:
    """Return bars of the two columns *headers* of *table*, as it is in blue, then in orange."""
    chosen = rows or range(1, len(table.rows) + 1)
    chart = BarChart()
    chart.type = "bar"
    chart.gapWidth = 60
    for name, colour in zip(headers, (BLUE, ORANGE), strict=True):
        _add(chart, table, name, chosen)
        chart.series[-1].graphicalProperties = GraphicalProperties(solidFill=colour)
        chart.series[-1].invertIfNegative = False
    chart.x_axis.tickLblSkip = 1
    chart.x_axis.tickLblPos = "low"
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.y_axis.crosses = "max"  # so that the scale is at the bottom all the same
    _finish(chart, table, chosen, number_format)
    chart.width, chart.height = _WIDE, ceil(_FRAME + _TWO_BARS * len(chosen))
    return chart


def lines(
    table: Table[Row], drawn: Sequence[Line], colour: str, scale: tuple[float, float]
) -> LineChart:
    """Return some columns of *table* as lines of one *colour*, on an axis from one USD to another.

    The first column of the table is what they run along.
    """
    chosen = range(1, len(table.rows) + 1)
    chart = LineChart()
    for line in drawn:
        _add(chart, table, line.header, chosen)
        stroke = LineProperties(solidFill=colour, w=int(line.points * 12700))
        chart.series[-1].graphicalProperties = GraphicalProperties(ln=stroke)
        chart.series[-1].smooth = False
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = scale
    skipped = max(1, len(chosen) // _LABELS)
    chart.x_axis = TextAxis(tickLblSkip=skipped, tickMarkSkip=skipped, tickLblPos="low")
    _finish(chart, table, chosen, "$#,##0")
    chart.width, chart.height = PAIR
    return chart


def _add(chart: BarChart | LineChart, table: Table[Row], header: str, rows: range) -> None:
    """Add a column as a series that is called as its header."""
    sheet, place = table.sheet, table.place(header)
    first, last = table.header_row + rows.start, table.header_row + rows.stop - 1
    chart.add_data(Reference(sheet, min_col=place, min_row=first, max_row=last))
    name = f"'{sheet.title}'!${table.letters[header]}${table.header_row}"
    chart.series[-1].tx = SeriesLabel(strRef=StrRef(name))


def _finish(
    chart: BarChart | LineChart, table: Table[Row], rows: range, number_format: str
) -> None:
    first, last = table.header_row + rows.start, table.header_row + rows.stop - 1
    chart.set_categories(Reference(table.sheet, min_col=1, min_row=first, max_row=last))
    chart.y_axis.number_format = number_format
    chart.y_axis.majorGridlines = ChartLines(
        spPr=GraphicalProperties(ln=LineProperties(solidFill=LINE))
    )
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend = Legend(legendPos="b")
