"""The paths that the groups take: the scenario's own, and many that scatter around it."""

from collections.abc import Iterator

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.simulate.calibration import Calibration
from rebalancer.simulate.groups import market_mix
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup

TAIL = 5
"""Degrees of freedom of Student's t: extreme months are far more frequent than in a bell curve."""
NUMBERS_AT_ONCE = 1_000_000
"""Memory for a batch of paths is bounded by this many numbers of 8 bytes, a few times over."""


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


def scattered_paths(
    path: Floats, calibration: Calibration, volatility: float, paths: int, seed: int
) -> Iterator[Floats]:
    """Yield batches of random paths around *path*, each of shape (batch, months + 1, groups).

    A month's log-return departs from that of *path* by a draw from a multivariate Student's t with
    ``TAIL`` degrees of freedom, scaled to the covariance of *calibration* and to *volatility*. The
    draws are symmetric around 0, so the median of each group follows *path*. One seed gives the
    same paths whatever the size of the batches.
    """
    months, groups = path.shape[0] - 1, path.shape[1]
    factor = calibration.factor.T * volatility
    normal, tail = (
        np.random.Generator(np.random.Philox(stream))
        for stream in np.random.SeedSequence(seed).spawn(2)
    )
    batch = max(1, NUMBERS_AT_ONCE // (months * groups))
    for start in range(0, paths, batch):
        size = min(batch, paths - start)
        spread = np.sqrt((TAIL - 2) / tail.chisquare(TAIL, (size, months, 1)))
        noise = normal.standard_normal((size, months, groups)) @ factor * spread
        scattered = np.ones((size, months + 1, groups))
        np.exp(np.cumsum(noise, axis=1), out=scattered[:, 1:])
        yield scattered * path
