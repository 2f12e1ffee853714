"""What can be looked for by its name."""

from collections.abc import Callable
from typing import NamedTuple


class Find(NamedTuple):
    """One thing that can be found and done.

    Attributes:
        kind: Where it belongs: the menu, or what it is.
        keys: What does the same from the keyboard, or "".
        reason: Why it cannot be done just now, or "".
        other_words: What else people call it, with commas between.
    """

    title: str
    kind: str
    act: Callable[[], object]
    keys: str = ""
    reason: str = ""
    other_words: str = ""
