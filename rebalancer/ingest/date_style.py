"""How a whole file writes its dates; a cell is read in that style or not at all."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from rebalancer.ingest import cells
from rebalancer.ingest.number_style import is_unknown, shown

_TIME = r"(?:[T,; ]+[0-9:.]+(?: ?[AaPp]\.?[Mm]\.?)?(?:Z| ?[A-Z]{2,4})?)?"
_LONGEST = 48
_CENTURY = 100
_TURN = 70
"""Two digits below this are a year of this century."""


class DateStyle(StrEnum):
    """The order of day, month and year and what stands between them."""

    ISO = "YYYY-MM-DD"
    MONTH_FIRST = "MM/DD/YYYY"
    DAY_FIRST = "DD/MM/YYYY"
    DOTTED = "DD.MM.YYYY"
    DASHED = "DD-MM-YYYY"
    SLASHED = "YYYY/MM/DD"
    COMPACT = "YYYYMMDD"

    def day(self, text: str) -> date | None:
        """Return the day in a cell, or None where it is not known; a time of day is ignored.

        Raises:
            CellError: It is not a date in this style.
        """
        if is_unknown(text):
            return None
        found = self.read(text)
        if found is None:
            raise cells.CellError(f"“{shown(text)}” is not a date like {self.value}")
        return found

    def read(self, text: str) -> date | None:
        """Return the day in a cell, or None where it is not a date in this style."""
        match = _PATTERNS[self].fullmatch(text.strip()) if len(text) <= _LONGEST else None
        if match is None:
            return None
        year = int(match["year"])
        if len(match["year"]) < len("YYYY"):
            year += 20 * _CENTURY if year < _TURN else 19 * _CENTURY
        return cells.date_of(year, int(match["month"]), int(match["day"]))


def _pattern(style: DateStyle) -> re.Pattern[str]:
    digits = "{2}" if style is DateStyle.COMPACT else "{1,2}"
    year = "[0-9]{4}" if style.value.startswith("YYYY") else "[0-9]{4}|[0-9]{2}"
    text = re.escape(style.value).replace("YYYY", f"(?P<year>{year})")
    for word, name in (("MM", "month"), ("DD", "day")):
        text = text.replace(word, f"(?P<{name}>[0-9]{digits})")
    return re.compile(text + _TIME)


_PATTERNS = {style: _pattern(style) for style in DateStyle}


def is_date(text: str) -> bool:
    """Whether a cell is a date in some style."""
    return any(style.read(text) is not None for style in DateStyle)


def find_date_style(texts: Iterable[str]) -> DateStyle | None:
    """Return the style in which *texts* are written, or None where several fit as well.

    A few cells that fit no style change nothing. Styles that read the same days are one.
    """
    written = [text for text in texts if is_date(text)]
    days = {style: tuple(style.read(text) for text in written) for style in DateStyle}
    most = max(_known(found) for found in days.values())
    best = [style for style in DateStyle if _known(days[style]) == most]
    return best[0] if len({days[style] for style in best}) == 1 else None


def _known(found: tuple[date | None, ...]) -> int:
    return sum(each is not None for each in found)


def open_date(texts: Iterable[str]) -> str:
    """Return an example of a date that may mean two days, or "" if there is none."""
    for text in texts:
        if len({found for style in DateStyle if (found := style.read(text))}) > 1:
            return text
    return ""
