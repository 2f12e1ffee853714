"""Every plan of a tiny household: whatever it trades, whichever side of a wash sale, any tax region.

A larger household is searched around its best fractional answer. Where there are only so few
shares to decide about, all plans are within reach, and the best of them is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rebalancer.progress import Progress
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.model.linear import Floats, plain_sum
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.solver.repair import PROVED, Neighbourhood, Reach, Repair
from rebalancer.rebalance.solver.search import Effort
from rebalancer.rebalance.solver.tax_search import CENT, gains_of
from rebalancer.rebalance.trades import Order, columns_of, orders_of

TINY = 60
"""Whole columns up to which a household is tiny: those for sides and least sizes count, too."""
_LOOKS = 60_000
"""How often HiGHS looks up per search, times the whole columns: no tiny one comes near it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Found:
    """A plan that was found, and the model that it was found in."""

    joint: JointModel
    orders: tuple[Order, ...]
    worth: float
    """USD, all tiers weighed, with the tax computed exactly."""


def exhaust(
    problem: Problem, orders: Sequence[Order], made_for: Problem, progress: Progress
) -> Found | None:
    """Return the best of all plans for *problem*; None where it is not tiny.

    Args:
        problem: Without anything that only the way to *orders* forbade.
        orders: A plan to begin with.
        made_for: The problem whose slots they are in.
        progress: Asked whether to go on.
    """
    before = problem.tax_view.before
    start = JointModel(problem)
    if int(start.program.integer.sum()) > TINY:
        return None
    best: Found | None = None
    for signs in problem.tax_view.regions(problem.reach):
        at = before + gains_of(start, columns_of(start, orders, made_for))
        joint = JointModel(problem, problem.tax_region(signs, at))
        x = columns_of(joint, orders, made_for)
        found = _search(joint, x, progress)
        if found is None:
            return None
        if best is None or found.worth < best.worth - CENT:
            best = found
    return best


def _search(joint: JointModel, x: Floats, progress: Progress) -> Found | None:
    nothing = np.zeros(0, dtype=np.int64)
    around = Neighbourhood(joint=joint, near=x, closed=nothing, bound=-np.inf)
    repair = Repair(around, Reach.ANYWHERE, x)
    if repair.size > TINY:
        return None
    effort = Effort(
        looks=_LOOKS,
        absolute_gap=PROVED * joint.problem.value,
        progress=progress,
        fraction=0.8,
    )
    found = [x, *repair.improve(effort)]
    worths = [_exact_worth(joint, each) for each in found]
    number = int(np.argmin(worths))
    return Found(joint=joint, orders=orders_of(joint, found[number]), worth=worths[number])


def _exact_worth(joint: JointModel, x: Floats) -> float:
    stated = plain_sum(joint.weighed - joint.tax, x)
    return stated + joint.problem.tax_view.cost(gains_of(joint, x))
