"""Numbers and dates as a person reads them; an unknown is a dash, never a zero.

The same on every computer: ``$1,284,310.50``, ``41.8 %``, ``21 Aug 2026``. Figures go with the
text around them and with what they are read next to: the accounts are American, the sentences of
the engine hold American figures, and so do the workbook and the order files; a figure that changed
its signs with the country would not compare. A month has its name, so that no day can be taken for
one, and the name is in the language of the window (``ui.language``), whatever the machine's is: it
never comes from ``strftime``, which follows the C library.

What comes in is taken as it is meant: files in the numbers and dates of other countries, and the
keys of a field as they are at home (``ui.widgets.number_line``).
"""

import re
from datetime import date, datetime
from decimal import Decimal

from ui.language import tr

_ISO_DAY = re.compile(r"(?<![\w./-])\d{4}-\d\d-\d\d(?![\w/-]|\.\w)")
_ISO_DOLLARS = re.compile(r"(?<![\w.])(-?[\d,]*\d\.\d\d) USD\b")
_PLAIN_SHARE = re.compile(r"(?<![\w.])(-?\d[\d,.]*)%")

UNKNOWN = "\u2013"
MINUS = "\u2212"
MONTHS = (
    tr("Jan"),
    tr("Feb"),
    tr("Mar"),
    tr("Apr"),
    tr("May"),
    tr("Jun"),
    tr("Jul"),
    tr("Aug"),
    tr("Sep"),
    tr("Oct"),
    tr("Nov"),
    tr("Dec"),
)


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def dollars(amount: Decimal | float | None) -> str:
    """Return *amount* in whole dollars, for headlines: ``$1,284,310``."""
    if amount is None:
        return UNKNOWN
    return _signed(f"-${-amount:,.0f}" if round(amount) < 0 else f"${abs(amount):,.0f}")


def signed_dollars(amount: Decimal | float | None) -> str:
    """Return a change in whole dollars that always shows its sign: ``+$1,200``."""
    text = dollars(amount)
    return f"+{text}" if amount is not None and round(amount) > 0 else text


def cents(amount: Decimal | None) -> str:
    """Return *amount* with cents, for trade lists: ``$12,345.60``."""
    if amount is None:
        return UNKNOWN
    text = f"${abs(amount):,.2f}"
    return f"{MINUS}{text}" if amount < 0 and not _is_nothing(text) else text


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share of 0..1 as a percentage: ``41.8 %``."""
    if share is None:
        return UNKNOWN
    return f"{number(share * 100, digits)}\u202f%"


def signed_percent(share: float | None, digits: int = 1) -> str:
    """Return a change as a percentage that always shows its sign."""
    if share is None:
        return UNKNOWN
    return f"+{percent(share, digits)}" if share >= 0 else percent(share, digits)


def quantity(shares: Decimal | None) -> str:
    """Return a number of shares without trailing zeros: ``1,200.5``."""
    if shares is None:
        return UNKNOWN
    text = f"{shares:,f}"
    return _signed(text.rstrip("0").rstrip(".") if "." in text else text)


def day(when: date | None) -> str:
    """Return a date as ``21 Aug 2026``."""
    if when is None:
        return UNKNOWN
    return tr("{day} {month} {year}", day=when.day, month=month(when), year=when.year)


def month(when: date) -> str:
    """Return the name of a month as charts have room for: ``Aug``."""
    return MONTHS[when.month - 1]


def moment(when: datetime) -> str:
    """Return a day and a time of that day, where the user is."""
    here = when.astimezone()
    return f"{day(here.date())}, {here:%H:%M}"


def as_read(sentence: str) -> str:
    """Return a *sentence* of the engine with its days, shares and dollars as the window has them.

    ``54% by 2026-12-27`` becomes ``54 % by 27 Dec 2026``; the names of files stay as they are.
    """
    sentence = _ISO_DAY.sub(_day_in_words, sentence)
    sentence = _ISO_DOLLARS.sub(lambda found: cents(Decimal(found[1].replace(",", ""))), sentence)
    return _PLAIN_SHARE.sub(lambda found: f"{_signed(found[1])}\u202f%", sentence)


def _day_in_words(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def number(value: float | None, digits: int = 2) -> str:
    """Return a plain number with so many decimals."""
    if value is None:
        return UNKNOWN
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if _is_nothing(text) else _signed(text)


def _is_nothing(text: str) -> bool:
    """Return whether a number that was rounded is 0, which has no sign."""
    return not any(digit in "123456789" for digit in text)
