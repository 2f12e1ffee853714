"""Things one after the other, wrapped like words."""

from collections.abc import Iterator

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.overriding import override


class FlowLayout(QLayout):
    """Places its widgets from left to right and goes on in the next line; hidden ones take no room.

    It is put where it belongs before anything is put into it: what is in it by then, PySide counts
    to the layout around it, and lets go of too early.

    Attributes:
        wraps: Whether it goes on in the next line, or keeps to one however narrow it is.
    """

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int = 4, centres: bool = False
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[tuple[int, bool], int] = {}
        """By width and whether it wraps, until something changes."""
        self._line_width: int | None = None
        self._centres = centres
        self.wraps = True
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    @property
    def line_width(self) -> int:
        """How many pixels everything takes in one line."""
        if self._line_width is None:
            shown = [item for item in self._items if not item.isEmpty()]
            self._line_width = self._width_of(shown)
        return self._line_width

    @override
    def invalidate(self) -> None:
        self._heights.clear()
        self._line_width = None
        super().invalidate()

    @override
    def addItem(self, item: QLayoutItem) -> None:
        if self.parentWidget() is None:
            raise ValueError("a layout that is filled has to be in a widget already")
        self._items.append(item)
        self.invalidate()

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    @override
    def expandingDirections(self) -> "QtCore.Qt.Orientation":
        return QtCore.Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return bool(self._items)

    @override
    def heightForWidth(self, width: int) -> int:
        return self._height_in(width, wraps=self.wraps)

    def wrapped_height(self, width: int) -> int:
        """Return how high it is in *width* pixels where it may go on in the next line."""
        return self._height_in(width, wraps=True)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        y = rect.y()
        for line in self._lines(rect.width(), wraps=self.wraps):
            height = _height(line) if self.wraps else max(_height(line), rect.height())
            spare = rect.width() - self._width_of(line)
            x = rect.x() + (max(0, spare) // 2 if self._centres else 0)
            for item in line:
                width = min(item.sizeHint().width(), rect.width())
                item.setGeometry(QRect(QPoint(x, y), QSize(width, height)))
                x += width + self.spacing()
            y += height + self.spacing()

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size if self.wraps else QSize(self.line_width, size.height())

    def _height_in(self, width: int, *, wraps: bool) -> int:
        found = self._heights.get((width, wraps))
        if found is None:
            heights = [_height(line) for line in self._lines(width, wraps=wraps)]
            found = sum(heights) + self.spacing() * max(0, len(heights) - 1)
            self._heights[width, wraps] = found
        return found

    def _lines(self, width: int, *, wraps: bool) -> Iterator[list[QLayoutItem]]:
        line: list[QLayoutItem] = []
        taken = 0
        for item in self._items:
            if item.isEmpty():
                continue
            own = item.sizeHint().width()
            if line and wraps and taken + own > width:
                yield line
                line, taken = [], 0
            line.append(item)
            taken += own + self.spacing()
        if line:
            yield line

    def _width_of(self, line: list[QLayoutItem]) -> int:
        widths = [item.sizeHint().width() for item in line]
        return sum(widths) + self.spacing() * max(0, len(widths) - 1)


def _height(line: list[QLayoutItem]) -> int:
    return max(item.sizeHint().height() for item in line)
