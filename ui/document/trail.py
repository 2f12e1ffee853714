"""What was done, undone and done again, as the household's file has to be told of it."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from PySide6.QtGui import QUndoStack

from rebalancer.document.content import Content
from ui.document.clerk import Opened
from ui.document.entries import Entry, Move, Record, Settle
from ui.undo import Step, steps_on

BEFORE = -1
"""The place of steps that were done before there was a document: it knows nothing of them."""
TakeParts = Callable[[Mapping[str, bytes | None]], None]


class Trail:
    """Finds on the undo stack what the file does not know yet."""

    def __init__(self, stack: QUndoStack) -> None:
        self._stack = stack
        self._position = self._first = 0
        """So many steps are done, and the first is this one of all that the document ever had."""
        self._keys = count()

    def clear(self) -> None:
        """Remove every step."""
        self._stack.clear()
        self._position = self._first = 0

    def begin(self) -> None:
        """Count from here: the file is new, and knows no step."""
        self._first = -self._position

    def forget_places(self) -> None:
        """Let no file know of what was done until now."""
        self._position = self._first = 0
        for step in steps_on(self._stack):
            step.place = BEFORE

    def pass_over(self) -> None:
        """Let steps be done that no file remembers."""
        for step in steps_on(self._stack):
            if step.place is None:
                step.place = BEFORE

    def recall(self, opened: Opened, take: TakeParts) -> None:
        """Put on the stack what can be undone and done again; *take* is given parts to show."""
        for place, recorded in enumerate(opened.steps):
            names = {*recorded.before, *recorded.after}
            before = {name: recorded.before.get(name) for name in names}
            after = {name: recorded.after.get(name) for name in names}
            step = Step(take, before, after, recorded.title)
            step.place = place
            self._stack.push(step)
        self._stack.setIndex(opened.position)
        self._position, self._first = opened.position, opened.forgotten
        self._keys = count(1 + max((step.merge_key for step in opened.steps), default=0))

    def entry(self, last: Content, content: Content) -> Entry | None:
        """Return what has happened since the file held *last*; None if nothing has."""
        done = steps_on(self._stack, self._stack.index())
        steps = [step for step in done if step.is_of_household]
        places = [step.place for step in steps if step.place not in {None, BEFORE}]
        newest = steps[-1] if steps else None
        if newest is not None and newest.place is None:
            for step in steps[:-1]:
                step.place = BEFORE if step.place is None else step.place
            newest.place = len(places)
            newest.key = next(self._keys) if newest.id() >= 0 else -1
            return self._record(newest)
        if (
            newest is not None
            and newest.merged != newest.recorded
            and newest.place == len(places) - 1
        ):
            return self._record(newest)
        if len(places) != self._position:
            self._position = len(places)
            return Move(to=self._first + len(places))
        if content.as_read is last.as_read and content == last:
            return None
        return Settle()

    def _record(self, step: Step[Any]) -> Record:
        self._position = (step.place or 0) + 1
        step.recorded = step.merged
        return Record(title=step.text(), merge_key=step.key)
