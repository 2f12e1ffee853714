"""What a chart is drawn on: bare until it is drawn, and painted once for each drawing."""

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.charts.looking import Counted, shown
from ui.charts import paint
from ui.charts.fan import Fan, FanChart
from ui.charts.grouped_bars import BarSeries, GroupedBars
from ui.charts.plot import Chart
from ui.theme import Scheme, Theme

CATEGORIES = ["Mega caps", "Small caps"]
BARS = [BarSeries(name="You", paint=paint.before, values=(0.5, 0.1))]


def picture_of(chart: Chart) -> QImage:
    area: QWidget = chart._canvas.viewport()  # noqa: SLF001 - the drawing alone
    return area.grab().toImage()


def colors_in(chart: Chart) -> int:
    picture = picture_of(chart)
    return len(
        {picture.pixel(x, y) for x in range(picture.width()) for y in range(0, picture.height(), 3)}
    )


def test_a_drawing_is_painted_once_and_at_once_where_that_is_asked_for(
    theme: Theme, qtbot: QtBot
) -> None:
    chart = FanChart(theme, "Paths")
    bands = np.linspace((90.0, 95.0, 100.0, 105.0, 110.0), (50.0, 80.0, 110.0, 150.0, 200.0), 13)
    chart.set_fans([Fan(name="As you are", paint=paint.before, bands=bands)])
    shown(chart, qtbot)
    qtbot.wait(50)
    area = chart._canvas.viewport()  # noqa: SLF001 - the drawing alone
    paintings = Counted(area, QEvent.Type.Paint)

    chart.set_fans([Fan(name="As you are", paint=paint.before, bands=2 * bands)])
    assert paintings.count == 0
    qtbot.wait(50)
    assert paintings.count == 1

    chart.set_fans([Fan(name="As you are", paint=paint.before, bands=bands)])
    chart.show_at_once()
    assert paintings.count == 2
    qtbot.wait(50)
    assert paintings.count == 2


def test_a_chart_shown_in_another_size_is_bare_until_it_is_drawn_in_that_size(
    theme: Theme, qtbot: QtBot
) -> None:
    chart = GroupedBars(theme, "Size mix")
    chart.set_series(CATEGORIES, BARS)
    shown(chart, qtbot)
    assert colors_in(chart) > 1
    chart.hide()
    chart.resize(800, 500)

    chart.show()

    assert colors_in(chart) == 1
    qtbot.waitUntil(lambda: chart.is_current)
    canvas = chart._canvas  # noqa: SLF001 - whether it has the room that there is
    assert colors_in(chart) > 1
    assert canvas.getPlotItem().size().toSize() == canvas.viewport().size()


def test_a_chart_shown_in_other_colors_waits_in_those_for_its_drawing(
    theme: Theme, qapp: QApplication, qtbot: QtBot
) -> None:
    chart = GroupedBars(theme, "Size mix")
    chart.set_series(CATEGORIES, BARS)
    shown(chart, qtbot)
    chart.hide()
    theme.apply(qapp, Scheme.DARK)

    chart.show()

    picture = picture_of(chart)
    assert not chart.is_current
    assert colors_in(chart) == 1
    assert picture.pixelColor(1, 1).name() == theme.colors.surface
    theme.apply(qapp, Scheme.LIGHT)


def test_a_picked_category_without_bars_is_not_highlighted(theme: Theme, qtbot: QtBot) -> None:
    chart = GroupedBars(theme, "Size mix", can_pick=True)
    chart.set_series(CATEGORIES, BARS)
    shown(chart, qtbot)
    plain = picture_of(chart)
    chart.set_picked("Small caps")
    chart.catch_up()
    assert picture_of(chart) != plain

    chart.set_picked("Micro caps")
    chart.catch_up()

    assert picture_of(chart) == plain
