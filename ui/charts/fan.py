"""Where many paths may lead: bands that hold half and nine tenths of them, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.charts.along import AlongChart
from ui.charts.drawing import AIR
from ui.charts.export import Cell, ChartTable
from ui.charts.paint import Paint
from ui.charts.scale import DOLLARS, nice_step, padded, ticks
from ui.theme import Colors, Theme

QUANTILES = ("5 %", "25 %", "median", "75 %", "95 %")
"""What the columns of a fan are."""
LOW, LOWER, MIDDLE, UPPER, HIGH = range(5)
OUTER_ALPHA, INNER_ALPHA = 38, 70
MONTH_TICK_PIXELS = 56
VALUE_TICK_PIXELS = 44
YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fan:
    """One portfolio's bands; *bands* has a row per month and a column per quantile, in USD."""

    name: str
    paint: Paint
    bands: NDArray[np.float64]
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine


class FanChart(AlongChart):
    """One or two fans on the same axes."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._fans: tuple[Fan, ...] = ()
        self.setMinimumHeight(260)

    def set_fans(self, fans: Sequence[Fan]) -> None:
        """Draw *fans*, all over the same months, instead of whatever is there."""
        self._fans = tuple(fans)
        self.redraw()

    @override
    def table(self) -> ChartTable:
        headers = ("Month", *(f"{fan.name}, {name}" for fan in self._fans for name in QUANTILES))
        rows: list[tuple[Cell, ...]] = [
            (str(month), *(float(value) for fan in self._fans for value in fan.bands[month]))
            for month in range(self._count())
        ]
        return ChartTable(headers=headers, rows=tuple(rows), units=(DOLLARS,) * len(headers))

    @override
    def _count(self) -> int:
        return len(self._fans[0].bands) if self._fans else 0

    @override
    def _nearest(self, x: float, y: float) -> int | None:
        return min(max(0, round(x)), self._count() - 1)

    def _shown(self) -> list[Fan]:
        return self._switched_on(self._fans)

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        tops = [float(fan.bands[point][MIDDLE]) for fan in self._shown()]
        return float(point), max(tops, default=0.0)

    @override
    def _describe(self, point: int) -> str:
        lines = ["Today" if point == 0 else f"After {point} month{'s' if point > 1 else ''}"]
        for fan in self._shown():
            low, lower, middle, upper, high = (DOLLARS.exact(float(v)) for v in fan.bands[point])
            lines += [
                f"{fan.name}: median {middle}",
                f"    half of the paths: {lower} to {upper}",
                f"    nine in ten: {low} to {high}",
            ]
        return "\n".join(lines)

    @override
    def _draw(self, colors: Colors) -> None:
        self._name_lines(self._fans)
        shown = self._shown()
        edges = [float(value) for fan in shown for value in fan.bands[:, (LOW, HIGH)].flat]
        self._fit(padded(edges))
        for fan in shown:
            self._draw_bands(fan, colors)
        for fan in shown:
            self._draw_median(fan, colors)
        self._add_crosshair(colors)

    def _fit(self, heights: tuple[float, float]) -> None:
        width, height = self._room()
        last = max(1, self._count() - 1)
        self._set_axes((0.0, float(last)), heights)
        self._set_ticks("left", ticks(*heights, max(2, int(height / VALUE_TICK_PIXELS)), DOLLARS))
        step = max(1.0, nice_step(last, max(2, int(width / MONTH_TICK_PIXELS))))
        if last >= YEAR and step > 1:
            step = next((n for n in (2, 3, 6, 12, 24, 36, 60) if n >= step), 120)
        months = [(float(month), str(month)) for month in range(0, last + 1, int(step))]
        self._canvas.setLabel("bottom", "Months from today", color=self.colors.muted)
        self._set_ticks("bottom", months, grid=False)
        axis = self._canvas.getAxis("bottom")
        axis.setHeight(2 * self._canvas.fontMetrics().height() + AIR)

    def _draw_bands(self, fan: Fan, colors: Colors) -> None:
        months = np.arange(len(fan.bands))
        for low, high, alpha in ((LOW, HIGH, OUTER_ALPHA), (LOWER, UPPER, INNER_ALPHA)):
            fill = QColor(fan.paint(colors))
            fill.setAlpha(alpha)
            edge = QColor(fan.paint(colors))
            edge.setAlpha(alpha * 2)
            pen = pg.mkPen(edge, width=1, style=fan.dash)
            curves = [pg.PlotCurveItem(months, fan.bands[:, n], pen=pen) for n in (low, high)]
            for curve in curves:
                self._canvas.addItem(curve)
            self._canvas.addItem(pg.FillBetweenItem(*curves, brush=fill))

    def _draw_median(self, fan: Fan, colors: Colors) -> None:
        pen = pg.mkPen(fan.paint(colors), width=2, style=fan.dash)
        months = np.arange(len(fan.bands))
        self._canvas.addItem(pg.PlotDataItem(months, fan.bands[:, MIDDLE], pen=pen))
