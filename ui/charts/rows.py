"""Charts whose points are rows from the top down, each with its name on the left."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics

from ui.charts.drawing import AIR
from ui.charts.plot import Chart
from ui.charts.scale import Unit, ticks
from ui.overriding import override
from ui.text_size import scaled
from ui.theme import Colors

NAME_SHARE = 0.36
"""At most this share of the width goes to the names."""
TICK_PIXELS = 90


class RowChart(Chart):
    """Rows 0, 1, 2 ... at the same places of the vertical axis, which runs downwards."""

    @override
    def _nearest(self, x: float, y: float) -> int | None:
        row = round(y)
        return row if 0 <= row < self._count() else None

    @override
    def _beside(self, place: QPointF) -> int | None:
        scene = self._canvas.mapToScene(place.toPoint())
        box = self._canvas.getViewBox()
        area = box.sceneBoundingRect()
        if not self._count() or not area.top() <= scene.y() <= area.bottom():
            return None
        return self._nearest(0.0, box.mapSceneToView(scene).y())

    def _elided(self, names: Sequence[str], room: float) -> list[str]:
        metrics = QFontMetrics(self._small_font())
        right = Qt.TextElideMode.ElideRight
        return [metrics.elidedText(name, right, max(24, int(room))) for name in names]

    def _name_rows(self, names: Sequence[str]) -> None:
        """Write *names* beside the rows, cut where they would take too much room."""
        short = self._elided(names, self._canvas.viewport().width() * NAME_SHARE)
        self._set_ticks("left", [(float(row), name) for row, name in enumerate(short)], grid=False)

    def _fit(self, low: float, high: float, unit: Unit, label: str) -> None:
        """Show the values *low* to *high* and room for *label* beyond the longest bars."""
        width, _ = self._room()
        room = self.text_width(label) + 2 * AIR
        per_pixel = (high - low) / max(width - room * (2 if low < 0 else 1), width / 3)
        left = low - room * per_pixel if low < 0 else low
        right = high + room * per_pixel
        self._canvas.getViewBox().invertY(b=True)
        self._set_axes((left, right), (-0.6, self._count() - 0.4))
        self._set_ticks(
            "bottom", ticks(left, right, max(3, int(width / scaled(TICK_PIXELS))), unit)
        )

    def _band(self, row: int, colors: Colors) -> None:
        """Highlight *row*, behind everything."""
        band = pg.LinearRegionItem(
            (row - 0.5, row + 0.5),
            orientation="horizontal",
            movable=False,
            brush=colors.sunken,
            pen=pg.mkPen(colors.accent, width=1),
        )
        band.setZValue(-60)
        self._canvas.addItem(band, ignoreBounds=True)
