"""What figures have in common that can be asked how they were computed."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QWidget

CORNER: Final = 6
_KEYS: Final = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


def asks(event: QKeyEvent | QMouseEvent) -> bool:
    """Whether *event* on a figure asks how it was computed: Enter, Space, or a click."""
    if isinstance(event, QKeyEvent):
        return event.key() in _KEYS
    return event.button() == Qt.MouseButton.LeftButton


def paint_ring(widget: QWidget) -> None:
    """Paint the ring around *widget* that shows that it has the focus, if it has."""
    if widget.hasFocus():
        painter = QPainter(widget)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(widget.palette().color(QPalette.ColorRole.Accent))
        painter.drawRoundedRect(widget.rect().adjusted(0, 0, -1, -1), CORNER, CORNER)
        painter.end()
