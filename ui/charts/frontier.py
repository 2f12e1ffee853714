"""What less of something costs: a plan for every share, the amount against what is left."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from ui.charts import paint
from ui.charts.along import AlongChart
from ui.charts.drawing import AIR
from ui.charts.export import Cell, ChartTable
from ui.charts.legend import Entry, Shape
from ui.charts.paint import mix
from ui.charts.scale import DOLLARS, PERCENT, padded, ticks
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.theme import Colors, Theme

VALUE_TICK_PIXELS = 44
SHARE_TICK_PIXELS = 80
DOT, RING = 8, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One plan: what it leaves, and what it costs.

    Attributes:
        cap: The share (0..1) that was asked for at most.
        share: The share (0..1) that is left.
        cost: In USD.
        gains: In USD, realised.
        remark: What a person has to know of it, or "".
        is_within: Whether it keeps every limit; another one is drawn hollow.
    """

    cap: float
    share: float
    cost: float
    gains: float
    remark: str = ""
    is_within: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A share (0..1) that is marked on the axis, and what it is called."""

    share: float
    name: str


class FrontierChart(AlongChart):
    """Steps on a line; a click picks the cap of one."""

    picked = Signal(float)
    """The cap (0..1) that a person wants."""

    def __init__(
        self, theme: Theme, name: str, titles: tuple[str, str], parent: QWidget | None = None
    ) -> None:
        """*titles* are what the share and the cost are called."""
        super().__init__(theme, name, parent)
        self._titles = titles
        self._steps: tuple[Step, ...] = ()
        self._chosen: tuple[float, float] | None = None
        self._today: Place | None = None
        self._limit: Place | None = None
        hold(self, least_height=260)

    def set_steps(self, steps: Sequence[Step], *, today: Place | None, limit: Place | None) -> None:
        """Draw *steps* instead of whatever is there."""
        drawn = self._steps, self._today, self._limit
        self._steps = tuple(sorted(steps, key=lambda step: step.share))
        self._today, self._limit = today, limit
        if drawn != (self._steps, today, limit):
            self.redraw()

    def set_chosen(self, share: float | None, cost: float = 0.0) -> None:
        """Mark the plan that leaves *share* (0..1) and costs *cost*; None marks none."""
        chosen = None if share is None else (share, cost)
        if chosen != self._chosen:
            self._chosen = chosen
            self.redraw()

    @override
    def table(self) -> ChartTable:
        left, cost = self._titles
        headers = (tr("At most"), left, cost, tr("Realised gains"), tr("Remark"))
        rows: list[tuple[Cell, ...]] = [
            (step.cap, step.share, step.cost, step.gains, step.remark) for step in self._steps
        ]
        units = (PERCENT, PERCENT, DOLLARS, DOLLARS, DOLLARS)
        return ChartTable(headers=headers, rows=tuple(rows), units=units)

    @override
    def _count(self) -> int:
        return len(self._steps)

    @override
    def _nearest(self, x: float, y: float) -> int | None:
        return min(range(self._count()), key=lambda n: abs(self._steps[n].share - x))

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        step = self._steps[point]
        return step.share, step.cost

    @override
    def _describe(self, point: int) -> str:
        step = self._steps[point]
        left, cost = self._titles
        lines = [
            f"{left}: {PERCENT.exact(step.share)}",
            f"{cost}: {DOLLARS.exact(step.cost)}",
            tr("Realised gains: {gains}", gains=DOLLARS.exact(step.gains)),
        ]
        return "\n".join((*lines, step.remark) if step.remark else lines)

    @override
    def _pick(self, point: int) -> None:
        self.picked.emit(self._steps[point].cap)

    @override
    def _draw(self, colors: Colors) -> None:
        entries = [Entry(name=tr("A plan for each share"), paint=paint.before, shape=Shape.LINE)]
        if any(not step.is_within for step in self._steps):
            hollow = Qt.PenStyle.DotLine
            entries.append(
                Entry(
                    name=tr("Beyond the limits"), paint=paint.muted, shape=Shape.LINE, dash=hollow
                )
            )
        if self._chosen is not None:
            entries.append(Entry(name=tr("Chosen"), paint=paint.after, shape=Shape.MARK))
        self._set_legend(entries)
        self._fit()
        self._draw_places(colors)
        self._draw_line(colors)
        if self._chosen is not None:
            self._draw_chosen(self._chosen, colors)
        self._add_crosshair(colors)

    def _fit(self) -> None:
        width, height = self._room()
        shares = [step.share for step in self._steps]
        costs = [0.0, *(step.cost for step in self._steps)]
        if self._chosen is not None:
            shares.append(self._chosen[0])
            costs.append(self._chosen[1])
        shares += [place.share for place in (self._today, self._limit) if place is not None]
        across, upward = padded(shares, 0.04), padded(costs, 0.12)
        self._set_axes(across, upward)
        self._set_ticks("left", ticks(*upward, max(2, int(height / VALUE_TICK_PIXELS)), DOLLARS))
        count = max(2, int(width / SHARE_TICK_PIXELS))
        shown = [tick for tick in ticks(*across, count, PERCENT) if 0 <= tick[0] <= 1]
        self._set_ticks("bottom", shown, grid=False)

    def _draw_places(self, colors: Colors) -> None:
        (left, right), (_, top) = self._canvas.getViewBox().viewRange()
        for place, color, drop in (
            (self._today, colors.muted, 0.0),
            (self._limit, colors.warning, 0.08),
        ):
            if place is None:
                continue
            self._line(place.share, 90, color, z=-30, style=Qt.PenStyle.DashLine)
            side = 1.0 if place.share > (left + right) / 2 else 0.0
            low = self._canvas.getViewBox().viewRange()[1][0]
            height = top - (top - low) * drop
            self._text(place.share, height, place.name, color, anchor=(side, 0.0))

    def _draw_line(self, colors: Colors) -> None:
        shares = [step.share for step in self._steps]
        costs = [step.cost for step in self._steps]
        pen = pg.mkPen(colors.before, width=2)
        self._canvas.addItem(pg.PlotDataItem(shares, costs, pen=pen))
        fills = [colors.before if step.is_within else colors.surface for step in self._steps]
        dots = pg.ScatterPlotItem(
            shares,
            costs,
            size=DOT,
            pen=pg.mkPen(colors.before, width=1.5),
            brush=[pg.mkBrush(fill) for fill in fills],
        )
        dots.setZValue(10)
        self._canvas.addItem(dots)

    def _draw_chosen(self, chosen: tuple[float, float], colors: Colors) -> None:
        halo = QColor(mix(colors.surface, colors.after, 0.25))
        ring = pg.ScatterPlotItem(
            [chosen[0]],
            [chosen[1]],
            size=RING,
            pen=pg.mkPen(colors.after, width=2),
            brush=pg.mkBrush(halo),
        )
        ring.setZValue(12)
        self._canvas.addItem(ring)
        (left, right), _ = self._canvas.getViewBox().viewRange()
        side = 1.2 if chosen[0] > (left + right) / 2 else -0.2
        text = f"{PERCENT.exact(chosen[0])}, {DOLLARS.exact(chosen[1])}"
        self._text(*chosen, text, colors.after, anchor=(side, 1.0 + AIR / 16))
