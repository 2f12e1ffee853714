"""From the joint model to whole shares, with a stated distance from the best possible.

The fractional model is solved first, tier by tier: its objective is a bound that no plan can
beat. Where it trades on both sides of a rule that allows one, the smaller side is closed and it
is solved again. The search for whole shares then looks only near the fractional answer.
"""

from dataclasses import dataclass, replace

import numpy as np

from rebalancer.progress import UNWATCHED, Progress, Pulse
from rebalancer.rebalance.model.joint import TOLERANCE, JointModel
from rebalancer.rebalance.model.linear import Answer, Floats, Ints, plain_sum
from rebalancer.rebalance.model.terms import COST
from rebalancer.rebalance.solver.highs import Optimal, Solution, WarmSolver
from rebalancer.rebalance.solver.in_turn import in_turn
from rebalancer.rebalance.solver.repair import Neighbourhood, whole_shares

_STRICTER = (0.25, 0.5, 0.75, 1.0)
"""How much of their least size orders have to have, step by step, to be kept open."""
_SLACK = 1e-9
"""Share of the household's value that a tier may be missed by beyond the least while the next one
is solved."""
_DIGITS = 7
"""Fractions of shares and cents are rounded to so many places before whole ones are looked for:
what comes after is the trace of where the solver started."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Fractional:
    """The best answer of all when fractions may be traded and both sides of every rule.

    Attributes:
        answers: By tier; the last is that of cost, the best in every tier. Without an entry for
            a tier of the policy, nothing of it is missed.
        ideal: The answer for the last tier that cannot be met; its duals say what stands in the
            way. None when the policy can be met.
    """

    answers: dict[int, Optimal]
    ideal: Optimal | None

    @property
    def best(self) -> Optimal:
        """The answer of the last tier."""
        return self.answers[COST]

    @property
    def least_missed(self) -> float:
        """USD by which the policy is missed at least, where it cannot be met; else 0."""
        if self.ideal is None:
            return 0.0
        return sum(answer.objective for tier, answer in self.answers.items() if tier != COST)


@dataclass(frozen=True, eq=False, kw_only=True)
class Optimum:
    """Shares to trade, and what no plan can beat.

    Attributes:
        x: Per column of the joint model.
        fractional: The best that fractions come to.
        around: Where better whole shares may be looked for.
        ended_by_clock: Whether the search for them might have come further on a faster machine.
    """

    x: Floats
    fractional: Fractional
    around: Neighbourhood
    ended_by_clock: bool


def optimise(joint: JointModel, progress: Progress, solver: WarmSolver | None = None) -> Optimum:
    """Return the best whole-share plan that was found.

    Args:
        joint: The model.
        progress: Told from 0.3 to 0.6, and asked meanwhile whether to go on.
        solver: One that has solved a similar model, to start from where it stood.

    Raises:
        SolverError: HiGHS failed; an elastic model always has a solution.
        Cancelled: The progress says so.
    """
    pulse = Pulse.of(progress)
    pulse.step(0.3, "solving for fractional shares")
    warm = solver or WarmSolver(joint.program)
    warm.move_to(joint.program)
    fractional = solve_fractional(joint, warm, pulse)
    pulse.step(0.4, "closing one side of each security")
    near, closed = _close_sides(joint, warm, fractional.best, pulse)
    least_order = _lump(joint, near.x)
    places = [(near, closed)]
    if least_order:
        places.append(_close_small(joint, warm, near, closed, pulse))
    around, *others = (
        Neighbourhood(
            joint=joint,
            near=np.round(in_turn(joint, warm, place.x, shut, pulse), _DIGITS),
            closed=shut,
            out_of_turn=place.x,
            bound=plain_sum(joint.weighed, fractional.best.x),
        )
        for place, shut in places
    )
    narrow = others[0] if others else around
    around = replace(around, least_order=least_order)
    pulse.step(0.6, "searching for whole shares")
    rounded = whole_shares(around, narrow, pulse)
    return Optimum(
        x=rounded.x,
        fractional=fractional,
        around=around,
        ended_by_clock=rounded.ended_by_clock,
    )


def _lump(joint: JointModel, near: Floats) -> float:
    """Return USD by which an order may have to grow, or to go: 0 where none has to.

    It grows to the least that may be traded or held. Where every order costs a fee, one may go
    and another take over all that it does.
    """
    trading, trades = joint.problem.policy.trading, joint.trades
    lump = float(max(trading.min_trade, trading.min_position))
    if trading.ticket_fee:
        shares = np.concatenate([trades.sold, trades.bought])
        lump += plain_sum(near[shares], trades.worth) + float(trading.ticket_fee)
    return lump


def solve_fractional(joint: JointModel, solver: WarmSolver, pulse: Pulse = UNWATCHED) -> Fractional:
    """Return the best fractional answer: each tier is solved among the best of those before.

    All tiers are weighed at once first. An answer that misses nothing is the best in every tier,
    whatever the weights, and that is the end of it for most policies.
    """
    answer = solver.minimise(joint.weighed, pulse)
    limit = TOLERANCE * joint.problem.value
    if all(plain_sum(charges, answer.x) <= limit for charges in joint.missed.values()):
        return Fractional(answers={COST: answer}, ideal=None)
    answers: dict[int, Optimal] = {}
    ideal = None
    for tier, charges in joint.missed.items():
        answers[tier] = solver.minimise(charges, pulse)
        if answers[tier].objective > limit:
            ideal = answers[tier]
        at_most = np.array([answers[tier].objective + _SLACK * joint.problem.value])
        row = np.array([joint.program.tier_row[tier]])
        solver.bound_rows(row, np.array([-np.inf]), at_most)
    answers[COST] = solver.minimise(joint.cost, pulse)
    return Fractional(answers=answers, ideal=ideal)


def _close_sides(
    joint: JointModel, solver: WarmSolver, answer: Solution, pulse: Pulse
) -> tuple[Solution, Ints]:
    """Forbid the smaller side of every rule that allows only one; return what is closed, too."""
    tiers = np.array(list(joint.program.tier_row.values()))
    anything = np.full(len(tiers), np.inf)
    solver.bound_rows(tiers, -anything, anything)  # one side alone may have to miss more
    return _close(joint, solver, answer, 0.0, pulse)


def _close_small(
    joint: JointModel, solver: WarmSolver, answer: Solution, closed: Ints, pulse: Pulse
) -> tuple[Solution, Ints]:
    """Forbid, too, the orders that are too small, the smallest first: others may grow instead."""
    for strictness in _STRICTER:
        answer, more = _close(joint, solver, answer, strictness, pulse)
        closed = np.concatenate([closed, more])
    return answer, closed


def _close(
    joint: JointModel, solver: WarmSolver, answer: Solution, strictness: float, pulse: Pulse
) -> tuple[Solution, Ints]:
    """Close columns until the answer keeps every rule; return them, too."""
    program, worth = joint.program, joint.trades.worth
    closed: list[Ints] = [np.zeros(0, dtype=np.int64)]
    while True:
        asked = Answer(x=answer.x, worth=worth)
        asking = (rule.closing(asked, strictness) for rule in program.rules)
        columns = np.unique(np.concatenate([closed[0], *asking]))  # rules may share a side
        if not len(columns):
            return answer, np.concatenate(closed)
        closed.append(columns)
        solver.bound_columns(columns, np.zeros(len(columns)), np.zeros(len(columns)))
        answer = solver.minimise(joint.weighed, pulse)
