"""The problem as a planner takes it up: posed, with what the rules about tax make of it."""

from datetime import date

from rebalancer.classify.universe import Universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.measure.measurement import NothingToMeasureError
from rebalancer.progress import UNWATCHED, Pulse
from rebalancer.rebalance.harvest.seek import seek_losses
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.pose import pose
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.recent import heed_recent_trades
from rebalancer.rebalance.waiting import keep_for_long_term


def pose_with_rules(
    portfolio: Portfolio,
    policy: Policy,
    universe: Universe,
    as_of: date,
    pulse: Pulse = UNWATCHED,
) -> Problem:
    """Return the problem that *policy* poses, but for the orders that it has decided already.

    *pulse* ticks meanwhile.

    Raises:
        PolicyError: The policy names an account that is not there.
        NothingToMeasureError: The portfolio is worth nothing.
        Cancelled: The pulse says so.
    """
    posed = pose(portfolio, policy, universe, as_of, pulse)
    if posed.exposures.total <= 0:
        raise NothingToMeasureError
    return seek_losses(keep_for_long_term(heed_recent_trades(posed, pulse)))
