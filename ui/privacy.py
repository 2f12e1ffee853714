"""Hides amounts from whoever looks over a shoulder; percentages, names and days stay.

Figures are put into words as ever (``ui.format``, the engine's own sentences), so that what is
copied, exported or reported is never touched. They are veiled where they meet the screen: labels,
buttons, table cells, tips, fields, and the text of charts. It works because of a convention: a
dollar sign goes before an amount or two decimals end it, and ``shares`` or their symbol comes after
a number of them. Who listens learns no more than who looks: names, descriptions and values that a
screen reader reads aloud are veiled alike (``ui.widgets.spoken``). What is copied, saved or sent to
a file was asked for, and is whole.

Nothing of it is remembered: a window opens with its amounts on show.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

HIDDEN = "\u2022\u2022\u2022"
_DIGITS = r"\d(?:,*\d)*+(?:\.\d+)?+"
"""A comma after the last of them ends the figure in a sentence, and stays."""
_NUMBER = rf"(?<![\w.,]){_DIGITS}"
_BEFORE = ("buys", "sells", "holds", "says", "cost", "up to", "not to", "balance of")
"""What goes before an amount, or a number of shares, that has nothing after it."""
_AFTER = "|".join(f"(?<=\\b{words} )" for words in _BEFORE)
_AMOUNT = (
    rf"(?<=\$){_DIGITS}(?!\s?(?:billion|bn)\b)[kM]?"  # sizes of companies stay
    rf"|{_NUMBER}(?=\s(?:shares?\b|(?:of\s)?[A-Z]{{1,5}}\b))"  # 30 shares, 30 AAPL, 30 USD
    rf"|{_NUMBER}(?=\s(?:are held\b|of the \d))"
    rf"|(?:{_AFTER}){_NUMBER}(?!\s?(?:%|bp\b))"
    r"|(?<=\u201c)[-+($\u2212\s]*\d[\d.,'\s]*\)?(?=\u201d)"  # the cell of a file, quoted
    r"|(?<![\w.,])[1-9][\d,]*\.\d\d(?!\d|\s?(?:%|bp\b))"  # 12.50, as in a file
)
_CELL = r"[\s$+\-\u2212(]*\d[\d.,'\s]*\)?\s*"


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


def has_figures(text: str) -> bool:
    """Return whether there are figures in *text*, any of which may be of an amount."""
    return re.search(r"\d", text) is not None


def veiled(text: str) -> str:
    """Return *text* as it may be shown: without its amounts while they are hidden."""
    return re.sub(_AMOUNT, HIDDEN, text) if PRIVACY.is_on and has_figures(text) else text


def veiled_whole(text: str) -> str:
    """Return *text*, which is an amount or a number of shares, as it may be shown."""
    return HIDDEN if PRIVACY.is_on and has_figures(text) else text


def veiled_cell(text: str) -> str:
    """Return *text*, the cell of a file, as it may be shown: any bare number may be an amount."""
    return veiled_whole(text) if re.fullmatch(_CELL, text) else veiled(text)
