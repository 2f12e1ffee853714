"""Ways to a goal, year by year: what is left after each, as stairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.charts.along import AlongChart
from ui.charts.export import Cell, ChartTable
from ui.charts.paint import Paint
from ui.charts.scale import DOLLARS, PERCENT, padded, ticks
from ui.format import day as day_text
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.theme import Colors, Theme

VALUE_TICK_PIXELS = 36
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """One way: what is left (0..1) and what it has cost (USD) today and after every day."""

    name: str
    paint: Paint
    shares: tuple[float, ...]
    costs: tuple[float, ...]
    days: tuple[date, ...]
    is_chosen: bool = False
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine


class StepChart(AlongChart):
    """A flight of stairs for every way; the chosen one is drawn heavier."""

    def __init__(self, theme: Theme, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._what = what
        self._flights: tuple[Flight, ...] = ()
        hold(self, least_height=220)

    def set_flights(self, flights: Sequence[Flight]) -> None:
        """Draw *flights*, which go through the same days, instead of whatever is there."""
        self._flights = tuple(flights)
        self.redraw()

    @override
    def table(self) -> ChartTable:
        headers = [tr("Day")]
        for flight in self._flights:
            headers += [
                tr("{flight}, left", flight=flight.name),
                tr("{flight}, tax so far", flight=flight.name),
            ]
        rows = []
        for number in range(self._count()):
            cells: list[Cell] = [self._named(number)]
            for flight in self._flights:
                cells += [flight.shares[number], flight.costs[number]]
            rows.append(tuple(cells))
        units = (PERCENT, *(PERCENT, DOLLARS) * len(self._flights))
        return ChartTable(headers=tuple(headers), rows=tuple(rows), units=units)

    def _named(self, number: int) -> str:
        return tr("Today") if number == 0 else day_text(self._flights[0].days[number - 1])

    @override
    def _count(self) -> int:
        return len(self._flights[0].shares) if self._flights else 0

    @override
    def _nearest(self, x: float, y: float) -> int | None:
        return min(max(0, round(x)), self._count() - 1)

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        shown = self._switched_on(self._flights)
        return float(point), max((flight.shares[point] for flight in shown), default=0.0)

    @override
    def _describe(self, point: int) -> str:
        lines = [self._named(point)]
        for flight in self._switched_on(self._flights):
            left, cost = PERCENT.exact(flight.shares[point]), DOLLARS.exact(flight.costs[point])
            lines.append(
                tr(
                    "{flight}: {left} left, {cost} of tax so far",
                    flight=flight.name,
                    left=left,
                    cost=cost,
                )
            )
        return "\n".join(lines)

    @override
    def _draw(self, colors: Colors) -> None:
        self._name_lines(self._flights)
        self._fit()
        for flight in self._switched_on(self._flights):
            self._draw_flight(flight, colors)
        self._add_crosshair(colors)

    def _fit(self) -> None:
        _, height = self._room()
        upward = padded([share for flight in self._flights for share in flight.shares], 0.1)
        last = self._count() - 1
        self._set_axes((-0.15, last + 0.6), upward)
        self._set_ticks("left", ticks(*upward, max(2, int(height / VALUE_TICK_PIXELS)), PERCENT))
        names = [(float(number), self._named(number)) for number in range(last + 1)]
        self._set_ticks("bottom", names, grid=False)

    def _draw_flight(self, flight: Flight, colors: Colors) -> None:
        count = len(flight.shares)
        across = np.repeat(np.append(np.arange(count), count - 0.5), 2)[1:-1]
        pen = pg.mkPen(
            flight.paint(colors), width=3 if flight.is_chosen else 1.5, style=flight.dash
        )
        item = pg.PlotDataItem(across, np.repeat(flight.shares, 2), pen=pen)
        item.setZValue(2 if flight.is_chosen else 1)
        self._canvas.addItem(item)


def dash_of(number: int) -> Qt.PenStyle:
    """Return a line style for the flight with this *number*, for eyes that miss its colour."""
    return _DASHES[number % len(_DASHES)]
