"""One thing a turn of the event loop: the window never waits for all of them."""

from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer, Signal

_BREATH_MS = 5


class Soon(QObject):
    """Does one thing in a turn of its own, whenever it is asked to; asked often, it does it once.

    Qt calls all timers that are due before it looks at the mouse again. Here only one of everything
    that is to be done soon is done, and the next one a breath later.
    """

    _done_at: ClassVar[float] = 0.0
    """When the last thing of all was done."""

    def __init__(self, parent: QObject, act: Callable[[], object]) -> None:
        super().__init__(parent)
        self._act = act
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._take_turn)

    def ask(self) -> None:
        """Have it done in one of the next turns."""
        self._timer.start(0)

    def stop(self) -> None:
        """Have it not done after all."""
        self._timer.stop()

    def _take_turn(self) -> None:
        if (perf_counter() - Soon._done_at) * 1_000 < _BREATH_MS:
            self._timer.start(_BREATH_MS)
            return
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
        if self._steps:
            self._steps.popleft()()
        if self._steps:
            self._next.ask()
        else:
            self.over.emit()
