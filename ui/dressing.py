"""Other colours and another size of text for a window that is open, without stopping it."""

import time
from collections.abc import Callable, Generator, Sequence

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.turns import Soon

_TURN_SECONDS = 0.012
"""So long something is done before the event loop goes on; laying widgets out comes on top."""

Steps = Generator[None, None, None]
"""Work that may be left after every step."""
Found = Generator[None, None, tuple[list[QWidget], list[QWidget]]]
"""Finds, step by step, what is in sight and what is not."""


class Dressing(QObject):
    """Dresses the widgets of an application anew: those in sight first, a few in every turn.

    Qt dresses all of them at once, those of hidden pages included, which takes half a second. Here
    they are told apart from it while the style sheet changes, by attributes that say they have a
    style of their own and are not dressed yet. What is in sight is painted when all of it is
    dressed: the window changes at once, a moment later, and no widget is painted for nothing.
    """

    def __init__(self, fit: Callable[[QWidget], object], parent: QObject) -> None:
        super().__init__(parent)
        self._fit = fit
        self._steps = _nothing()
        self._marked: Sequence[QWidget] = ()
        self._covered: Sequence[QWidget] = ()
        self._soon = Soon(self, self._go_on)

    @property
    def is_going_on(self) -> bool:
        """Whether some widgets are not dressed yet."""
        return self._soon.is_asked

    def begin(
        self, app: QApplication, change: Callable[[], Steps], tell: Callable[[], object]
    ) -> None:
        """Do *change*, which gives *app* another style sheet; dress its widgets from now on.

        Its steps have turns of their own; it is gone through to its end whatever happens meanwhile.
        *tell* is called after it, in a turn of its own, before the first widget is dressed.
        """
        self._steps.close()
        if not app.topLevelWidgets():  # before the first frame: Qt's attributes need not be made
            for _ in change():
                pass
            tell()
            return
        self._steps = self._dress_all(app, change, tell)
        self._soon.ask()

    def finish(self) -> None:
        """Do at once what is left to do."""
        for _ in self._steps:
            pass
        self._soon.stop()

    def _leave_off(self) -> None:
        """Tell nothing apart any more, and paint everything again."""
        self._unmark()
        self._uncover()

    def _go_on(self) -> None:
        until = time.perf_counter() + _TURN_SECONDS
        for _ in self._steps:
            if time.perf_counter() > until:
                self._soon.ask()
                return

    def _dress_all(
        self, app: QApplication, change: Callable[[], Steps], tell: Callable[[], object]
    ) -> Steps:
        """Do everything, step by step."""
        shown, hidden = yield from _widgets(app)
        self._marked = [*shown, *hidden]
        try:
            yield from self._mark()
            shown += self._mark_newcomers(app)
            self._cover(shown)
            yield from change()
            yield
            self._unmark()
            yield
            tell()
            yield
            yield from self._dress(shown)
            yield from self._fit_all(shown)
        finally:  # whatever becomes of it, what is in sight has to be painted
            self._leave_off()
        yield
        yield from self._dress(hidden)
        yield from self._fit_all(hidden)

    def _cover(self, widgets: Sequence[QWidget]) -> None:
        """Paint nothing of the windows among *widgets* until they are uncovered."""
        windows = [each for each in widgets if isValid(each) and each.isWindow()]
        self._covered = [window for window in windows if window.updatesEnabled()]
        for window in self._covered:
            window.setUpdatesEnabled(False)

    def _uncover(self) -> None:
        for window in self._covered:
            if isValid(window):
                window.setUpdatesEnabled(True)
        self._covered = ()

    def _mark(self) -> Steps:
        for widget in self._marked:
            if isValid(widget):
                _mark(widget)
                yield

    def _mark_newcomers(self, app: QApplication) -> Sequence[QWidget]:
        """Mark, and return, what is in windows that were opened meanwhile."""
        known = set(self._marked)
        windows = [each for each in app.topLevelWidgets() if each not in known]
        newcomers = [each for top in windows for each in (top, *top.findChildren(QWidget))]
        for widget in newcomers:
            _mark(widget)
        self._marked = [*self._marked, *newcomers]
        return newcomers

    def _unmark(self) -> None:
        styled = QtCore.Qt.WidgetAttribute.WA_SetStyle
        for widget in self._marked:
            if isValid(widget):
                widget.setAttribute(styled, False)  # noqa: FBT003 - it is Qt's
        self._marked = ()

    def _dress(self, widgets: Sequence[QWidget]) -> Steps:
        attributes = QtCore.Qt.WidgetAttribute
        of_palette, polished = attributes.WA_SetPalette, attributes.WA_WState_Polished
        for widget in widgets:
            if not isValid(widget):
                continue
            if widget.testAttribute(of_palette):
                widget.setPalette(QPalette())  # of the old style sheet
            widget.style().polish(widget)
            widget.setAttribute(polished)
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
            yield

    def _fit_all(self, widgets: Sequence[QWidget]) -> Steps:
        """Fit widgets that are dressed, their parts too, by which a whole may be measured."""
        for widget in widgets:
            if isValid(widget):
                self._fit(widget)
                yield


def _mark(widget: QWidget) -> None:
    """Have Qt leave out *widget* while the style sheet changes."""
    attributes = QtCore.Qt.WidgetAttribute
    widget.setAttribute(attributes.WA_SetStyle)
    widget.setAttribute(attributes.WA_WState_Polished, False)  # noqa: FBT003 - it is Qt's


def _nothing() -> Steps:
    yield from ()


def _widgets(app: QApplication) -> Found:
    """Find every widget once, the parts after the whole: those in sight first, then the others.

    What is hidden within something in sight goes with it: the whole asks how much room it takes.
    """
    shown: dict[QWidget, None] = {}
    hidden: dict[QWidget, None] = {}
    for top in app.topLevelWidgets():
        for widget in (top, *top.findChildren(QWidget)) if isValid(top) else ():
            if isValid(widget):
                (shown if _is_in_sight(widget) else hidden)[widget] = None
            yield
    return list(shown), list(hidden)


def _is_in_sight(widget: QWidget) -> bool:
    whole = None if widget.isWindow() else widget.parentWidget()
    return widget.isVisible() or (whole is not None and whole.isVisible())
