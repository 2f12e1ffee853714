"""Decimal comma or decimal point: chosen once for a whole file, never cell by cell.

``1.234,50`` and ``1 234,50`` leave as ``1234.50``, and so does what a Swiss apostrophe groups. A
cell alone does not tell whether ``1.234`` is more than a thousand or little more than one; the
others in its file do.
"""

import re
from collections.abc import Iterable
from enum import Enum

_BLANKS = str.maketrans(dict.fromkeys("\u2019'\u00a0\u202f\u2009", " "))
_LONGEST = 48


class DecimalMark(Enum):
    """What stands before the fraction of a number."""

    POINT = "."
    COMMA = ","

    @property
    def other(self) -> "DecimalMark":
        """The mark that groups digits, where it is not an apostrophe or a blank."""
        return DecimalMark.COMMA if self is DecimalMark.POINT else DecimalMark.POINT

    def plain(self, text: str) -> str:
        """Return a number in this convention as ``1234.50``; any other text as it is."""
        number = text.translate(_BLANKS)
        if len(number) > _LONGEST or _PATTERNS[self].fullmatch(number) is None:
            return text
        whole = number.replace(self.other.value, "").replace(" ", "")
        return whole.replace(self.value, ".")


def _pattern(mark: DecimalMark) -> re.Pattern[str]:
    grouped = "|".join(
        rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+" for group in (mark.other.value, " ")
    )
    return re.compile(rf"[+-]?(?:{grouped}|[0-9]+)(?:{re.escape(mark.value)}[0-9]*)?")


_PATTERNS = {mark: _pattern(mark) for mark in DecimalMark}


def find_decimal_mark(texts: Iterable[str], otherwise: DecimalMark) -> DecimalMark:
    """Return the one mark that the numbers among *texts* allow; *otherwise* if they do not tell.

    Each number that fits one convention alone is a vote.
    """
    votes = dict.fromkeys(DecimalMark, 0)
    for text in texts:
        number = text.translate(_BLANKS)
        fitting = [mark for mark in DecimalMark if _fits(mark, number)]
        if len(fitting) == 1:
            votes[fitting[0]] += 1
    if votes[otherwise.other] > votes[otherwise]:
        return otherwise.other
    return otherwise


def _fits(mark: DecimalMark, number: str) -> bool:
    return len(number) <= _LONGEST and _PATTERNS[mark].fullmatch(number) is not None
