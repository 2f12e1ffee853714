"""What holding something in a taxed account costs over the years, as charges of the model."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rebalancer.rebalance.location import Drag
from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.constraints import OneSide
from rebalancer.rebalance.model.linear import Floats, Ints
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.rules import Either
from rebalancer.rebalance.model.terms import COST, Part
from rebalancer.rebalance.policy.policy import Mode
from rebalancer.rebalance.problem import Problem, SlotLot


@dataclass(frozen=True, eq=False, kw_only=True)
class HeldWhere:
    """The tax on income, over the years that count, per dollar held where income is taxed.

    It is about where things are held, not about what is held: what the household has less of
    afterwards saves nothing, so that nothing is sold only because it pays much.

    Attributes:
        per_dollar: Per slot, USD.
        of_cash: USD per dollar of cash.
    """

    per_dollar: Floats
    of_cash: float

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge purchases, credit sales, and take the credit back where nothing stays."""
        taxed = np.array([slot.account.tax_treatment.is_taxed for slot in trades.slots])
        lots = trades.slot_of_lot
        sold = self.of_cash * (1 - trades.cost_of_lot) - self.per_dollar[lots]
        bought = self.per_dollar - self.of_cash * (1 + trades.cost)
        model.charge(COST, trades.sold, trades.price_of_lot * sold * taxed[lots])
        model.charge(COST, trades.bought, trades.price * bought * taxed)
        for slots in trades.numbers_by_symbol.values():
            # also what its proceeds could save: they must not pay for something else to be held
            weight = float(self.per_dollar[slots].max()) + self.of_cash
            if weight > 0:
                securities = np.unique(trades.security_of_slot[slots])
                self._keep(model, trades.net[securities], 1.0, weight)
        if self.of_cash > 0:
            self._keep(model, trades.net, -1.0, self.of_cash)

    def _keep(self, model: LinearModel, columns: Ints, sign: float, weight: float) -> None:
        """Charge what the household has less of afterwards."""
        values = np.full(len(columns), sign)
        model.add_soft_row(columns, values, lower=0.0, tier=COST, weight=weight)


@dataclass(frozen=True, eq=False, kw_only=True)
class OneSideAlike:
    """Among accounts that are taxed alike, a symbol is sold or bought, not both.

    Between a taxed and an untaxed account it may move, which is what location is about; but
    never at a loss, nor where nobody knows whether it is one.
    """

    symbol: str

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add the rules, where both sides are open."""
        slots = trades.numbers_by_symbol[self.symbol]
        lots = np.flatnonzero(np.isin(trades.slot_of_lot, slots) & (trades.saleable > 0))
        bought = slots[trades.buyable[slots] > 0]
        taxed = np.array(
            [trades.slots[slot].account.tax_treatment.is_taxed for slot in bought], dtype=np.bool_
        )
        unsure = np.array([_may_lose(trades.lots[lot]) for lot in lots], dtype=np.bool_)
        for sells, buys in (
            (trades.is_taxed[lots], taxed),
            (~trades.is_taxed[lots], ~taxed),
            (trades.is_taxed[lots] & unsure, np.ones(len(bought), dtype=np.bool_)),
        ):
            first, second = trades.sold[lots[sells]], trades.bought[bought[buys]]
            if len(first) and len(second):
                model.add_rule(Either(first=first, second=second))


def _may_lose(lot: SlotLot) -> bool:
    return lot.gain_per_share is None or lot.gain_per_share < 0


def location_parts(problem: Problem) -> Iterator[Part]:
    """Yield what it costs where things are held; nothing where it is not weighed."""
    location, mode = problem.policy.location, problem.policy.trading.mode
    if not location.weigh or mode is Mode.TLH:
        return
    drag, years = Drag(problem), location.years
    yield HeldWhere(
        per_dollar=np.array(
            [float(drag.of(slot.symbol, slot.kind)) * years for slot in problem.slots]
        ),
        of_cash=float(drag.cash) * years,
    )


def sides_of(problem: Problem) -> Iterator[Part]:
    """Yield the rule of each symbol's sides: over all accounts, or among those taxed alike."""
    may_move = problem.policy.location.weigh
    for symbol in dict.fromkeys(slot.symbol for slot in problem.slots):
        yield OneSideAlike(symbol=symbol) if may_move else OneSide(symbol=symbol)
