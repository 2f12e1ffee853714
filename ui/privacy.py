"""Hides amounts from whoever looks over a shoulder; percentages, names and days stay.

Figures are put into words as ever (``ui.format``, the engine's own sentences), so that what is
copied, exported or reported is never touched. They are veiled where they meet the screen: labels,
buttons, table cells, tips, fields, and the text of charts. It works because of a convention: a
dollar sign goes before every amount, and ``shares`` or their symbol after a number of them.

Nothing of it is remembered: a window opens with its amounts on show.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

HIDDEN = "\u2022\u2022\u2022"
_AMOUNT = re.compile(
    r"(?<=\$)\d[\d,]*+(?:\.\d+)?+(?!\s?(?:billion|bn)\b)[kM]?"  # sizes of companies stay
    r"|(?<![\w.,])\d[\d,]*+(?:\.\d+)?+(?=\s(?:shares?\b|[A-Z]{1,5}\b))"  # 30 AAPL
)


class Privacy(QObject):
    """Whether amounts are hidden; whoever shows them listens to ``changed``."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_on = False

    def switch(self, *, is_on: bool) -> None:
        """Hide amounts, or show them again."""
        if is_on != self.is_on:
            self.is_on = is_on
            self.changed.emit()

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Show amounts for what is done inside: a file that the person asked for."""
        before, self.is_on = self.is_on, False
        try:
            yield
        finally:
            self.is_on = before


PRIVACY = Privacy()
"""The one switch: a screen is private or it is not, whatever window is on it."""


def veiled(text: str) -> str:
    """Return *text* as it may be shown: without its amounts while they are hidden."""
    return _AMOUNT.sub(HIDDEN, text) if PRIVACY.is_on else text


def veiled_whole(text: str) -> str:
    """Return *text*, which is an amount or a number of shares, as it may be shown."""
    has_digits = any(letter.isdigit() for letter in text)
    return HIDDEN if PRIVACY.is_on and has_digits else text
