"""Where many paths may lead: bands that hold half and nine tenths of them, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from ui.charts.along import AlongChart
from ui.charts.drawing import AIR
from ui.charts.export import Cell, ChartTable
from ui.charts.paint import Paint
from ui.charts.scale import DOLLARS, log_ticks, nice_step, padded, ticks
from ui.charts.strokes import Strokes
from ui.language import tr, tr_n
from ui.overriding import override
from ui.text_size import hold
from ui.theme import Colors, Theme

QUANTILES = ("5 %", "25 %", tr("median"), "75 %", "95 %")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line across the fans with a word on it."""

    at: float
    """A month, or USD."""
    text: str


class FanChart(AlongChart):
    """One or two fans on the same axes."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._fans: tuple[Fan, ...] = ()
        self._is_log = False
        self._level: Note | None = None
        self._months: tuple[Note, ...] = ()
        hold(self, least_height=260)

    def set_fans(
        self, fans: Sequence[Fan], *, level: Note | None = None, months: Sequence[Note] = ()
    ) -> None:
        """Draw *fans* instead of whatever is there.

        Args:
            fans: The longest one decides how far the axis goes.
            level: An amount that gets a line across.
            months: Months that get a line of their own.
        """
        self._fans = tuple(fans)
        self._level = level
        self._months = tuple(months)
        self.redraw()

    def set_log(self, is_log: bool) -> None:  # noqa: FBT001 - a slot of QAbstractButton.toggled
        """Let equal distances be equal ratios, where every amount is above 0."""
        self._is_log = is_log
        self.redraw()

    @property
    def is_log(self) -> bool:
        """Whether equal distances are equal ratios."""
        return self._is_log and min(self._edges(), default=0.0) > 0

    def _edges(self) -> list[float]:
        """Return amounts between which everything lies."""
        level = [] if self._level is None else [self._level.at]
        bands = (fan.bands[:, (LOW, HIGH)] for fan in self._shown())
        return level + [float(edge) for band in bands for edge in (band.min(), band.max())]

    def _height(self, amount: float) -> float:
        return log10(amount) if self.is_log else amount

    @override
    def table(self) -> ChartTable:
        headers = (
            tr("Month"),
            *(f"{fan.name}, {name}" for fan in self._fans for name in QUANTILES),
        )
        rows: list[tuple[Cell, ...]] = [
            (str(month), *(cell for fan in self._fans for cell in _cells(fan, month)))
            for month in range(self._count())
        ]
        return ChartTable(headers=headers, rows=tuple(rows), units=(DOLLARS,) * len(headers))

    @override
    def _count(self) -> int:
        return max((len(fan.bands) for fan in self._fans), default=0)

    @override
    def _nearest(self, x: float, y: float) -> int | None:
        return min(max(0, round(x)), self._count() - 1)

    def _shown(self) -> list[Fan]:
        return self._switched_on(self._fans)

    def _reaching(self, month: int) -> list[Fan]:
        return [fan for fan in self._shown() if month < len(fan.bands)]

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        tops = [float(fan.bands[point][MIDDLE]) for fan in self._reaching(point)]
        return float(point), self._height(max(tops)) if tops else 0.0

    @override
    def _describe(self, point: int) -> str:
        lines = [
            tr_n("After {count} month", "After {count} months", point) if point else tr("Today")
        ]
        for fan in self._reaching(point):
            low, lower, middle, upper, high = (DOLLARS.exact(float(v)) for v in fan.bands[point])
            lines += [
                tr("{fan}: median {middle}", fan=fan.name, middle=middle),
                tr("    half of the paths: {lower} to {upper}", lower=lower, upper=upper),
                tr("    nine in ten: {low} to {high}", low=low, high=high),
            ]
        return "\n".join(lines)

    @override
    def _draw(self, colors: Colors) -> None:
        self._name_lines(self._fans)
        shown = self._shown()
        self._fit()
        self._draw_notes(colors)
        strokes = Strokes()
        for fan in shown:
            self._draw_bands(fan, colors, strokes)
        for fan in shown:
            pen = pg.mkPen(fan.paint(colors), width=2, style=fan.dash)
            strokes.add_line(self._along(fan, MIDDLE), pen)
        self._canvas.addItem(strokes, ignoreBounds=True)
        self._add_crosshair(colors)

    def _draw_notes(self, colors: Colors) -> None:
        _, (_, top) = self._canvas.getViewBox().viewRange()
        dotted = Qt.PenStyle.DotLine
        if self._level is not None:
            height = self._height(self._level.at)
            self._line(height, 0, colors.muted, z=10, style=dotted)
            last = float(max(1, self._count() - 1))
            ends = [float(fan.bands[-1][MIDDLE]) for fan in self._shown()]
            below = bool(ends) and min(ends) > self._level.at
            side = 0.0 if below else 1.0
            self._text(last, height, self._level.text, colors.text, anchor=(1.0, side))
        for note in self._months:
            self._line(note.at, 90, colors.muted, z=10, style=dotted)
            self._text(note.at, top, note.text, colors.muted, anchor=(0.0, 0.0))

    def _fit(self) -> None:
        width, height = self._room()
        last = max(1, self._count() - 1)
        heights = padded([self._height(amount) for amount in self._edges()])
        self._set_axes((0.0, float(last)), heights)
        count = max(2, int(height / VALUE_TICK_PIXELS))
        if self.is_log:
            self._set_ticks("left", log_ticks(10 ** heights[0], 10 ** heights[1], count, DOLLARS))
        else:
            self._set_ticks("left", ticks(*heights, count, DOLLARS))
        self._name_months(last, width)

    def _name_months(self, last: int, width: float) -> None:
        step = max(1.0, nice_step(last, max(2, int(width / MONTH_TICK_PIXELS))))
        if last >= YEAR and step > 1:
            step = next((n for n in (2, 3, 6, 12, 24, 36, 60) if n >= step), 120)
        months = [(float(month), str(month)) for month in range(0, last + 1, int(step))]
        self._canvas.setLabel("bottom", tr("Months from today"), color=self.colors.muted)
        self._set_ticks("bottom", months, grid=False)
        axis = self._canvas.getAxis("bottom")
        axis.setHeight(2 * self._canvas.fontMetrics().height() + AIR)

    def _draw_bands(self, fan: Fan, colors: Colors, strokes: Strokes) -> None:
        for low, high, alpha in ((LOW, HIGH, OUTER_ALPHA), (LOWER, UPPER, INNER_ALPHA)):
            fill, edge = QColor(fan.paint(colors)), QColor(fan.paint(colors))
            fill.setAlpha(alpha)
            edge.setAlpha(alpha * 2)
            pen = pg.mkPen(edge, width=1, style=fan.dash)
            below, above = self._along(fan, low), self._along(fan, high)
            strokes.add_area([*below, *reversed(above)], fill)
            strokes.add_line(below, pen)
            strokes.add_line(above, pen)

    def _along(self, fan: Fan, quantile: int) -> list[tuple[float, float]]:
        """Return where a quantile of *fan* lies, month by month."""
        amounts = fan.bands[:, quantile]
        heights = np.log10(amounts) if self.is_log else amounts
        return list(enumerate(heights.tolist()))


def _cells(fan: Fan, month: int) -> list[Cell]:
    """Return the amounts of a month; a shorter fan has none at its end."""
    if month >= len(fan.bands):
        return [None] * len(QUANTILES)
    return [float(value) for value in fan.bands[month]]
