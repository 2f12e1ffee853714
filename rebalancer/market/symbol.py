"""One spelling for every symbol."""

import re
from collections.abc import Container

_CLASS_SHARE = re.compile(r"([A-Z]{1,5})[ ./-]([A-Z])")
_MUTUAL_FUND_LENGTH = 5
_MARKS = str.maketrans("", "", "*")


def is_mutual_fund(symbol: str) -> bool:
    """Whether *symbol* is that of a US mutual fund: five letters, the last an X."""
    return len(symbol) == _MUTUAL_FUND_LENGTH and symbol.endswith("X")


def canonical_symbol(text: str, known: Container[str]) -> str:
    """Return *text* in the spelling of the market snapshot.

    Class shares come as BRK.B, BRK/B, BRK B, BRK-B and BRKB and leave as BRK-B; the last needs
    *known*, because only a list of symbols tells it from an ordinary ticker. Footnote marks
    (``SPAXX**``) and surrounding blanks are dropped.
    """
    symbol = text.translate(_MARKS).strip().upper()
    class_share = _CLASS_SHARE.fullmatch(symbol)
    if class_share:
        return f"{class_share[1]}-{class_share[2]}"
    if len(symbol) > 1 and symbol not in known:
        hyphenated = f"{symbol[:-1]}-{symbol[-1]}"
        if hyphenated in known:
            return hyphenated
    return symbol
