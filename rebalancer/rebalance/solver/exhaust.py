"""Every plan of a tiny household: whatever it trades, either side of a wash sale, any tax region.

A larger household is searched around its best fractional answer. Where there is only so little
to decide about, all plans are within reach, and the best of them is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rebalancer.progress import Progress, Pulse
from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.model.linear import Floats, plain_sum
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.terms import COST, IDLE
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.solver.repair import PROVED, Neighbourhood, Reach, Repair
from rebalancer.rebalance.solver.search import Effort
from rebalancer.rebalance.solver.tax_search import CENT, gains_of
from rebalancer.rebalance.trades import Order, columns_of, orders_of

TINY = 100
"""Whole columns up to which a household is tiny: those for sides and least sizes count, too."""
AN_ORDER = 1.0
"""Shares of the dearest security, left idle, that each further order has to make a plan better by:
whole shares leave about so much, and no order is placed for that."""
COUNTABLE = 1e9
"""Shares up to which HiGHS counts whole ones: beyond them its search may have no end."""
_LOOKS = 60_000
"""How often HiGHS looks up per search, times the whole columns: no tiny one comes near it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class FurtherOrders:
    """Orders that a plan did not have are charged for: none is added for rounding's sake."""

    known: frozenset[tuple[str, str, bool]]
    """Account, symbol and whether it is bought: of the orders that a plan has."""
    charge: float
    """USD per further order."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add a switch for each order that would be a further one."""
        for number, slot in enumerate(trades.slots):
            for is_bought, columns in enumerate((trades.sold_of(number), trades.bought[[number]])):
                upper = (trades.buyable if is_bought else trades.saleable)[
                    columns - len(trades.lots) * is_bought
                ]
                key = slot.account.key, slot.symbol, bool(is_bought)
                if key in self.known or not upper.sum():
                    continue
                switch = model.add_columns(np.ones(1), integer=np.array([True]))
                model.charge(COST, switch, np.array([self.charge]))
                values = np.append(np.ones(len(columns)), -float(upper.sum()))
                model.add_row(np.append(columns, switch), values, upper=0.0)


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
        progress: Told 0.8 where there may be so little to decide, and asked whether to go on.
    """
    if sum(slot.step == 1 for slot in problem.slots) > TINY:
        return None  # its model, which takes long to build, has no fewer whole columns
    before = problem.tax_view.before
    pulse = Pulse.of(progress)
    pulse.step(0.8, "trying every plan")
    start = JointModel(problem, pulse=pulse)
    whole = start.program.upper[start.program.integer]
    if not problem.slots or len(whole) > TINY or whole.max(initial=0.0) > COUNTABLE:
        return None
    further = FurtherOrders(
        known=frozenset(
            (order.slot.account.key, order.slot.symbol, bool(order.bought)) for order in orders
        ),
        charge=AN_ORDER * IDLE * max(float(slot.price) for slot in problem.slots),
    )
    at = before + gains_of(start, columns_of(start, orders, made_for))
    best: Found | None = None
    for signs in problem.tax_view.regions(problem.reach):
        joint = JointModel(problem, problem.tax_region(signs, at), [further], pulse)
        x = columns_of(joint, orders, made_for)
        found = _search(joint, x, pulse)
        if found is None:
            return None
        if best is None or found.worth < best.worth - CENT:
            best = found
    return best


def _search(joint: JointModel, x: Floats, progress: Progress) -> Found | None:
    nothing = np.zeros(0, dtype=np.int64)
    around = Neighbourhood(joint=joint, near=x, out_of_turn=x, closed=nothing, bound=-np.inf)
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
