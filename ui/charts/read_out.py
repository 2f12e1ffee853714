"""What is said of the point that is being read, beside it."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.privacy import veiled

_RIGHT, _BELOW = 12, 14
"""Pixels from the point."""


class ReadOut(QLabel):
    """A few lines of plain text that never leave the drawing they lie on."""

    def __init__(self, drawing: QWidget) -> None:
        super().__init__(drawing)
        self._drawing = drawing
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(0)  # what is around the lines is up to the style sheet alone
        self.setProperty("part", "read_out")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str, at: QPointF) -> None:
        """Show *text* right of and below *at*, in pixels of the drawing; above it at its end."""
        self.setText(veiled(text))
        self.adjustSize()
        area = self._drawing.rect()
        left = min(at.x() + _RIGHT, area.width() - self.width())
        top = at.y() + _BELOW
        if top + self.height() > area.height():
            top = at.y() - _BELOW - self.height()
        self.move(round(max(0.0, left)), round(max(0.0, top)))
        self.show()
        self.raise_()
