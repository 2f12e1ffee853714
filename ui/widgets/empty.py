"""What an empty page says: what comes here, and the button that brings it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.button import Button, Loudness
from ui.widgets.text import Heading, PlainLabel

_TEXT_WIDTH = 440


class EmptyState(QWidget):
    """A title, a sentence and up to two buttons in the middle of the page."""

    requested = Signal()
    """The button was pressed."""
    alternative_requested = Signal()
    """The second, quieter button was pressed."""

    def __init__(
        self,
        title: str,
        text: str,
        button_text: str = "",
        alternative_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._button = Button(button_text, Loudness.PRIMARY)
        self._button.clicked.connect(self._request)
        self._button.setVisible(bool(button_text))
        self._alternative = Button(alternative_text)
        self._alternative.clicked.connect(self._request_alternative)
        self._alternative.setVisible(bool(alternative_text))
        self._lay_out(title, text)

    def _lay_out(self, title: str, text: str) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        heading = Heading(title, 1)
        words = PlainLabel(text, wraps=True)
        words.setAlignment(centre)
        words.setFixedWidth(_TEXT_WIDTH)
        buttons = _centred(self._button, self._alternative)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(heading, 0, centre)
        column.addLayout(_centred(words))
        column.addSpacing(8)
        column.addLayout(buttons)
        column.addStretch(3)

    def _request(self) -> None:
        self.requested.emit()

    def _request_alternative(self) -> None:
        self.alternative_requested.emit()


def _centred(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
