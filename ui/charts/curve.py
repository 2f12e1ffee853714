"""The concentration curve: how much the largest one, two, three ... companies make up together."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from ui.charts.along import AlongChart
from ui.charts.drawing import AIR
from ui.charts.export import Cell, ChartTable
from ui.charts.paint import Paint
from ui.charts.scale import PERCENT, rank_ticks, ticks
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.theme import Colors, Theme

VALUE_TICK_PIXELS = 44
BAND_ALPHA = 48
RANKS = (*range(1, 21), 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000, 3000, 5000)
"""Ranks that are read out and written to the table."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankCurve:
    """Cumulative shares (0..1) by rank, the largest first."""

    name: str
    paint: Paint
    shares: tuple[float, ...]
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine
    upper: tuple[float, ...] = ()
    """What the shares are at most; empty where they are known."""

    def up_to(self, rank: int) -> float | None:
        """Return what the *rank* largest make up; None beyond the last one."""
        return self.shares[rank - 1] if rank <= len(self.shares) else None

    def at_most(self, rank: int) -> float | None:
        """Return what the *rank* largest make up at most; None where that is not bounded."""
        return self.upper[rank - 1] if rank <= len(self.upper) else None


class ConcentrationCurve(AlongChart):
    """Curves over the rank of a company, on a logarithmic axis.

    A click picks a rank, a second one at the same place lets it go.
    """

    picked = Signal(int)
    """The rank that is picked, or 0 when none is any more."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._picked = 0
        self._curves: tuple[RankCurve, ...] = ()
        self._ranks: tuple[int, ...] = ()
        hold(self, least_height=260)

    def set_curves(self, curves: Sequence[RankCurve]) -> None:
        """Draw *curves* instead of whatever is there."""
        self._curves = tuple(curve for curve in curves if curve.shares)
        last = max((len(curve.shares) for curve in self._curves), default=0)
        self._ranks = tuple(sorted({rank for rank in RANKS if rank < last} | {last} - {0}))
        if self._picked not in self._ranks:
            self._picked = 0
        self.redraw()

    def set_picked(self, rank: int) -> None:
        """Mark *rank*; 0 marks none."""
        if rank != self._picked:
            self._picked = rank
            self.redraw()

    @override
    def table(self) -> ChartTable:
        headers = [tr("Largest companies")]
        for curve in self._curves:
            headers += [
                curve.name,
                *((tr("{curve}, at most", curve=curve.name),) if curve.upper else ()),
            ]
        rows = tuple(self._row(rank) for rank in self._ranks)
        return ChartTable(headers=tuple(headers), rows=rows, units=(PERCENT,) * len(headers))

    def _row(self, rank: int) -> tuple[Cell, ...]:
        cells: list[Cell] = [str(rank)]
        for curve in self._curves:
            cells += [curve.up_to(rank), *((curve.at_most(rank),) if curve.upper else ())]
        return tuple(cells)

    @override
    def _count(self) -> int:
        return len(self._ranks)

    @override
    def _nearest(self, x: float, y: float) -> int | None:
        at = bisect_left(self._ranks, x, key=log10)
        near = [n for n in (at - 1, at) if 0 <= n < len(self._ranks)]
        return min(near, key=lambda n: abs(log10(self._ranks[n]) - x))

    def _shown(self) -> list[RankCurve]:
        return self._switched_on(self._curves)

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        rank = self._ranks[point]
        known = [curve.up_to(rank) or 0.0 for curve in self._shown()]
        return log10(rank), max(known, default=0.0)

    @override
    def _describe(self, point: int) -> str:
        rank = self._ranks[point]
        lines = [
            tr("The largest one")
            if rank == 1
            else tr("The largest {rank} together", rank=f"{rank:,}")
        ]
        for curve in self._shown():
            share = curve.up_to(rank)
            if share is not None:
                lines.append(f"{curve.name}: {PERCENT.exact(share)}")
            upper = curve.at_most(rank)
            if upper is not None:
                lines.append(tr("    at most {upper}", upper=PERCENT.exact(upper)))
        return "\n".join(lines)

    @override
    def _pick(self, point: int) -> None:
        rank = self._ranks[point]
        self._picked = 0 if rank == self._picked else rank
        self.redraw()
        self.picked.emit(self._picked)

    @override
    def _draw(self, colors: Colors) -> None:
        self._name_lines(self._curves)
        self._fit()
        for curve in self._shown():
            self._draw_curve(curve, colors)
        if self._picked:
            self._line(log10(self._picked), 90, colors.accent, z=5)
        self._add_crosshair(colors)

    def _fit(self) -> None:
        width, height = self._room()
        last = max(2, self._ranks[-1])
        self._set_axes((0.0, log10(last) * 1.02), (0.0, 1.04))
        self._set_ticks("left", ticks(0.0, 1.0, max(2, int(height / VALUE_TICK_PIXELS)), PERCENT))
        per_rank = width / (log10(last) * 1.02)
        free, shown = -width, []
        for place, text in rank_ticks(last):
            half = self.text_width(text) / 2
            if place * per_rank - half >= free:
                shown.append((place, text))
                free = place * per_rank + half + AIR
        self._set_ticks("bottom", shown)

    def _draw_curve(self, curve: RankCurve, colors: Colors) -> None:
        shown = [rank for rank in self._ranks if rank <= len(curve.shares)]
        if shown[-1] != len(curve.shares):
            shown.append(len(curve.shares))
        places = [log10(rank) for rank in shown]
        heights = [curve.shares[rank - 1] for rank in shown]
        pen = pg.mkPen(curve.paint(colors), width=2, style=curve.dash)
        item = pg.PlotDataItem(places, heights, pen=pen)
        self._canvas.addItem(item)
        if curve.upper:
            tops = [curve.upper[rank - 1] for rank in shown]
            edge = pg.PlotCurveItem(np.array(places), np.array(tops), pen=pg.mkPen(None))
            base = pg.PlotCurveItem(np.array(places), np.array(heights), pen=pg.mkPen(None))
            fill = QColor(curve.paint(colors))
            fill.setAlpha(BAND_ALPHA)
            self._canvas.addItem(pg.FillBetweenItem(base, edge, brush=fill))
