"""Where rotating pays: the end of both portfolios for every pair of two shocks."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.domain.money import ZERO
from rebalancer.simulate.flaws import check
from rebalancer.simulate.groups import market_mix
from rebalancer.simulate.paths import moved_groups, shocks_of
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup
from rebalancer.simulate.start import Start, start_of

RANGE = np.linspace(-0.5, 0.5, 21)
_MEGA = np.isin(SHOCK_GROUPS, (ShockGroup.MEGA_CAP_TECH,))
_SMALL = np.isin(SHOCK_GROUPS, (ShockGroup.SMALL_QUALITY, ShockGroup.SMALL_OTHER))
_OPAQUE = SHOCK_GROUPS.index(ShockGroup.UNCLASSIFIED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeatMap:
    """Deterministic ends of a scenario whose mega-cap and small-cap shocks are varied.

    Attributes:
        mega_cap_tech: Returns, one per row.
        small_caps: Returns, one per column, of quality and other small caps alike.
        current, planned: USD at the end, shape (rows, columns); the planned one after its tax.
        break_even: Per row, the return of small caps at which both end alike; NaN if they never
            do. None without a plan.
    """

    mega_cap_tech: Floats
    small_caps: Floats
    current: Floats
    planned: Floats | None
    break_even: Floats | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plane:
    """An end value as a plane: what is fixed, and USD that follow either shock."""

    fixed: float
    mega: float
    small: float

    def over(self, mega: Floats, small: Floats) -> Floats:
        return self.fixed + self.mega * (1.0 + mega[:, None]) + self.small * (1.0 + small)


def map_shocks(
    exposures: Exposures,
    scenario: Scenario,
    *,
    planned: Exposures | None = None,
    plan_tax: Decimal = ZERO,
    mega_cap_tech: Floats = RANGE,
    small_caps: Floats = RANGE,
) -> HeatMap:
    """Return the end of *scenario* for every pair of the returns *mega_cap_tech* and *small_caps*.

    All other groups keep the scenario's own returns.

    Raises:
        ImpossibleScenarioError: A figure of *scenario* is out of range.
        ImpossibleSimulationError: A portfolio is worth nothing.
    """
    check(scenario)
    today = _plane(start_of(exposures, ZERO), scenario)
    later = None if planned is None else _plane(start_of(planned, plan_tax), scenario)
    return HeatMap(
        mega_cap_tech=mega_cap_tech,
        small_caps=small_caps,
        current=today.over(mega_cap_tech, small_caps),
        planned=None if later is None else later.over(mega_cap_tech, small_caps),
        break_even=None if later is None else _break_even(today, later, mega_cap_tech),
    )


def _plane(start: Start, scenario: Scenario) -> _Plane:
    usd = start.groups.copy()
    if ShockGroup.UNCLASSIFIED not in moved_groups(scenario):
        usd += usd[_OPAQUE] * market_mix()
        usd[_OPAQUE] = 0.0
    others = ~(_MEGA | _SMALL)
    return _Plane(
        fixed=float(usd[others] @ (1.0 + shocks_of(scenario)[others])),
        mega=float(usd[_MEGA].sum()),
        small=float(usd[_SMALL].sum()),
    )


def _break_even(today: _Plane, later: _Plane, mega: Floats) -> Floats:
    """Solve for the small-cap return at which both planes have the same height."""
    moved = later.small - today.small
    if moved == 0:
        return np.full(len(mega), np.nan)
    behind = (today.fixed - later.fixed) + (today.mega - later.mega) * (1.0 + mega)
    return np.asarray(behind / moved - 1.0, dtype=np.float64)
