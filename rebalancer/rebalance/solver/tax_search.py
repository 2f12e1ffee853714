"""Which region of the year's tax holds the cheapest plan.

The tax is not convex, so that one linear program cannot see all of it: each region that the plan
can reach is solved for itself, around the totals that it leads to, and judged by the exact tax.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rebalancer.domain.money import to_cents
from rebalancer.progress import Progress, Pulse, silent
from rebalancer.rebalance.model.joint import TOLERANCE, JointModel
from rebalancer.rebalance.model.linear import Floats, plain_sum
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.solver.highs import WarmSolver
from rebalancer.rebalance.solver.optimise import solve_fractional
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax.region import Signs
from rebalancer.rebalance.tax.taxpayer import FlatTaxpayer

ROUNDS = 4
"""A region is drawn anew around the totals of its own answer so many times at most."""
CENT = 0.01
"""USD; plans that differ by less cost the same, since gains are rounded to cents."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn:
    """The model of one region around some totals, and what its fractional answer comes to."""

    joint: JointModel
    x: Floats

    @property
    def missed(self) -> Floats:
        """USD per tier."""
        return np.array([plain_sum(charges, self.x) for charges in self.joint.missed.values()])

    @property
    def cost(self) -> float:
        """USD, with the tax computed exactly."""
        besides = plain_sum(self.joint.cost - self.joint.tax, self.x)
        return besides + self.joint.problem.tax_view.cost(gains_of(self.joint, self.x))

    @property
    def stated_cost(self) -> float:
        """USD, with the tax as the region has it."""
        return plain_sum(self.joint.cost, self.x) + self.joint.constant


def taxed_model(problem: Problem, progress: Progress = silent) -> JointModel:
    """Return the joint model of *problem* in the region with the cheapest fractional plan.

    Raises:
        Cancelled: The progress says so.
    """
    pulse = Pulse.of(progress)
    pulse.step(0.0, "setting up the model")
    regions = list(problem.tax_view.regions(problem.reach))
    if len(regions) == 1 and isinstance(problem.tax_view.situation.taxpayer, FlatTaxpayer):
        return JointModel(problem, problem.tax_region(regions[0]), pulse=pulse)
    return cheapest_drawn(problem, pulse).joint


def cheapest_drawn(problem: Problem, progress: Progress = silent) -> Drawn:
    """Return the region of *problem* with the cheapest fractional plan.

    Raises:
        Cancelled: The progress says so.
    """
    pulse = Pulse.of(progress)
    is_exact = isinstance(problem.tax_view.situation.taxpayer, FlatTaxpayer)
    rounds = 1 if is_exact else ROUNDS
    regions = list(problem.tax_view.regions(problem.reach))
    drawn: list[Drawn] = []
    for number, signs in enumerate(regions):
        part = pulse.part_of(number, len(regions), "comparing how gains may be taxed")
        drawn += _draw(problem, signs, rounds, part)
    return best_of(drawn)


def best_of(drawn: Sequence[Drawn]) -> Drawn:
    """Return which misses the policy by the least, tier by tier, and then costs the least.

    Of those that cost the same to the cent, the one whose own model says so is taken: a plan on
    the far side of a region's border is charged more there than it costs.
    """
    left = list(drawn)
    for tier in range(len(left[0].missed)):
        least = min(each.missed[tier] for each in left)
        room = TOLERANCE * left[0].joint.problem.value
        left = [each for each in left if each.missed[tier] <= least + room]
    costs = [each.cost for each in left]
    alike = [each for each, cost in zip(left, costs, strict=True) if cost <= min(costs) + CENT]
    return min(alike, key=lambda each: each.stated_cost)


def _draw(problem: Problem, signs: Signs, rounds: int, pulse: Pulse) -> Iterator[Drawn]:
    """Yield a region, drawn anew around the totals of its own answer until they stay."""
    at = problem.tax_view.before
    for number in range(rounds):
        pulse.step(number / rounds)
        joint = JointModel(problem, problem.tax_region(signs, at), pulse=pulse)
        answer = solve_fractional(joint, WarmSolver(joint.program), pulse).best
        yield Drawn(joint=joint, x=answer.x)
        reached = problem.tax_view.before + gains_of(joint, answer.x)
        if reached == at:
            break
        at = reached


def gains_of(joint: JointModel, x: Floats) -> Gains:
    """Return the gains that the columns *x* realise."""
    trades = joint.trades
    realised = trades.gain * x[trades.sold]
    short, long = realised[~trades.is_long].sum(), realised[trades.is_long].sum()
    return Gains(short=to_cents(float(short)), long=to_cents(float(long)))
