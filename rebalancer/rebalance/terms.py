"""What a plan is charged for once the policy is met: small terms that add up to its cost.

Each term adds its own charges, and the columns and rows it needs for them, to the model. All are
in USD; those that are not money spent are worth so little that they only decide between equals.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rebalancer.domain.account import Account
from rebalancer.rebalance.columns import Trades
from rebalancer.rebalance.linear import LinearModel
from rebalancer.rebalance.policy import Mode
from rebalancer.rebalance.problem import Problem

COST = 100
"""The tier of money, below the tiers of what the policy asks for."""

TURNOVER = 0.0005
"""USD that trading a dollar is taken to cost beside ``cost_bp``: no churning for a cent of tax."""
LOSS_VALUE = 0.001
"""What a dollar of tax saved by a loss counts beyond this year's gains: picks among equal sales,
and is too little to sell for its own sake."""
TAXED_SALE = 0.00001
"""Cost of selling a dollar in a taxed account: a tie goes to the tax-advantaged one."""
PREFERENCE = 0.0001
"""Cost of buying a dollar of something one rank lower on the buy list."""
IDLE = 0.02
"""Cost of a dollar of proceeds or new money that stays in cash."""


class Part(Protocol):
    """A term of the cost or a constraint: it adds itself to the model."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add the columns, rows, charges and rules that it consists of."""


@dataclass(frozen=True, eq=False, kw_only=True)
class TradingCost:
    """What every dollar traded costs."""

    share: float
    """Of the value of a trade, as the policy estimates it."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge sales and purchases alike."""
        rate = self.share + TURNOVER
        model.charge(COST, trades.sold, trades.price_of_lot * rate)
        model.charge(COST, trades.bought, trades.price * rate)


@dataclass(frozen=True, eq=False, kw_only=True)
class BuyOrder:
    """A purchase costs a little more the lower it stands on the buy list."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge purchases by their rank."""
        model.charge(COST, trades.bought, trades.price * PREFERENCE * trades.preference)


@dataclass(frozen=True, eq=False, kw_only=True)
class SheltersFirst:
    """Of two equal sales, the one that no tax office sees is made."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge sales in taxed accounts."""
        model.charge(COST, trades.sold, trades.price_of_lot * TAXED_SALE * trades.is_taxed)


@dataclass(frozen=True, eq=False, kw_only=True)
class YearsTax:
    """This year's tax on the plan's gains: losses offset gains and are not sought beyond them."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge the tax where it is above zero, and prefer the loss among equal sales."""
        taxed = np.flatnonzero(trades.tax)
        model.add_soft_row(trades.sold[taxed], trades.tax[taxed], upper=0.0, tier=COST)
        least = -trades.price_of_lot * TURNOVER / 2
        model.charge(COST, trades.sold, np.maximum(LOSS_VALUE * trades.tax, least))


@dataclass(frozen=True, eq=False, kw_only=True)
class IdleCash:
    """Proceeds and new money are there to be invested."""

    account: Account
    cost: float
    """Share of a trade's value that it costs."""
    room: float
    """USD by which cash may grow before it counts as idle; negative where it has to shrink."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge what stays in cash."""
        columns, values = trades.cash_entries(self.account, self.cost)
        model.add_soft_row(columns, values, upper=self.room, tier=COST, weight=IDLE)


def terms_of(problem: Problem) -> tuple[Part, ...]:
    """Return the terms that a plan's cost is the sum of."""
    trading = problem.policy.trading
    cost = trading.cost_bp / 10_000
    terms: list[Part] = [TradingCost(share=cost), BuyOrder(), SheltersFirst(), YearsTax()]
    if trading.mode in {Mode.FULL, Mode.BUY_ONLY}:
        for account in problem.portfolio.accounts:
            room = problem.idle_from(account) - problem.spendable(account)
            terms.append(IdleCash(account=account, cost=cost, room=float(room)))
    return tuple(terms)
