"""Names the series of a chart; a click hides a series or brings it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLayout, QLayoutItem, QToolButton, QWidget
from typing_extensions import override

from ui.charts.paint import Paint
from ui.theme import Colors

SAMPLE = QSize(26, 12)
STROKE = 21
"""Width of a line sample; what is left keeps it off its name."""
GAP = 4


class Shape(Enum):
    """What a series looks like."""

    BOX = auto()
    LINE = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One series in the legend."""

    name: str
    paint: Paint
    shape: Shape = Shape.BOX
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine


class FlowLayout(QLayout):
    """Places items side by side and goes on in the next line where the width ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), really=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, really=True)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        width = max((size.width() for size in sizes), default=0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def _place(self, rect: QRect, *, really: bool) -> int:
        left, top, line = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if left > rect.x() and left + size.width() > rect.x() + rect.width():
                left, top, line = rect.x(), top + line + GAP, 0
            if really:
                item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + GAP
            line = max(line, size.height())
        return top + line - rect.y()


class Legend(QWidget):
    """A row of series names with a sample of each."""

    toggled = Signal()
    """Another set of series is hidden now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._entries: tuple[Entry, ...] = ()
        self._buttons: list[QToolButton] = []

    @property
    def hidden(self) -> frozenset[str]:
        """The names of the series that the person has switched off."""
        pairs = zip(self._entries, self._buttons, strict=True)
        return frozenset(
            entry.name for entry, button in pairs if button.isCheckable() and not button.isChecked()
        )

    def set_entries(self, entries: Sequence[Entry], colors: Colors, *, can_hide: bool) -> None:
        """Show *entries*; what was hidden stays hidden."""
        if [entry.name for entry in entries] != [entry.name for entry in self._entries]:
            self._rebuild(entries, can_hide=can_hide)
        self._entries = tuple(entries)
        ratio = self.devicePixelRatioF()
        for entry, button in zip(entries, self._buttons, strict=True):
            button.setIcon(_sample(entry, colors, ratio))
        self.setVisible(bool(entries))

    def _rebuild(self, entries: Sequence[Entry], *, can_hide: bool) -> None:
        for button in self._buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(entry, can_hide=can_hide) for entry in entries]
        self.updateGeometry()

    def _button(self, entry: Entry, *, can_hide: bool) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIconSize(SAMPLE)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setText(entry.name.replace("&", "&&"))
        button.setAccessibleName(entry.name)
        button.setStyleSheet("QToolButton { border: none; padding: 2px 4px; background: none; }")
        if can_hide:
            button.setCheckable(True)
            button.setChecked(True)
            button.setToolTip("Click to hide, click again to show")
            button.toggled.connect(self._tell)
        else:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._flow.addWidget(button)
        button.show()
        return button

    def _tell(self) -> None:
        for button in self._buttons:
            font = button.font()
            font.setStrikeOut(button.isCheckable() and not button.isChecked())
            button.setFont(font)
        self.toggled.emit()


def _sample(entry: Entry, colors: Colors, ratio: float) -> QIcon:
    pixmap = QPixmap(SAMPLE * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = QColor(entry.paint(colors))
    middle = SAMPLE.height() / 2
    match entry.shape:
        case Shape.BOX:
            painter.fillRect(QRectF(4, 1, 14, 10), color)
        case Shape.LINE:
            painter.setPen(QPen(color, 2, entry.dash))
            painter.drawLine(QPointF(0, middle), QPointF(STROKE, middle))
        case Shape.MARK:
            painter.setPen(QPen(color, 3))
            painter.drawLine(QPointF(11, 0), QPointF(11, SAMPLE.height()))
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Disabled)
    return icon
