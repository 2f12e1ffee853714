"""How a whole file writes its numbers; a cell is read in that style or not at all.

``1.234`` alone does not tell whether it is more than a thousand or little more than one. The other
numbers of its file do, or else nobody but the person can.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from rebalancer.ingest import cells

POINT, COMMA = ".", ","
_UNKNOWN = frozenset({"k. a.", "k.a.", "n. v.", "n.v.", "nd", "n.d.", "n.c.", "s.o.", "#n/a", "?"})
SAME_SIGNS = str.maketrans(
    dict.fromkeys("\u2019\u02bc\u00b4`", "'")
    | dict.fromkeys("\u00a0\u202f\u2009\u2007", " ")
    | dict.fromkeys("\u2212\u2013", "-")
)
"""Apostrophes, blanks and minuses that are written for the plain ones."""
_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "Fr.": "CHF", "SFr.": "CHF"}
_CURRENCY = r"US\$|[$€£¥]|S?Fr\.|[A-Z]{3}(?![A-Za-z])"
_AROUND = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+-]?)\s*(?P<before>{_CURRENCY})?\s*(?P<inner>[+-]?)\s*"
    rf"(?P<digits>[0-9.,][0-9., ']*?(?:[eE][+-]?[0-9]{{1,2}})?)"
    rf"(?P<after>-)?\s*(?P<behind>{_CURRENCY})?\s*(?P<close>\))?"
)
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE][+-]?[0-9]{1,2}")
"""As spreadsheets write very small numbers: the mark never groups thousands."""
_LONGEST = 48


class NumberStyle(StrEnum):
    """How thousands are grouped and what stands before the fraction, by example."""

    COMMA_POINT = "1,234.50"
    POINT_COMMA = "1.234,50"
    APOSTROPHE_POINT = "1'234.50"
    BLANK_COMMA = "1 234,50"
    BLANK_POINT = "1 234.50"
    PLAIN_POINT = "1234.50"
    PLAIN_COMMA = "1234,50"

    @property
    def mark(self) -> str:
        """What stands before the fraction."""
        return self.value[-3]

    @property
    def group(self) -> str:
        """What stands between thousands, or "" where nothing may."""
        return self.value[1:-6]

    def number(self, text: str) -> Decimal | None:
        """Return the number in a cell, or None where it is not known.

        A currency before or behind it, parentheses and a minus at either end are understood.

        Raises:
            CellError: It is not a number in this style, or too large to be true.
        """
        if is_unknown(text):
            return None
        parts = _parts(text)
        plain = self._plain(parts["digits"]) if parts else None
        if parts is None or plain is None:
            raise cells.CellError(f"“{shown(text)}” is not a number like {self.value}")
        return cells.number(f"-{plain}" if _is_negative(parts) else plain)

    def respell(self, text: str) -> str:
        """Return a cell with its number as ``1234.50``; a cell in another style as it is."""
        parts = _parts(text)
        plain = self._plain(parts["digits"]) if parts else None
        if parts is None or plain is None:
            return text
        bare = parts.string
        return f"{bare[: parts.start('digits')]}{plain}{bare[parts.end('digits') :]}"

    def reads(self, digits: str) -> bool:
        """Whether *digits* are in this style."""
        return _PATTERNS[self].fullmatch(digits) is not None

    def _plain(self, digits: str) -> str | None:
        """Return *digits* as ``1234.50``, or None where they are in another style."""
        if _SCIENTIFIC.fullmatch(digits):
            return digits.replace(COMMA, POINT)
        if not self.reads(digits):
            return None
        ungrouped = digits.replace(self.group, "") if self.group else digits
        return ungrouped.replace(self.mark, POINT)


def _pattern(style: NumberStyle) -> re.Pattern[str]:
    mark, group = re.escape(style.mark), re.escape(style.group)
    grouped = rf"[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|" if style.group else ""
    return re.compile(rf"(?:{grouped}[0-9]+)(?:{mark}[0-9]*)?|{mark}[0-9]+")


_PATTERNS = {style: _pattern(style) for style in NumberStyle}
_GUESSED = tuple(style for style in NumberStyle if style.group)
"""The strict styles are for a person to choose: a file never proves that it groups nothing."""


def _parts(text: str) -> re.Match[str] | None:
    """Return a number taken apart, or None where its signs contradict each other."""
    if len(text) > _LONGEST:
        return None
    match = _AROUND.fullmatch(text.strip().translate(SAME_SIGNS))
    if match is None:
        return None
    minuses = [match["sign"], match["inner"], match["after"] or "", match["open"] or ""]
    is_paired = (match["open"] is None) == (match["close"] is None)
    is_single = match["before"] is None or match["behind"] is None
    return match if is_paired and is_single and sum(map(bool, minuses)) <= 1 else None


def _is_negative(parts: re.Match[str]) -> bool:
    return "-" in (parts["sign"], parts["inner"], parts["after"]) or parts["open"] is not None


def is_unknown(text: str) -> bool:
    """Whether a cell is empty or says, in one of several languages, that nothing is known."""
    return cells.is_unknown(text) or text.strip().casefold() in _UNKNOWN


def shown(text: str) -> str:
    """Return *text* short enough for a message."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def currency_of(text: str) -> str:
    """Return the currency that is written before or behind a number, or ""."""
    parts = _parts(text)
    found = (parts["before"] or parts["behind"] or "") if parts else ""
    return _SIGNS.get(found, found)


def is_number(text: str) -> bool:
    """Whether a cell is a number in some style; a percentage is one too."""
    return _SCIENTIFIC.fullmatch(_digits(text)) is not None or bool(marks(text))


def marks(text: str) -> frozenset[str]:
    """Return which characters may stand before the fraction of a number; none if it is none."""
    return _marks(_digits(text))


def _digits(text: str) -> str:
    """Return the digits of a number or a percentage with their marks, or ""."""
    parts = _parts(text.rstrip("% \u00a0\u202f"))
    return parts["digits"] if parts else ""


def _marks(digits: str) -> frozenset[str]:
    return frozenset(style.mark for style in _GUESSED if style.reads(digits))


def find_number_style(texts: Iterable[str]) -> NumberStyle | None:
    """Return the style in which *texts* are written, or None where they leave it open.

    They do where every mark among them may group thousands or begin a fraction, and where some
    of them tell one thing and some the other.
    """
    numbers = [digits for digits in map(_digits, texts) if _marks(digits)]
    told = frozenset[str]().union(
        *(found for digits in numbers if len(found := _marks(digits)) == 1)
    )
    if len(told) > 1 or (not told and any(map(_is_open, numbers))):
        return None
    return best_style(numbers, *(told or (POINT, COMMA)))


def best_style(texts: Iterable[str], *wanted: str) -> NumberStyle:
    """Return the style with one of the *wanted* marks that reads most of *texts*."""
    numbers = [digits for digits in map(_digits, texts) if digits]
    fitting = [style for style in _GUESSED if style.mark in wanted]
    return max(fitting, key=lambda style: sum(style.reads(digits) for digits in numbers))


def open_number(texts: Iterable[str]) -> str:
    """Return a number that may mean two things, or "" if there is none."""
    return next((text for text in texts if _is_open(_digits(text))), "")


def _is_open(digits: str) -> bool:
    return len(_marks(digits)) > 1 and (POINT in digits or COMMA in digits)


def contradictions(texts: Iterable[str]) -> tuple[str, ...]:
    """Return two numbers that cannot be in one style, or nothing."""
    told = {next(iter(found)): text for text in texts if len(found := marks(text)) == 1}
    return tuple(told.values()) if len(told) > 1 else ()
