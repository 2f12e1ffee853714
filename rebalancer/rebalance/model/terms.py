"""What a plan is charged for once the policy is met: small terms that add up to its cost.

Each term adds its own charges, and the columns and rows it needs for them, to the model. All are
in USD; those that are not money spent are worth so little that they only decide between equals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Protocol
from zlib import crc32

import numpy as np

from rebalancer.domain.account import Account
from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.linear import Floats, Ints, plain_sum
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.policy.policy import Mode
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.tax.region import Curve, Reach, TaxRegion

COST = 100
"""The tier of money, below the tiers of what the policy asks for."""
TAX = 101
"""The part of that tier which is the year's tax, kept apart so that it can be computed exactly."""

TURNOVER = 0.0005
"""USD that trading a dollar is taken to cost on top: no churning for a cent of tax."""
LOSS_VALUE = 0.001
"""What a dollar of tax saved by a loss counts beyond this year's gains: picks among equal sales,
and is too little to sell for its own sake."""
TAXED_SALE = 0.00001
"""Cost of selling a dollar in a taxed account: a tie goes to the tax-advantaged one."""
TRIFLE = 0.000002
"""USD that trading a dollar may count more for one lot than for another, so that no two plans cost
the same."""
OUTSIDE = 1.0
"""Cost of a dollar by which the year's gains leave the region that their tax is computed for."""
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
    """What every dollar traded costs, and every order."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge sales and purchases alike; fractions of an order pay that part of its fee."""
        model.charge(COST, trades.sold, trades.price_of_lot * (trades.cost_of_lot + TURNOVER))
        model.charge(COST, trades.bought, trades.price * (trades.cost + TURNOVER))
        fees = np.full(len(trades.tickets), trades.ticket_fee)
        model.charge(COST, trades.tickets, fees)


@dataclass(frozen=True, eq=False, kw_only=True)
class BuyOrder:
    """A purchase costs a little more the lower it stands on the buy list."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge purchases by their rank."""
        model.charge(COST, trades.bought, trades.price * PREFERENCE * trades.preference)


@dataclass(frozen=True, eq=False, kw_only=True)
class TieBreak:
    """Of plans that cost the same, one is the cheapest: the same wherever the solver started.

    What is sold or bought costs a trifle that only its account, its symbol and its lot decide: no
    order of accounts, no cut of a lot into equal parts, no earlier plan changes which one it is.
    """

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge every lot and every purchase its trifle."""
        slots = [f"{slot.account.key} {slot.symbol}" for slot in trades.slots]
        lots = [
            f"{slots[number]} {lot.lot.acquired} {lot.gain_per_share}"
            for number, lot in zip(trades.slot_of_lot, trades.lots, strict=True)
        ]
        for columns, price, names in (
            (trades.sold, trades.price_of_lot, lots),
            (trades.bought, trades.price, slots),
        ):
            drawn = np.array([crc32(name.encode()) for name in names]) / 2**32
            model.charge(COST, columns, price * TRIFLE * drawn)


@dataclass(frozen=True, eq=False, kw_only=True)
class SheltersFirst:
    """Of two equal sales, the one that no tax office sees is made."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge sales in taxed accounts."""
        model.charge(COST, trades.sold, trades.price_of_lot * TAXED_SALE * trades.is_taxed)


