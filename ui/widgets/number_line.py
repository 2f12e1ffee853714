"""What a person types or pastes into a field, in the digits and signs of where they are.

Fields show numbers as everywhere else, ``1,284,310.50``; what comes in is taken as it is meant:
never ten or a thousand times as much.
"""

import re
from decimal import Decimal

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from rebalancer.ingest.number_style import SAME_SIGNS, marks
from ui.overriding import override

_LONGEST = 48
"""So many characters a number takes at the most, with what stands around it."""
_PLAIN = SAME_SIGNS | str.maketrans("\u066b\u066c", ",.")
"""The signs of numbers, also of those in Arabic, as they are read here."""
_DIGITS = re.compile(r"(?:(?<![\w.,])[.,](?=\d))?\d[\d.,' ]*(?:[eE][+-]?\d{1,2}(?!\w))?")
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?[eE][+-]?\d{1,2}")
_INDIAN = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d*)?")
_MINUS_BEFORE = re.compile(r"- ?(?:US)?(?:[^\w\s()]|[A-Z]{3})? ?$")
_OPENED, _CLOSED = re.compile(r"\([^\d()]*$"), re.compile(r"[^\d()]*\)")
_AMERICAN = re.compile(r"(?<![A-Z])(?:US)?\$")


def as_meant(event: QKeyEvent, home: QLocale) -> QKeyEvent:
    """Return *event* with the digit or sign that its key stands for where the person is at *home*.

    Whoever writes 1.234,5 types it like that and sees 1,234.5; where the decimal sign is a point,
    signs stay what they are.
    """
    typed = event.text()
    meant = _in_ascii_digits(typed)
    if home.decimalPoint() != ".":
        meant = {home.decimalPoint(): ".", home.groupSeparator(): ","}.get(typed, meant)
    if meant == typed:
        return event
    return QKeyEvent(event.type(), event.key(), event.modifiers(), meant)


def number_in(text: str, home: QLocale) -> str:
    """Return the number that is pasted as *text*, as a field reads it: ``1234.50``.

    It may be an American one, as this window shows it and statements have it, or one from a
    spreadsheet at *home*. Where that cannot be told apart, as in 1.234, it is taken as at home.
    What accounting puts in brackets is below zero. Of several numbers none is meant, nor is what
    groups no thousands and has no single decimal sign: "".
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    text = _in_ascii_digits(text).translate(_PLAIN)
    found = [*_DIGITS.finditer(text)]
    if len(found) != 1:
        return ""
    before, after = text[: found[0].start()], text[found[0].end() :]
    written = found[0][0].rstrip()
    is_american = _AMERICAN.search(text) is not None or home.decimalPoint() == "."
    plain = _plain(written.rstrip(".,'"), "." if is_american else ",")
    return f"-{plain}" if plain and _is_negative(before, written, after) else plain


def _plain(digits: str, usual: str) -> str:
    """Return *digits* as ``1234.50``, or ""; *usual* is the decimal sign if they do not tell it."""
    if _SCIENTIFIC.fullmatch(digits):
        return f"{Decimal(digits.replace(',', '.')):f}"
    told = {"."} if _INDIAN.fullmatch(digits) else marks(digits)
    if not told:
        return ""
    whole, _, rest = digits.partition(usual if usual in told else min(told))
    whole = re.sub(r"\D", "", whole)
    return f"{whole or '0'}.{rest}" if rest else whole


def _is_negative(before: str, written: str, after: str) -> bool:
    """Whether a number is below zero by what stands around it; ``12.-`` only has no cents."""
    is_bracketed = _OPENED.search(before) is not None and _CLOSED.match(after) is not None
    ends_in_minus = re.match(r"-(?!\w)", after) is not None and written[-1].isdigit()
    return is_bracketed or ends_in_minus or _MINUS_BEFORE.search(before) is not None


class NumberLine(QLineEdit):
    """The text of a number, into which other numbers are pasted as they are meant."""

    def paste_number(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        """Put the number on the clipboard where the selection is; where there is none, nothing."""
        number = number_in(QGuiApplication.clipboard().text(mode), QLocale())
        if number:
            self.insert(number)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.MiddleButton:
            self.paste_number(QClipboard.Mode.Selection)
        else:
            super().mouseReleaseEvent(event)


def _in_ascii_digits(text: str) -> str:
    return "".join(str(int(each)) if each.isdecimal() else each for each in text)
