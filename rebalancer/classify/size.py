"""How large a company is, as an investor counts it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from rebalancer.classify.flaw import ClassificationError


class SizeClass(StrEnum):
    """Where an exposure belongs on the size ladder; every exposure is in exactly one."""

    MEGA = "mega"
    LARGE = "large"
    MID = "mid"
    SMALL = "small"
    MICRO = "micro"
    NON_US = "non_us"
    NOT_EQUITY = "not_equity"
    UNCLASSIFIED = "unclassified"
    """An opaque part of a fund, or a company that nobody has a figure for."""


SMALL_CAP = frozenset({SizeClass.SMALL, SizeClass.MICRO})
"""What the product calls small cap: the small and micro classes together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakpoints:
    """Company values, in USD billions, from which a company counts as larger.

    Raises:
        ClassificationError: They do not ascend.
    """

    small: float = 0.3
    mid: float = 5.0
    large: float = 25.0
    mega: float = 200.0
    as_of: date = date(2026, 8, 21)
    source: str = "own ladder; the Russell 1000/2000 breakpoint of June 2025 was 4.6 bn"

    def __post_init__(self) -> None:
        ladder = ("small", "mid", "large", "mega")
        for lower, upper in pairwise(ladder):
            low, high = getattr(self, lower), getattr(self, upper)
            if not 0 <= low <= high:
                raise ClassificationError(
                    f"breakpoints.{lower}",
                    f"is {low:g}, and {upper} is {high:g}",
                    "The values have to ascend from small over mid and large to mega.",
                )

    def size_of(self, company_value: float) -> SizeClass:
        """Return the class of a company worth *company_value* USD billions."""
        ladder = (
            (self.mega, SizeClass.MEGA),
            (self.large, SizeClass.LARGE),
            (self.mid, SizeClass.MID),
            (self.small, SizeClass.SMALL),
        )
        for floor, size in ladder:
            if company_value >= floor:
                return size
        return SizeClass.MICRO

    def rung(self, company_value: float) -> str:
        """Return between which breakpoints a company worth *company_value* USD billions lies."""
        floors = (self.small, self.mid, self.large, self.mega)
        low = max((floor for floor in floors if company_value >= floor), default=None)
        high = min((floor for floor in floors if company_value < floor), default=None)
        size = self.size_of(company_value)
        ends = [f"from {low:g}"] if low is not None else []
        ends += [f"under {high:g}"] if high is not None else []
        return f"{size} is {' and '.join(ends)} bn USD (breakpoints of {self.as_of})"


DEFAULT_BREAKPOINTS = Breakpoints()

SMALL_CAP_INDEXES = ("RUSSELL2000", "SP600")
"""Members of these are small whatever their value says: membership decides first."""
