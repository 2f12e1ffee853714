"""What the single kinds of charts say and send."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from tests.ui.charts.looking import shown
from ui.charts import paint
from ui.charts.curve import ConcentrationCurve, RankCurve
from ui.charts.fan import Fan, FanChart
from ui.charts.grouped_bars import BarSeries, Goal, GroupedBars
from ui.charts.heat import Cell, HeatMap
from ui.charts.legend import Entry, Legend
from ui.charts.lines import THIN_FROM, Line, LineChart
from ui.charts.plot import Chart
from ui.charts.stacked_bars import Bar, Part, StackedBars
from ui.charts.whisker import Bounds
from ui.theme import Theme

PARTS = [
    Part(name="Direct", paint=paint.before),
    Part(name="Through VTI", paint=paint.series(2)),
    Part(name="Through QQQ", paint=paint.series(3)),
]
BARS = [
    Bar(
        key="NVDA",
        label="NVIDIA",
        values=(0.07, 0.02, 0.01),
        bounds=Bounds(lower=0.1, upper=0.14),
        after=0.05,
    ),
    Bar(key="AAPL", label="Apple", values=(0.0, 0.08, 0.0), after=0.07),
]
CATEGORIES = ["Mega caps", "Small caps"]


def place_of(chart: Chart, x: float, y: float) -> QPoint:
    return chart._place_of(x, y).toPoint()  # noqa: SLF001 - where to click


def test_clicking_a_bar_picks_it_and_clicking_again_lets_it_go(theme: Theme, qtbot: QtBot) -> None:
    chart = StackedBars(theme, "Companies")
    chart.set_bars(PARTS, BARS)
    shown(chart, qtbot)
    area = chart._canvas.viewport()  # noqa: SLF001
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == "AAPL"):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place_of(chart, 0.02, 1.0))
    chart.catch_up()
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == ""):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place_of(chart, 0.02, 1.0))
    with qtbot.assertNotEmitted(chart.picked):
        qtbot.mouseClick(area, Qt.MouseButton.RightButton, pos=place_of(chart, 0.02, 1.0))


def test_a_bar_is_picked_by_its_name_and_by_the_keyboard(theme: Theme, qtbot: QtBot) -> None:
    chart = StackedBars(theme, "Companies")
    chart.set_bars(PARTS, BARS)
    shown(chart, qtbot)
    name = QPointF(10, place_of(chart, 0.0, 0.0).y())
    assert chart.point_at(name) == 0
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == "NVDA"):
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    chart.set_bars(PARTS, BARS[1:])
    chart.set_picked("AAPL")
    chart.set_picked("AAPL")
    assert chart.bars == tuple(BARS[1:])


def test_the_table_of_bars_has_every_part_the_sum_its_bounds_and_what_becomes_of_it(
    theme: Theme, qtbot: QtBot
) -> None:
    chart = StackedBars(theme, "Companies")
    chart.set_bars(PARTS, BARS)
    parts = ("Direct", "Through VTI", "Through QQQ")
    assert chart.table().headers == (
        "",
        *parts,
        "Together",
        "At least",
        "At most",
        "After the plan",
    )
    assert chart.table().rows[0] == ("NVIDIA", *BARS[0].values, BARS[0].whole, 0.1, 0.14, 0.05)
    assert chart.table().rows[1][-3:] == (0.08, 0.08, 0.07)
    shown(chart, qtbot)
    text = chart._describe(0)  # noqa: SLF001 - the read-out
    assert "Through VTI: 2.0\u202f%" in text
    assert "At least 10.0\u202f%, at most 14.0\u202f%" in text
    assert "Through QQQ" not in chart._describe(1)  # noqa: SLF001
    chart.set_bars(PARTS[:1], [Bar(key="A", label="A", values=(0.1,))])
    assert chart.table().headers[-1] == "Together"


def test_a_category_is_picked_where_somebody_listens(theme: Theme, qtbot: QtBot) -> None:
    chart = GroupedBars(theme, "Size mix", can_pick=True)
    series = [BarSeries(name="You", paint=paint.before, values=(0.5, 0.1))]
    chart.set_series(CATEGORIES, series)
    shown(chart, qtbot)
    area = chart._canvas.viewport()  # noqa: SLF001
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == "Small caps"):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place_of(chart, 0.05, 1.0))
    chart.catch_up()
    picked = chart.grab().toImage()
    chart.set_picked("")
    chart.catch_up()
    assert chart.grab().toImage() != picked
    chart.set_picked("Small caps")
    chart.set_series(CATEGORIES[:1], [BarSeries(name="You", paint=paint.before, values=(0.5,))])
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == "Mega caps"):
        chart._pick(0)  # noqa: SLF001
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda key: key == ""):
        chart._pick(0)  # noqa: SLF001
    deaf = GroupedBars(theme, "Contribution")
    deaf.set_series(CATEGORIES, series)
    shown(deaf, qtbot)
    with qtbot.assertNotEmitted(deaf.picked):
        deaf._pick(0)  # noqa: SLF001


def test_what_was_read_and_is_there_no_more_is_not_picked(theme: Theme, qtbot: QtBot) -> None:
    chart = GroupedBars(theme, "Size mix", can_pick=True)
    series = [BarSeries(name="You", paint=paint.before, values=(0.5, 0.1))]
    chart.set_series(CATEGORIES, series)
    shown(chart, qtbot)
    qtbot.keyClick(chart, Qt.Key.Key_Up)
    chart.set_series(CATEGORIES[:1], [BarSeries(name="You", paint=paint.before, values=(0.5,))])

    with qtbot.assertNotEmitted(chart.picked):
        qtbot.keyClick(chart, Qt.Key.Key_Return)


def test_goals_and_bounds_are_read_out_and_stand_in_the_table(theme: Theme, qtbot: QtBot) -> None:
    chart = GroupedBars(theme, "Size mix")
    bounds = (Bounds(lower=0.5, upper=0.5), Bounds(lower=0.1, upper=0.2))
    you = BarSeries(name="You", paint=paint.before, values=(0.5, 0.1), bounds=bounds)
    goals = [Goal(category=1, value=0.15, words="at least 15 %")]
    chart.set_series(CATEGORIES, [you], goals=goals)
    shown(chart, qtbot)
    assert chart.table().headers == ("", "You", "You, at least", "You, at most", "Wanted")
    assert chart.table().rows[1] == ("Small caps", 0.1, 0.1, 0.2, "at least 15 %")
    assert chart._describe(0) == "Mega caps\nYou: 50.0\u202f%"  # noqa: SLF001
    assert "at most 20.0\u202f%" in chart._describe(1)  # noqa: SLF001
    assert "Wanted: at least 15 %" in chart._describe(1)  # noqa: SLF001
    assert chart.legend.hidden == frozenset()


def test_a_long_line_is_thin_and_read_at_the_nearest_day(theme: Theme, qtbot: QtBot) -> None:
    days = tuple(date.fromordinal(date(2020, 1, 1).toordinal() + n) for n in range(THIN_FROM + 1))
    chart = LineChart(theme, "Long")
    values = tuple(float(n) for n in range(len(days)))
    chart.set_lines([Line(name="Long", paint=paint.series(0), days=days, values=values)])
    shown(chart, qtbot)
    assert chart._nearest(days[7].toordinal() + 0.2, 0.0) == 7  # noqa: SLF001
    assert "8 Jan 2020" in chart._describe(7)  # noqa: SLF001
    assert chart.table().rows[7] == ("2020-01-08", 7.0)


def test_a_fan_reads_out_its_bands(theme: Theme, qtbot: QtBot) -> None:
    bands = np.array([[100.0] * 5, [90.0, 95.0, 101.0, 105.0, 112.0]])
    chart = FanChart(theme, "Fan")
    chart.set_fans([Fan(name="As it is", paint=paint.before, bands=bands)])
    shown(chart, qtbot)
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
    shown(chart, qtbot)
    ticks = chart._canvas.getAxis("bottom")._tickLevels[0]  # noqa: SLF001
    assert all(int(text) % 12 == 0 for _, text in ticks)


def test_a_concentration_curve_ends_where_its_companies_end(theme: Theme, qtbot: QtBot) -> None:
    chart = ConcentrationCurve(theme, "Curve")
    chart.set_curves([RankCurve(name="You", paint=paint.before, shares=(0.5, 0.8, 1.0))])
    shown(chart, qtbot)
    assert [row[1] for row in chart.table().rows] == [0.5, 0.8, 1.0]
    assert chart._describe(0).startswith("The largest one")  # noqa: SLF001
    chart.set_curves([])
    assert chart.table().rows == ()


def test_a_rank_is_picked_and_let_go(theme: Theme, qtbot: QtBot) -> None:
    chart = ConcentrationCurve(theme, "Curve")
    curve = RankCurve(name="You", paint=paint.before, shares=(0.5, 0.8, 1.0), upper=(0.6, 0.9, 1.0))
    chart.set_curves([curve])
    shown(chart, qtbot)
    assert "at most 90.0\u202f%" in chart._describe(1)  # noqa: SLF001
    assert chart.table().rows[0] == ("1", 0.5, 0.6)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda rank: rank == 1):
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    chart.catch_up()
    chart.set_picked(3)
    chart.set_picked(3)
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda rank: rank == 0):
        chart._pick(2)  # noqa: SLF001
    chart.set_picked(3)
    chart.set_curves([RankCurve(name="You", paint=paint.before, shares=(0.5,))])
    chart.catch_up()


def test_a_cell_is_picked_where_somebody_listens_and_it_has_a_value(
    theme: Theme, qtbot: QtBot
) -> None:
    chart = HeatMap(theme, "Heat", ("Holding", "Company"), can_pick=True)
    chart.set_cells(["QQQ", "VTI"], ["Apple", "Meta"], [[0.05, None], [0.04, 0.03]])
    shown(chart, qtbot)
    area = chart._canvas.viewport()  # noqa: SLF001
    here = Cell(row=1, column=0)
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda cell: cell == here):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place_of(chart, 0.0, 1.0))
    chart.catch_up()
    with qtbot.assertNotEmitted(chart.picked):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place_of(chart, 1.0, 0.0))
    with qtbot.waitSignal(chart.picked, check_params_cb=lambda cell: cell is None):
        qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place_of(chart, 0.0, 1.0))
    chart.set_picked(here)
    chart.set_picked(here)
    chart.set_cells(["QQQ"], ["Apple"], [[0.05]])
    chart.catch_up()


def test_a_heat_map_reads_out_row_and_column(theme: Theme, qtbot: QtBot) -> None:
    chart = HeatMap(theme, "Heat", ("Holding", "Company"))
    chart.set_cells(["QQQ"], ["Apple", "Meta"], [[0.05, None]])
    shown(chart, qtbot)
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


def test_every_cell_is_written_on_the_screen_and_into_a_drawing(
    theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    chart = HeatMap(theme, "Heat", ("Holding", "Company"))
    chart.set_cells(["QQQ", "VTI"], ["Apple", "Meta"], [[0.05, None], [0.04, 0.03]])
    shown(chart, qtbot)
    chart.save(tmp_path / "heat.svg")
    drawing = (tmp_path / "heat.svg").read_text(encoding="utf-8")
    for text in ("5.0\u202f%", "4.0\u202f%", "3.0\u202f%"):
        assert drawing.count(f">{text}<") == 1


def test_ranks_on_a_narrow_axis_keep_their_distance(theme: Theme, qtbot: QtBot) -> None:
    chart = ConcentrationCurve(theme, "Curve")
    shares = tuple((n + 1) / 5000 for n in range(5000))
    chart.set_curves([RankCurve(name="You", paint=paint.before, shares=shares)])
    shown(chart, qtbot)
    wide = chart._canvas.getAxis("bottom")._tickLevels[0]  # noqa: SLF001
    chart.resize(260, 300)
    chart.redraw()
    chart.catch_up()
    narrow = chart._canvas.getAxis("bottom")._tickLevels[0]  # noqa: SLF001
    assert len(narrow) < len(wide)
    ends = [
        (chart._place_of(x, 0.0).x(), chart.text_width(text))  # noqa: SLF001
        for x, text in narrow
    ]
    for (left, one), (right, other) in pairwise(ends):
        assert right - left > (one + other) / 2
