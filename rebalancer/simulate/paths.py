"""The way that the groups take in a scenario, month by month."""

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.market.history import embedded_history
from rebalancer.simulate.groups import market_mix
from rebalancer.simulate.kernel import Way
from rebalancer.simulate.likely import RISK_FREE, betas
from rebalancer.simulate.mechanism import stated_returns
from rebalancer.simulate.replayed import replayed_logs
from rebalancer.simulate.scenario import SHOCK_GROUPS, Replay, Scenario, ShockGroup

_OPAQUE = SHOCK_GROUPS.index(ShockGroup.UNCLASSIFIED)
_PLACES = {group: number for number, group in enumerate(SHOCK_GROUPS)}


def moved_groups(scenario: Scenario) -> frozenset[ShockGroup]:
    """Return the groups of which *scenario* has figures: stated, or of history."""
    replayed = () if scenario.replay is None else scenario.replay.series
    return frozenset(stated_returns(scenario)) | frozenset(replayed)


def likely_groups(scenario: Scenario) -> tuple[ShockGroup, ...]:
    """Return the groups that do what is likely, given the others."""
    if not scenario.fills_in:
        return ()
    moved = moved_groups(scenario)
    rest = (group for group in SHOCK_GROUPS if group not in moved)
    return tuple(group for group in rest if group is not ShockGroup.UNCLASSIFIED)


def shocks_of(scenario: Scenario) -> Floats:
    """Return the total return per group, in the order of ``SHOCK_GROUPS``.

    What is unclassified returns what the US market does, unless the scenario names it.

    Raises:
        RebalancerError: The embedded history lacks what is to be replayed or moved.
    """
    return np.asarray(scenario_path(scenario, scenario.months)[-1] - 1.0, dtype=np.float64)


def scenario_path(scenario: Scenario, months: int) -> Floats:
    """Return what 1 USD in each group becomes, array of shape (months + 1, groups).

    Fewer months than the scenario has cut its path short; beyond its horizon nothing moves.

    Raises:
        RebalancerError: The embedded history lacks what is to be replayed or moved.
    """
    replay = scenario.replay
    path = _told(scenario) if replay is None else np.exp(_run(_month_logs(scenario, replay)))
    if ShockGroup.UNCLASSIFIED not in moved_groups(scenario):
        path[:, _OPAQUE] = path @ market_mix()
    return np.asarray(path[np.minimum(np.arange(months + 1), scenario.months)], dtype=np.float64)


def _told(scenario: Scenario) -> Floats:
    """Return the path of a story: all groups go their way in the same shape."""
    shocks = np.zeros(len(SHOCK_GROUPS))
    stated = stated_returns(scenario)
    for group, shock in stated.items():
        shocks[_PLACES[group]] = shock
    likely = likely_groups(scenario)
    if likely:
        known = tuple(group for group in stated if group is not RISK_FREE)
        moves = np.array([*(stated[group] for group in known), *scenario.moves.values()])
        mapped = betas(embedded_history(), known, tuple(scenario.moves), likely) @ np.log1p(moves)
        shocks[[_PLACES[group] for group in likely]] = np.expm1(mapped)
    shape = scenario.shape or np.linspace(0.0, 1.0, scenario.months + 1)
    return np.asarray(1.0 + np.outer(shape, shocks), dtype=np.float64)


def _month_logs(scenario: Scenario, replay: Replay) -> Floats:
    """Return the log-returns of every month of *replay*, shape (months, groups).

    A group of which the scenario states another return keeps its ups and downs, and drifts so that
    it ends there. What is unclassified is left at 0.
    """
    logs = np.zeros((scenario.months, len(SHOCK_GROUPS)))
    replayed = [_PLACES[group] for group in replay.series]
    logs[:, replayed] = replayed_logs(replay, embedded_history())
    for group, shock in stated_returns(scenario).items():
        column = logs[:, _PLACES[group]]
        column += (np.log1p(shock) - column.sum()) / scenario.months
    likely = likely_groups(scenario)
    moved = moved_groups(scenario) - {RISK_FREE}
    known = tuple(group for group in SHOCK_GROUPS if group in moved)
    mapped = betas(embedded_history(), known, (), likely)
    places = [_PLACES[group] for group in known]
    logs[:, [_PLACES[group] for group in likely]] = logs[:, places] @ mapped.T
    return logs


def _run(logs: Floats) -> Floats:
    return np.vstack([np.zeros(logs.shape[1]), np.cumsum(logs, axis=0)])


def way_of(path: Floats, monthly_flow: float, yearly_fee: float) -> Way:
    """Return *path* month by month, with a fee taken off and USD paid in (or out)."""
    kept = (1.0 - yearly_fee) ** (1 / 12)
    growth = np.ascontiguousarray(path[1:] / path[:-1] * kept, dtype=np.float64)
    return Way(growth=growth, flows=np.full(len(growth), float(monthly_flow)))
