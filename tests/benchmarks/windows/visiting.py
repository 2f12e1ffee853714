"""Shows every page of our window once, tells when the last of them is painted, and ends there."""

from functools import partial

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from tests.benchmarks.windows.watching import tell_and_leave
from ui.app import Front
from ui.main_window import MainWindow
from ui.widgets.rail import STEPS


class Painted(QObject):
    """Sees whether a widget has been painted since."""

    def __init__(self, widget: QObject) -> None:
        super().__init__()
        self.is_so = False
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.is_so = self.is_so or event.type() == QEvent.Type.Paint
        return False


def visit_when_opened() -> None:
    """Visit the pages of our window, which is on the screen, as soon as all of them are there."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            front = window.commands.parent()
            if isinstance(front, Front):
                front.opened.connect(partial(_visit, window))


def _visit(window: MainWindow) -> None:
    for step in STEPS:
        page = window.page(step.name)
        painted = Painted(page)
        window.show_page(step.name)
        page.update()
        while not painted.is_so:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    tell_and_leave()
