"""The policy's targets as bounds on dollars, each able to explain itself."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rebalancer.classify.leaf import is_company
from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.linear import Floats
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.terms import COST
from rebalancer.rebalance.policy.policy import (
    SINGLE_COMPANY,
    SYMBOL_PREFIX,
    Mode,
    Objective,
    Target,
)
from rebalancer.rebalance.problem import Problem

OVERSHOOT = 0.01
"""Cost of a dollar above a floor that purchases put there: so much tax is accepted to avoid it."""
UNASKED = 0.001
"""Cost of a dollar sold of what is inside its band: what is out of it is traded first."""
MISSED_TIER = 1
"""The tier of limits that are missed, below that of cash."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Limit:
    """Bounds in USD on one exposure of the household.

    Attributes:
        target: The wish it comes from.
        title: What a person calls the exposure.
        share_of_slot: Share of each slot, and last of cash, that counts.
        before: USD before trading.
        lower, upper: USD; None where there is no such bound.
        room: USD beyond a bound that count as meeting it, where the plan is to come as close as
            whole shares can: it is not to stop at half a share.
        is_balanced: Whether there is a target, and what is held is inside its band.
    """

    target: Target
    title: str
    share_of_slot: Floats
    before: float
    lower: float | None
    upper: float | None
    room: float = 0.0
    is_balanced: bool = False

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Bound the exposure; it may miss its bounds, and should not overshoot its floor."""
        per_dollar = self.share_of_slot[trades.first_slot] - self.share_of_slot[-1]
        moving = np.flatnonzero(per_dollar)
        columns, worth = trades.net[moving], per_dollar[moving]
        if self.upper is not None:
            room = self.upper - self.before
            model.add_soft_row(columns, worth, upper=room, tier=MISSED_TIER, elastic=True)
        if self.lower is not None:
            need = self.lower - self.before
            model.add_soft_row(columns, worth, lower=need, tier=MISSED_TIER, elastic=True)
            enough = max(need, 0.0)
            model.add_soft_row(columns, worth, upper=enough, tier=COST, weight=OVERSHOOT)
        if self.target.target is not None:
            weight = UNASKED if self.is_balanced else 0.0
            model.add_soft_row(columns, worth, lower=0.0, tier=COST, weight=weight)


def limits_of(problem: Problem) -> tuple[Limit, ...]:
    """Return a limit for every target; one a company for the single-company cap.

    Where losses are only harvested there is none: what is held is to stay as it is.
    """
    if problem.policy.trading.mode is Mode.TLH:
        return ()
    return tuple(limit for target in problem.policy.targets for limit in _limits(target, problem))


def _limits(target: Target, problem: Problem) -> Iterator[Limit]:
    if target.key == SINGLE_COMPANY:
        yield from _company_limits(target, problem)
        return
    share_of_slot, before = _exposure(target, problem)
    objective = problem.policy.trading.objective
    lower, upper = bounds(target, before / problem.value, objective)
    room = _half_a_share(share_of_slot, problem) if lower == upper else 0.0
    left = 0.0 if objective is Objective.CLOSEST else room
    yield Limit(
        target=target,
        title=target.titled(problem.titles),
        share_of_slot=share_of_slot,
        before=before,
        lower=None if lower is None else lower * problem.value - left,
        upper=None if upper is None else upper * problem.value + left,
        room=room - left,
        is_balanced=target.target is not None and not target.is_left(before / problem.value),
    )


def _half_a_share(share_of_slot: Floats, problem: Problem) -> float:
    """Return USD by which whole shares may miss an exact target that nothing else hinders."""
    steps = np.array([float(slot.price * slot.step) for slot in problem.slots])
    return float((steps * abs(share_of_slot[:-1] - share_of_slot[-1])).max(initial=0.0)) / 2


def _exposure(target: Target, problem: Problem) -> tuple[Floats, float]:
    """Return the share of each slot and of cash that *target* is about, and USD held of it."""
    exposures = problem.exposures
    if target.key.startswith(SYMBOL_PREFIX):
        symbol = problem.universe.snapshot.canonical(target.key.removeprefix(SYMBOL_PREFIX))
        shares = np.array([float(name == symbol) for name in problem.through.symbols])
        held = sum(float(item.value) for item in exposures.holdings if item.symbol == symbol)
        return shares, held
    group = problem.universe.group(target.key)
    members = problem.through.flags(group.holds)
    held_members = exposures.through.flags(group.holds)
    return problem.through.share_in(members), float(exposures.by_leaf[held_members].sum())


def bounds(
    target: Target, current: float, objective: Objective
) -> tuple[float | None, float | None]:
    """Return the lower and upper share that *target* asks for when *current* is held.

    Inside its band a target asks for nothing but to stay there; outside, it is brought back as
    far as it says: to the target, the edge of the band, half-way, or a distance of its own. The
    objective ``closest`` always goes to the target.
    """
    if target.target is None:
        return target.minimum, target.maximum
    room = target.tolerance
    if target.is_left(current):
        room = 0.0 if objective is Objective.CLOSEST else target.way_back
    lower = max(target.target - room, target.minimum or 0.0)
    upper = min(target.target + room, 1.0 if target.maximum is None else target.maximum)
    return lower, upper


def _company_limits(target: Target, problem: Problem) -> Iterator[Limit]:
    """Yield a limit for each company that some holding or purchase could carry over the cap.

    A portfolio's share of a company is an average of its holdings' shares, so that a company that
    no holding exceeds the cap in cannot exceed it in the whole.
    """
    cap = target.maximum or 0.0
    through, value = problem.through, problem.value
    held = np.zeros(len(through.leaves))
    by_leaf = problem.exposures.by_leaf
    held[: len(by_leaf)] = by_leaf
    highest = np.zeros(len(held))
    np.maximum.at(highest, through.column, through.weight)
    reachable = np.maximum(highest, held / value) > cap
    reachable &= through.flags(is_company)
    by_column = np.argsort(through.column, kind="stable")
    ends = np.cumsum(np.bincount(through.column, minlength=len(held)))
    for number in np.flatnonzero(reachable):
        leaf = through.leaves[number]
        at = by_column[ends[number - 1] if number else 0 : ends[number]]
        share_of_slot = np.zeros(len(through.symbols))
        share_of_slot[through.row[at]] = through.weight[at]
        yield Limit(
            target=target,
            title=leaf.name,
            share_of_slot=share_of_slot,
            before=float(held[number]),
            lower=None,
            upper=cap * value,
        )
