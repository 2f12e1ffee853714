"""Where Tab goes next: in the order in which the window is read, whenever its parts were made.

And where the focus goes back to when what took it away is gone.
"""

from collections.abc import Iterator, Sequence

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

_WHOLE = ("QAbstractItemView", "QAbstractSpinBox", "QComboBox", "QGraphicsView")
"""They look after their own parts; by their names, as they are no part of the first frame."""


def move_focus(root: QWidget, *, forwards: bool) -> bool:
    """Give the focus to what is read after (or before) what has it; return whether anything can.

    After the last comes the first again.
    """
    stops = list(in_reading_order(root))
    if not stops:
        return False
    now = QApplication.focusWidget()
    if now in stops:
        place = (stops.index(now) + (1 if forwards else -1)) % len(stops)
    else:
        place = 0 if forwards else -1
    reason = QtCore.Qt.FocusReason
    stops[place].setFocus(reason.TabFocusReason if forwards else reason.BacktabFocusReason)
    bring_into_view(stops[place])
    return True


def leave_menu_bar() -> QWidget | None:
    """Return what has the focus; a menu bar, which only borrows it, gives it back before.

    It stays there when a menu is closed by Esc.
    """
    now = QApplication.focusWidget()
    if now is not None and now.inherits("QMenuBar"):
        keys, kinds = QtCore.Qt, QtCore.QEvent.Type
        escape = QKeyEvent(kinds.KeyPress, keys.Key.Key_Escape, keys.KeyboardModifier.NoModifier)
        QApplication.sendEvent(now, escape)
    return QApplication.focusWidget()


def give_back_focus(before: QWidget | None) -> None:
    """Let *before* have the focus that it had, if it is still there and in sight."""
    if before is not None and isValid(before) and before.isVisible():
        before.setFocus(QtCore.Qt.FocusReason.PopupFocusReason)


def in_reading_order(root: QWidget) -> Iterator[QWidget]:
    """Yield every tab stop within *root*: row by row, and what is in one box together."""
    for row in _rows(root):
        for child in row:
            if _is_stop(child):
                yield child
            if not any(child.inherits(kind) for kind in _WHOLE):
                yield from in_reading_order(child)


def _rows(parent: QWidget) -> list[list[QWidget]]:
    """Return what *parent* shows from the top down, side by side in one list each."""
    rows: list[tuple[int, list[QWidget]]] = []
    for child in sorted(_shown(parent), key=lambda child: (child.y(), child.x())):
        if rows and child.y() < rows[-1][0]:
            rows[-1][1].append(child)
        else:
            rows.append((child.geometry().center().y() + 1, [child]))
    starts_right = parent.isRightToLeft()
    return [sorted(row, key=QWidget.x, reverse=starts_right) for _, row in rows]


def _shown(parent: QWidget) -> Sequence[QWidget]:
    return [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and not child.isWindow() and child.isVisible()
    ]


def _is_stop(widget: QWidget) -> bool:
    """Whether Tab stops at *widget*; of alternatives, it does at the one that is chosen."""
    if not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and group.checkedButton() is not None:
        return widget is group.checkedButton()
    return bool(widget.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus)


def bring_into_view(widget: QWidget) -> None:
    """Scroll every scroll area around *widget* to it, the innermost first."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            inside = around.widget()
            if inside is not None and inside.isAncestorOf(widget):
                place = QRect(widget.mapTo(inside, QPoint()), widget.size())
                around.ensureVisible(place.center().x(), place.bottom(), 24, 24)
                around.ensureVisible(place.center().x(), place.top(), 24, 24)
        around = around.parentWidget()
