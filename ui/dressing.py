"""Other colours and another size of text for a window that is open, without stopping it."""

import time
from collections import deque
from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_TURN_SECONDS = 0.012
"""So long widgets are dressed before the event loop goes on; laying them out comes on top."""


class Dressing(QObject):
    """Dresses the widgets of an application anew: those in sight first, a few in every turn.

    Qt dresses all of them at once, those of hidden pages included, which takes half a second. Here
    they are told apart from it while the style sheet changes, by attributes that say they have a
    style of their own and are not dressed yet.
    """

    def __init__(self, fit: Callable[[QWidget], object], parent: QObject) -> None:
        super().__init__(parent)
        self._fit = fit
        self._left: deque[QWidget] = deque()
        self._tell: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_going_on(self) -> bool:
        """Whether some widgets are not dressed yet."""
        return self._timer.isActive()

    def begin(
        self, app: QApplication, change: Callable[[], None], tell: Callable[[], object]
    ) -> None:
        """Do *change*, which gives *app* another style sheet; dress its widgets from now on.

        *tell* is called in the next turn, before the first of them is dressed.
        """
        widgets = _widgets(app)
        if not widgets:  # before the first frame, for which Qt's attributes need not be made
            change()
            tell()
            return
        attributes = QtCore.Qt.WidgetAttribute
        styled = attributes.WA_SetStyle
        plain = [widget for widget in widgets if not widget.testAttribute(styled)]
        for widget in plain:
            widget.setAttribute(styled)
            widget.setAttribute(attributes.WA_WState_Polished, on=False)
        change()
        for widget in plain:
            widget.setAttribute(styled, on=False)
        self._left, self._tell = widgets, tell
        self._timer.start()

    def finish(self) -> None:
        """Dress what is left at once."""
        self._tell_once()
        while self._left:
            self._dress(self._left.popleft())
        self._timer.stop()

    def _tell_once(self) -> bool:
        """Tell what is to be told; False if it was told before."""
        tell, self._tell = self._tell, None
        if tell is not None:
            tell()
        return tell is not None

    def _go_on(self) -> None:
        if self._tell_once():
            return
        until = time.perf_counter() + _TURN_SECONDS
        while self._left and time.perf_counter() < until:
            self._dress(self._left.popleft())
        if not self._left:
            self._timer.stop()

    def _dress(self, widget: QWidget) -> None:
        if not isValid(widget):
            return
        attributes = QtCore.Qt.WidgetAttribute
        if not widget.testAttribute(attributes.WA_WState_Polished):
            if widget.testAttribute(attributes.WA_SetPalette):
                widget.setPalette(QPalette())  # of the old style sheet
            widget.style().polish(widget)
            widget.setAttribute(attributes.WA_WState_Polished)
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        self._fit(widget)


def _widgets(app: QApplication) -> deque[QWidget]:
    """Return every widget once, those in sight first, and the parts after the whole."""
    shown: dict[QWidget, None] = {}
    hidden: dict[QWidget, None] = {}
    for top in app.topLevelWidgets():
        for widget in (top, *top.findChildren(QWidget)):
            (shown if widget.isVisible() else hidden)[widget] = None
    return deque((*shown, *hidden))
