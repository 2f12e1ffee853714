"""What a way to a goal over several tax years consists of, and how ways are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rebalancer.rebalance.frontier import DEFAULT_KEY
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax_estimate import taxed_gains

MOST_YEARS = 5


class Way(StrEnum):
    """How the goal is approached, the soonest first."""

    ALL_NOW = "all_now"
    """All of it in the first year, whatever its limits on gains."""
    AS_ALLOWED = "as_allowed"
    """Every year as far as its limits on gains allow."""
    WAIT = "wait_for_long_term"
    """As far as it goes without a short-term gain; only in the last year with one."""
    EVEN_STEPS = "even_steps"
    """An equal part of the way every year."""
    LEVEL_GAINS = "level_gains"
    """Every year no more gains than are needed to arrive; solved for."""


WAY_TITLES: Mapping[Way, str] = {
    Way.ALL_NOW: "All now",
    Way.AS_ALLOWED: "As much as each year allows",
    Way.WAIT: "Wait for long-term",
    Way.EVEN_STEPS: "Even steps",
    Way.LEVEL_GAINS: "Level gains",
}
"""What a person calls each way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnsLong:
    """A lot with a short-term gain, and the day from which it is long-term."""

    account_label: str
    symbol: str
    quantity: Decimal
    first_day: date
    gain: Decimal
    """USD at the prices of the year."""
    saves: Decimal
    """USD of tax that a sale from that day on costs less, at the rates of the next dollar."""


@dataclass(frozen=True, kw_only=True)
class GlideYear:
    """One year on the way.

    Attributes:
        day: When it trades.
        cap: The share (0..1) that the year's plan is to leave at most; None without a cap.
        share: The share that it leaves.
        plan: What to trade.
        tax: USD that the household owes this year beyond what it would owe had it never traded.
        cumulated_tax: The same, of the years so far.
        over_budget: USD by which the year's gains exceed the policy's limits.
        turns_long: What of the holdings after the plan turns long-term next, the earliest first.
    """

    day: date
    cap: float | None
    share: float
    plan: TradePlan
    tax: Decimal
    cumulated_tax: Decimal
    over_budget: Decimal
    turns_long: tuple[TurnsLong, ...]

    @property
    def gains(self) -> Gains:
        """What the year's plan realises, in USD."""
        return taxed_gains(self.plan.trades)


@dataclass(frozen=True, kw_only=True)
class Glide:
    """One way walked to the end."""

    way: Way
    years: tuple[GlideYear, ...]

    @property
    def title(self) -> str:
        """What a person calls the way."""
        return WAY_TITLES[self.way]

    @property
    def total_tax(self) -> Decimal:
        """USD of all years."""
        return self.years[-1].cumulated_tax

    @property
    def missed(self) -> float:
        """By how much the policy's bounds are missed in the end, as a share of the household."""
        return self.years[-1].plan.missed

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached in the end."""
        return not self.missed

    @property
    def keeps_limits(self) -> bool:
        """Whether every year keeps the policy's limits on gains."""
        return not any(year.over_budget for year in self.years)

    @property
    def yearly_gains(self) -> Decimal | None:
        """USD of gains a year that were found to be enough; None where that was not asked."""
        if self.way is not Way.LEVEL_GAINS:
            return None
        return self.years[0].plan.policy.tax.gain_budget

    @property
    def carried_loss(self) -> Decimal:
        """USD of loss that is left for the years after the last one."""
        return self.years[-1].plan.tax.carried_loss


@dataclass(frozen=True, kw_only=True)
class GlidePath:
    """Several ways to one goal.

    Attributes:
        policy: The goal, and each year's limits.
        key: The exposure that is followed.
        title: What a person calls it.
        before: The share of it that is held today.
        glides: All ways that were compared.
        chosen: Of those that keep the limits and reach the goal the one with the least tax, and
            of those that cost about the same the soonest; where none does, the one that comes
            nearest.
        assumptions: What the figures rest on, in sentences.
    """

    policy: Policy
    key: str
    title: str
    before: float
    glides: tuple[Glide, ...]
    chosen: Glide
    assumptions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GlideWish:
    """What a glide path is to be.

    Attributes:
        years: How many tax years, 1 to ``MOST_YEARS``.
        key: The exposure to follow: a group, ``single_company`` or ``symbol:TICKER``.
        growth: Growth a year (0.05 is 5 %) by group key, the first that holds a company counts;
            without any, prices stay as they are.
        later: Month and day on which the later years trade; by default those of the first.
    """

    years: int = 3
    key: str = DEFAULT_KEY
    growth: Mapping[str, float] = field(default_factory=dict)
    later: tuple[int, int] | None = None

    def days(self, first: date) -> tuple[date, ...]:
        """Return the day of every year, *first* the earliest."""
        month, day = self.later or (first.month, first.day)
        later = (_day_of(first.year + number, month, day) for number in range(1, self.years))
        return (first, *later)


DEFAULT_GLIDE = GlideWish()


def _day_of(year: int, month: int, day: int) -> date:
    while True:
        try:
            return date(year, month, day)
        except ValueError:  # 29 February
            day -= 1
