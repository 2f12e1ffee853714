"""The joint model of all accounts: lots to sell, shares to buy, cash, and the policy's limits.

It is the sum of its parts. Constraints and terms add themselves, one by one, to a linear model;
what they charge falls into tiers that are never traded off against each other: first by how much
the policy is missed, most important wishes first, then what meeting it costs.
"""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from rebalancer.progress import UNWATCHED, Pulse
from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.constraints import constraints_of, order_rules_of
from rebalancer.rebalance.model.harvest import harvest_parts
from rebalancer.rebalance.model.in_turn import decided_of
from rebalancer.rebalance.model.limits import limits_of
from rebalancer.rebalance.model.linear import Floats, Ints
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.location import location_parts, sides_of
from rebalancer.rebalance.model.terms import COST, TAX, Part, terms_of
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.tax.region import Signs, TaxRegion

TOLERANCE = 1e-6
"""A policy missed by less than this share of the household's value counts as met."""
MISSED = 1000.0
"""A dollar by which the policy is missed weighs as much as so many dollars of cost, where both
have to be weighed at once."""
_STEP = 100.0
"""How much more one tier of misses weighs than the next."""


class JointModel:
    """The linear model of one problem.

    Attributes:
        trades: What the columns stand for.
        limits: The policy's targets.
        constraints: What may stand in their way.
        rows: The rows of the program that each part added.
        program: Columns, rows, charges and rules.
        constant: USD of the cost that no column is charged with.
    """

    def __init__(
        self,
        problem: Problem,
        region: TaxRegion | None = None,
        more: Iterable[Part] = (),
        pulse: Pulse = UNWATCHED,
    ) -> None:
        """Put the model together.

        Args:
            problem: What there is to decide.
            region: How gains are netted; by default both terms bring gains.
            more: What else the plan is to be charged for.
            pulse: Ticks meanwhile.

        Raises:
            Cancelled: The pulse says so.
        """
        self.problem = problem
        region = region or problem.tax_region(Signs.BOTH)
        self.constant = region.constant
        model = LinearModel()
        self.trades = Trades(problem, model)
        self.limits = limits_of(problem)
        self.constraints = constraints_of(problem)
        self.rows: dict[Part, slice] = {}
        rules = (*decided_of(problem), *sides_of(problem), *order_rules_of(problem))
        terms = terms_of(problem, region)
        more = (*harvest_parts(problem), *location_parts(problem), *more)
        for part in pulse.over((*self.limits, *self.constraints, *rules, *terms, *more)):
            first = model.height
            part.add_to(model, self.trades)
            self.rows[part] = slice(first, model.height)
        self.program = model.freeze()

    @cached_property
    def cost(self) -> Floats:
        """What a unit of each column costs, in USD."""
        return self.program.charges[COST] + self.tax

    @cached_property
    def tax(self) -> Floats:
        """What of the cost is tax, as the region has it."""
        return self.program.charges[TAX]

    @cached_property
    def missed(self) -> dict[int, Floats]:
        """Per tier, most important first, what a unit of each column misses the policy by."""
        return {tier: self.program.charges[tier] for tier in self.program.tier_row}

    @cached_property
    def weighed(self) -> Floats:
        """All tiers at once, each weighing much more than the next."""
        total = self.cost.copy()
        weight = MISSED
        for charges in reversed(self.missed.values()):
            total += weight * charges
            weight *= _STEP
        return total

    def sold(self, slot: int) -> Ints:
        """Return the columns of shares sold, lot by lot, of the slot with this number."""
        return self.trades.sold_of(slot)

    def bought(self, slot: int) -> int:
        """Return the column of shares bought in the slot with this number."""
        return int(self.trades.bought[slot])

    @property
    def nothing(self) -> Floats:
        """The columns when nothing is traded."""
        return self.program.completed(np.zeros(self.program.width))
