"""A short way round the window: one sentence at a time, each pointing at what it speaks of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.language import tr
from ui.overriding import override
from ui.text_size import scaled
from ui.theme import Theme
from ui.widgets.button import Button, Loudness
from ui.widgets.reading_order import give_back_focus, leave_menu_bar
from ui.widgets.spoken import call, describe
from ui.widgets.text import Caption, Heading, PlainLabel

_WIDTH = 340
_AWAY = 16
_RADIUS = 6
_VEIL = 150
_BACK = {Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backspace}
_ON = {
    Qt.Key.Key_Right,
    Qt.Key.Key_Down,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Space,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One sentence of the way, and what it points at."""

    title: str
    text: str
    target: Callable[[], QWidget]


class Guide(QWidget):
    """A veil over the window with a hole where the sentence points.

    Enter and the arrow keys go on and back; Esc leaves at any time.

    Attributes:
        next: Goes on; at the last stop it ends the way.
        skip: Ends the way.
    """

    ended = Signal()
    """The person has seen enough, to the end or not."""

    def __init__(self, theme: Theme, stops: Sequence[Stop], window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._stops = tuple(stops)
        self._covered = window
        self._at = 0
        self._before: QWidget | None = None
        self._title = Heading("", 2)
        self._text = PlainLabel(wraps=True)
        self._count = Caption(wraps=False)
        self.next = Button(tr("Next"), Loudness.PRIMARY)
        self.skip = Button(tr("Skip"), Loudness.QUIET)
        self._box = QFrame(self)
        self._box.setProperty("part", "guide")
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for button in (self.next, self.skip):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.next.clicked.connect(self._go_on)
        self.skip.clicked.connect(self.end)
        window.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.skip)
        foot.addWidget(self.next)
        column = self._column = QVBoxLayout(self._box)
        column.setContentsMargins(20, 16, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(foot)

    @property
    def stop(self) -> Stop:
        """What is being pointed at."""
        return self._stops[self._at]

    def start(self) -> None:
        """Begin at the first stop."""
        self._before = leave_menu_bar()
        self._at = 0
        self._show_stop()
        self.raise_()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def end(self) -> None:
        """Leave, and go back to where the person was."""
        self.hide()
        before, self._before = self._before, None
        give_back_focus(before)
        self.ended.emit()

    def _go_on(self) -> None:
        self._step(1)

    def _step(self, count: int) -> None:
        if self._at + count >= len(self._stops):
            self.end()
            return
        self._at = max(0, self._at + count)
        self._show_stop()

    def _show_stop(self) -> None:
        is_last = self._at == len(self._stops) - 1
        self._title.setText(self.stop.title)
        self._text.setText(self.stop.text)
        self._count.setText(tr("{number} of {count}", number=self._at + 1, count=len(self._stops)))
        self.next.setText(tr("Done") if is_last else tr("Next"))
        self.skip.setVisible(not is_last)
        call(self, self.stop.title)
        describe(self, self.stop.text)
        self._place()

    def _place(self) -> None:
        self.setGeometry(self._covered.rect())
        width = scaled(_WIDTH)
        self._box.setFixedSize(width, self._column.totalHeightForWidth(width))
        self._box.move(_beside(self.hole, self._box.rect(), self.rect()))
        self.update()

    @property
    def hole(self) -> QRect:
        """Where the target is, in the window."""
        target = self.stop.target()
        return QRect(target.mapTo(self._covered, QPoint(0, 0)), target.size())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._theme.colors
        veil = QPainterPath()
        veil.addRect(QRectF(self.rect()))
        hole = QPainterPath()
        hole.addRoundedRect(QRectF(self.hole).adjusted(2, 2, -2, -2), _RADIUS, _RADIUS)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = QColor("black")
        shade.setAlpha(_VEIL)
        painter.fillPath(veil - hole, shade)
        painter.setPen(QPen(QColor(colors.accent), 2))
        painter.drawPath(hole)
        painter.end()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.isHidden():
            return False
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.WindowActivate:  # after a box that was opened over it
            self.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        elif isinstance(event, QKeyEvent) and _leaves(event):  # the focus was taken elsewhere
            self.end()
            return True
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.end()
        elif key in _BACK:
            self._step(-1)
        elif key in _ON:
            self._step(1)
        else:
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, next_: bool, /) -> bool:
        """Keep the focus: what is below the veil is out of reach."""
        return True


def _leaves(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape


def _beside(hole: QRect, box: QRect, room: QRect) -> QPoint:
    """Return where *box* goes: right of *hole*, below, above, or inside, whatever has room."""
    left = min(hole.left(), room.right() - box.width() - _AWAY)
    if hole.right() + _AWAY + box.width() < room.right():
        top = max(_AWAY, min(hole.center().y() - box.height() // 2, room.bottom() - box.height()))
        place = QPoint(hole.right() + _AWAY, top)
    elif hole.bottom() + _AWAY + box.height() < room.bottom():
        place = QPoint(left, hole.bottom() + _AWAY)
    elif hole.top() - _AWAY - box.height() > 0:
        place = QPoint(left, hole.top() - _AWAY - box.height())
    else:
        place = QPoint(hole.center().x() - box.width() // 2, hole.bottom() - box.height() - _AWAY)
    return QPoint(max(_AWAY, place.x()), max(_AWAY, place.y()))
