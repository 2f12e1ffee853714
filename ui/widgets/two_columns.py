"""A narrow column of decisions and a wide one of results, each scrolling by itself."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget
from typing_extensions import override

NARROW = 352
_LEAST_HEIGHT = 240
_GUTTER = 16


class TwoColumns(QWidget):
    """*narrow* stays in sight while *wide* is read, and the other way round."""

    def __init__(
        self,
        narrow: QWidget,
        wide: QWidget,
        parent: QWidget | None = None,
        *,
        width: int = NARROW,
    ) -> None:
        """Put them side by side, *narrow* so many pixels of *width*."""
        super().__init__(parent)
        self.setMinimumHeight(_LEAST_HEIGHT)
        left, right = _scrolling(narrow), _scrolling(wide)
        left.setFixedWidth(width)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GUTTER)
        row.addWidget(left)
        row.addWidget(right, 1)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _LEAST_HEIGHT)


def _scrolling(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setObjectName("page_body")
    area.setWidget(content)
    return area
