"""Names the series of a chart; a click hides a series or brings it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from ui.charts.paint import Paint
from ui.language import tr
from ui.theme import Colors
from ui.widgets.flow import FlowLayout
from ui.widgets.spoken import call, explain, literal

SAMPLE = QSize(26, 12)
STROKE = 21
"""Width of a line sample; what is left keeps it off its name."""
GAP = 4


class Shape(Enum):
    """What a series looks like."""

    BOX = auto()
    LINE = auto()
    MARK = auto()
    WHISKER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One series in the legend."""

    name: str
    paint: Paint
    shape: Shape = Shape.BOX
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine
    is_fixed: bool = False
    """Whether it stays even where others can be hidden."""


class Legend(QWidget):
    """A row of series names with a sample of each."""

    toggled = Signal()
    """Another set of series is hidden now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=GAP)
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
        self._buttons = [
            self._button(entry, can_hide=can_hide and not entry.is_fixed) for entry in entries
        ]
        self.updateGeometry()

    def _button(self, entry: Entry, *, can_hide: bool) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIconSize(SAMPLE)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setText(literal(entry.name))
        call(button, entry.name)
        if can_hide:
            button.setCheckable(True)
            button.setChecked(True)
            explain(button, tr("Click to hide, click again to show"))
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
        case Shape.WHISKER:
            painter.setPen(QPen(color, 1))
            painter.drawLine(QPointF(3.5, middle), QPointF(18.5, middle))
            for end in (3.5, 18.5):
                painter.drawLine(QPointF(end, 2.5), QPointF(end, SAMPLE.height() - 2.5))
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Disabled)
    return icon
