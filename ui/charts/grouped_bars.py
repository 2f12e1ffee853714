"""Several horizontal bars beside each other for each of a few categories."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.charts.export import ChartTable
from ui.charts.legend import Entry
from ui.charts.paint import Paint
from ui.charts.rows import RowChart
from ui.charts.scale import PERCENT, Unit
from ui.theme import Colors, Theme

THICKNESS = 0.76
BAR_PIXELS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class BarSeries:
    """One bar in every category, all in one colour; None is unknown."""

    name: str
    paint: Paint
    values: tuple[float | None, ...]


class GroupedBars(RowChart):
    """Categories from the top down, in each the bars of the series in order."""

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, unit: Unit = PERCENT
    ) -> None:
        super().__init__(theme, name, parent)
        self._unit = unit
        self._categories: tuple[str, ...] = ()
        self._series: tuple[BarSeries, ...] = ()

    def set_series(self, categories: Sequence[str], series: Sequence[BarSeries]) -> None:
        """Draw *series* over *categories* instead of whatever is there."""
        self._categories = tuple(categories)
        self._series = tuple(series)
        row = BAR_PIXELS * len(series) / THICKNESS
        self.setMinimumHeight(round(len(categories) * max(24.0, row)) + 72)
        self.redraw()

    @override
    def table(self) -> ChartTable:
        headers = ("", *(series.name for series in self._series))
        rows = tuple(
            (category, *(series.values[number] for series in self._series))
            for number, category in enumerate(self._categories)
        )
        return ChartTable(headers=headers, rows=rows, units=(self._unit,) * len(headers))

    @override
    def _count(self) -> int:
        return len(self._categories) if self._series else 0

    def _shown(self) -> list[BarSeries]:
        hidden = self.legend.hidden
        return [series for series in self._series if series.name not in hidden]

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        return max((s.values[point] or 0.0 for s in self._shown()), default=0.0), float(point)

    @override
    def _describe(self, point: int) -> str:
        lines = [self._categories[point]]
        for series in self._shown():
            value = series.values[point]
            if value is not None:
                lines.append(f"{series.name}: {self._unit.exact(value)}")
        return "\n".join(lines)

    @override
    def _draw(self, colors: Colors) -> None:
        entries = [Entry(name=series.name, paint=series.paint) for series in self._series]
        self._set_legend(entries, can_hide=len(entries) > 1)
        self._name_rows(self._categories)
        shown = self._shown()
        values = [value or 0.0 for series in shown for value in series.values] or [1.0]
        low, high = min(0.0, *values), max(0.0, *values)
        longest = max((self._unit.exact(value) for value in values), key=self.text_width)
        self._fit(low, high if high > low else 1.0, self._unit, longest)
        if low < 0:
            self._line(0.0, 90, colors.muted, z=-40)
        for place, series in enumerate(shown):
            self._draw_series(series, place, len(shown), colors)

    def _draw_series(self, series: BarSeries, place: int, count: int, colors: Colors) -> None:
        height = THICKNESS / count
        offset = (place + 0.5) * height - THICKNESS / 2
        known = [(row, value) for row, value in enumerate(series.values) if value is not None]
        color = series.paint(colors)
        bars = pg.BarGraphItem(
            x0=[0.0] * len(known),
            y=[row + offset for row, _ in known],
            width=[value for _, value in known],
            height=height * 0.88,
            brush=color,
            pen=pg.mkPen(None),
        )
        self._canvas.addItem(bars)
        for row, value in known:
            side = 1.0 if value < 0 else 0.0
            text = self._unit.exact(value)
            self._text(value, row + offset, text, colors.text, anchor=(side, 0.5))
