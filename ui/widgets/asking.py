"""What figures have in common that can be asked how they were computed."""

from typing import Final, Protocol, runtime_checkable

from PySide6 import QtCore
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from ui.widgets.spoken import explain

CORNER: Final = 6
LINE: Final = 2
"""Pixels that the line below a figure is thick."""


@runtime_checkable
class Explains(Protocol):
    """A surface that says how something on it was computed, and takes it back."""

    def explain_here(self, text: str) -> None:
        """Say *text* on the surface; asked for again, say nothing any more."""


def offer(widget: QWidget, explanation: str) -> None:
    """Let *widget* be asked how it was computed, also by keyboard; "" is nothing to ask for."""
    policies, cursors = QtCore.Qt.FocusPolicy, QtCore.Qt.CursorShape
    explain(widget, explanation)
    widget.setFocusPolicy(policies.StrongFocus if explanation else policies.NoFocus)
    widget.setCursor(cursors.PointingHandCursor if explanation else cursors.ArrowCursor)


def ask(widget: QWidget, explanation: str) -> None:
    """Have the *explanation* of *widget* said on the nearest surface around it."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, Explains):
        around = around.parentWidget()
    if explanation and around is not None:
        around.explain_here(explanation)


def asks(event: QKeyEvent | QMouseEvent) -> bool:
    """Whether *event* on a figure asks how it was computed: Enter, Space, or a click."""
    if isinstance(event, QKeyEvent):
        keys = QtCore.Qt.Key
        return event.key() in {keys.Key_Return, keys.Key_Enter, keys.Key_Space}
    return event.button() == QtCore.Qt.MouseButton.LeftButton


def paint_line(widget: QWidget) -> None:
    """Paint the line below *widget*, whose text has no room around it for a ring."""
    if widget.hasFocus():
        painter = QPainter(widget)
        accent = widget.palette().color(QPalette.ColorRole.Accent)
        painter.fillRect(widget.rect().adjusted(0, widget.height() - LINE, 0, 0), accent)
        painter.end()


def paint_ring(widget: QWidget) -> None:
    """Paint the ring around *widget* that shows that it has the focus, if it has."""
    if widget.hasFocus():
        painter = QPainter(widget)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(widget.palette().color(QPalette.ColorRole.Accent))
        painter.drawRoundedRect(widget.rect().adjusted(0, 0, -1, -1), CORNER, CORNER)
        painter.end()
