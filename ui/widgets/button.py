"""Buttons, as loud as what they do."""

from enum import StrEnum

from PySide6 import QtCore
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ui.models.reading import in_its_own_way
from ui.overriding import override
from ui.privacy import veiled
from ui.widgets.spoken import literal


class Loudness(StrEnum):
    """How much a button asks to be pressed; a page has one primary button at most."""

    PRIMARY = "primary"
    NORMAL = "normal"
    QUIET = "quiet"


class Button(QPushButton):
    """A push button with a hand cursor and a tab stop; its text is shown as it is."""

    def __init__(
        self,
        text: str,
        loudness: Loudness = Loudness.NORMAL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said = ""
        self.setText(text)
        self.setProperty("kind", loudness.value)
        self.setAutoDefault(False)

    @override
    def setText(self, text: str, /) -> None:
        self._said = text
        super().setText(in_its_own_way(self.text()))

    @override
    def text(self) -> str:
        return literal(veiled(self._said))

    def follow_privacy(self) -> None:
        """Hide the amounts in the text, or show them again."""
        self.setText(self._said)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)


class ToolButton(QToolButton):
    """A tool button with a hand cursor."""

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)
