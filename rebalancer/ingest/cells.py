"""What a single cell says: a number, a day, or nothing."""

import re
from datetime import date
from decimal import Decimal

from rebalancer.domain.money import ZERO

UNKNOWN_WORDS = frozenset(
    {"", "-", "--", "---", "n/a", "na", "none", "unknown", "incomplete", "not applicable"}
)
"""How brokers write that they do not know; never the same as 0."""

LARGEST = Decimal(10) ** 15
"""A household holds less than this of anything, in USD or in shares."""

_NUMBER = re.compile(
    r"""
    (?P<open>\()?                                  # accountants' negative: (1,234.50)
    (?P<sign>[+-]?)\$?(?P<inner_sign>[+-]?)\$?     # -$5, $-5, +$5, ($5)
    (?P<digits>
        (?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)   # 1,234 in groups of three, or 1234
        (?:\.[0-9]*)?
        |\.[0-9]+                                  # .29
    )
    (?P<exponent>[eE][+-]?[0-9]{1,2})?             # 1.98e-6, after a trip through a spreadsheet
    (?P<close>\))?
    """,
    re.VERBOSE,
)
_LONGEST = 48
_MINUS_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"})


class CellError(ValueError):
    """A cell does not say what its column promises; the text is the reason."""


def number(text: str) -> Decimal | None:
    """Return the number in a cell, or None where the broker does not know it.

    Raises:
        CellError: The cell holds something else, or a number too large to be true.
    """
    if is_unknown(text):
        return None
    match = _NUMBER.fullmatch(text.strip().translate(_MINUS_SIGNS)) if _is_short(text) else None
    if match is None or not _signs_agree(match):
        raise CellError(f"“{_shown(text)}” is not a number")
    plain = match["digits"].replace(",", "") + (match["exponent"] or "")
    amount = Decimal(plain)
    if amount >= LARGEST:
        raise CellError(f"“{_shown(text)}” is too large to be true")
    if not amount:
        return ZERO
    is_negative = "-" in match["sign"] + match["inner_sign"] or match["open"] is not None
    return -amount if is_negative else amount


def is_unknown(text: str) -> bool:
    """Whether a cell is empty or says that the value is not known."""
    return text.strip().casefold() in UNKNOWN_WORDS


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST


def _signs_agree(match: re.Match[str]) -> bool:
    signs = match["sign"] + match["inner_sign"]
    has_parentheses = match["open"] is not None
    if has_parentheses != (match["close"] is not None):
        return False
    return len(signs) + has_parentheses <= 1


def _shown(text: str) -> str:
    return text if _is_short(text) else f"{text[:_LONGEST]}…"


MONTHS = {
    name: month
    for month, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
"""By the first three letters of its English name."""
_YEARS = range(1900, 2101)
_DAY = re.compile(
    r"""
    (?<![0-9A-Za-z])(?:
      (?P<iso_year>[0-9]{4})[/-](?P<iso_month>[0-9]{1,2})[/-](?P<iso_day>[0-9]{2})   # 2026-01-31
    | (?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})                   # 01/31/2026
    | (?P<name>[A-Za-z]{3})[ -](?P<name_day>[0-9]{1,2}),?[ -](?P<name_year>[0-9]{4}) # Jan-31-2026
    )(?![0-9])
    """,
    re.VERBOSE,
)
_TIME_OF_DAY = re.compile(r"[T ]+[0-9:. ]+(?:[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?", re.IGNORECASE)


def day(text: str) -> date | None:
    """Return the day in a cell, or None where it is not known; a time of day is ignored.

    Raises:
        CellError: The cell holds something else.
    """
    if is_unknown(text):
        return None
    wanted = text.strip()
    match = _DAY.match(wanted) if _is_short(wanted) else None
    found = _as_date(match) if match else None
    if match is None or found is None or not _is_time_of_day(wanted[match.end() :]):
        raise CellError(f"“{_shown(wanted)}” is not a date (write 2019-03-31 or 03/31/2019)")
    return found


def find_day(sentence: str) -> date | None:
    """Return the first day that a title or a footer mentions, or None."""
    for match in _DAY.finditer(sentence):
        found = _as_date(match)
        if found is not None:
            return found
    return None


def _is_time_of_day(rest: str) -> bool:
    return not rest or _TIME_OF_DAY.fullmatch(rest) is not None


def _as_date(match: re.Match[str]) -> date | None:
    if match["iso_year"]:
        parts = match["iso_year"], match["iso_month"], match["iso_day"]
    elif match["year"]:
        parts = match["year"], match["month"], match["day"]
    else:
        number = MONTHS.get(match["name"].lower(), 0)
        parts = match["name_year"], str(number), match["name_day"]
    year, month, day_of_month = map(int, parts)
    return date_of(year, month, day_of_month)


def date_of(year: int, month: int, day: int) -> date | None:
    """Return a day, or None where there is none such, or where it is a lifetime away."""
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
