"""Steps that are undone, wherever they are kept."""

import gc
from weakref import ref

import pytest
from PySide6.QtCore import QObject

from ui.undo import Step, UndoStack


class Household(QObject):
    """What the steps on its stack refer to."""

    def take(self, value: object) -> None:
        """Be changed."""


@pytest.mark.parametrize("comes_first", [True, False])
def test_steps_that_nobody_reaches_go_with_their_stack(comes_first: bool) -> None:  # noqa: FBT001
    """The collector meets what is older first: a stack that went after its steps would crash."""
    household = Household()
    made = [Step(household.take, 1, 2, "count") for _ in range(3)] if not comes_first else []
    stack = UndoStack(household)
    for step in made or [Step(household.take, 1, 2, "count") for _ in range(3)]:
        stack.push(step)
    setattr(household, "stack", stack)  # noqa: B010 - a ring, as a session makes one
    gone = ref(stack)
    del household, stack, made, step

    gc.collect()

    assert gone() is None
