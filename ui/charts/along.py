"""Charts that are read along the horizontal axis, with a crosshair where one reads."""

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar

import pyqtgraph as pg
from PySide6.QtCore import Qt

from ui.charts.legend import Entry, Shape
from ui.charts.paint import Paint
from ui.charts.plot import Chart
from ui.overriding import override
from ui.theme import Colors


class Stroke(Protocol):
    """A series that is drawn as a line."""

    @property
    def name(self) -> str:
        """What the legend calls it."""

    @property
    def paint(self) -> Paint:
        """Its colour."""

    @property
    def dash(self) -> Qt.PenStyle:
        """Its line style, for eyes that do not tell the colours apart."""


AnyStroke = TypeVar("AnyStroke", bound=Stroke)


class AlongChart(Chart):
    """Lines with a legend that hides them."""

    _crosshair: pg.InfiniteLine | None = None

    @override
    def _mark(self, point: int | None) -> None:
        if self._crosshair is None:
            return
        self._crosshair.setVisible(point is not None)
        if point is not None:
            self._crosshair.setValue(self._anchor(point)[0])

    @override
    def _redraw_now(self) -> None:
        self._crosshair = None
        super()._redraw_now()

    def _add_crosshair(self, colors: Colors) -> None:
        self._crosshair = pg.InfiniteLine(angle=90, pen=pg.mkPen(colors.muted, width=1))
        self._crosshair.setVisible(False)
        self._canvas.addItem(self._crosshair, ignoreBounds=True)

    def _name_lines(self, lines: Collection[Stroke]) -> None:
        entries = [
            Entry(name=line.name, paint=line.paint, shape=Shape.LINE, dash=line.dash)
            for line in lines
        ]
        self._set_legend(entries, can_hide=len(entries) > 1)

    def _switched_on(self, lines: Sequence[AnyStroke]) -> list[AnyStroke]:
        hidden = self.legend.hidden
        return [line for line in lines if line.name not in hidden]
