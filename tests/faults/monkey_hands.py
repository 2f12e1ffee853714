"""The monkey's hands: how a pointer, a wheel, a keyboard and a dragged file come to a widget.

Nothing that hands do comes at the same moment: the window answers one thing before the next.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_STEPS = 5
_NOTHING = Qt.KeyboardModifier.NoModifier


def hover(widget: QWidget, point: QPoint) -> None:
    """Move the pointer to *point*."""
    QTest.mouseMove(widget, point)
    take_time()


def click(widget: QWidget, point: QPoint, modifier: Qt.KeyboardModifier = _NOTHING) -> None:
    """Press the left button at *point*, and let go, as long as *widget* is there and enabled."""
    for press_or_let_go in (QTest.mousePress, QTest.mouseRelease):
        if isValid(widget) and widget.isEnabled():
            press_or_let_go(widget, Qt.MouseButton.LeftButton, modifier, point)
            take_time()


def press_key(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NOTHING) -> None:
    """Tap *key*, and let the window answer."""
    tap_key(widget, key, modifier)
    take_time()


def tap_key(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = _NOTHING) -> None:
    """Press *key* and let go, as long as *widget* is there and enabled, as a keyboard would."""
    for press_or_let_go in (QTest.keyPress, QTest.keyRelease):
        if isValid(widget) and widget.isEnabled():
            press_or_let_go(widget, key, modifier)


def take_time() -> None:
    """Let the window answer: the next key or movement comes some milliseconds later."""
    QApplication.processEvents()


def ask_for_tip(widget: QWidget, point: QPoint) -> None:
    """Rest the pointer at *point*."""
    place = widget.mapToGlobal(point)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, point, place))


def ask_for_menu(widget: QWidget, point: QPoint) -> None:
    """Press the right button at *point*."""
    reason, place = QContextMenuEvent.Reason.Mouse, widget.mapToGlobal(point)
    QApplication.sendEvent(widget, QContextMenuEvent(reason, point, place))


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Press the left button at *start*, go to *end*, and let go."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    _send(widget, QEvent.Type.MouseButtonPress, start, left, left)
    for step in range(1, _STEPS + 1):
        point = start + (end - start) * step / _STEPS
        _send(widget, QEvent.Type.MouseMove, point, none, left)
    _send(widget, QEvent.Type.MouseButtonRelease, end, left, none)


def _send(
    widget: QWidget,
    kind: QEvent.Type,
    point: QPoint,
    button: Qt.MouseButton,
    buttons: Qt.MouseButton,
) -> None:
    if isValid(widget):  # what was pressed may be gone
        place = QPointF(widget.mapToGlobal(point))
        event = QMouseEvent(kind, QPointF(point), place, button, buttons, _NOTHING)
        QApplication.sendEvent(widget, event)
        take_time()


def turn_wheel(widget: QWidget, point: QPoint, angle: int) -> None:
    """Turn the wheel by *angle* eighths of a degree."""
    turned = QPoint(0, angle)
    wheel = QWheelEvent(
        QPointF(point),
        QPointF(widget.mapToGlobal(point)),
        turned,
        turned,
        Qt.MouseButton.NoButton,
        _NOTHING,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - it is Qt's
    )
    QApplication.sendEvent(widget, wheel)


def type_words(widget: QWidget, words: str) -> None:
    """Type *words*, letter by letter."""
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if isValid(widget):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, _NOTHING, letter))
        take_time()


def drop(widget: QWidget, place: QPoint, urls: Sequence[str], *, is_let_go: bool) -> None:
    """Drag what is at *urls* over *widget*, and let it go there, or take it away again."""
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, action, data, button, _NOTHING)
    QApplication.sendEvent(widget, enter)
    take_time()
    QApplication.sendEvent(widget, QDragMoveEvent(place, action, data, button, _NOTHING))
    take_time()
    if is_let_go:
        end: QDropEvent | QDragLeaveEvent = QDropEvent(
            QPointF(place), action, data, button, _NOTHING
        )
    else:
        end = QDragLeaveEvent()
    QApplication.sendEvent(widget, end)
