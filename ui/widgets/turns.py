"""One thing a turn of the event loop: the window never waits for all of them."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal


class Turns(QObject):
    """Does what is added, one after the other, and goes on answering in between."""

    over = Signal()
    """Everything that was added is done."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: deque[Callable[[], object]] = deque()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._take)

    @property
    def are_over(self) -> bool:
        """Whether nothing is left to do."""
        return not self._steps

    def add(self, *steps: Callable[[], object]) -> None:
        """Do *steps*, too, as soon as what was added before is done."""
        self._steps.extend(steps)
        self._next.start()

    def clear(self) -> None:
        """Leave undone what is left."""
        self._steps.clear()

    def _take(self) -> None:
        if self._steps:
            self._steps.popleft()()
        if self._steps:
            self._next.start()
        else:
            self.over.emit()
