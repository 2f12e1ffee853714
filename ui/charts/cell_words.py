"""The words in the cells of a heat map, painted as one item: a hundred of their own take long."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui.overriding import override
from ui.privacy import veiled

_BOX = QRectF(-100, -20, 200, 40)
"""Pixels around the middle of a cell; what does not fit is not added."""


class CellWords(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph is not typed
    """Plain texts, each in the middle of its place; places are data coordinates, sizes are not."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._font = font
        self._words: list[tuple[QPointF, str, QColor]] = []

    def add(self, x: float, y: float, text: str, color: str) -> None:
        """Write *text* with its middle at *x*, *y*."""
        self._words.append((QPointF(x, y), veiled(text), QColor(color)))

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
        to_pixels = painter.worldTransform()
        painter.setFont(self._font)
        painter.setWorldTransform(QTransform())
        for place, text, color in self._words:
            painter.setPen(color)
            box = _BOX.translated(to_pixels.map(place))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setWorldTransform(to_pixels)
