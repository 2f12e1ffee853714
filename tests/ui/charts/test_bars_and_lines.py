"""What the single kinds of charts say and send."""

from datetime import date

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from ui.charts import paint
from ui.charts.curve import ConcentrationCurve, RankCurve
from ui.charts.fan import Fan, FanChart
from ui.charts.heat import HeatMap
from ui.charts.legend import Entry, Legend
from ui.charts.lines import THIN_FROM, Line, LineChart
from ui.charts.plot import Chart
from ui.charts.stacked_bars import Bar, StackedBars
from ui.theme import Theme

BARS = [
    Bar(key="NVDA", label="NVIDIA", first=0.07, second=0.03, after=0.05),
    Bar(key="AAPL", label="Apple", first=0.0, second=0.08, after=0.07),
]


def show(chart: Chart, qtbot: QtBot) -> None:
    qtbot.addWidget(chart)
    chart.resize(600, 400)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.catch_up()


def place_of(chart: Chart, x: float, y: float) -> QPoint:
    return chart._place_of(x, y).toPoint()  # noqa: SLF001 - where to click


def test_clicking_a_bar_picks_it_and_clicking_again_lets_it_go(theme: Theme, qtbot: QtBot) -> None:
    chart = StackedBars(theme, "Companies", ("Direct", "Through funds"))
    chart.set_bars(BARS)
    show(chart, qtbot)
    area = chart._canvas.viewport()  # noqa: SLF001
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == "AAPL"):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place_of(chart, 0.02, 1.0))
    chart.catch_up()
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == ""):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place_of(chart, 0.02, 1.0))
    with qtbot.assertNotEmitted(chart.picked):
        qtbot.mouseClick(area, Qt.MouseButton.RightButton, pos=place_of(chart, 0.02, 1.0))


def test_a_bar_is_picked_by_its_name_and_by_the_keyboard(theme: Theme, qtbot: QtBot) -> None:
    chart = StackedBars(theme, "Companies", ("Direct", "Through funds"))
    chart.set_bars(BARS)
    show(chart, qtbot)
    name = QPointF(10, place_of(chart, 0.0, 0.0).y())
    assert chart.point_at(name) == 0
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == "NVDA"):
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    chart.set_bars(BARS[1:])
    chart.set_picked("AAPL")
    chart.set_picked("AAPL")
    assert chart.bars == tuple(BARS[1:])


def test_the_table_of_bars_has_both_parts_their_sum_and_what_becomes_of_it(theme: Theme) -> None:
    chart = StackedBars(theme, "Companies", ("Direct", "Through funds"))
    chart.set_bars(BARS)
    assert chart.table().headers == ("", "Direct", "Through funds", "Together", "After the plan")
    assert chart.table().rows[0] == ("NVIDIA", 0.07, 0.03, 0.07 + 0.03, 0.05)
    chart.set_bars([Bar(key="A", label="A", first=0.1, second=0.0)])
    assert chart.table().headers[-1] == "Together"


def test_a_long_line_is_thin_and_read_at_the_nearest_day(theme: Theme, qtbot: QtBot) -> None:
    days = tuple(date.fromordinal(date(2020, 1, 1).toordinal() + n) for n in range(THIN_FROM + 1))
    chart = LineChart(theme, "Long")
    values = tuple(float(n) for n in range(len(days)))
    chart.set_lines([Line(name="Long", paint=paint.series(0), days=days, values=values)])
    show(chart, qtbot)
    assert chart._nearest(days[7].toordinal() + 0.2, 0.0) == 7  # noqa: SLF001
    assert "8 Jan 2020" in chart._describe(7)  # noqa: SLF001
    assert chart.table().rows[7] == ("2020-01-08", 7.0)


def test_a_fan_reads_out_its_bands(theme: Theme, qtbot: QtBot) -> None:
    bands = np.array([[100.0] * 5, [90.0, 95.0, 101.0, 105.0, 112.0]])
    chart = FanChart(theme, "Fan")
    chart.set_fans([Fan(name="As it is", paint=paint.before, bands=bands)])
    show(chart, qtbot)
    assert chart._describe(0).startswith("Today")  # noqa: SLF001
    text = chart._describe(1)  # noqa: SLF001
    assert "median $101" in text
    assert "$95 to $105" in text
    assert "$90 to $112" in text
    assert chart.table().rows[1] == ("1", 90.0, 95.0, 101.0, 105.0, 112.0)


def test_a_long_fan_has_ticks_at_whole_years(theme: Theme, qtbot: QtBot) -> None:
    chart = FanChart(theme, "Fan")
    bands = np.linspace([1e6] * 5, [2e6] * 5, 121)
    chart.set_fans([Fan(name="As it is", paint=paint.before, bands=bands)])
    show(chart, qtbot)
    ticks = chart._canvas.getAxis("bottom")._tickLevels[0]  # noqa: SLF001
    assert all(int(text) % 12 == 0 for _, text in ticks)


def test_a_concentration_curve_ends_where_its_companies_end(theme: Theme, qtbot: QtBot) -> None:
    chart = ConcentrationCurve(theme, "Curve")
    chart.set_curves([RankCurve(name="You", paint=paint.before, shares=(0.5, 0.8, 1.0))])
    show(chart, qtbot)
    assert [row[1] for row in chart.table().rows] == [0.5, 0.8, 1.0]
    assert chart._describe(0).startswith("The largest one")  # noqa: SLF001
    chart.set_curves([])
    assert chart.table().rows == ()


def test_a_heat_map_reads_out_row_and_column(theme: Theme, qtbot: QtBot) -> None:
    chart = HeatMap(theme, "Heat", ("Holding", "Company"))
    chart.set_cells(["QQQ"], ["Apple", "Meta"], [[0.05, None]])
    show(chart, qtbot)
    assert chart._describe(0) == "Holding QQQ\nCompany Apple: 5.0\u202f%"  # noqa: SLF001
    assert chart._describe(1).endswith("nothing")  # noqa: SLF001
    assert chart._nearest(0.2, 7.0) is None  # noqa: SLF001
    assert chart.point_at(QPointF(1, 200)) is None


def test_a_legend_wraps_and_its_layout_can_be_emptied(theme: Theme, qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    entries = [Entry(name=f"Series number {n}", paint=paint.series(n)) for n in range(6)]
    legend.set_entries(entries, theme.colors, can_hide=True)
    layout = legend.layout()
    assert layout is not None
    assert layout.heightForWidth(150) > layout.heightForWidth(2000)
    assert layout.count() == 6
    assert layout.itemAt(9) is None
    assert layout.takeAt(9) is None
    legend.set_entries([], theme.colors, can_hide=True)
    assert layout.count() == 0
    assert not legend.isVisible()
