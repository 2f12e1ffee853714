"""The place of the pages, or of what a page may show, and when what is in sight is painted."""

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.overriding import override

_LAYOUTS = 4
"""So often what was laid out may ask for another layout, before what there is is painted."""
_MOVING = {QEvent.Type.LocaleChange, QEvent.Type.LayoutDirectionChange}
"""What every part of a page hears of and may change its size or its place for."""


class PageStack(QStackedWidget):
    """Lays out in one turn of the event loop what comes into sight, and paints it in the next.

    Each takes some hundredths of a second on a large screen; the window answers in between.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._paint)
        self.setMinimumHeight(1)  # what is said above a page is shown whole

    def go_to(self, page: QWidget) -> None:
        """Show *page* instead of whatever is in sight."""
        if page is not self.currentWidget():
            self.paint_soon()
            self.setCurrentWidget(page)

    def paint_soon(self) -> None:
        """Paint what changes in this turn in the next one."""
        if self.updatesEnabled():
            self.setUpdatesEnabled(False)
            self._next_turn.start()  # ``singleShot(0)`` would be a part of this turn

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.paint_soon()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _MOVING and self.isVisible():
            self.paint_soon()

    def _paint(self) -> None:
        self.setUpdatesEnabled(True)


class LaidOutFirst(QObject):
    """Has a window finish all layouts before it is painted.

    What is laid out may ask for another layout: rows that go below each other make a page higher,
    and what scrolls it narrower. Qt paints in between, the whole window every time.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.UpdateRequest:
            finish_layouts()
        return super().eventFilter(watched, event)


def finish_layouts() -> None:
    """Lay out what asks for it, and what that asks for."""
    for _ in range(_LAYOUTS):
        QtCore.QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
