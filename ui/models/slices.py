"""Work on many rows goes on between two events, a slice at a time: no event waits for it."""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer

SLICE = 1_000
"""So many cells are looked at between two looks at the time."""
_TURN_MS = 8

Found = TypeVar("Found")
Each = TypeVar("Each")
Work = Generator[int, None, Found]
"""Yields after every slice how many cells were looked at, and returns what was found."""


class Slices(Generic[Found]):
    """Does one piece of work at a time; another one takes its place.

    Two slices are done before ``run`` returns, so small tables never wait.
    """

    def __init__(self, parent: QObject) -> None:
        self._work: Work[Found] | None = None
        self._then: Callable[[Found], None] | None = None
        self._timer = QTimer(parent)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take_turn)

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be done."""
        return self._work is not None

    def run(self, work: Work[Found], then: Callable[[Found], None]) -> None:
        """Do *work* instead of what is going on, and give *then* what it found."""
        self._work, self._then = work, then
        if not self._go_on(lambda cells: cells > SLICE):
            self._timer.start()

    def go_on_to(self, then: Callable[[Found], None]) -> None:
        """Give *then* what is found, and not whoever was to be given it."""
        self._then = then

    def stop(self) -> None:
        """Leave undone what is going on."""
        self._timer.stop()
        self._work = self._then = None

    def _take_turn(self) -> None:
        turn = QDeadlineTimer(_TURN_MS)
        self._go_on(lambda _: turn.hasExpired())

    def _go_on(self, is_enough: Callable[[int], bool]) -> bool:
        """Work until it is done or so many cells are enough, and return whether it is done."""
        work, then = self._work, self._then
        if work is None or then is None:
            return True
        cells = 0
        try:
            while not is_enough(cells):
                cells += next(work)
        except StopIteration as end:
            self.stop()
            then(end.value)
            return True
        return False


def pieces(rows: Sequence[Each], cells_in_a_row: int = 1) -> Iterator[Sequence[Each]]:
    """Yield *rows* in pieces that are quickly looked at."""
    size = max(1, SLICE // max(1, cells_in_a_row))
    return (rows[start : start + size] for start in range(0, len(rows), size))


def finished(work: Work[Found]) -> Found:
    """Return what *work* finds, all of it done at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Found = end.value
            return found
