"""A small icon beside words, which grows with them, but by half at most."""

from PySide6.QtWidgets import QWidget

from ui.text_size import scaled
from ui.widgets.icon import pixmap
from ui.widgets.text import PlainLabel

SIGN_SIZE = 16


class Sign(PlainLabel):
    """Shows an icon in the size of the text in use; what it means is for its accessible name."""

    def __init__(self, size: int = SIGN_SIZE, parent: QWidget | None = None) -> None:
        """Be *size* pixels high where text has its usual size."""
        super().__init__(parent=parent)
        self._size = size
        self._drawn = ("", "")

    def show_icon(self, name: str, color: str = "") -> None:
        """Show the icon *name* in *color*, which only an icon of one colour takes."""
        self._drawn = (name, color)
        self.follow_text_size()

    def follow_text_size(self) -> None:
        """Draw the icon anew, as large as the text."""
        name, color = self._drawn
        if name:
            size = min(scaled(self._size), self._size * 3 // 2)
            self.setPixmap(pixmap(name, color, size))