@dataclass(frozen=True, eq=False, kw_only=True)
class YearsTax:
    """This year's tax on the plan's gains, as one region of the netting has it.

    The region is no wall: leaving it costs more than any tax, so that doing nothing stays possible.
    """

    region: TaxRegion
    reach: Reach

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge what the curves come to at the year's totals, beyond what is free."""
        totals = self._totals(model, trades)
        before = np.array([float(self.region.before.short), float(self.region.before.long)])
        for curve in self.region.curves:
            parts = np.array([curve.of_short, curve.of_long])
            columns, ones = totals[parts], np.ones(int(parts.sum()))
            start = float(before[parts].sum())
            if curve.least is not None:
                least = curve.least - start
                model.add_soft_row(columns, ones, lower=least, tier=TAX, weight=OUTSIDE)
            if self.region.seeks_losses:
                _charge_both_ways(model, columns, curve, start)
        if not self.region.seeks_losses:
            model.charge_dearest(TAX, totals, self._lines(before))
        for loss in self.region.losses:
            parts = np.array(loss)
            most = -before[parts].sum()
            columns, ones = totals[parts], np.ones(int(parts.sum()))
            model.add_soft_row(columns, ones, upper=most, tier=TAX, weight=OUTSIDE)

    def _lines(self, before: Floats) -> Iterator[tuple[Floats, float]]:
        """Yield what the plan's two totals cost by each combination of the curves' lines."""
        curves = self.region.curves
        for lines in product(*(curve.lines for curve in curves)):
            slopes, free = np.zeros(2), self.region.free
            for curve, (slope, cost) in zip(curves, lines, strict=True):
                slopes += slope * np.array([curve.of_short, curve.of_long])
                free -= cost
            yield slopes, free - plain_sum(slopes, before)

    def _totals(self, model: LinearModel, trades: Trades) -> Ints:
        """Add the short-term and the long-term gain of the plan; return their columns."""
        counted = np.flatnonzero(trades.gain)
        low, high = self.reach.low, self.reach.high
        before = self.region.before
        return model.define_columns(
            trades.is_long[counted].astype(np.int64),
            trades.sold[counted],
            trades.gain[counted],
            # never binding: the bounds of the lots are
            lower=np.array([float(low.short - before.short), float(low.long - before.long)]) - 1,
            upper=np.array([float(high.short - before.short), float(high.long - before.long)]) + 1,
        )


def _charge_both_ways(model: LinearModel, columns: Ints, curve: Curve, start: float) -> None:
    """Charge what *curve* changes by from *start* on, credits included."""
    ones = np.ones(len(columns))
    slope, bends = curve.around(start)
    model.charge(TAX, columns, ones * slope)
    for bend, rise in bends:
        if rise > 0 and bend > start:
            model.add_soft_row(columns, ones, upper=bend - start, tier=TAX, weight=rise)
        elif rise > 0:
            model.add_soft_row(columns, ones, lower=bend - start, tier=TAX, weight=rise)


@dataclass(frozen=True, eq=False, kw_only=True)
class LossesFirst:
    """Of two equal sales, the one that saves more tax is made, although nothing is owed."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Credit a little of what losses save, too little to be sought."""
        least = -trades.price_of_lot * TURNOVER / 2
        model.charge(COST, trades.sold, np.maximum(LOSS_VALUE * trades.tax, least))


@dataclass(frozen=True, eq=False, kw_only=True)
class IdleCash:
    """Proceeds and new money are there to be invested."""

    account: Account
    room: float
    """USD by which cash may grow before it counts as idle; negative where it has to shrink."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Charge what stays in cash."""
        columns, values = trades.cash_entries(self.account)
        model.add_soft_row(columns, values, upper=self.room, tier=COST, weight=IDLE)


def terms_of(problem: Problem, region: TaxRegion) -> tuple[Part, ...]:
    """Return the terms that a plan's cost is the sum of, with the tax as *region* has it."""
    trading = problem.policy.trading
    tax = YearsTax(region=region, reach=problem.reach)
    terms: list[Part] = [TradingCost(), BuyOrder(), SheltersFirst(), tax, LossesFirst()]
    terms.append(TieBreak())
    if trading.mode in {Mode.FULL, Mode.BUY_ONLY, Mode.TLH_AND_REBALANCE}:
        for account in problem.portfolio.accounts:
            room = problem.idle_from(account) - problem.spendable(account)
            terms.append(IdleCash(account=account, room=float(room)))
    return tuple(terms)
