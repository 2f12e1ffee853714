"""The place of the pages paints what comes when it is laid out, and then all of it."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ui.widgets.page_stack import PageStack


class Sheet(QWidget):
    """Counts how often it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = 0

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1


def test_a_page_is_laid_out_in_one_turn_and_painted_in_the_next(qtbot: QtBot) -> None:
    stack, first, second = PageStack(), Sheet(), Sheet()
    qtbot.addWidget(stack)
    stack.addWidget(first)
    stack.addWidget(second)
    with qtbot.waitExposed(stack):
        stack.show()
    qtbot.waitUntil(lambda: first.painted > 0)

    stack.resize(640, 480)
    stack.go_to(second)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)

    assert (second.isVisible(), second.size()) == (True, stack.size())
    assert second.painted == 0
    qtbot.waitUntil(lambda: second.painted > 0)


def test_to_go_where_one_is_changes_nothing(qtbot: QtBot) -> None:
    stack, page = PageStack(), Sheet()
    qtbot.addWidget(stack)
    stack.addWidget(page)

    stack.go_to(page)

    assert stack.updatesEnabled()
