"""How much may be traded and how little: over all accounts, in one order, of one holding."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import numpy as np

from rebalancer.domain.money import ZERO
from rebalancer.rebalance.model.binding import PRESSURE, Binding
from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.linear import Ints
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.rules import Remainder, Threshold
from rebalancer.rebalance.problem import Slot, floor_to_step


@dataclass(frozen=True, eq=False, kw_only=True)
class TurnoverCap:
    """Neither what is sold nor what is bought is more than this."""

    most: float
    """USD."""
    key: str = "trading.turnover_max"
    """The policy's key that asks for it."""
    title: str = "turnover cap"

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Bound each side."""
        model.add_row(trades.sold, trades.price_of_lot, upper=self.most)
        model.add_row(trades.bought, trades.price, upper=self.most)

    def obstacles(self, binding: Binding) -> Iterable[str]:
        """Say what a dollar more would do."""
        helps = float(binding.pressure.sum())
        if helps > PRESSURE:
            yield (
                f"The {self.title} (${self.most:,.0f} sold, and as much bought) stands in the way: "
                f"each further $1 of it removes ${helps:,.2f} of what is missing."
            )


@dataclass(frozen=True, eq=False, kw_only=True)
class LeastTrade:
    """No order is smaller than this, unless it sells everything."""

    minimum: Decimal
    """USD."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add a rule per slot and side."""
        for number, slot in enumerate(trades.slots):
            if slot.ordered is not None:
                continue  # who decides how many shares decides that, too
            least = _ceil_to_step(self.minimum / slot.price, slot.step)
            sales = min(least, _sold_whole(slot))
            _add_threshold(model, trades, number, trades.sold_of(number), sales)
            _add_threshold(model, trades, number, trades.bought[number : number + 1], least)


@dataclass(frozen=True, eq=False, kw_only=True)
class LeastPosition:
    """What is traded is sold as a whole, or worth at least this afterwards."""

    minimum: Decimal
    """USD."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add a rule per slot and side; what is smaller already may stay as it is."""
        for number, slot in enumerate(trades.slots):
            if slot.ordered is not None:
                continue
            held, enough = slot.held, self.minimum / slot.price
            self._add_remainder(model, trades, number, held - enough)
            if held < enough:
                more = _ceil_to_step(enough - held, slot.step)
                _add_threshold(model, trades, number, trades.bought[number : number + 1], more)

    def _add_remainder(
        self, model: LinearModel, trades: Trades, number: int, spare: Decimal
    ) -> None:
        """Add the rule for sales, where they could leave too little; *spare* are shares."""
        slot = trades.slots[number]
        whole = _sold_whole(slot)
        stays = slot.held - whole
        most = floor_to_step(max(spare, ZERO), slot.step)
        if whole > most:
            everything = float(whole) if stays < slot.step else None
            columns = trades.sold_of(number)
            model.add_rule(Remainder(columns=columns, most=float(most), everything=everything))


def _sold_whole(slot: Slot) -> Decimal:
    """Return how many shares of *slot* can be sold at most."""
    return ZERO if slot.no_sale else slot.most_saleable


def _add_threshold(
    model: LinearModel, trades: Trades, number: int, columns: Ints, least: Decimal
) -> None:
    """Trade nothing in *columns* of the slot *number*, or at least so many shares."""
    price = trades.price[number]
    if len(columns):
        worth = np.full(len(columns), price)
        model.add_rule(Threshold(columns=columns, worth=worth, minimum=float(least) * price))


def _ceil_to_step(quantity: Decimal, step: Decimal) -> Decimal:
    """Return the smallest multiple of *step* that is at least *quantity*."""
    return (quantity / step).to_integral_value(rounding=ROUND_CEILING) * step
