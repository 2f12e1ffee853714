"""From the joint model to whole shares, with a stated distance from the best possible.

The fractional model is solved first: its objective is a bound that no plan can beat. Where it
sells and buys one security, the smaller side is closed and it is solved again. The search for
whole shares then looks only near the fractional answer.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalancer.progress import Progress
from rebalancer.rebalance.linear import LinearModel, Optimal, Solution
from rebalancer.rebalance.model import JointModel, slots_by_symbol

MISSED = 1000.0
"""A dollar by which the policy is missed weighs as much as so many dollars of cost."""
NEAR = 2
"""Whole shares are searched this far from the fractional answer."""
SEARCH_SECONDS = 3.0
PROVED = 1e-9
"""The search ends this near to its bound, as a share of the household's value."""
TOLERANCE = 1e-6
"""A policy missed by less than this share of the household's value counts as met."""
DUST = 1e-6


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """Shares to trade, and how good they are.

    Attributes:
        x: Value per column of the joint model.
        missed, cost: What the two tiers come to, in USD.
        least_missed: USD by which the policy is missed at least; 0 when it can be met.
        least_cost: USD that meeting it costs at least, by the fractional model.
        ideal: The fractional model's answer for the first tier alone; its duals say what stands
            in the way.
    """

    x: NDArray[np.float64]
    missed: float
    cost: float
    least_missed: float
    least_cost: float
    ideal: Optimal

    def gap(self, value: float) -> float:
        """Return how far the plan may be from the best, as a share of the household's *value*."""
        behind = max(0.0, self.missed - self.least_missed) + max(0.0, self.cost - self.least_cost)
        return behind / value


def optimise(joint: JointModel, progress: Progress) -> Optimum:
    """Return the best whole-share plan that was found.

    Raises:
        SolverError: HiGHS failed; an elastic model always has a solution.
    """
    progress(0.1, "solving for fractional shares")
    ideal = joint.model.solve(joint.missed)
    objective = MISSED * joint.missed + joint.cost
    relaxed = joint.model.solve(objective)
    progress(0.4, "closing one side of each security")
    one_sided, answer = _close_sides(joint, relaxed, objective)
    progress(0.6, "searching for whole shares")
    x = _whole(joint, one_sided, answer, objective)
    return Optimum(
        x=x,
        missed=float(joint.missed @ x),
        cost=float(joint.cost @ x),
        least_missed=max(0.0, ideal.objective),
        least_cost=float(joint.cost @ relaxed.x),
        ideal=ideal,
    )


def _close_sides(
    joint: JointModel, solution: Solution, objective: NDArray[np.float64]
) -> tuple[LinearModel, Solution]:
    """Forbid, per security and over all accounts, the smaller of selling and buying."""
    model = joint.model.copy()
    groups = slots_by_symbol(joint.problem.slots)
    while True:
        closed = False
        for slots in groups.values():
            sold = [column for slot in slots for column in joint.columns.sold[slot]]
            bought = [joint.columns.bought[slot] for slot in slots]
            out, into = float(solution.x[sold].sum()), float(solution.x[bought].sum())
            if min(out, into) > DUST:
                closed = True
                for column in bought if out >= into else sold:
                    model.upper[column] = 0.0
        if not closed:
            return model, solution
        solution = model.solve(objective)


def _whole(
    joint: JointModel, model: LinearModel, near: Solution, objective: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the best whole-share answer near *near*; doing nothing is always considered.

    The search keeps to the securities that the fractional answer trades, so that no order is
    added for rounding's sake; it is widened only where the policy could be met and is not.
    """
    value = joint.problem.value
    best = _do_nothing(joint, objective)
    for widened in (False, True):
        searched = _around(joint, model, near, widened=widened)
        costs = np.concatenate([objective, np.zeros(len(searched.lower) - len(objective))])
        found = searched.search(costs, seconds=SEARCH_SECONDS, absolute_gap=PROVED * value)
        if found is not None and found.objective + PROVED * value < best.objective:
            best = found
        missed = float(joint.missed @ best.x[: len(objective)])
        if missed <= TOLERANCE * value or float(joint.missed @ near.x) > TOLERANCE * value:
            break
    return best.x[: len(objective)]


def _around(joint: JointModel, model: LinearModel, near: Solution, *, widened: bool) -> LinearModel:
    searched = model.copy()
    min_trade = float(joint.problem.policy.trading.min_trade)
    for number, slot in enumerate(joint.problem.slots):
        price = float(slot.price)
        for columns in (joint.columns.sold[number], [joint.columns.bought[number]]):
            traded = any(near.x[column] > DUST for column in columns)
            room = NEAR + math.ceil(min_trade / price) if traded or widened else 0
            for column in columns:
                value = near.x[column]
                low = 0.0 if min_trade else math.floor(value + DUST) - NEAR
                if searched.integer[column]:
                    searched.lower[column] = max(0.0, low)
                high = math.ceil(value - DUST) + room
                searched.upper[column] = min(searched.upper[column], high)
            if min_trade:
                _at_least(searched, columns, price, min_trade)
        _whole_sale(searched, joint, number)
    _one_side(searched, joint)
    return searched


def _one_side(model: LinearModel, joint: JointModel) -> None:
    """Allow each security to be sold or to be bought, over all accounts, not both."""
    for slots in slots_by_symbol(joint.problem.slots).values():
        sold = [column for slot in slots for column in joint.columns.sold[slot]]
        bought = [joint.columns.bought[slot] for slot in slots]
        most = [sum(model.upper[column] for column in columns) for columns in (sold, bought)]
        if min(most) > 0:
            buys = model.add_column(1.0, integer=True)
            model.add_row([*((column, 1.0) for column in sold), (buys, most[0])], upper=most[0])
            model.add_row([*((column, 1.0) for column in bought), (buys, -most[1])], upper=0.0)


def _at_least(model: LinearModel, columns: list[int], price: float, min_trade: float) -> None:
    """Allow no trade in *columns*, or one of at least *min_trade* USD or of everything."""
    most = sum(model.upper[column] for column in columns) * price
    if most <= 0:
        return
    trades = model.add_column(1.0, integer=True)
    entries = [(column, price) for column in columns]
    model.add_row([*entries, (trades, -most)], upper=0.0)
    model.add_row([*entries, (trades, -min(min_trade, most))], lower=0.0)


def _whole_sale(model: LinearModel, joint: JointModel, number: int) -> None:
    """Make the sum of a slot's sales whole where a fractional lot keeps its columns from it."""
    columns = joint.columns.sold[number]
    slot = joint.problem.slots[number]
    if slot.step != 1 or all(model.integer[column] for column in columns):
        return
    most = math.floor(sum(model.upper[column] for column in columns) + DUST)
    sales = model.add_column(float(most), integer=True)
    model.add_row([*((column, 1.0) for column in columns), (sales, -1.0)], lower=0.0, upper=0.0)


def _do_nothing(joint: JointModel, objective: NDArray[np.float64]) -> Solution:
    model = joint.model.copy()
    for columns in (*joint.columns.sold, joint.columns.bought):
        for column in columns:
            model.upper[column] = 0.0
    return model.solve(objective)
