"""Everything that can be done, found by typing a few letters of it."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.language import tr
from ui.models.seen import ROOT, Index
from ui.overriding import override
from ui.privacy import veiled
from ui.text_size import scaled
from ui.widgets.find import Find
from ui.widgets.reading_order import give_back_focus, leave_menu_bar
from ui.widgets.spoken import call
from ui.widgets.text import Caption

_WIDTH = 600
_TOP = 56
_ROW = 32
_MOST_ROWS = 12
_EDGE = 12
_AROUND = 8
_AWAY = 24
"""Pixels that stay free between the field and the edges of the window."""
_FRAME = 1
_GAP = 24
_JUMP = 10.0
"""What a letter costs that neither follows the one before nor begins a word."""
_MOVES = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


def distance(typed: str, title: str) -> float | None:
    """Return how far *typed* is from *title*, both in any case; None where it does not fit at all.

    The letters have to be there in order. Those that begin a word or follow one another cost
    nothing, and a title that begins with what is typed is nearest.
    """
    wanted, text = "".join(typed.casefold().split()), title.casefold()
    if not wanted:
        return 0.0
    if len(wanted) > len(text):  # as a whole page that is pasted
        return None
    costs = {
        place: (0.0 if _begins_word(place, text) else _JUMP) + place / 100 + len(text) / 10_000
        for place in _places(wanted[0], text)
    }
    for letter in wanted[1:]:
        first = min(costs, default=len(text))
        costs = {
            place: min(cost + _step(at, place, text) for at, cost in costs.items() if at < place)
            for place in _places(letter, text)
            if place > first
        }
    return min(costs.values(), default=None)


def _places(letter: str, text: str) -> Sequence[int]:
    return [place for place, each in enumerate(text) if each == letter]


def _step(last: int, place: int, text: str) -> float:
    """Return what it costs to go from the letter at *last* to the one at *place*."""
    if not text[last + 1 : place].strip():
        return 0.0
    return 1.0 if _begins_word(place, text) else _JUMP


def _begins_word(place: int, text: str) -> bool:
    return place == 0 or not text[place - 1].isalnum()


def nearest(typed: str, finds: Sequence[Find]) -> tuple[Find, ...]:
    """Return what *typed* may mean, the nearest first; what cannot be done comes last."""
    rated = [(_rate(typed, find), find) for find in finds]
    fitting = [(bool(find.reason), cost, find) for cost, find in rated if cost is not None]
    return tuple(find for _, _, find in sorted(fitting, key=lambda each: each[:2]))


def _rate(typed: str, find: Find) -> float | None:
    """Return how far *typed* is from *find*: from its title, or from a word that means it, too."""
    by_title = distance(typed, find.title)
    begun = typed.strip().casefold()
    if begun and any(word.startswith(begun) for word in find.other_words.casefold().split(", ")):
        return _JUMP if by_title is None else min(by_title, _JUMP)
    return by_title


class _Finds(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: tuple[Find, ...] = ()

    def show_finds(self, finds: tuple[Find, ...]) -> None:
        self.beginResetModel()
        self.shown = finds
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        find = self.shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return veiled(find.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                said = (find.title, find.reason or find.keys)
                return veiled(", ".join(filter(None, said)))
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, scaled(_ROW))
            case _:
                return None


class _Line(QStyledItemDelegate):
    """Writes the title to the left, and the keys, or the reason why not, to the right."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, _Finds)  # noqa: S101 - for the type checker: it is ours
        find = model.shown[index.row()]
        QApplication.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        palette = QApplication.palette()
        muted = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        ink = muted if find.reason else palette.color(QPalette.ColorRole.Text)
        room = option.rect.adjusted(_EDGE, 0, -_EDGE, 0)
        right = find.reason or find.keys or find.kind
        painter.save()
        sides = Qt.AlignmentFlag
        taken = _write(painter, room, right, muted, sides.AlignRight)
        rest = room.adjusted(0, 0, -taken - _GAP, 0)
        _write(painter, rest, find.title, ink, sides.AlignLeft)
        painter.restore()


def _write(painter: QPainter, room: QRect, text: str, ink: QColor, side: Qt.AlignmentFlag) -> int:
    """Write *text* in one line; return how wide it is."""
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(veiled(text), Qt.TextElideMode.ElideRight, room.width())
    painter.setPen(ink)
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


class Palette(QFrame):
    """A field over the window: type, choose with the arrow keys, Enter does it, Esc leaves.

    Attributes:
        field: What is looked for.
        lines: What fits, the nearest first.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._finds: Sequence[Find] = ()
        self._before: QWidget | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("What do you want to do?"))
        call(self.field, tr("Find a command"))
        self.lines = QListView()
        call(self.lines, tr("What fits"))
        self.lines.setUniformItemSizes(True)
        self.lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _Finds(self)
        self._line = _Line(self)
        self.lines.setModel(self._model)
        self.lines.setItemDelegate(self._line)
        self._said = Caption()
        self._lay_out()
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.lines.clicked.connect(self._do)
        self.hide()

    def _lay_out(self) -> None:
        self._said.setContentsMargins(_EDGE, 4, _EDGE, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        column.setSpacing(8)
        for widget in (self.field, self.lines, self._said):
            column.addWidget(widget)

    @property
    def shown(self) -> tuple[Find, ...]:
        """What fits, in the order shown."""
        return self._model.shown

    def open(self, finds: Sequence[Find]) -> None:
        """Let the person look for one of *finds*."""
        self._finds = finds
        if self.isHidden():
            self._before = leave_menu_bar()
        self.setFixedWidth(min(scaled(_WIDTH), self._covered.width() - 2 * _AWAY))
        self.field.clear()
        self._filter("")
        self.move((self._covered.width() - self.width()) // 2, _TOP)
        self.raise_()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Close, and go back to where the person was."""
        self.hide()
        before, self._before = self._before, None
        give_back_focus(before)

    def _filter(self, typed: str) -> None:
        self._model.show_finds(nearest(typed, self._finds))
        count = len(self.shown)
        self.lines.setCurrentIndex(self._model.index(0))
        self._said.setText(
            tr("Enter does it, Esc leaves.")
            if count
            else tr("No command, page, account or scenario is called that.")
        )
        self._fit(count)

    def _fit(self, count: int) -> None:
        """Show *count* lines, or as many of them as the window has room for."""
        for part in (self.field, self.lines, self._said):
            part.ensurePolished()
        parts = self.field.sizeHint().height() + self._said.heightForWidth(self.width())
        room = self._covered.height() - _TOP - _AWAY - parts - 4 * _AROUND - 2 * _FRAME
        row = scaled(_ROW)
        rows = max(1, min(count, _MOST_ROWS, room // row))
        self.lines.setFixedHeight(row * rows + 2 * _FRAME)
        self.adjustSize()

    def _do(self, index: QModelIndex) -> None:
        """Do what is at *index*; what cannot be done stays, with its reason."""
        if not index.isValid() or self.shown[index.row()].reason:
            return
        act = self.shown[index.row()].act
        self.leave()
        act()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _MOVES:
            QApplication.sendEvent(self.lines, event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._do(self.lines.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True
