"""A headline figure on a card that can be asked how it was computed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.overriding import override
from ui.widgets.asking import asks, paint_ring
from ui.widgets.card import Card
from ui.widgets.spoken import call, explain
from ui.widgets.text import Caption, Figure, FigureSize


class Tile(Card):
    """A figure with a remark; hovering, clicking or Enter tells how it was computed.

    Attributes:
        explanation: How the figure was computed, in sentences.
    """

    accessible_role = "Button"

    asked = Signal(str)
    """The person wants to know how the figure was computed; carries the explanation."""

    def __init__(
        self,
        caption: str,
        parent: QWidget | None = None,
        *,
        size: FigureSize = FigureSize.LARGE,
    ) -> None:
        super().__init__(parent=parent)
        self.explanation = ""
        self._figure = Figure(caption, size=size)
        self._note = Caption()
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        words = QVBoxLayout()
        words.setSpacing(0)  # below a figure there is room for its line
        words.addWidget(self._figure)
        words.addWidget(self._note, 1)
        self.body.addLayout(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_value(self, text: str, after: str = "", note: str = "") -> None:
        """Show *text*; with *after*, an arrow and what it becomes; *note* in small below."""
        self._figure.set_value(text, after)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        call(self, self._figure.said)

    def set_explanation(self, text: str) -> None:
        """Tell how the figure was computed."""
        self.explanation = text
        explain(self, text)

    @property
    def text(self) -> str:
        """The figure as it reads."""
        return self._figure.text

    @property
    def note(self) -> str:
        """The remark below the figure."""
        return self._note.text()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if asks(event):
            self.press()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if asks(event):
            self.press()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_ring(self)

    def press(self) -> None:
        """Tell how the figure was computed."""
        if self.explanation:
            self.asked.emit(self.explanation)
