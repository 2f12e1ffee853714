"""One thing a turn of the event loop: the window never waits for all of them."""

from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer, Signal

_BREATH_MS = 5
_LATE_MS = 12
_MOST_PUT_OFF = 3


class Soon(QObject):
    """Does one thing in a turn of its own, whenever it is asked to; asked often, it does it once.

    Qt calls all timers that are due before it looks at the mouse again. Here only one of everything
    that is to be done soon is done, and the next one a breath later. What comes late, because a
    page was laid out or painted first, lets the window answer before it adds to that.
    """

    _done_at: ClassVar[float] = 0.0
    """When the last thing of all was done."""

    def __init__(self, parent: QObject, act: Callable[[], object]) -> None:
        super().__init__(parent)
        self._act = act
        self._due = 0.0
        self._put_off = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._take_turn)

    @property
    def is_asked(self) -> bool:
        """Whether it is still to be done."""
        return self._timer.isActive()

    def ask(self) -> None:
        """Have it done in one of the next turns."""
        self._put_off = 0
        self._wait(0)

    def stop(self) -> None:
        """Have it not done after all."""
        self._timer.stop()

    def _wait(self, milliseconds: int) -> None:
        self._due = perf_counter() + milliseconds / 1_000
        self._timer.start(milliseconds)

    def _take_turn(self) -> None:
        now = perf_counter()
        if (now - self._due) * 1_000 > _LATE_MS and self._put_off < _MOST_PUT_OFF:
            self._put_off += 1
            self._wait(0)
        elif (now - Soon._done_at) * 1_000 < _BREATH_MS:
            self._wait(_BREATH_MS)
        else:
            self._do()

    def _do(self) -> None:
        try:
            self._act()
        finally:
            Soon._done_at = perf_counter()


class Turns(QObject):
    """Does what is added, one after the other, and goes on answering in between."""

    over = Signal()
    """Everything that was added is done."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: deque[Callable[[], object]] = deque()
        self._next = Soon(self, self._take)

    @property
    def are_over(self) -> bool:
        """Whether nothing is left to do."""
        return not self._steps

    def add(self, *steps: Callable[[], object]) -> None:
        """Do *steps*, too, as soon as what was added before is done."""
        self._steps.extend(steps)
        self._next.ask()

    def clear(self) -> None:
        """Leave undone what is left."""
        self._steps.clear()

    def _take(self) -> None:
        try:
            if self._steps:
                self._steps.popleft()()
        finally:
            if self._steps:
                self._next.ask()
            else:
                self.over.emit()
