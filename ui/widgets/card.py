"""A surface with a title, on which things lie."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.overriding import override
from ui.widgets.inline_message import InlineMessage
from ui.widgets.spoken import call
from ui.widgets.text import Caption, Heading
from ui.widgets.title_row import TitleRow

PADDING = 16
SPACING = 12
_LEAST_WORDS = 128
"""Pixels that the title and its remark have at least beside the corner."""


class Card(QFrame):
    """A surface with an optional title and subtitle; put things into ``body``.

    Attributes:
        body: Where the content goes, top to bottom.
        corner: Right of the title, or below it where there is no room, for a button or a field.
    """

    accessible_role = "Grouping"

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Heading(title, 3)
        self._subtitle = Caption(subtitle)
        self.body = QVBoxLayout()
        self._head = TitleRow(least_words=_LEAST_WORDS)
        self.corner = self._head.corner
        self._message: InlineMessage | None = None
        self._build_card()
        self.set_title(title)
        self.set_subtitle(subtitle)

    def _build_card(self) -> None:
        self._head.words.addWidget(self._title)
        self._head.words.addWidget(self._subtitle)
        self.body.setSpacing(SPACING)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, PADDING - 4, PADDING, PADDING)
        column.setSpacing(SPACING)
        column.addLayout(self._head)
        column.addLayout(self.body, 1)

    @property
    def explained(self) -> str:
        """How something on the card was computed, while it is said; else ""."""
        return "" if self._message is None else self._message.text

    def explain_here(self, text: str) -> None:
        """Say *text* between the title and what is below; asked for again, nothing any more."""
        if self._message is None:
            self._message = InlineMessage()
            self.body.insertWidget(0, self._message)
        self._message.answer(text)

    def stop_explaining(self) -> None:
        """Say no more what was asked for: it was about something else."""
        if self._message is not None:
            self._message.clear()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._message is None or not self._message.takes(event):
            super().keyPressEvent(event)

    def set_title(self, text: str) -> None:
        """Name the card; "" hides the line."""
        self._title.setText(text)
        call(self, text)
        self._title.setVisible(bool(text))

    @property
    def subtitle(self) -> str:
        """What the card says in small below its title, or ""."""
        return self._subtitle.text()

    def set_subtitle(self, text: str) -> None:
        """Say in small what the card shows; "" hides the line."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))
