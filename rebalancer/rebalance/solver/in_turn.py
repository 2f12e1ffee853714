"""Lots in turn: from an answer that opens several at once to one that opens one after the other.

What selling in turn costs is not convex where a cheap lot stands behind a dear one, so that it
takes a search over where in its order each position stops. Only positions whose order the answer
breaks take part: most break none.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rebalancer.progress import Pulse
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.model.linear import Floats, Ints, plain_sum, with_rules_written
from rebalancer.rebalance.model.rules import InTurn
from rebalancer.rebalance.solver.highs import WarmSolver
from rebalancer.rebalance.solver.repair import PROVED
from rebalancer.rebalance.solver.search import Effort, Search

_KEPT = 1e-6
"""A row counts as kept when it is missed by no more than this, as HiGHS sees it."""
_LOOKS = 2_000
"""How often HiGHS looks up in a search for where to stop."""


def in_turn(joint: JointModel, solver: WarmSolver, x: Floats, closed: Ints, pulse: Pulse) -> Floats:
    """Return fractional shares like *x* that open every lot in turn.

    Args:
        joint: The model; its rules on turns are kept.
        solver: One that has solved the model; its bounds are changed.
        x: Per column.
        closed: Columns that stay at zero.
        pulse: Told 0.5 where a search is needed, and ticks all the time.
    """
    rules: list[InTurn] = []
    while broken := _broken(joint, x):
        refilled = _refilled(joint, x, broken)
        if _is_as_good(joint, refilled, x):
            return refilled
        rules += broken
        pulse.step(0.5, "putting lots in turn")
        start = _shut(joint, solver, x, closed, pulse)
        x = _searched(joint, rules, closed, start, pulse)
    return x


def _broken(joint: JointModel, x: Floats) -> list[InTurn]:
    rules = (rule for rule in joint.program.rules if isinstance(rule, InTurn))
    return [rule for rule in rules if len(rule.opened_early(x))]


def _refilled(joint: JointModel, x: Floats, rules: Sequence[InTurn]) -> Floats:
    """Return *x* with as many shares of each position, taken in turn."""
    refilled = x.copy()
    for rule in rules:
        refilled[rule.columns] = rule.refilled(x)
    return joint.program.completed(refilled)


def _is_as_good(joint: JointModel, refilled: Floats, x: Floats) -> bool:
    """Whether *refilled* keeps to every row and costs no more than *x*."""
    program = joint.program
    activity = program.activity(refilled)
    kept = (activity >= program.row_lower - _KEPT) & (activity <= program.row_upper + _KEPT)
    more = plain_sum(joint.weighed, refilled - x)
    return bool(kept.all()) and more <= PROVED * joint.problem.value


def _shut(joint: JointModel, solver: WarmSolver, x: Floats, closed: Ints, pulse: Pulse) -> Floats:
    """Return an answer without the lots that are opened too early: one to start from."""
    upper = joint.program.upper.copy()
    upper[closed] = 0.0
    everything = np.arange(joint.program.width)
    solver.bound_columns(everything, joint.program.lower, upper)
    while broken := _broken(joint, x):
        shut = np.concatenate([rule.opened_early(x) for rule in broken])
        solver.bound_columns(shut, np.zeros(len(shut)), np.zeros(len(shut)))
        x = solver.minimise(joint.weighed, pulse).x
    return x


def _searched(
    joint: JointModel, rules: Sequence[InTurn], closed: Ints, start: Floats, pulse: Pulse
) -> Floats:
    """Return the best fractional answer that keeps to *rules*, or *start*."""
    upper = joint.program.upper.copy()
    upper[closed] = 0.0
    nothing = np.zeros(joint.program.width, dtype=np.bool_)
    program = replace(joint.program, upper=upper, integer=nothing, rules=tuple(rules))
    ruled = with_rules_written(program)
    charges = np.append(joint.weighed, np.zeros(ruled.width - program.width))
    effort = Effort(
        looks=_LOOKS,
        absolute_gap=PROVED * joint.problem.value,
        progress=pulse,
        fraction=0.5,
    )
    best = start
    for found in Search(ruled, charges, effort, start=start):
        x = found.x[: program.width]
        best = min(best, x, key=lambda each: plain_sum(joint.weighed, each))
    return best
