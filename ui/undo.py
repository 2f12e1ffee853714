"""Steps that can be undone: each is a value before, a value after, and who takes it."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtGui import QUndoCommand, QUndoStack
from shiboken6 import isValid

from ui.overriding import override

Value = TypeVar("Value")


class Step(QUndoCommand, Generic[Value]):
    """Puts a value in force; consecutive steps under one *merge_key* (a dragged slider) are one.

    Attributes:
        place: Its place among the steps that the household's file remembers; None while it is not
            one of them.
        is_of_household: Whether it belongs to the household, not to whoever uses the window.
        merged: How many later steps it took up.
        recorded: How many of them the file knows.
        key: Under which the file takes up later steps in this one; -1 where it takes up none.
    """

    def __init__(
        self,
        take: Callable[[Value], None],
        before: Value,
        after: Value,
        title: str,
        merge_key: int = -1,
        *,
        is_of_household: bool = True,
    ) -> None:
        super().__init__(title)
        self.place: int | None = None
        self.is_of_household = is_of_household
        self.merged = self.recorded = 0
        self.key = -1
        self._take = take
        self._before = before
        self.after = after
        self._merge_key = merge_key

    @override
    def id(self) -> int:
        return self._merge_key

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Step):
            return False
        self.after = other.after
        self.merged += 1
        return True

    @override
    def undo(self) -> None:
        self._take(self._before)

    @override
    def redo(self) -> None:
        self._take(self.after)


class UndoStack(QUndoStack):
    """Steps that are taken away together with their stack, the steps first.

    Python's collector takes a stack that nobody reaches, what the steps refer to and the steps in
    an order of its own, and a stack of Qt's frees its steps once more when it goes after them.
    """

    def __del__(self) -> None:
        """Take the steps away while all of them, and what they refer to, are there."""
        if isValid(self):
            self.blockSignals(True)  # noqa: FBT003 - it is Qt's
            kept = steps_on(self)  # with them may go whom the stack belongs to, and the stack
            self.clear()
            del kept


def steps_on(stack: QUndoStack, until: int | None = None) -> tuple[Step[Any], ...]:
    """Return the steps on *stack*, the oldest first; of the first *until* commands only."""
    places = range(stack.count() if until is None else until)
    commands = (stack.command(place) for place in places)
    return tuple(command for command in commands if isinstance(command, Step))
