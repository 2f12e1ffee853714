"""How good a plan is: what it comes to, beside what no plan can beat."""

import numpy as np

from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.model.linear import Floats, LinearProgram, plain_sum
from rebalancer.rebalance.model.terms import COST
from rebalancer.rebalance.plan import Proof
from rebalancer.rebalance.solver.certificate import proved_bound
from rebalancer.rebalance.solver.optimise import Fractional


def prove(joint: JointModel, fractional: Fractional, x: Floats) -> Proof:
    """Return how far the trades *x* may be from the best possible.

    The bounds are proved from the program alone; the fractional answers only guide the proof. A
    tier is compared with plans that miss the tiers above it by no more than this one does.

    Args:
        joint: Without any restriction that was only added on the way to *x*.
        fractional: Its answers.
        x: Per column; as ``joint.columns_of`` returns it.
    """
    misses = {tier: plain_sum(charges, x) for tier, charges in joint.missed.items()}
    allowed: dict[int, float] = {}
    least = 0.0
    for tier, missed in misses.items():
        answer = fractional.answers.get(tier)
        if answer is not None:
            proved = _bound(joint, joint.missed[tier], answer.row_dual, allowed)
            least += min(max(0.0, proved), missed)
        allowed[tier] = missed
    cost = plain_sum(joint.cost, x)
    proved = _bound(joint, joint.cost, fractional.answers[COST].row_dual, allowed)
    return Proof(
        missed=sum(misses.values()),
        least_missed=least,
        cost=cost,
        least_cost=min(proved, cost),
        value=joint.problem.value,
    )


def _bound(
    joint: JointModel, charges: Floats, multipliers: Floats, allowed: dict[int, float]
) -> float:
    """Return what *charges* come to at least when no tier is missed by more than is *allowed*."""
    program = joint.program
    upper, price = program.row_upper.copy(), multipliers.copy()
    for tier, row in program.tier_row.items():
        price[row] = 0.0
        if tier in allowed:
            upper[row] = allowed[tier]
            price[row] = _price_of_missing(program, price, row)
    return proved_bound(program, charges, price, row_upper=upper)


def _price_of_missing(program: LinearProgram, price: Floats, row: int) -> float:
    """Return the multiplier of a tier's row at which missing any of its limits does not pay."""
    entries = slice(program.start[row], program.start[row + 1])
    limits = program.slack_row[np.searchsorted(program.slack, program.index[entries])]
    return -float((abs(price[limits]) / program.value[entries]).max(initial=0.0))
