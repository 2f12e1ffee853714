"""Scenarios as data: what each group of companies returns, by when, and who said so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

from rebalancer.errors import RebalancerError

MAX_GAIN = 10.0
MAX_MONTHS = 600
MAX_VOLATILITY = 5.0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story about the market with figures attached.

    Attributes:
        shocks: Total return per group over ``months``; a group not named returns 0, and what is
            unclassified then returns what the US market does.
        shape: Share of the way gone by month (index 0 is today, 0.0; the last is 1.0); may
            overshoot, as a fall that recovers does. Empty means a straight line.
        claims: Whose figures these are, in a sentence.
        volatility: Multiple of the historical standard deviations.
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


class ImpossibleScenarioError(RebalancerError):
    """A scenario's figures cannot all be true."""

    title = "This scenario cannot be played"

    def __init__(self, scenario: Scenario, field: str, problem: str) -> None:
        super().__init__(
            f"“{scenario.title}”: “{field}” {problem}.", remedy="Change it and try again."
        )


def check(scenario: Scenario) -> None:
    """Do nothing if *scenario* can be played.

    Raises:
        ImpossibleScenarioError: Naming the first field that is out of range.
    """
    for field, problem in flaws(scenario):
        raise ImpossibleScenarioError(scenario, field, problem)


def flaws(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield every field of *scenario* that is out of range, with what is wrong with it."""
    if not 1 <= scenario.months <= MAX_MONTHS:
        yield "months", f"has to be from 1 to {MAX_MONTHS}, not {scenario.months}"
    for group, shock in scenario.shocks.items():
        if not -1 < shock <= MAX_GAIN:
            yield (
                f"shocks.{group}",
                f"has to be above -1 (-100 %) and at most {MAX_GAIN:g} (+1,000 %), not {shock:g}",
            )
    if not 0 <= scenario.volatility <= MAX_VOLATILITY:
        yield "volatility", f"has to be from 0 to {MAX_VOLATILITY:g}, not {scenario.volatility:g}"
    if scenario.shape:
        yield from _flaws_of_shape(scenario)


def _flaws_of_shape(scenario: Scenario) -> Iterator[tuple[str, str]]:
    shape, wanted = scenario.shape, scenario.months + 1
    if len(shape) != wanted:
        yield "shape", f"needs {wanted} numbers, today and one a month, not {len(shape)}"
    if shape[0] != 0 or shape[-1] != 1 or not all(isfinite(step) for step in shape):
        yield "shape", "has to begin with 0 (today) and end with 1 (all of the way)"
    for group, shock in scenario.shocks.items():
        if any(shock * step <= -1 for step in shape):
            yield "shape", f"takes “{group}” to zero or below on the way"
