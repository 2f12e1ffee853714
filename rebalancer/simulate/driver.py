"""Drivers: the figures behind a scenario, each with whose it is and how far it may be moved."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How drivers become returns; ``rebalancer.simulate.mechanism`` has the formulas."""

    VALUATION_GAP = "valuation_gap"
    GROWTH_DIFFERENTIAL = "growth_differential"
    REFINANCING_WALL = "refinancing_wall"
    POLICY_RATE = "policy_rate"


class DriverUnit(StrEnum):
    """What the number of a driver counts."""

    SHARE = "share"
    """Of a whole, 0..1."""
    RETURN = "return"
    """Over the scenario; 0.05 is +5 %."""
    PER_YEAR = "per_year"
    """A yearly rate or growth; 0.19 is 19 % a year."""
    POINTS = "points"
    """A change of a yearly rate; 0.005 is half a percentage point."""
    MULTIPLE = "multiple"
    """Such as a price of 22 times earnings."""
    YEARS = "years"

    @property
    def is_percent(self) -> bool:
        """Whether people read it as a percentage."""
        return self not in (DriverUnit.MULTIPLE, DriverUnit.YEARS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One figure behind a scenario.

    Attributes:
        value: As it is played.
        default: As whoever wrote the scenario has it.
        low, high: How far it may be moved, both included.
        source: Whose figure the default is.
        as_of: When the default was said or measured.
    """

    name: str
    title: str
    value: float
    default: float
    low: float
    high: float
    unit: DriverUnit
    source: str
    as_of: date

    def text(self, number: float) -> str:
        """Return *number* of this driver as a person reads it."""
        return number_text(number, self.unit)


def number_text(number: float, unit: DriverUnit) -> str:
    """Return *number* with its *unit*: ``19 % a year``, ``22x``."""
    rounded = round(number * 100, 2) if unit.is_percent else round(number, 2)
    return f"{rounded:g}{_SUFFIXES[unit]}"


_SUFFIXES = {
    DriverUnit.SHARE: " %",
    DriverUnit.RETURN: " %",
    DriverUnit.PER_YEAR: " % a year",
    DriverUnit.POINTS: " points",
    DriverUnit.MULTIPLE: "x",
    DriverUnit.YEARS: " years",
}
