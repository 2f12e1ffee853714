"""Several horizontal bars beside each other for each of a few categories, with what is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.charts import paint
from ui.charts.export import Cell, ChartTable
from ui.charts.legend import Entry, Shape
from ui.charts.paint import Paint
from ui.charts.rows import RowChart
from ui.charts.scale import PERCENT, Unit
from ui.charts.whisker import Bounds, whiskers
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.theme import Colors, Theme
from ui.widgets.spoken import in_a_line

THICKNESS = 0.76
BAR_PIXELS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class BarSeries:
    """One bar in every category, all in one colour; None is unknown."""

    name: str
    paint: Paint
    values: tuple[float | None, ...]
    bounds: tuple[Bounds | None, ...] = ()
    """Between what every value lies; empty where all of them are known."""

    def bounds_at(self, category: int) -> Bounds | None:
        """Return between what the value of *category* lies, if that can be told from it."""
        bounds = self.bounds[category] if self.bounds else None
        return bounds if bounds is not None and bounds.is_wide else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is wanted of one category."""

    category: int
    value: float
    words: str
    """How the goal reads: ``at least 15.0 %``."""


class GroupedBars(RowChart):
    """Categories from the top down, in each the bars of the series in order.

    A click picks a category where the chart has somebody listening, a second one lets it go.
    """

    picked = Signal(str)
    """The name of the picked category, or "" when none is any more."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        parent: QWidget | None = None,
        *,
        unit: Unit = PERCENT,
        can_pick: bool = False,
    ) -> None:
        super().__init__(theme, name, parent)
        self._unit = unit
        self._can_pick = can_pick
        self._picked = ""
        self._categories: tuple[str, ...] = ()
        self._series: tuple[BarSeries, ...] = ()
        self._goals: tuple[Goal, ...] = ()

    def set_series(
        self, categories: Sequence[str], series: Sequence[BarSeries], *, goals: Sequence[Goal] = ()
    ) -> None:
        """Draw *series* over *categories*, and *goals*, instead of whatever is there."""
        self._categories = tuple(categories)
        self._series = tuple(series)
        self._goals = tuple(goals)
        if self._picked not in self._categories:
            self._picked = ""
        row = BAR_PIXELS * len(series) / THICKNESS
        hold(self, least_height=round(len(categories) * max(24.0, row)) + 72)
        self.redraw()

    def set_picked(self, category: str) -> None:
        """Highlight *category*, if it has bars; "" highlights none."""
        if category != self._picked:
            self._picked = category
            self.redraw()

    @override
    def table(self) -> ChartTable:
        headers = [""]
        for series in self._series:
            headers.append(series.name)
            if series.bounds:
                headers += [
                    tr("{series}, at least", series=series.name),
                    tr("{series}, at most", series=series.name),
                ]
        if self._goals:
            headers.append(tr("Wanted"))
        rows = tuple(self._row(number) for number in range(len(self._categories)))
        return ChartTable(headers=tuple(headers), rows=rows, units=(self._unit,) * len(headers))

    def _row(self, number: int) -> tuple[Cell, ...]:
        cells: list[Cell] = [self._categories[number]]
        for series in self._series:
            cells.append(series.values[number])
            if series.bounds:
                bounds = series.bounds[number]
                cells += [None, None] if bounds is None else [bounds.lower, bounds.upper]
        if self._goals:
            cells.append(self._wanted(number))
        return tuple(cells)

    def _wanted(self, number: int) -> str:
        return ", ".join(goal.words for goal in self._goals if goal.category == number)

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
        exact = self._unit.exact
        lines = [self._categories[point]]
        for series in self._shown():
            value = series.values[point]
            if value is not None:
                lines.append(f"{series.name}: {exact(value)}")
            bounds = series.bounds_at(point)
            if bounds is not None:
                lines.append(
                    tr(
                        "    at least {lower}, at most {upper}",
                        lower=exact(bounds.lower),
                        upper=exact(bounds.upper),
                    )
                )
        if self._wanted(point):
            lines.append(tr("Wanted: {goals}", goals=self._wanted(point)))
        return "\n".join(lines)

    @override
    def _glance(self) -> str:
        shown = self._shown()
        largest = max(
            range(self._count()),
            key=lambda row: max((abs(each.values[row] or 0.0) for each in shown), default=0.0),
        )
        said = in_a_line(self._describe(largest))
        return tr(
            "{count} groups of bars; the longest: {said}.", count=f"{self._count():,}", said=said
        )

    @override
    def _pick(self, point: int) -> None:
        if not self._can_pick:
            return
        category = self._categories[point]
        self._picked = "" if category == self._picked else category
        self.redraw()
        self.picked.emit(self._picked)

    @override
    def _draw(self, colors: Colors) -> None:
        self._name_series()
        self._name_rows(self._categories)
        shown = self._shown()
        values = [value or 0.0 for series in shown for value in series.values] or [1.0]
        low, high = min(0.0, *values), max(0.0, *values, *self._ends(shown))
        longest = max((self._unit.exact(value) for value in values), key=self.text_width)
        self._fit(low, high if high > low else 1.0, self._unit, longest)
        if low < 0:
            self._line(0.0, 90, colors.muted, z=-40)
        for place, series in enumerate(shown):
            self._draw_series(series, place, len(shown), colors)
        self._draw_goals(colors)
        if self._picked in self._categories:
            self._band(self._categories.index(self._picked), colors)

    def _ends(self, shown: Sequence[BarSeries]) -> list[float]:
        """Return how far whiskers and goals reach."""
        count = len(self._categories)
        bounds = [series.bounds_at(n) for series in shown for n in range(count)]
        uppers = [each.upper for each in bounds if each is not None]
        return uppers + [goal.value for goal in self._goals]

    def _name_series(self) -> None:
        entries = [Entry(name=series.name, paint=series.paint) for series in self._series]
        can_hide = len(entries) > 1
        if self._goals:
            entries.append(
                Entry(name=tr("Wanted"), paint=paint.ink, shape=Shape.MARK, is_fixed=True)
            )
        if any(series.bounds_at(n) for series in self._series for n in range(self._count())):
            entries.append(
                Entry(name=tr("Bounds"), paint=paint.ink, shape=Shape.WHISKER, is_fixed=True)
            )
        self._set_legend(entries, can_hide=can_hide)

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
        bounded = [(row, series.bounds_at(row)) for row, _ in known]
        wide = [(row, bounds) for row, bounds in bounded if bounds is not None]
        places, between = [row + offset for row, _ in wide], [bounds for _, bounds in wide]
        self._canvas.addItem(whiskers(places, between, height, colors))
        for (row, value), (_, bounds) in zip(known, bounded, strict=True):
            side = 1.0 if value < 0 else 0.0
            text = self._unit.exact(value)
            end = value if bounds is None else bounds.upper
            self._text(end, row + offset, text, colors.text, anchor=(side, 0.5))

    def _draw_goals(self, colors: Colors) -> None:
        for goal in self._goals:
            mark = pg.PlotDataItem(
                [goal.value, goal.value],
                [goal.category - THICKNESS / 2, goal.category + THICKNESS / 2],
                pen=pg.mkPen(colors.text, width=3),
            )
            mark.setZValue(10)
            self._canvas.addItem(mark)
