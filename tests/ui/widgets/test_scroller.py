"""What scrolls is laid out when it is seen, once, and not while a page is built."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.overriding import override
from ui.widgets.page import Page
from ui.widgets.scroller import Scroller


class Measured(QWidget):
    """Counts how often it is asked for the size that it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.setMinimumHeight(2_000)

    @override
    def heightForWidth(self, arg__1: int) -> int:
        self.asked += 1
        return 2_000

    @override
    def hasHeightForWidth(self) -> bool:
        self.asked += 1
        return True


def test_nothing_is_laid_out_before_it_is_seen(qtbot: QtBot) -> None:
    area, content = Scroller(), Measured()
    qtbot.addWidget(area)
    area.put(content)
    area.sizeHint()
    assert content.asked == 0
    assert area.widget() is None
    assert area.isAncestorOf(content)

    area.resize(400, 300)
    area.show()
    assert area.widget() is content
    assert content.isVisible()
    assert content.width() == area.viewport().width()
    assert area.verticalScrollBar().maximum() > 0


def test_what_was_there_is_deleted_seen_or_not(qtbot: QtBot) -> None:
    area = Scroller()
    qtbot.addWidget(area)
    never_seen, seen, last = QLabel("one"), QLabel("two"), QLabel("three")
    area.put(never_seen)
    area.put(seen)
    area.show()
    area.put(last)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [isValid(each) for each in (never_seen, seen, last)] == [False, False, True]
    assert last.isVisible()


def test_a_page_that_was_never_seen_can_be_scrolled(qtbot: QtBot) -> None:
    page, far = Page("Title"), QLabel("far below")
    qtbot.addWidget(page)
    page.content.addSpacing(3_000)
    page.content.addWidget(far)
    page.scroll_to(far)
    page.resize(600, 400)
    page.show()
    page.scroll_to(far)
    assert not far.visibleRegion().isEmpty()
