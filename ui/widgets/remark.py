"""Small text with a figure in it that can be asked how it was computed."""

from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.overriding import override
from ui.widgets.asking import LINE, ask, asks, offer, paint_line
from ui.widgets.spoken import call
from ui.widgets.text import Caption


class Remark(Caption):
    """A caption such as ``Now 41.8 %``: hovering, clicking or Enter tells how it was computed.

    Attributes:
        explanation: How the figure was computed, in sentences, or "".
    """

    accessible_role = "StaticText"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, wraps=False)
        self.explanation = ""
        self.setContentsMargins(0, 0, 0, LINE + 1)

    def show_remark(self, text: str, explanation: str) -> None:
        """Say *text*, which was computed as *explanation* says; "" hides the line."""
        self.setText(text)
        self.setVisible(bool(text))
        call(self, text)
        self.explanation = explanation
        offer(self, explanation)

    def press(self) -> None:
        """Tell how the figure was computed."""
        ask(self, self.explanation)

    @override
    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        super().mouseReleaseEvent(ev)
        if asks(ev):
            self.press()

    @override
    def keyPressEvent(self, ev: QKeyEvent) -> None:
        if self.explanation and asks(ev):
            self.press()
        else:
            super().keyPressEvent(ev)

    @override
    def paintEvent(self, arg__1: QPaintEvent) -> None:
        super().paintEvent(arg__1)
        paint_line(self)
