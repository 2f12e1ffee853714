"""Line icons in the colours of the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import FOLDER

ICON_SIZE = 20


@cache
def _drawing(name: str) -> str:
    return (FOLDER / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, color: str, size: int = ICON_SIZE, gap: int = 0) -> QPixmap:
    """Return the icon *name* drawn in *color*, sharp on the densest screen there is.

    *gap* pixels to its right stay empty: a tool button leaves little room before its text.
    """
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    drawing = _drawing(name).replace("currentColor", color)
    image = QPixmap(QSize(size + gap, size) * ratio)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(
        painter, QRectF(0, 0, size * ratio, size * ratio)
    )
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def icon(
    name: str, color: str, checked_color: str = "", *, gap: int = 0, size: int = ICON_SIZE
) -> QIcon:
    """Return the icon *name* in *color*, and in *checked_color* while its button is down."""
    result = QIcon(pixmap(name, color, size, gap))
    if checked_color:
        checked = pixmap(name, checked_color, size, gap)
        result.addPixmap(checked, QIcon.Mode.Normal, QIcon.State.On)
        result.addPixmap(checked, QIcon.Mode.Active, QIcon.State.On)
    return result
