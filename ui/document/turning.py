"""From one household to the next: one after the other, and with nothing left behind."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QApplication

from ui.document.scribe import Scribe
from ui.state.wishes import Wishes

Fail = Callable[[Exception], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How another household is turned to.

    Attributes:
        prepare: Finds what it takes, while the household that is open goes on; is given whom to
            hand it to, and whom to tell that it is not to be had.
        act: Turns to it; is given what was found. It ends the turn, now or later.
        fail: Is told why it is not to be had.
        give_back: Is given what was found, where the household that is open cannot be left.
        is_aside: Whether what the file of that household does not take may go into a back-up.
    """

    prepare: Callable[[Callable[[object], object], Fail], object]
    act: Callable[..., object]
    fail: Fail
    give_back: Callable[..., object] = lambda _: None
    is_aside: bool = False


class Turning(QObject):
    """Turns to another household once all that was decided in the open one is in its file.

    What is decided while the other one is read is waited for, and is written, too.
    """

    refused = Signal(Exception)
    """The household that is open cannot be left: why something is not in its file."""
    ended = Signal()
    """A turn has come to its end, one way or another."""

    def __init__(
        self, scribe: Scribe, wishes: Wishes, put: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._scribe = scribe
        self._wishes = wishes
        self._put = put
        """Puts what the file has yet to follow."""
        self._turns: deque[Callable[[], Turn]] = deque()
        self._turn: Turn | None = None
        self._found: object = None
        wishes.ended.connect(self._go_on)
        self._again: Callable[[], object] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a household is turned to, or will be."""
        return self._turn is not None or bool(self._turns)

    def ask(self, make: Callable[[], Turn]) -> None:
        """Turn as the turn says that *make* returns once it is its time."""
        self._turns.append(make)
        if self._turn is None:
            self._begin()

    def end(self) -> None:
        """Go on with the next: this one is done."""
        self._turn = self._found = self._again = None
        if self._turns:
            self._begin()
        self.ended.emit()

    def refuse(self) -> None:
        """Stay with the household that is open; it has been told why."""
        turn, found = self._turn, self._found
        if turn is not None:
            if found is not None:
                turn.give_back(found)
            self.end()

    def _begin(self) -> None:
        self._turn = turn = self._turns.popleft()()
        take, fail = partial(self._take, turn), partial(self._fail, turn)
        self._settle(turn, partial(turn.prepare, take, fail))

    def _take(self, turn: Turn, found: object) -> None:
        if self._turn is turn:
            self._found = found
            self._settle(turn, partial(turn.act, found))
        elif found is not None:
            turn.give_back(found)

    def _fail(self, turn: Turn, error: Exception) -> None:
        turn.fail(error)
        if self._turn is turn:
            self.end()

    def _settle(self, turn: Turn, then: Callable[[], object]) -> None:
        """Do *then* once everything is in the file of the household that is open."""
        if self._turn is not turn:
            return
        take_what_is_typed()
        self._put()
        again = partial(self._settle, turn, then)
        if self._wishes.are_open:
            self._again = again
        elif self._scribe.is_behind:
            stay = partial(self._stay, turn)
            self._scribe.catch_up(lambda _: again(), stay, aside=turn.is_aside)
        else:
            then()

    def _go_on(self) -> None:
        """Look again: what was wished for is decided, or is not."""
        again, self._again = self._again, None
        if again is not None:
            again()

    def _stay(self, turn: Turn, error: Exception) -> None:
        if self._turn is turn:
            self.refused.emit(error)
            self.refuse()


def take_what_is_typed() -> None:
    """Let the field that a person is typing in take what it says, as if they had gone on."""
    field = QApplication.focusWidget()
    if isinstance(field, QAbstractSpinBox):
        field.clearFocus()
        field.setFocus()
