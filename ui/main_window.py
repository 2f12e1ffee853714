"""The window: arranges the rail, the strip, the pages and the status line; decides nothing."""

from collections.abc import Sequence
from typing import Final

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.commands import Menu, page_command
from ui.overriding import override
from ui.theme import Theme
from ui.widgets.drop_hint import DropHint, dropped_files
from ui.widgets.empty import RecentHousehold, Welcome
from ui.widgets.inline_message import InlineMessage
from ui.widgets.page import Page
from ui.widgets.page_stack import PageStack
from ui.widgets.rail import STEPS, Rail
from ui.widgets.reading_order import move_focus
from ui.widgets.status_line import StatusLine
from ui.widgets.strip import HouseholdStrip

SMALLEST: Final = QSize(1024, 640)
TITLE = "Rebalancer"


class MainWindow(QMainWindow):
    """The one window.

    Attributes:
        commands: Every command, from ``take_commands`` on; whoever knows how binds them.
        rail: The way from page to page, on the left.
        stack: The pages, and the start page until they are there.
        strip: The household in one line, on top.
        status: What is running, at the bottom.
        hint: The veil while files are dragged over the window.
        message: Above the pages, for what concerns all of them.
        banner: Above it, for what concerns the household's file.
        was_painted: Whether it has been on the screen.
    """

    first_painted = Signal()
    """The window is on the screen; from now on, heavy things may be loaded."""
    files_given = Signal(object)
    """A tuple of ``Path`` that was dropped."""
    recent_chosen = Signal(object)
    """The ``Path`` of a household that was open lately."""
    page_shown = Signal(str)
    closing = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.commands: Actions
        self.strip = HouseholdStrip()
        self.status = StatusLine()
        self.message = InlineMessage()
        self.banner = InlineMessage()
        self.current_page: str = STEPS[0].name
        self.rail = Rail(theme)
        self.stack = PageStack()
        self.start = Welcome()
        self._pages: dict[str, Page] = {}
        self.was_painted = False
        self._menus = {menu: self.menuBar().addMenu(menu.value) for menu in Menu}
        self._lay_out()
        self.hint = DropHint(theme, self)
        self.setWindowTitle(TITLE)
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        self.rail.set_current(self.current_page)

    def _lay_out(self) -> None:
        """Put the parts in their places from the outside in.

        What is moved into a window once it has a style gets it a second time.
        """
        centre = QWidget()
        self.setCentralWidget(centre)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        column.addWidget(self.strip)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        right = QVBoxLayout()
        right.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        for message in (self.banner, self.message):
            message.setProperty("place", "banner")
            right.addWidget(message)
        right.addWidget(self.stack, 1)
        self.stack.addWidget(self.start)

    def take_commands(self, commands: Actions) -> None:
        """Fill the menus with *commands*, and connect with them what the first frame shows."""
        self.commands = commands
        commands.fill(self._menus)
        commands.check(page_command(self.current_page))
        self.rail.chosen.connect(self.show_page)
        self.start.requested.connect(self.commands["file.open"].trigger)
        self.start.alternative_requested.connect(self.commands["file.sample"].trigger)
        self.start.recent_chosen.connect(self.recent_chosen)
        self.commands["edit.filter"].triggered.connect(self._focus_filter)

    def set_page(self, name: str, page: Page) -> None:
        """Put *page* where the rail's step *name* leads."""
        self._pages[name] = page
        self.stack.addWidget(page)
        page.page_requested.connect(self.show_page)
        for signal, command in (
            (page.import_requested, "file.open"),
            (page.sample_requested, "file.sample"),
            (page.export_requested, "file.export"),
        ):
            signal.connect(self.commands[command].trigger)
        page.command_requested.connect(lambda command: self.commands[command].trigger())
        for welcome in page.findChildren(Welcome):
            welcome.recent_chosen.connect(self.recent_chosen)
            welcome.follow(self.start)
        for field in page.findChildren(QtWidgets.QLineEdit):
            field.setAcceptDrops(False)  # a file dropped on a field is for the window
        if name == self.current_page:
            self.show_page(name)

    def show_recent(self, recent: Sequence[RecentHousehold]) -> None:
        """Offer on every start page the households that were open lately."""
        for welcome in self.findChildren(Welcome):
            welcome.show_recent(recent)

    def page(self, name: str) -> Page:
        """Return the page *name*."""
        return self._pages[name]

    def show_page(self, name: str) -> None:
        """Go to the page *name*; until it is there, its place is kept."""
        self.current_page = name
        self.rail.set_current(name)
        self.commands.check(page_command(name))
        self.stack.go_to(self._pages.get(name, self.start))
        self.show_selection("")
        self.page_shown.emit(name)

    def show_selection(self, words: str) -> None:
        """Say at the bottom what the rows that are selected come to."""
        self.status.show_selection(words)

    def explain_here(self, text: str) -> None:
        """Say *text* above the pages; asked for again, nothing any more."""
        self.message.answer(text)

    def _focus_filter(self) -> None:
        if self.current_page in self._pages:
            self._pages[self.current_page].focus_filter()

    @override
    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.was_painted:
            self.was_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    @override
    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hint.resize(self.size())

    @override
    def focusNextPrevChild(self, forwards: bool, /) -> bool:
        return move_focus(self, forwards=forwards)

    @override
    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        if not self.message.takes(event):
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QtGui.QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    @override
    def dragEnterEvent(self, event: QtGui.QDragEnterEvent) -> None:
        if paths := dropped_files(event.mimeData()):
            self.hint.show_for(paths)
            event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, event: QtGui.QDragLeaveEvent) -> None:
        self.hint.hide()

    @override
    def dropEvent(self, event: QtGui.QDropEvent) -> None:
        self.hint.hide()
        if paths := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.files_given.emit(paths)
