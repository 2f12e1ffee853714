"""A ticker as fund companies print it, and the exchange that may stand behind it."""

import re

_WITH_PLACE = re.compile(r"(?P<ticker>[A-Z0-9./-]+) (?P<place>[A-Z][A-Z0-9])")
_US_PLACES = frozenset({"US", "UN", "UW", "UQ", "UR", "UA", "UF", "UP", "UV"})


def split_ticker(printed: str) -> tuple[str, bool | None]:
    """Return a ticker alone, and whether its ending names a US exchange; None without an ending.

    ``NVDA US`` is NVDA and True, ``700 HK`` is 700 and False, ``BRK B`` is itself and None.
    """
    ticker = " ".join(printed.upper().split())
    match = _WITH_PLACE.fullmatch(ticker)
    if match is None:
        return ticker, None
    return match["ticker"], match["place"] in _US_PLACES
