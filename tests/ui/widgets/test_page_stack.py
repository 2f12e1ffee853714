"""The place of the pages paints what comes when it is laid out, and then all of it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ui.widgets.page_stack import LaidOutFirst, PageStack


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
    for _ in range(3):
        QCoreApplication.sendPostedEvents()

    assert (second.isVisible(), second.size()) == (True, stack.size())
    assert second.painted == 0
    qtbot.waitUntil(lambda: second.painted > 0)


def test_another_size_is_laid_out_in_one_turn_and_painted_in_the_next(qtbot: QtBot) -> None:
    stack, page = PageStack(), Sheet()
    qtbot.addWidget(stack)
    stack.addWidget(page)
    with qtbot.waitExposed(stack):
        stack.show()
    qtbot.waitUntil(lambda: page.painted > 0)
    page.painted = 0

    stack.resize(stack.size() + QSize(100, 100))
    for _ in range(3):
        QCoreApplication.sendPostedEvents()

    assert page.size() == stack.size()
    assert page.painted == 0
    qtbot.waitUntil(lambda: page.painted > 0)


@pytest.mark.parametrize(
    "move",
    [
        lambda window: window.setLocale(QLocale("de_CH")),
        lambda window: window.setLayoutDirection(Qt.LayoutDirection.RightToLeft),
    ],
    ids=["locale", "direction"],
)
def test_another_way_to_write_is_taken_in_one_turn_and_painted_in_the_next(
    qtbot: QtBot, move: Callable[[QWidget], None]
) -> None:
    window, stack, page = QWidget(), PageStack(), Sheet()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(stack)
    stack.addWidget(page)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: page.painted > 0)
    page.painted = 0

    move(window)
    page.update()
    for _ in range(3):
        QCoreApplication.sendPostedEvents()

    assert page.locale() == window.locale()
    assert page.layoutDirection() == window.layoutDirection()
    assert page.painted == 0
    qtbot.waitUntil(lambda: page.painted > 0)


def test_to_go_where_one_is_changes_nothing(qtbot: QtBot) -> None:
    stack, page = PageStack(), Sheet()
    qtbot.addWidget(stack)
    stack.addWidget(page)

    stack.go_to(page)

    assert stack.updatesEnabled()


class Follower(QWidget):
    """Remembers how high it was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.heights: list[int] = []

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self.heights.append(self.height())


class Leader(QWidget):
    """Says how high others are, by its own size, as soon as that changes."""

    def __init__(self, follower: QWidget, length: Callable[[QSize], int]) -> None:
        super().__init__()
        self._follower = follower
        self._length = length

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._follower.setFixedHeight(self._length(event.size()))


def test_a_window_is_painted_when_everything_has_found_its_place(qtbot: QtBot) -> None:
    window, square, last = QWidget(), QWidget(), Follower()
    column = QVBoxLayout(window)
    column.addWidget(Leader(square, QSize.width))
    column.addWidget(square)
    column.addWidget(Leader(last, lambda size: size.height() // 4), 1)
    column.addWidget(last)
    LaidOutFirst(window)
    qtbot.addWidget(window)
    window.resize(300, 1200)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: bool(last.heights))
    last.heights.clear()

    window.resize(350, 1200)
    qtbot.waitUntil(lambda: bool(last.heights))
    qtbot.wait(20)

    assert last.heights == [last.height()]
