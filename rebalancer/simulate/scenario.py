"""Scenarios as data: what each group of companies returns, by when, and who said so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rebalancer.simulate.driver import Driver, Kind

_MONTHS_OF_A_YEAR = 12


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


SHOCK_GROUPS = tuple(ShockGroup)
"""The order of the groups in every array."""


class Rest(StrEnum):
    """What the groups do of which a scenario says nothing."""

    STILL = "still"
    """They return 0."""
    LIKELY = "likely"
    """They return what their past co-movement with the other groups makes likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A window of history that is played once more, month by month.

    Attributes:
        first, last: Months such as ``2000-04``, both included.
        series: What stands for a group: the equal-weighted average of these series.
        times: How often the window is played, one after the other.
    """

    first: str
    last: str
    series: Mapping[ShockGroup, tuple[str, ...]]
    times: int = 1

    @property
    def window(self) -> int:
        """How many months the window has; 0 or less if it ends before it begins."""
        return _month_number(self.last) - _month_number(self.first) + 1

    @property
    def months(self) -> int:
        """How many months are played."""
        return self.window * self.times


def _month_number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * _MONTHS_OF_A_YEAR + int(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story about the market with figures attached.

    What is said of a group itself wins over what drivers make of it, that over what a replay or a
    moved symbol does.

    Attributes:
        shocks: Total return over ``months`` of the groups of which it is said.
        shape: Share of the way gone by month (index 0 is today, 0.0; the last is 1.0); may
            overshoot, as a fall that recovers does. Empty means a straight line.
        claims: Whose figures these are, in a sentence.
        volatility: Multiple of the historical standard deviations.
        kind: How ``drivers`` become returns; None without drivers.
        replay: History that is played; None for a story of its own.
        moves: Total return over ``months`` of symbols, for a question such as “what if IWM falls
            by 20 %”.
        rest: What the other groups do, apart from what is unclassified, which returns what the US
            market does. With a replay or moves it is what is likely, whatever this says.
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
    volatility: float = 1.0
    kind: Kind | None = None
    drivers: tuple[Driver, ...] = ()
    replay: Replay | None = None
    moves: Mapping[str, float] = field(default_factory=dict)
    rest: Rest = Rest.STILL

    @property
    def values(self) -> dict[str, float]:
        """The drivers as they are played, by name."""
        return {driver.name: driver.value for driver in self.drivers}

    @property
    def fills_in(self) -> bool:
        """Whether groups of which nothing is said return what is likely."""
        return bool(self.moves) or self.replay is not None or self.rest is Rest.LIKELY
