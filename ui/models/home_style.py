"""How numbers and days are written where the person is: as the system says."""

from PySide6.QtCore import QLocale

from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.pasted import Home

_BLANKS = {" ", "\u00a0", "\u202f"}
_APOSTROPHES = {"'", "\u2019"}


def home(locale: QLocale | None = None) -> Home:
    """Return how spreadsheets at home write what is copied from them."""
    here = locale or QLocale()
    if here.language() == QLocale.Language.C:
        return Home()
    return Home(numbers=_numbers(here), days=_days(here))


def _numbers(here: QLocale) -> NumberStyle:
    group = here.groupSeparator()
    if here.decimalPoint() == ",":
        return NumberStyle.BLANK_COMMA if group in _BLANKS else NumberStyle.POINT_COMMA
    if group in _BLANKS:
        return NumberStyle.BLANK_POINT
    return NumberStyle.APOSTROPHE_POINT if group in _APOSTROPHES else NumberStyle.COMMA_POINT


def _days(here: QLocale) -> DateStyle:
    written = here.dateFormat(QLocale.FormatType.ShortFormat)
    if written.startswith("y"):
        return DateStyle.SLASHED if "/" in written else DateStyle.ISO
    if written.startswith("M"):
        return DateStyle.MONTH_FIRST
    if "." in written:
        return DateStyle.DOTTED
    return DateStyle.DASHED if "-" in written else DateStyle.DAY_FIRST
