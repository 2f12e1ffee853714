"""What harvesting losses adds to the model: proceeds go into replacements, small losses stay."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.linear import Ints
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.terms import COST, TURNOVER, Part
from rebalancer.rebalance.policy.policy import Mode
from rebalancer.rebalance.problem import Problem

APART = 0.02
"""Cost of a dollar of a harvested loss's proceeds that does not go into its replacement, beyond
what less than a share of it costs."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Reinvested:
    """What losses bring in an account goes into what replaces them, and no more than that.

    Attributes:
        bought: Number of the slot of the replacement.
        lots: Numbers of the lots whose loss is sought and which it replaces.
        is_all: Whether nothing else may pay for the replacement.
    """

    bought: int
    lots: Ints
    is_all: bool

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge proceeds that go elsewhere; bound the purchase by the proceeds."""
        cost = float(trades.cost[self.bought])
        columns = np.append(trades.sold[self.lots], trades.bought[self.bought])
        proceeds = trades.price_of_lot[self.lots] * (1 - trades.cost_of_lot[self.lots])
        values = np.append(proceeds, -trades.price[self.bought] * (1 + cost))
        trading = cost + 2 * TURNOVER  # buying it always costs less than leaving it
        model.add_soft_row(columns, values, upper=0.0, tier=COST, weight=trading)
        room = float(trades.price[self.bought]) if trades.is_whole[self.bought] else 0.0
        model.add_soft_row(columns, values, upper=room, tier=COST, weight=APART)
        if self.is_all:
            model.add_row(columns, values, lower=0.0)


@dataclass(frozen=True, eq=False, kw_only=True)
class Unreplaced:
    """Of two equal losses, the one that something replaces is harvested."""

    lots: Ints
    """Numbers of the lots whose loss is sought and which nothing replaces."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge what such sales bring."""
        model.charge(COST, trades.sold[self.lots], trades.price_of_lot[self.lots] * APART)


@dataclass(frozen=True, eq=False, kw_only=True)
class NotSought:
    """A loss that is not worth harvesting is no reason to sell: what it saves is taken back."""

    most: float
    """USD that a dollar of loss saves at most."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge sales at such a loss by what they save."""
        left = np.array([lot.taxed_gain_per_share < 0 and not lot.is_sought for lot in trades.lots])
        lots = np.flatnonzero(left)
        model.charge(COST, trades.sold[lots], -trades.gain[lots] * self.most)


def harvest_parts(problem: Problem) -> Iterator[Part]:
    """Yield what the losses that are sought ask for; nothing where none are."""
    mode = problem.policy.trading.mode
    if not mode.seeks_losses:
        return
    numbers = {(slot.account.key, slot.symbol): n for n, slot in enumerate(problem.slots)}
    for (account, symbol), lots in _sought(problem).items():
        if symbol is None:
            yield Unreplaced(lots=np.array(lots))
            continue
        is_all = mode is Mode.TLH or symbol not in problem.policy.buy
        bought = numbers[account, symbol]
        yield Reinvested(bought=bought, lots=np.array(lots), is_all=is_all)
    yield NotSought(most=problem.most_saved)


def _sought(problem: Problem) -> dict[tuple[str, str | None], list[int]]:
    """Return the lots that are sought, by account and by what replaces them."""
    instead = {each.sold: each.bought for each in problem.replacements}
    found: dict[tuple[str, str | None], list[int]] = {}
    first = 0
    for slot in problem.slots:
        key = slot.account.key, instead.get(slot.symbol)
        sought = [n for n, lot in enumerate(slot.lots, start=first) if lot.is_sought]
        if sought:
            found.setdefault(key, []).extend(sought)
        first += len(slot.lots)
    return found
