"""The way that the groups take in a scenario, month by month."""

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.simulate.groups import market_mix
from rebalancer.simulate.kernel import Way
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup


def shocks_of(scenario: Scenario) -> Floats:
    """Return the total return per group, in the order of ``SHOCK_GROUPS``.

    What is unclassified returns what the US market does, unless the scenario names it.
    """
    shocks = np.array([scenario.shocks.get(group, 0.0) for group in SHOCK_GROUPS])
    if ShockGroup.UNCLASSIFIED not in scenario.shocks:
        shocks[SHOCK_GROUPS.index(ShockGroup.UNCLASSIFIED)] = market_mix() @ shocks
    return shocks


def scenario_path(scenario: Scenario, months: int) -> Floats:
    """Return what 1 USD in each group becomes, array of shape (months + 1, groups).

    Fewer months than the scenario has cut its shape short; beyond its horizon nothing moves.
    """
    shape = scenario.shape or np.linspace(0.0, 1.0, scenario.months + 1)
    way = np.asarray(shape)[np.minimum(np.arange(months + 1), scenario.months)]
    return np.asarray(1.0 + np.outer(way, shocks_of(scenario)), dtype=np.float64)


def way_of(path: Floats, monthly_flow: float, yearly_fee: float) -> Way:
    """Return *path* month by month, with a fee taken off and USD paid in (or out)."""
    kept = (1.0 - yearly_fee) ** (1 / 12)
    growth = np.ascontiguousarray(path[1:] / path[:-1] * kept, dtype=np.float64)
    return Way(growth=growth, flows=np.full(len(growth), float(monthly_flow)))
