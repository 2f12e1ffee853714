"""What can be held."""

from enum import StrEnum


class SecurityKind(StrEnum):
    """What a line of a brokerage file is, as far as trading it is concerned."""

    STOCK = "stock"
    FUND = "fund"
    """An exchange-traded or mutual fund."""
    BOND = "bond"
    """Also certificates of deposit and bills: quantity is face value, price per 100."""
    OPTION = "option"
    OTHER = "other"
    UNKNOWN = "unknown"
    """Neither the file nor the market snapshot tells; traded like a stock."""


TRADABLE_KINDS = frozenset({SecurityKind.STOCK, SecurityKind.FUND, SecurityKind.UNKNOWN})
"""Kinds that a trade list may hold; the others are shown and counted only."""


class AssetClass(StrEnum):
    """What an exposure finally is."""

    STOCK = "stock"
    BOND = "bond"
    CASH = "cash"
    COMMODITY = "commodity"
    OTHER = "other"
    """Options, and whatever else is shown but neither looked through nor traded."""
