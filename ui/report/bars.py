"""The picture of the report: shares before and after, as bars with their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from ui.format import percent
from ui.theme import LIGHT, TYPEFACE

_ROW, _BAR, _NAME, _NUMBER = 38.0, 13.0, 150.0, 64.0
"""Pixels: height of a row and of a bar, room for a name and for a number."""
_SHARPNESS = 3.0
"""Pixels of the picture for one of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One share (0..1) before and after."""

    title: str
    before: float
    after: float


def draw_bars(pairs: Sequence[Pair], width: float) -> QImage:
    """Return *pairs* as bars, blue before and orange after, *width* page pixels wide."""
    height = _ROW * len(pairs)
    image = QImage(
        round(width * _SHARPNESS), round(height * _SHARPNESS), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(_SHARPNESS)
    image.fill(QColor(LIGHT.surface))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(TYPEFACE)
    font.setPixelSize(11)
    painter.setFont(font)
    largest = max((max(pair.before, pair.after) for pair in pairs), default=1.0) or 1.0
    room = width - _NAME - _NUMBER
    for number, pair in enumerate(pairs):
        _draw_pair(painter, pair, number * _ROW, room / largest)
    painter.end()
    return image


def _draw_pair(painter: QPainter, pair: Pair, top: float, scale: float) -> None:
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setPen(QColor(LIGHT.text))
    painter.drawText(QRectF(0, top, _NAME - 8, _ROW - 6), middle, pair.title)
    for place, (share, color) in enumerate(
        ((pair.before, LIGHT.before), (pair.after, LIGHT.after))
    ):
        y = top + 2 + place * (_BAR + 2)
        long = max(share * scale, 1.0)
        painter.fillRect(QRectF(_NAME, y, long, _BAR), QColor(color))
        painter.setPen(QColor(color))
        painter.drawText(QRectF(_NAME + long + 6, y, _NUMBER, _BAR), middle, percent(share))
