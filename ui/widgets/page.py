"""What all pages have in common: a title, the answer in one line, content or an empty state."""

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.language import tr
from ui.overriding import override
from ui.widgets.empty import EmptyState
from ui.widgets.filter_field import FilterField
from ui.widgets.inline_message import InlineMessage
from ui.widgets.page_head import PageHead
from ui.widgets.page_stack import PageStack
from ui.widgets.reading_order import bring_into_view
from ui.widgets.scroller import SCROLL_BAR, Scroller
from ui.widgets.sight_first import SightFirst
from ui.widgets.spoken import call

MARGIN = 24
SPACING = 16


class Page(QFrame):
    """One step of the story.

    Subclasses put their widgets into ``content``, keep ``set_answer`` up to date, and switch
    between ``show_content`` and ``show_empty``.

    Attributes:
        body: Whom the page's widgets belong to.
        content: Where they go, top to bottom; scrolls when the window is small.
        banner: Above the page, never scrolled away.
        footer: Below it, never scrolled away either.
        corner: Right of the title, for buttons.
        message: Above the title, for what needs to be said, never scrolled away; hidden while it
            has nothing to say.
    """

    accessible_role = "Pane"

    import_requested = Signal()
    """The person wants to choose a brokerage file."""
    sample_requested = Signal()
    """The person wants to see the sample household."""
    export_requested = Signal()
    """The person wants the trade list as a file."""
    command_requested = Signal(str)
    """The person wants a command of the menu, by its handler's name: ``file.report``."""
    page_requested = Signal(str)
    """The person wants to go to another page, named as in the rail: ``Rebalance``."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = QVBoxLayout()
        self._head = PageHead(title)
        self.footer = QVBoxLayout()
        self.corner = self._head.corner
        self.message = InlineMessage()
        self.body = QWidget()
        self.content = SightFirst()
        self._empty: EmptyState | None = None
        self._around_empty = Scroller()
        self._stack = PageStack()
        self._scroll = Scroller()
        self._top = QVBoxLayout()
        self._column = QVBoxLayout()
        self._build_page()
        call(self, title)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.message.takes(event):
            super().keyPressEvent(event)

    def explain_here(self, text: str) -> None:
        """Say *text* above the title; asked for again, nothing any more."""
        self.message.answer(text)

    def _build_page(self) -> None:
        self.body.setObjectName("page_body")
        self._top.addWidget(self._head)
        column = self._column
        self.body.setLayout(column)
        column.setContentsMargins(MARGIN, MARGIN - 4, MARGIN, MARGIN)
        column.setSpacing(SPACING)
        column.addLayout(self._top)
        column.addLayout(self.content, 1)
        self.content.setSpacing(SPACING)
        self._scroll.put(self.body)
        for area in (self._scroll, self._around_empty):
            self._stack.addWidget(area)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self.banner)
        said = QVBoxLayout()
        said.setContentsMargins(MARGIN, SPACING, MARGIN + SCROLL_BAR, 0)
        outer.addLayout(said)
        said.addWidget(self.message)
        outer.addWidget(self._stack, 1)
        outer.addLayout(self.footer)

    def bleed(self) -> None:
        """Let the content end where the page does: it has margins and scroll bars of its own."""
        beside = [0, MARGIN + SCROLL_BAR]
        around = [MARGIN, 0]
        if self.isRightToLeft():  # which turns layouts round, but not their margins
            beside.reverse()
            around.reverse()
        self._top.setContentsMargins(beside[0], 0, beside[1], 0)
        self._column.setContentsMargins(around[0], MARGIN - 4, around[1], 0)

    @property
    def answer(self) -> str:
        """The page's answer in one line."""
        return self._head.answer.text()

    def set_answer(self, text: str) -> None:
        """Say the page's answer in one line, below its title."""
        self._head.answer.setText(text)

    def set_empty(self, empty: EmptyState) -> None:
        """Choose what is shown while there is nothing to show."""
        self._empty = empty
        self._around_empty.put(empty)

    def offer_import(self, title: str, text: str) -> None:
        """Say *title* and *text* while there is no household, and offer to bring one."""
        empty = EmptyState(title, text, tr("Import files…"), tr("Open the sample"))
        empty.requested.connect(self.import_requested)
        empty.alternative_requested.connect(self.sample_requested)
        self.set_empty(empty)

    def show_empty(self) -> None:
        """Show the empty state instead of the content."""
        if self._empty is not None:
            self._stack.go_to(self._around_empty)

    def show_content(self) -> None:
        """Show the content instead of the empty state."""
        self._stack.go_to(self._scroll)

    @property
    def is_empty(self) -> bool:
        """Whether the empty state is shown."""
        return self._empty is not None and self._stack.currentWidget() is self._around_empty

    @property
    def is_settled(self) -> bool:
        """Whether everything that was to be shown is shown; pages may paint card by card."""
        return True

    def scroll_to(self, widget: QWidget) -> None:
        """Bring *widget*, which is on the page, into view."""
        self._scroll.lay_out()
        bring_into_view(widget)

    def focus_filter(self) -> None:
        """Go to the page's filter field with what it filters, or say that there is none."""
        field = next((each for each in self.findChildren(FilterField) if each.isVisible()), None)
        if field is None:
            self.explain_here(tr("There is nothing to filter on this page as it is."))
            return
        field.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()
        self.scroll_to(field.parentWidget() or field)  # its card, with what it filters
        self.scroll_to(field)
