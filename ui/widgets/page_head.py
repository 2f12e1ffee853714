"""The top of a page: its title and answer, and buttons to the right where there is room."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ui.text_size import scaled
from ui.widgets.text import Caption, Heading

_LEAST_WORDS = 280
"""Pixels below which the answer would be a tower of single words."""


class PageHead(QWidget):
    """Title and answer; what is in the corner goes below them where the page is narrow.

    Attributes:
        answer: The page's answer in one line.
        corner: For buttons.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer = Caption()
        self.corner = QHBoxLayout()
        self.corner.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(Heading(title, 1))
        words.addWidget(self.answer)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addLayout(words, 1)
        self._row.addLayout(self.corner)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.corner.sizeHint().width(), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.follow_text_size()

    def follow_text_size(self) -> None:
        """Put the corner where it leaves enough room for the answer."""
        needed = self.corner.sizeHint().width() + scaled(_LEAST_WORDS)
        direction = QBoxLayout.Direction
        fits = self.width() >= needed or not self.corner.count()
        self._row.setDirection(direction.LeftToRight if fits else direction.TopToBottom)
