"""Sentences in a box, which is laid out once and before its style is known."""

from PySide6.QtWidgets import QWidget

from ui.text_size import scaled
from ui.widgets.text import PlainLabel


class Paragraph(PlainLabel):
    """Wrapped text of a given width, and as high as that makes it."""

    def __init__(self, text: str, width: int, parent: QWidget | None = None) -> None:
        """Show *text*; *width* is in pixels at the usual size of text."""
        super().__init__(text, parent, wraps=True)
        self.setFixedWidth(scaled(width))
        self.ensurePolished()
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))
