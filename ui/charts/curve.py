"""The concentration curve: how much the largest one, two, three ... companies make up together."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.charts.along import AlongChart
from ui.charts.export import Cell, ChartTable
from ui.charts.paint import Paint
from ui.charts.scale import PERCENT, rank_ticks, ticks
from ui.theme import Colors, Theme

VALUE_TICK_PIXELS = 44
RANKS = (*range(1, 21), 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000, 3000, 5000)
"""Ranks that are read out and written to the table."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankCurve:
    """Cumulative shares (0..1) by rank, the largest first."""

    name: str
    paint: Paint
    shares: tuple[float, ...]
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine

    def up_to(self, rank: int) -> float | None:
        """Return what the *rank* largest make up; None beyond the last one."""
        return self.shares[rank - 1] if rank <= len(self.shares) else None


class ConcentrationCurve(AlongChart):
    """Curves over the rank of a company, on a logarithmic axis."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._curves: tuple[RankCurve, ...] = ()
        self._ranks: tuple[int, ...] = ()
        self.setMinimumHeight(260)

    def set_curves(self, curves: Sequence[RankCurve]) -> None:
        """Draw *curves* instead of whatever is there."""
        self._curves = tuple(curve for curve in curves if curve.shares)
        last = max((len(curve.shares) for curve in self._curves), default=0)
        self._ranks = tuple(sorted({rank for rank in RANKS if rank < last} | {last} - {0}))
        self.redraw()

    @override
    def table(self) -> ChartTable:
        rows: list[tuple[Cell, ...]] = [
            (str(rank), *(curve.up_to(rank) for curve in self._curves)) for rank in self._ranks
        ]
        headers = ("Largest companies", *(curve.name for curve in self._curves))
        return ChartTable(headers=headers, rows=tuple(rows), units=(PERCENT,) * len(headers))

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
        lines = ["The largest one" if rank == 1 else f"The largest {rank:,} together"]
        for curve in self._shown():
            share = curve.up_to(rank)
            if share is not None:
                lines.append(f"{curve.name}: {PERCENT.exact(share)}")
        return "\n".join(lines)

    @override
    def _draw(self, colors: Colors) -> None:
        self._name_lines(self._curves)
        self._fit()
        for curve in self._shown():
            self._draw_curve(curve, colors)
        self._add_crosshair(colors)

    def _fit(self) -> None:
        _, height = self._room()
        last = max(2, self._ranks[-1])
        self._set_axes((0.0, log10(last) * 1.02), (0.0, 1.04))
        self._set_ticks("left", ticks(0.0, 1.0, max(2, int(height / VALUE_TICK_PIXELS)), PERCENT))
        self._set_ticks("bottom", rank_ticks(last))

    def _draw_curve(self, curve: RankCurve, colors: Colors) -> None:
        shown = [rank for rank in self._ranks if rank <= len(curve.shares)]
        if shown[-1] != len(curve.shares):
            shown.append(len(curve.shares))
        item = pg.PlotDataItem(
            [log10(rank) for rank in shown],
            [curve.shares[rank - 1] for rank in shown],
            pen=pg.mkPen(curve.paint(colors), width=2, style=curve.dash),
        )
        self._canvas.addItem(item)
