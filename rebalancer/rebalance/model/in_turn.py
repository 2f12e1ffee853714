"""What is decided before the plan is made: the order of lots, and single trades."""

from dataclasses import dataclass

import numpy as np

from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.constraints import SHORT_OF_CASH
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.rules import InTurn
from rebalancer.rebalance.model.terms import Part
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.problem import Problem

GIVES_WAY = 0.5
"""A dollar by which an order is not followed, beside a dollar of cash that an account lacks."""


@dataclass(frozen=True, eq=False, kw_only=True)
class SalesInTurn:
    """Each lot of a sale is opened only once the one before it is gone.

    The rule itself is not linear. What the fractional model has of it are rows that every sale in
    turn keeps to (no lot is sold to a larger share than the one before), so that its answer stays
    a bound which no plan can beat. For one position they are the best there are: the lower convex
    hull of what selling in turn costs.
    """

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add the rows and the rule of every position that is sold in turn."""
        for number in trades.slots_in_turn:
            columns = trades.sold_of(number)
            full = np.array([float(lot.lot.quantity) for lot in trades.slots[number].lots])
            pairs = np.arange(len(columns) - 1)
            nothing = np.full(len(pairs), -np.inf)
            model.add_rows(
                np.concatenate([pairs, pairs]),
                np.concatenate([columns[1:], columns[:-1]]),
                np.concatenate([np.ones(len(pairs)), -full[1:] / full[:-1]]),
                lower=nothing,
                upper=np.zeros(len(pairs)),
            )
            model.add_rule(InTurn(columns=columns, full=full))


@dataclass(frozen=True, eq=False, kw_only=True)
class Decided:
    """Exactly so many shares are traded, as far as anything else allows it."""

    slot: int
    """Number of the slot."""
    order: FixedOrder

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Bound the shares from above, and charge what is missing of them above all else."""
        is_sale = self.order.action is Deal.SELL
        columns = trades.sold_of(self.slot) if is_sale else trades.bought[[self.slot]]
        ones, shares = np.ones(len(columns)), float(self.order.quantity)
        model.add_row(columns, ones, upper=shares)
        weight = float(trades.price[self.slot]) * GIVES_WAY
        model.add_soft_row(
            columns, ones, lower=shares, tier=SHORT_OF_CASH, weight=weight, elastic=True
        )


def decided_of(problem: Problem) -> tuple[Part, ...]:
    """Return what is decided before the plan is made."""
    ordered = (
        Decided(slot=number, order=slot.ordered)
        for number, slot in enumerate(problem.slots)
        if slot.ordered is not None
    )
    return (SalesInTurn(), *ordered)
