"""What a chart is drawn on."""

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.overriding import override

TOP_ROOM, RIGHT_ROOM = 4, 16
"""Pixels around the axes, so that the last tick has room for its text."""
_SIDES = ("left", "bottom", "right", "top")


class Canvas(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Two axes that keep still under the mouse, and stay bare while their drawing is not ready.

    Bare, it follows a new size only when it is drawn on: laying out and painting what is to be
    drawn anew takes as long as drawing it.
    """

    _is_bare = False  # of the class: pyqtgraph is told its size before anything is set here

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, enableMenu=False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ignored = QSizePolicy.Policy.Ignored  # else it asks for the size it had last
        self.setSizePolicy(ignored, ignored)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.getPlotItem().setContentsMargins(0, TOP_ROOM, RIGHT_ROOM, 0)
        self.getViewBox().setDefaultPadding(0)
        self.disableAutoRange()
        for side in _SIDES:
            self.getAxis(side).enableAutoSIPrefix(enable=False)  # sets its label at every size
        self.viewport().setMouseTracking(True)

    def bare(self, surface: str) -> None:
        """Show nothing but the color *surface* until ``unroll``."""
        self._is_bare = True
        self.setBackground(surface)
        self.viewport().update()

    def unroll(self) -> None:
        """Be as large as there is room, to be drawn on."""
        if self._is_bare:
            self._is_bare = False
            super().resizeEvent(None)
            self.viewport().update()

    def paint_now(self) -> None:
        """Paint what was drawn, and what else waits in its window, before anything else is done.

        The scene says in a turn of its own what has changed, and has its views painted at that: to
        repaint them here would only be to do it twice.
        """
        QCoreApplication.sendPostedEvents(self.scene(), QEvent.Type.MetaCall)

    def get_ready(self) -> None:
        """Place what was drawn as it is painted; pyqtgraph does so while it paints, and again."""
        self.scene().prepareForPaint()

    @override
    def resizeEvent(self, event: QResizeEvent | None) -> None:
        if not self._is_bare:
            super().resizeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_bare:
            QPainter(self.viewport()).fillRect(event.rect(), self.backgroundBrush())
        else:
            super().paintEvent(event)
