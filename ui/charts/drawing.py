"""A sheet of paper with two axes, and the pens to draw on it."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QWidget

from ui.charts.canvas import RIGHT_ROOM, Canvas
from ui.charts.scale import Tick
from ui.charts.strokes import GridLines, Word
from ui.privacy import veiled
from ui.theme import Colors, Theme

pg.setConfigOptions(antialias=True)

AIR = 8
"""Pixels around labels."""


class Drawing(QWidget):
    """Owns the paper and what is drawn on it; all text is painted as plain text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._paper = QWidget(self)
        for each in (self, self._paper):
            each.setAutoFillBackground(True)
            each.setBackgroundRole(QPalette.ColorRole.Base)
        self._canvas: pg.PlotWidget = None

    @property
    def colors(self) -> Colors:
        """The palette in use."""
        return self._theme.colors

    def _make_canvas(self) -> None:
        """Unroll the canvas, which takes a while: only when somebody is going to look."""
        self._canvas = Canvas(self._paper)

    def _clear(self, *, has_axes: bool) -> None:
        colors = self.colors
        self._canvas.clear()
        self._canvas.setBackground(colors.surface)
        for side in ("left", "bottom"):
            self._canvas.showAxis(side, has_axes)
            axis = self._canvas.getAxis(side)
            axis.setPen(pg.mkPen(colors.line))
            axis.setTextPen(pg.mkPen(colors.muted))
            axis.setStyle(tickFont=self._small_font(), tickLength=0, hideOverlappingLabels=False)

    def _set_axes(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        self._canvas.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)

    def _set_ticks(self, side: str, ticks: Sequence[Tick], *, grid: bool = True) -> None:
        axis = self._canvas.getAxis(side)
        shown = [(value, veiled(text)) for value, text in ticks]
        axis.setTicks([shown])
        if side == "left":
            widths = [self.text_width(text) for _, text in shown]
            axis.setWidth(max(widths, default=0) + 2 * AIR)
        else:
            axis.setHeight(self._canvas.fontMetrics().height() + AIR)
        if not grid:
            return
        pen = pg.mkPen(self.colors.line, width=1)
        lines = GridLines([value for value, _ in ticks], 0 if side == "left" else 90, pen)
        lines.setZValue(-50)
        self._canvas.addItem(lines, ignoreBounds=True)

    def _line(
        self,
        value: float,
        angle: int,
        color: str,
        *,
        z: int,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        line = pg.InfiniteLine(value, angle=angle, pen=pg.mkPen(color, width=1, style=style))
        line.setZValue(z)
        self._canvas.addItem(line, ignoreBounds=True)

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        color: str,
        *,
        anchor: tuple[float, float] = (0.0, 0.5),
    ) -> None:
        item = Word(veiled(text), self._small_font(), color, anchor)
        item.setPos(x, y)
        item.setZValue(20)
        self._canvas.addItem(item, ignoreBounds=True)

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        if font.pointSizeF() > 0:
            font.setPointSizeF(max(7.5, font.pointSizeF() * 0.92))
        return font

    def text_width(self, text: str) -> int:
        """Return how many pixels *text* takes on the chart."""
        return QFontMetrics(self._small_font()).horizontalAdvance(text)

    def _room(self) -> tuple[float, float]:
        """Return width and height of the area inside the axes, in pixels."""
        area = self._canvas.viewport()
        left = self._canvas.getAxis("left")
        bottom = self._canvas.getAxis("bottom")
        width = area.width() - (left.width() if left.isVisible() else 0) - RIGHT_ROOM - AIR
        height = area.height() - (bottom.height() if bottom.isVisible() else 0) - 2 * AIR
        return max(1.0, width), max(1.0, height)
