"""Named groups of companies that a person wants to watch."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBasket:
    """Companies under one name; each by the symbol of its main share class."""

    key: str
    title: str
    companies: frozenset[str]
    source: str


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
NAMED_BASKETS: Mapping[str, NamedBasket] = MappingProxyType(
    {basket.key: basket for basket in (MAGNIFICENT_SEVEN, MEGA_CAP_TECH)}
)
