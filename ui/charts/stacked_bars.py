"""Horizontal bars of several parts, with whiskers for their bounds and a mark for a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.charts import paint
from ui.charts.export import Cell, ChartTable
from ui.charts.legend import Entry, Shape
from ui.charts.paint import Paint
from ui.charts.rows import RowChart
from ui.charts.scale import PERCENT, Unit
from ui.charts.strokes import Strokes
from ui.charts.whisker import Bounds, whiskers
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.theme import Colors, Theme
from ui.widgets.spoken import in_a_line

THICKNESS = 0.62
BAR_PIXELS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What the parts at one place of every bar have in common."""

    name: str
    paint: Paint


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it stands for, and its parts from the left."""

    key: str
    label: str
    values: tuple[float, ...]
    bounds: Bounds | None = None
    """Between what the whole lies; None where it is known."""
    after: float | None = None
    """What the whole becomes; None where there is no plan."""

    @property
    def whole(self) -> float:
        """All parts together."""
        return sum(self.values)

    @property
    def reach(self) -> float:
        """How far to the right anything of the bar is drawn."""
        upper = self.bounds.upper if self.bounds else 0.0
        return max(self.whole, self.after or 0.0, upper)


class StackedBars(RowChart):
    """Bars from the top down; a click picks one, a second click lets it go."""

    picked = Signal(str)
    """The key of the picked bar, or "" when none is any more."""

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, unit: Unit = PERCENT
    ) -> None:
        super().__init__(theme, name, parent)
        self._unit = unit
        self._parts: tuple[Part, ...] = ()
        self._bars: tuple[Bar, ...] = ()
        self._picked = ""

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars as drawn, from the top down."""
        return self._bars

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the bars consist of, from the left."""
        return self._parts

    def set_bars(self, parts: Sequence[Part], bars: Sequence[Bar]) -> None:
        """Draw *bars*, each with a value for every one of *parts*, instead of what is there."""
        self._parts, self._bars = tuple(parts), tuple(bars)
        if self._picked not in {bar.key for bar in bars}:
            self._picked = ""
        hold(self, least_height=len(bars) * BAR_PIXELS + 72)
        self.redraw()

    def set_picked(self, key: str) -> None:
        """Highlight the bar *key*; "" highlights none."""
        if key != self._picked:
            self._picked = key
            self.redraw()

    @override
    def table(self) -> ChartTable:
        has_after = any(bar.after is not None for bar in self._bars)
        has_bounds = any(bar.bounds is not None for bar in self._bars)
        headers = [
            "",
            *(part.name for part in self._parts),
            tr("Together"),
            *((tr("At least"), tr("At most")) if has_bounds else ()),
            *((tr("After the plan"),) if has_after else ()),
        ]
        rows: list[tuple[Cell, ...]] = []
        for bar in self._bars:
            bounds = bar.bounds or Bounds(lower=bar.whole, upper=bar.whole)
            rows.append(
                (
                    bar.label,
                    *bar.values,
                    bar.whole,
                    *((bounds.lower, bounds.upper) if has_bounds else ()),
                    *((bar.after,) if has_after else ()),
                )
            )
        units = (self._unit,) * len(headers)
        return ChartTable(headers=tuple(headers), rows=tuple(rows), units=units)

    @override
    def _count(self) -> int:
        return len(self._bars)

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        return self._bars[point].whole, float(point)

    @override
    def _describe(self, point: int) -> str:
        bar, exact = self._bars[point], self._unit.exact
        lines = [bar.label]
        pairs = zip(self._parts, bar.values, strict=True)
        lines += [f"{part.name}: {exact(value)}" for part, value in pairs if value]
        lines.append(tr("Together: {whole}", whole=exact(bar.whole)))
        if bar.bounds is not None and bar.bounds.is_wide:
            lower, upper = exact(bar.bounds.lower), exact(bar.bounds.upper)
            lines.append(tr("At least {lower}, at most {upper}", lower=lower, upper=upper))
        if bar.after is not None:
            lines.append(tr("After the plan: {after}", after=exact(bar.after)))
        return "\n".join(lines)

    @override
    def _glance(self) -> str:
        longest = max(range(self._count()), key=lambda row: self._bars[row].whole)
        return tr(
            "{count} bars; the longest: {longest}.",
            count=f"{self._count():,}",
            longest=in_a_line(self._describe(longest)),
        )

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
        reach = max(bar.reach for bar in self._bars) or 1.0
        sample = self._unit.exact(reach)
        self._fit(0.0, reach, self._unit, f"{sample} \u2192 {sample}" if has_after else sample)
        self._draw_parts(colors)
        self._draw_whiskers(colors)
        self._draw_marks(colors)
        for row, bar in enumerate(self._bars):
            self._draw_text(row, bar, colors)
            if bar.key == self._picked:
                self._band(row, colors)

    def _name_parts(self, *, has_after: bool) -> None:
        entries = [Entry(name=part.name, paint=part.paint) for part in self._parts]
        if has_after:
            entries.append(Entry(name=tr("After the plan"), paint=paint.after, shape=Shape.MARK))
        if any(bar.bounds is not None and bar.bounds.is_wide for bar in self._bars):
            entries.append(Entry(name=tr("Bounds"), paint=paint.ink, shape=Shape.WHISKER))
        self._set_legend(entries)

    def _draw_parts(self, colors: Colors) -> None:
        rows = np.arange(len(self._bars))
        values = np.array([bar.values for bar in self._bars])
        starts = np.cumsum(values, axis=1) - values
        for number, part in enumerate(self._parts):
            bars = pg.BarGraphItem(
                x0=starts[:, number],
                y=rows,
                width=values[:, number],
                height=THICKNESS,
                brush=part.paint(colors),
                pen=pg.mkPen(colors.surface, width=1),
            )
            self._canvas.addItem(bars)

    def _draw_whiskers(self, colors: Colors) -> None:
        known = [(row, bar.bounds) for row, bar in enumerate(self._bars) if bar.bounds is not None]
        rows, bounds = [float(row) for row, _ in known], [each for _, each in known]
        self._canvas.addItem(whiskers(rows, bounds, THICKNESS, colors))

    def _draw_marks(self, colors: Colors) -> None:
        """Mark how long each bar is after the plan."""
        marks, pen = Strokes(), pg.mkPen(colors.after, width=3)
        for row, bar in enumerate(self._bars):
            if bar.after is not None:
                marks.add_line([(bar.after, row - 0.44), (bar.after, row + 0.44)], pen)
        marks.setZValue(10)
        self._canvas.addItem(marks, ignoreBounds=True)

    def _draw_text(self, row: int, bar: Bar, colors: Colors) -> None:
        exact = self._unit.exact
        text = exact(bar.whole)
        if bar.after is not None:
            text = f"{text} \u2192 {exact(bar.after)}"
        self._text(bar.reach, row, text, colors.text)
