"""What needs to be said, said in the page instead of in a pop-up."""

from enum import StrEnum

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from ui.language import tr
from ui.privacy import veiled
from ui.widgets.button import Button, Loudness
from ui.widgets.choices import choose
from ui.widgets.reading_order import give_back_focus
from ui.widgets.spoken import announce, call
from ui.widgets.stretches import on_top
from ui.widgets.text import PlainLabel


class Tone(StrEnum):
    """How serious a message is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class InlineMessage(QFrame):
    """A sentence with an optional button, dismissed by the person; hidden while it has none.

    Attributes:
        action: The button, named by whoever speaks.
    """

    accessible_role = "AlertMessage"

    action_requested = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None
        self._text = PlainLabel(wraps=True)
        choose(self._text, textInteractionFlags="TextSelectableByMouse")
        self.action = Button("", Loudness.QUIET)
        self.action.clicked.connect(self._request)
        self._dismiss = Button(tr("Dismiss"), Loudness.QUIET)
        self._dismiss.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addLayout(on_top(self.action))
        row.addLayout(on_top(self._dismiss))
        self.hide()

    @property
    def text(self) -> str:
        """What is said, or "" while hidden."""
        return "" if self.isHidden() else self._text.text()

    def show_message(self, text: str, tone: Tone = Tone.INFO, action_text: str = "") -> None:
        """Say *text*; *action_text* names a button that sends ``action_requested``."""
        self.setProperty("tone", tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._text.setText(text)
        self.action.setText(action_text)
        self.action.setVisible(bool(action_text))
        call(self, text)
        now = QApplication.focusWidget()
        if now is not None and not self.isAncestorOf(now):
            self._before = now
        self.show()
        announce(self, text)

    def answer(self, text: str) -> None:
        """Say *text*, which was asked for; asked for again, say nothing any more."""
        if self.text == veiled(text):
            self.clear()
        else:
            self.show_message(text)

    def clear(self) -> None:
        """Say nothing; who was in the message goes back to where the person was before."""
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self._text.clear()
        self.hide()
        before, self._before = self._before, None
        if had_focus:
            give_back_focus(before)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether *event* is Esc, which dismisses what is said."""
        is_meant = event.key() == QtCore.Qt.Key.Key_Escape and bool(self.text)
        if is_meant:
            self.dismiss()
        return is_meant

    def dismiss(self) -> None:
        """Hide the message because the person has read it."""
        self.clear()
        self.dismissed.emit()

    def _request(self) -> None:
        self.action_requested.emit()
