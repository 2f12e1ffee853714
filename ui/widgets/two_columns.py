"""A narrow column of decisions and a wide one of results, each scrolling by itself."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui.overriding import override
from ui.text_size import scaled
from ui.widgets.page import MARGIN
from ui.widgets.scroller import SCROLL_BAR, Scroller
from ui.widgets.sight_first import SightFirst

NARROW = 352
_AROUND = 2 * MARGIN
"""Pixels that are not for the columns: the margin, the gap between them and a scroll bar."""
_LEAST_WIDE = 360
"""Pixels below which the wide column goes under the narrow one."""
_LEAST_HEIGHT = 240
_GUTTER = 2
"""Beside the scroll bar of the narrow column, on either side: cards are 16 pixels apart."""
_STACKED_GUTTER = 16
_UNBOUNDED = 16_777_215
"""Qt's own largest size."""


class TwoColumns(QWidget):
    """The narrow column stays in sight while the wide one is read, and the other way round.

    Where the page is too narrow for both, one follows the other and the page scrolls. They end
    where the page does (``Page.bleed``); the margins are inside, and scroll with the rest.

    They are filled when they are in their place: with every place that widgets are moved to, Qt
    gives all of them their style once more.

    Attributes:
        narrow: What is in the narrow column, top to bottom.
        wide: What is in the wide one.
        is_stacked: Whether one is below the other.
    """

    def __init__(self, parent: QWidget | None = None, *, width: int = NARROW) -> None:
        """Put two columns side by side, the narrow one so many pixels of *width*."""
        super().__init__(parent)
        self.is_stacked = False
        self._narrowest = width
        self._narrow, self._wide = _Column(self, _GUTTER), _Column(self, MARGIN)
        self.narrow, self.wide = self._narrow.lines, self._wide.lines
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._narrow)
        self._row.addWidget(self._wide, 1)
        self._arrange()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._least_height())

    @override
    def minimumSizeHint(self) -> QSize:
        widest = max(column.least_width for column in (self._narrow, self._wide))
        width = widest if self.is_stacked else self._narrow_width()
        return QSize(width, self._least_height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.follow_text_size()

    def follow_text_size(self) -> None:
        """Put the columns side by side, or one below the other, as there is room."""
        is_stacked = self.width() < self._narrow_width() + scaled(_LEAST_WIDE) + _AROUND
        if is_stacked != self.is_stacked:
            self.is_stacked = is_stacked
            self._place()
        elif not is_stacked:
            self._narrow.setFixedWidth(self._narrow_width())

    def _narrow_width(self) -> int:
        """Return how wide the narrow column is: as it should be, or as its words need."""
        return max(scaled(self._narrowest), self._narrow.least_width + SCROLL_BAR)

    def _place(self) -> None:
        self._arrange()
        if self.is_stacked:
            self._narrow.setMinimumWidth(0)
            self._narrow.setMaximumWidth(_UNBOUNDED)
        else:
            self._narrow.setFixedWidth(self._narrow_width())
        self.updateGeometry()

    def _arrange(self) -> None:
        direction, is_stacked = QBoxLayout.Direction, self.is_stacked
        self._row.setDirection(direction.TopToBottom if is_stacked else direction.LeftToRight)
        self._row.setSpacing(_STACKED_GUTTER if is_stacked else _GUTTER)
        self._row.setContentsMargins(0, 0, 0, MARGIN if is_stacked else 0)
        for column in (self._narrow, self._wide):
            column.set_whole(is_whole=is_stacked)

    def _least_height(self) -> int:
        if not self.is_stacked:
            return scaled(_LEAST_HEIGHT)
        return self._row.minimumSize().height()


class _Column(Scroller):
    """Scrolls its content, or shows the whole of it.

    Attributes:
        lines: What is in it, top to bottom.
    """

    def __init__(self, parent: QWidget, right: int) -> None:
        """Keep so many pixels empty to the *right* of the content, beside the scroll bar."""
        super().__init__(parent)
        self._is_whole = False
        self._fitted_width = 0
        """How wide it was when it was last made as high as its content."""
        self._right = right
        self._content = QWidget(self.viewport())
        self._around = QVBoxLayout(self._content)
        self.lines = SightFirst()
        self._around.addLayout(self.lines)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content.setObjectName("page_body")
        self.put(self._content)

    @property
    def least_width(self) -> int:
        """What the content needs at least."""
        return self._content.minimumSizeHint().width()

    def set_whole(self, *, is_whole: bool) -> None:
        """Show the whole content, or let it scroll."""
        self._is_whole = is_whole
        below, right = (0, MARGIN) if is_whole else (MARGIN, self._right)
        is_turned = self.isRightToLeft()
        self._around.setContentsMargins(right * is_turned, 0, right * (not is_turned), below)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.width() != self._fitted_width:
            self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_whole and event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self._fitted_width = self.width()
        content, height = self._content, 0
        if self._is_whole:
            width = max(self.width(), content.minimumSizeHint().width())
            depends = content.hasHeightForWidth()
            height = content.heightForWidth(width) if depends else content.sizeHint().height()
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
