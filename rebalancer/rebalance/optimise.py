"""From the joint model to whole shares, with a stated distance from the best possible.

The fractional model is solved first, tier by tier: its objective is a bound that no plan can
beat. Where it trades on both sides of a rule that allows one, the smaller side is closed and it
is solved again. The search for whole shares then looks only near the fractional answer.
"""

from dataclasses import dataclass

import numpy as np

from rebalancer.progress import Progress
from rebalancer.rebalance.highs import Optimal, Solution, WarmSolver
from rebalancer.rebalance.linear import Either, Floats, Ints
from rebalancer.rebalance.model import TOLERANCE, JointModel
from rebalancer.rebalance.repair import DUST, whole_shares

_SLACK = 1e-5
"""USD that a tier may be missed by beyond the least while the next one is solved."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Fractional:
    """The best answer of all when fractions may be traded and both sides of every rule.

    Attributes:
        answer: Of the last tier, cost.
        least: USD by which each tier of the policy is missed at least.
        ideal: The answer for the last tier that cannot be met; its duals say what stands in the
            way. None when the policy can be met.
    """

    answer: Optimal
    least: dict[int, float]
    ideal: Optimal | None


@dataclass(frozen=True, eq=False, kw_only=True)
class Optimum:
    """Shares to trade, and how good they are.

    Attributes:
        x: Value per column of the joint model.
        missed: USD by which the policy is missed, all tiers together.
        cost: USD, by the model's terms.
        least_missed: USD by which the policy is missed at least; 0 when it can be met.
        least_cost: USD that meeting it costs at least, by the fractional model.
        ideal: What stands in the way; None when nothing does.
    """

    x: Floats
    missed: float
    cost: float
    least_missed: float
    least_cost: float
    ideal: Optimal | None

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
    solver = WarmSolver(joint.program)
    fractional = solve_fractional(joint, solver)
    progress(0.4, "closing one side of each security")
    near, closed = _close_sides(joint, solver, fractional.answer)
    progress(0.6, "searching for whole shares")
    x = whole_shares(joint, near.x, closed)
    return Optimum(
        x=x,
        missed=sum(float(charges @ x) for charges in joint.missed.values()),
        cost=float(joint.cost @ x),
        least_missed=sum(fractional.least.values()),
        least_cost=float(joint.cost @ fractional.answer.x),
        ideal=fractional.ideal,
    )


def solve_fractional(joint: JointModel, solver: WarmSolver) -> Fractional:
    """Return the best fractional answer: each tier is solved among the best of those before.

    All tiers are weighed at once first. An answer that misses nothing is the best in every tier,
    whatever the weights, and that is the end of it for most policies.
    """
    answer = solver.minimise(joint.weighed)
    limit = TOLERANCE * joint.problem.value
    if all(float(charges @ answer.x) <= limit for charges in joint.missed.values()):
        return Fractional(answer=answer, least=dict.fromkeys(joint.missed, 0.0), ideal=None)
    least, ideal = {}, None
    for tier, charges in joint.missed.items():
        stage = solver.minimise(charges)
        least[tier] = max(0.0, stage.objective)
        if least[tier] > limit or ideal is None:
            ideal = stage
        at_most = np.array([least[tier] + _SLACK])
        row = np.array([joint.program.tier_row[tier]])
        solver.bound_rows(row, np.array([-np.inf]), at_most)
    return Fractional(answer=solver.minimise(joint.cost), least=least, ideal=ideal)


def _close_sides(joint: JointModel, solver: WarmSolver, answer: Solution) -> tuple[Solution, Ints]:
    """Forbid the smaller side of every rule that allows only one; return what is closed, too."""
    worth = joint.trades.worth
    tiers = np.array(list(joint.program.tier_row.values()))
    anything = np.full(len(tiers), np.inf)
    solver.bound_rows(tiers, -anything, anything)  # one side alone may have to miss more
    closed: list[Ints] = []
    while True:
        closing: list[Ints] = []
        for rule in joint.program.rules:
            if isinstance(rule, Either):
                first, second = (
                    float(answer.x[side] @ worth[side]) for side in (rule.first, rule.second)
                )
                if min(first, second) > DUST:
                    closing.append(rule.second if first >= second else rule.first)
        if not closing:
            return answer, np.concatenate([np.zeros(0, dtype=np.int64), *closed])
        closed += closing
        columns = np.concatenate(closing)
        solver.bound_columns(columns, np.zeros(len(columns)), np.zeros(len(columns)))
        answer = solver.minimise(joint.weighed)
