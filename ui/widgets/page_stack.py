"""The place of the pages, one of which is in sight."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """Lays out in one turn of the event loop what comes on a page, and paints it in the next.

    Each takes some hundredths of a second on a large screen; the window answers in between.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(1)  # what is said above a page is shown whole

    def go_to(self, page: QWidget) -> None:
        """Show *page*."""
        if page is not self.currentWidget():
            self.paint_soon()
            self.setCurrentWidget(page)

    def paint_soon(self) -> None:
        """Paint what changes in this turn in the next one."""
        if self.updatesEnabled():
            self.setUpdatesEnabled(False)
            QTimer.singleShot(0, self, self._paint)

    def _paint(self) -> None:
        self.setUpdatesEnabled(True)
