"""Scrolls what may be taller than the window, and leaves it alone until somebody looks."""

from PySide6 import QtCore
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.overriding import override

SCROLL_BAR = 12
"""Pixels that a scroll bar takes, as the style sheet has it."""
_HINT = QSize(600, 400)


class Scroller(QScrollArea):
    """Scrolls one widget, which is as wide as there is room; the arrow keys leave it out.

    Qt's own area lays its widget out as soon as it has it, which dresses all of it, and again in
    every place that the area is moved to while a page is built. Here the widget belongs to the area
    at once but is laid out when the area is first shown, and not asked for its size before.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: QWidget | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)

    def put(self, content: QWidget) -> None:
        """Scroll *content*; what was there before is deleted."""
        if self._waiting is not None:
            self._waiting.deleteLater()
        content.setParent(self.viewport())
        self._waiting = content
        if self.isVisible():
            self.lay_out()

    def lay_out(self) -> None:
        """Lay out what was put here, unless that is done."""
        content, self._waiting = self._waiting, None
        if content is not None:
            self.setWidget(content)
            content.setAutoFillBackground(False)  # the page has its own background

    @override
    def sizeHint(self) -> QSize:
        return _HINT

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.lay_out()  # Qt tells the size for the first time right before it shows the area
        super().resizeEvent(event)
