"""What a person types or pastes into a field, in the digits and signs of where they are.

Fields show numbers as everywhere else, ``1,284,310.50``; what comes in is taken as it is meant:
never ten or a thousand times as much.
"""

import re
from decimal import Decimal

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from ui.format import MINUS
from ui.overriding import override

_GROUP = 3
"""So many digits stand between two signs of thousands."""
_LONGEST = 64
"""So many characters a number takes at the most, with what stands around it."""
_BETWEEN_GROUPS = re.compile(r"(?<=\d)[^\S\t\r\n](?=\d{3}(?!\d))")
"""A space for thousands: never what parts two cells."""
_DIGITS = re.compile(r"\d[\d.,'\u2019]*")
_IN_BRACKETS = re.compile(r"\([\d.,]+\)")
_SCIENTIFIC = re.compile(r"-?\d+([.,]\d+)?[eE][+-]?\d{1,2}")


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
    What accounting puts in brackets is below zero. Of several numbers, none is meant: "".
    """
    if len(text.strip()) > _LONGEST:
        return ""
    is_american = "$" in text
    text = _in_ascii_digits(text).replace(MINUS, "-").translate({0x66B: ",", 0x66C: "."})
    text = _BETWEEN_GROUPS.sub("", text)
    count = len(_DIGITS.findall(text))
    text = re.sub(r"[\s$%]", "", text)
    if _SCIENTIFIC.fullmatch(text):
        return f"{Decimal(text.replace(',', '.')):f}"
    if count != 1:
        return ""
    if _IN_BRACKETS.fullmatch(text):
        text = f"-{text}"
    text = re.sub(r"[^\d.,-]", "", text)
    signs = re.findall("[.,]", text)
    if not signs:
        return text
    whole, last, rest = text.rpartition(signs[-1])
    if signs.count(last) > 1:
        is_group = True
    elif len(set(signs)) > 1:
        is_group = False
    else:
        decimal = "." if is_american or home.decimalPoint() == "." else ","
        is_group = len(rest) == _GROUP and last != decimal
    whole = re.sub("[.,]", "", whole)
    return whole + rest if is_group else f"{whole}.{rest}"


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
