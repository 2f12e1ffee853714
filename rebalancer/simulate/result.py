"""What a simulation hands on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from rebalancer.simulate.certain import CertainEnd
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.scenario import Scenario, ShockGroup

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Where one portfolio ends up, after tax on its plan where there is one; money in USD.

    Attributes:
        max_drawdown: Median over the paths of the largest fall from a previous high, 0..1.
        fan: USD, array of shape (months + 1, len(QUANTILES)); the first row is today.
    """

    median: Decimal
    p05: Decimal
    p25: Decimal
    p75: Decimal
    p95: Decimal
    max_drawdown: float
    fan: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupContribution:
    """What one group adds on the way to the deterministic end of a scenario.

    Attributes:
        shock: Total return of the group over the months simulated.
        current, planned: Gain or loss in USD. They sum to the end value less the start (for the
            planned portfolio, what its tax leaves), less what was paid in, before trading costs.
    """

    group: ShockGroup
    shock: float
    current: Decimal
    planned: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingContribution:
    """What one holding adds on the way to the deterministic end of a scenario.

    Attributes:
        symbol: ``$CASH`` for cash.
        current, planned: Gain or loss in USD, with the sums of ``GroupContribution``; None where
            the portfolio does not hold it, or there is no plan.
    """

    symbol: str
    current: Decimal | None
    planned: Decimal | None

    @property
    def weight(self) -> Decimal:
        """The larger of the two amounts, in USD, whatever its sign."""
        return max(abs(amount) for amount in (self.current, self.planned) if amount is not None)


@dataclass(frozen=True, kw_only=True)
class ScenarioResult:
    """A scenario applied to today's portfolio and, where there is one, to the planned one.

    Attributes:
        months: As simulated; the scenario's own unless told otherwise.
        break_even: Yearly return by which small caps must beat mega-cap tech for the plan to repay
            its tax within the months simulated; None without tax, or if nothing moves into small
            caps. ``rebalancer.simulate.break_even`` has the formula.
        chance_of_rotating: Share of the paths on which the planned portfolio ends higher, after
            tax; None without a plan.
        by_holding: Those that move most first.
        certain: Where the portfolios end without any dispersion, by ``current`` and ``planned``.
        doubts: What the figures rest on, in sentences.
    """

    scenario: Scenario
    months: int
    options: SimulationOptions
    current: Outcome
    planned: Outcome | None
    break_even: float | None
    chance_of_rotating: float | None
    by_group: tuple[GroupContribution, ...]
    by_holding: tuple[HoldingContribution, ...]
    certain: Mapping[str, CertainEnd]
    doubts: tuple[str, ...]

    @property
    def deterministic(self) -> dict[str, Decimal]:
        """End values in USD without any dispersion, by ``current`` and ``planned``."""
        return {name: end.worth for name, end in self.certain.items()}
