"""Named groups of companies that a person wants to watch."""

import re
from dataclasses import dataclass

from rebalancer.classify.flaw import ClassificationError

_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBasket:
    """Companies under one name; each by the symbol of any of its share classes.

    Raises:
        ClassificationError: The key is no name, or there is nothing in the basket.
    """

    key: str
    """Lower-case letters, digits and underscores: what a policy calls it."""
    title: str
    companies: frozenset[str]
    source: str = "your own list"

    def __post_init__(self) -> None:
        place = f"baskets.{self.key}"
        if not _KEY.fullmatch(self.key):
            raise ClassificationError(
                place,
                "is not a name for a basket",
                "Use lower-case letters, digits and underscores, such as regional_banks.",
            )
        if not self.title.strip():
            raise ClassificationError(f"{place}.title", "is empty", "Give it a name.")
        if not self.companies:
            raise ClassificationError(
                f"{place}.companies", "is empty", "List at least one symbol, or remove the basket."
            )


MAGNIFICENT_SEVEN = NamedBasket(
    key="magnificent_seven",
    title="Magnificent Seven",
    companies=frozenset({"AAPL", "MSFT", "NVDA", "GOOGL", "AMZN", "META", "TSLA"}),
    source="the seven companies of common usage",
)
MEGA_CAP_TECH = NamedBasket(
    key="mega_cap_tech",
    title="Mega-cap tech",
    companies=MAGNIFICENT_SEVEN.companies | {"ORCL", "AMD", "AVGO"},
    source="the Magnificent Seven and the three that market commentary of January 2026 adds",
)
