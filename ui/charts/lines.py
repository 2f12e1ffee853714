"""Lines over dates, to be read day by day."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.charts.along import AlongChart
from ui.charts.export import Cell, ChartTable
from ui.charts.paint import Paint
from ui.charts.scale import PERCENT, Unit, day_ticks, padded, ticks
from ui.format import day as day_text
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.theme import Colors, Theme

THIN_FROM = 500
"""Points from which a line is one pixel wide: wider pens are ruinous on long lines."""
DAY_TICK_PIXELS = 84
VALUE_TICK_PIXELS = 44


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One series: a value per day, oldest first."""

    name: str
    paint: Paint
    days: tuple[date, ...]
    values: tuple[float, ...]
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days that stand out, with a word on why."""

    first: date
    last: date
    text: str


class LineChart(AlongChart):
    """Lines with a legend that hides them, and a read-out that walks along the days."""

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, unit: Unit = PERCENT
    ) -> None:
        super().__init__(theme, name, parent)
        self._unit = unit
        self._lines: tuple[Line, ...] = ()
        self._spans: tuple[Span, ...] = ()
        self._reference: float | None = None
        self._days: tuple[date, ...] = ()
        self._by_day: tuple[dict[date, float], ...] = ()
        hold(self, least_height=200)

    def set_lines(
        self,
        lines: Sequence[Line],
        *,
        spans: Sequence[Span] = (),
        reference: float | None = None,
    ) -> None:
        """Draw *lines* instead of whatever is there.

        Args:
            lines: At least one day each.
            spans: Days to be shaded behind the lines.
            reference: A value that gets a line of its own and is always in sight.
        """
        self._lines = tuple(lines)
        self._spans = tuple(spans)
        self._reference = reference
        self._days = tuple(sorted({each for line in lines for each in line.days}))
        self._by_day = tuple(dict(zip(line.days, line.values, strict=True)) for line in lines)
        self.redraw()

    @override
    def table(self) -> ChartTable:
        rows: list[tuple[Cell, ...]] = [
            (each.isoformat(), *(values.get(each) for values in self._by_day))
            for each in self._days
        ]
        headers = (tr("Date"), *(line.name for line in self._lines))
        return ChartTable(headers=headers, rows=tuple(rows), units=(self._unit,) * len(headers))

    @override
    def _count(self) -> int:
        return len(self._days)

    @override
    def _nearest(self, x: float, y: float) -> int | None:
        at = bisect_left(self._days, x, key=date.toordinal)
        near = [n for n in (at - 1, at) if 0 <= n < len(self._days)]
        return min(near, key=lambda n: abs(self._days[n].toordinal() - x))

    def _shown(self) -> list[tuple[Line, dict[date, float]]]:
        hidden = self.legend.hidden
        pairs = zip(self._lines, self._by_day, strict=True)
        return [(line, values) for line, values in pairs if line.name not in hidden]

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        each = self._days[point]
        values = [values[each] for _, values in self._shown() if each in values]
        return float(each.toordinal()), max(values, default=0.0)

    @override
    def _describe(self, point: int) -> str:
        each = self._days[point]
        lines = [day_text(each)]
        for line, values in self._shown():
            if each in values:
                lines.append(f"{line.name}: {self._unit.exact(values[each])}")
        return "\n".join(lines)

    @override
    def _draw(self, colors: Colors) -> None:
        self._name_lines(self._lines)
        shown = self._shown()
        values = [value for line, _ in shown for value in line.values]
        if self._reference is not None:
            values.append(self._reference)
        self._fit(padded(values))
        self._shade(colors)
        if self._reference is not None:
            self._line(self._reference, 0, colors.muted, z=-40)
        for line, _ in shown:
            self._draw_line(line, colors)
        self._add_crosshair(colors)

    def _fit(self, heights: tuple[float, float]) -> None:
        width, height = self._room()
        first, last = self._days[0], self._days[-1]
        days = (first.toordinal() - 0.5, last.toordinal() + 0.5)
        self._set_axes(days, heights)
        count = max(2, int(height / VALUE_TICK_PIXELS))
        self._set_ticks("left", ticks(*heights, count, self._unit))
        count = max(2, int(width / DAY_TICK_PIXELS))
        self._set_ticks("bottom", day_ticks(first, last, count), grid=False)

    def _draw_line(self, line: Line, colors: Colors) -> None:
        width = 1 if len(line.days) > THIN_FROM else 2
        item = pg.PlotDataItem(
            [each.toordinal() for each in line.days],
            list(line.values),
            pen=pg.mkPen(line.paint(colors), width=width, style=line.dash),
        )
        self._canvas.addItem(item)

    def _shade(self, colors: Colors) -> None:
        days, (_, top) = self._canvas.getViewBox().viewRange()
        for span in self._spans:
            left, right = span.first.toordinal() - 0.5, span.last.toordinal() + 0.5
            region = pg.LinearRegionItem(
                (left, right), movable=False, brush=colors.sunken, pen=pg.mkPen(None)
            )
            region.setZValue(-60)
            self._canvas.addItem(region, ignoreBounds=True)
            is_late = left > sum(days) / 2
            place = (right, 1.0) if is_late else (left, 0.0)
            self._text(place[0], top, span.text, colors.muted, anchor=(place[1], 0.0))
