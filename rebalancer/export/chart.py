"""The picture on the summary: before and after, side by side."""

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter

from rebalancer.export.page import Row, Table
from rebalancer.export.style import BLUE, LINE, ORANGE

WIDTH, HEIGHT = 13, 6
"""Centimetres."""


def draw_before_after(table: Table[Row], *, rows: range, anchor_column: int) -> None:
    """Draw some rows of *table* as bars beside it.

    Args:
        table: Holds the names in its first column, and the columns Before and After.
        rows: Which of its rows, counted from 1.
        anchor_column: Number of the column that the picture starts in.
    """
    sheet, header = table.sheet, table.header_row
    first, last = header + rows.start, header + rows.stop - 1
    chart = BarChart()
    chart.type = "bar"
    chart.gapWidth = 60
    for name, colour in (("Before", BLUE), ("After", ORANGE)):
        place = table.place(name)
        chart.add_data(Reference(sheet, min_col=place, min_row=first, max_row=last))
        series = chart.series[-1]
        series.tx = SeriesLabel(strRef=StrRef(f"'{sheet.title}'!${table.letters[name]}${header}"))
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.x_axis.tickLblSkip = 1
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.y_axis.crosses = "max"  # so that the scale is at the bottom all the same
    chart.y_axis.number_format = "0%"
    grid = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.y_axis.majorGridlines = ChartLines(spPr=grid)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    chart.width, chart.height = WIDTH, HEIGHT
    sheet.add_chart(chart, f"{get_column_letter(anchor_column)}{header}")
