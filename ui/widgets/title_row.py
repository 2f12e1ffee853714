"""A title and what can be done beside it; below it where there is no room."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from ui.overriding import override
from ui.text_size import scaled
from ui.widgets.flow import FlowLayout

_SPACING = 8


class TitleRow(QBoxLayout):
    """Words, and buttons to their right or, wrapped like words, below them.

    Attributes:
        words: For the title and what is said below it.
        corner: For buttons and fields.
    """

    def __init__(self, *, least_words: int, spacing: int = 2) -> None:
        """Put the corner below as soon as less than *least_words* pixels are left of it."""
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._least_words = least_words
        self._heights: dict[int, int] = {}
        """By width, until something changes."""
        self.words = QVBoxLayout()
        self.words.setSpacing(spacing)
        self.corner = FlowLayout(spacing=_SPACING)
        self.setSpacing(_SPACING)
        self.addLayout(self.words, 1)
        self.addLayout(self.corner)

    @override
    def setGeometry(self, rect: QRect, /) -> None:
        fits = self._fits(rect.width())
        direction = QBoxLayout.Direction
        if self.corner.wraps is fits:
            self.corner.wraps = not fits
            self.invalidate()
        self.setDirection(direction.LeftToRight if fits else direction.TopToBottom)
        super().setGeometry(rect)

    @override
    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    @override
    def heightForWidth(self, width: int, /) -> int:
        if width not in self._heights:
            self._heights[width] = self._height_in(width)
        return self._heights[width]

    def _height_in(self, width: int) -> int:
        beside = self.corner.line_width
        if not beside:
            return self._words_height(width)
        if self._fits(width):
            words = self._words_height(width - _SPACING - beside)
            return max(words, self.corner.wrapped_height(width))
        return self._words_height(width) + _SPACING + self.corner.wrapped_height(width)

    @override
    def minimumHeightForWidth(self, width: int, /) -> int:
        return self.heightForWidth(width)

    @override
    def minimumSize(self) -> QSize:
        wraps, self.corner.wraps = self.corner.wraps, True
        width = max(self.words.minimumSize().width(), self.corner.minimumSize().width())
        self.corner.wraps = wraps
        return QSize(width, super().minimumSize().height())

    def _words_height(self, width: int) -> int:
        words = self.words
        depends = words.hasHeightForWidth()
        return words.heightForWidth(width) if depends else words.sizeHint().height()

    def _fits(self, width: int) -> bool:
        beside = self.corner.line_width
        words = max(self.words.minimumSize().width(), scaled(self._least_words))
        return not beside or width >= words + _SPACING + beside
