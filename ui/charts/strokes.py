"""What is drawn in charts: light items, as heavy ones take long to make and to remove."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QStyleOptionGraphicsItem, QWidget

from ui.overriding import override

Points = Sequence[tuple[float, float]]
MARGIN = 4.0
"""Pixels around a text."""


class Strokes(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph is not typed
    """Areas and lines in data coordinates, painted in the order in which they were added."""

    def __init__(self) -> None:
        super().__init__()
        self._areas: list[tuple[QPolygonF, QPen, QBrush]] = []

    def add_area(self, points: Points, color: QColor) -> None:
        """Fill what *points* enclose."""
        self._areas.append((_polygon(points), QPen(Qt.PenStyle.NoPen), QBrush(color)))

    def add_line(self, points: Points, pen: QPen) -> None:
        """Draw a line along *points*."""
        self._areas.append((_polygon(points), pen, QBrush(Qt.BrushStyle.NoBrush)))

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect())

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for polygon, pen, brush in self._areas:
            painter.setPen(pen)
            painter.setBrush(brush)
            if brush.style() is Qt.BrushStyle.NoBrush:
                painter.drawPolyline(polygon)
            else:
                painter.drawPolygon(polygon)


class GridLines(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph is not typed
    """Straight lines from edge to edge."""

    def __init__(self, values: Sequence[float], angle: int, pen: QPen) -> None:
        """Draw a line at each of *values*: across for the *angle* 0, upright for 90."""
        super().__init__()
        self._values = tuple(values)
        self._is_upright = angle != 0
        self._pen = pen

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect())

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        area = QRectF(self.viewRect())
        painter.setPen(self._pen)
        painter.drawLines(
            [
                QLineF(value, area.top(), value, area.bottom())
                if self._is_upright
                else QLineF(area.left(), value, area.right(), value)
                for value in self._values
            ]
        )


class Word(QGraphicsSimpleTextItem):
    """Plain text at a place, as large whatever the scale; a chart has many, so they are light."""

    def __init__(self, text: str, font: QFont, color: str, anchor: tuple[float, float]) -> None:
        """Let the place be at *anchor* of the text and its margin: 0, 0 is left and top."""
        super().__init__(text)
        self.setFont(font)
        self.setBrush(QColor(color))
        self.setFlag(QGraphicsSimpleTextItem.GraphicsItemFlag.ItemIgnoresTransformations)
        area = self.boundingRect()
        left = MARGIN - anchor[0] * (area.width() + 2 * MARGIN)
        top = MARGIN - anchor[1] * (area.height() + 2 * MARGIN)
        self.setTransform(QTransform.fromTranslate(left, top))


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])
