"""Horizontal bars of two parts, with a mark for what they become."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.charts import paint
from ui.charts.export import ChartTable
from ui.charts.legend import Entry, Shape
from ui.charts.rows import RowChart
from ui.charts.scale import PERCENT, Unit
from ui.theme import Colors, Theme

THICKNESS = 0.62
BAR_PIXELS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it stands for, and its two parts."""

    key: str
    label: str
    first: float
    second: float
    after: float | None = None
    """What the whole becomes; None where there is no plan."""

    @property
    def whole(self) -> float:
        """Both parts together."""
        return self.first + self.second


class StackedBars(RowChart):
    """Bars from the top down; a click picks one, a second click lets it go."""

    picked = Signal(str)
    """The key of the picked bar, or "" when none is any more."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        parts: tuple[str, str],
        parent: QWidget | None = None,
        *,
        unit: Unit = PERCENT,
    ) -> None:
        super().__init__(theme, name, parent)
        self._parts = parts
        self._unit = unit
        self._bars: tuple[Bar, ...] = ()
        self._picked = ""

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars as drawn, from the top down."""
        return self._bars

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Draw *bars* instead of whatever is there."""
        self._bars = tuple(bars)
        if self._picked not in {bar.key for bar in bars}:
            self._picked = ""
        self.setMinimumHeight(len(bars) * BAR_PIXELS + 72)
        self.redraw()

    def set_picked(self, key: str) -> None:
        """Highlight the bar *key*; "" highlights none."""
        if key != self._picked:
            self._picked = key
            self.redraw()

    @override
    def table(self) -> ChartTable:
        has_after = any(bar.after is not None for bar in self._bars)
        rows = [
            (bar.label, bar.first, bar.second, bar.whole, *((bar.after,) if has_after else ()))
            for bar in self._bars
        ]
        headers = ("", *self._parts, "Together", *(("After the plan",) if has_after else ()))
        return ChartTable(headers=headers, rows=tuple(rows), units=(self._unit,) * len(headers))

    @override
    def _count(self) -> int:
        return len(self._bars)

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        return self._bars[point].whole, float(point)

    @override
    def _describe(self, point: int) -> str:
        bar, exact = self._bars[point], self._unit.exact
        lines = [
            bar.label,
            f"{self._parts[0]}: {exact(bar.first)}",
            f"{self._parts[1]}: {exact(bar.second)}",
            f"Together: {exact(bar.whole)}",
        ]
        if bar.after is not None:
            lines.append(f"After the plan: {exact(bar.after)}")
        return "\n".join(lines)

    @override
    def _pick(self, point: int) -> None:
        key = self._bars[point].key
        self._picked = "" if key == self._picked else key
        self.redraw()
        self.picked.emit(self._picked)

    @override
    def _draw(self, colors: Colors) -> None:
        has_after = any(bar.after is not None for bar in self._bars)
        self._name_parts(has_after=has_after)
        self._name_rows([bar.label for bar in self._bars])
        largest = max(max(bar.whole, bar.after or 0.0) for bar in self._bars) or 1.0
        sample = self._unit.exact(largest)
        label = f"{sample} \u2192 {sample}" if has_after else sample
        self._fit(0.0, largest, self._unit, label)
        self._draw_parts(colors)
        for row, bar in enumerate(self._bars):
            self._draw_texts(row, bar, colors)
            if bar.key == self._picked:
                self._band(row, colors)

    def _name_parts(self, *, has_after: bool) -> None:
        first, second = self._parts
        entries = [
            Entry(name=first, paint=paint.before),
            Entry(name=second, paint=paint.pale(paint.before)),
        ]
        if has_after:
            entries.append(Entry(name="After the plan", paint=paint.after, shape=Shape.MARK))
        self._set_legend(entries)

    def _draw_parts(self, colors: Colors) -> None:
        rows = list(range(len(self._bars)))
        first = [bar.first for bar in self._bars]
        second = [bar.second for bar in self._bars]
        outline = pg.mkPen(colors.before, width=1)
        for start, widths, fill in (
            ([0.0] * len(rows), first, paint.before),
            (first, second, paint.pale(paint.before)),
        ):
            bars = pg.BarGraphItem(
                x0=start, y=rows, width=widths, height=THICKNESS, brush=fill(colors), pen=outline
            )
            self._canvas.addItem(bars)

    def _draw_texts(self, row: int, bar: Bar, colors: Colors) -> None:
        exact = self._unit.exact
        text = exact(bar.whole)
        if bar.after is not None:
            text = f"{text} \u2192 {exact(bar.after)}"
            mark = pg.PlotDataItem(
                [bar.after, bar.after],
                [row - 0.44, row + 0.44],
                pen=pg.mkPen(colors.after, width=3),
            )
            mark.setZValue(10)
            self._canvas.addItem(mark)
        self._text(max(bar.whole, bar.after or 0.0), row, text, colors.text)

    def _band(self, row: int, colors: Colors) -> None:
        band = pg.LinearRegionItem(
            (row - 0.5, row + 0.5),
            orientation="horizontal",
            movable=False,
            brush=colors.sunken,
            pen=pg.mkPen(colors.accent, width=1),
        )
        band.setZValue(-60)
        self._canvas.addItem(band, ignoreBounds=True)
