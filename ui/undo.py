"""One step that can be undone: a value before, a value after, and who takes it."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

Value = TypeVar("Value")


class Step(QUndoCommand, Generic[Value]):
    """Puts a value in force; consecutive steps under one *merge_key* (a dragged slider) are one."""

    def __init__(
        self,
        take: Callable[[Value], None],
        before: Value,
        after: Value,
        title: str,
        merge_key: int = -1,
    ) -> None:
        super().__init__(title)
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
        return True

    @override
    def undo(self) -> None:
        self._take(self._before)

    @override
    def redo(self) -> None:
        self._take(self.after)
