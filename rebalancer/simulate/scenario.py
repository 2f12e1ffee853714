"""Scenarios as data: what each group of companies returns, by when, and who said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ShockGroup(StrEnum):
    """Parts of a portfolio that a scenario moves apart; every exposure is in exactly one."""

    MEGA_CAP_TECH = "mega_cap_tech"
    LARGE = "large"
    """Mega and large caps outside mega-cap tech."""
    MID = "mid"
    SMALL_QUALITY = "small_quality"
    """Members of the S&P SmallCap 600, which screens for profits."""
    SMALL_OTHER = "small_other"
    """All other small and micro caps; the unprofitable ones are among them."""
    NON_US = "non_us"
    BOND = "bond"
    CASH = "cash"
    COMMODITY = "commodity"
    UNCLASSIFIED = "unclassified"
    """Opaque parts of funds; moved like the whole US market."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story about the market with figures attached.

    Attributes:
        shocks: Total return per group over ``months``; a group not named has a return of 0 beyond
            what ``doubts`` of the result say.
        shape: Share of the way gone by month (index 0 is today, 0.0; the last is 1.0); may
            overshoot, as a fall that recovers does. Empty means a straight line.
        claims: Whose figures these are, in a sentence.
    """

    key: str
    title: str
    summary: str
    source: str
    as_of: date
    months: int
    shocks: Mapping[ShockGroup, float]
    shape: tuple[float, ...] = ()
    claims: str = ""
