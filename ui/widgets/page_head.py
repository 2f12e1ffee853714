"""The top of a page: its title and answer, and buttons to the right where there is room."""

from PySide6.QtWidgets import QWidget

from ui.widgets.text import Caption, Heading
from ui.widgets.title_row import TitleRow

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
        row = TitleRow(least_words=_LEAST_WORDS, spacing=4)
        row.setContentsMargins(0, 0, 0, 0)
        row.words.addWidget(Heading(title, 1))
        row.words.addWidget(self.answer)
        self.corner = row.corner
        self.setLayout(row)
