"""The joint model of all accounts: lots to sell, shares to buy, cash, and the policy's limits.

Columns are shares sold of each lot, shares bought in each slot, and USD for the elastic parts.
Rows are, in USD, what ``Rows`` lists. The objective has two tiers that are never traded off
against each other: first by how much the policy is missed, then what meeting it costs.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rebalancer.domain.account import Account
from rebalancer.rebalance.limits import Limit, limits_of
from rebalancer.rebalance.linear import LinearModel
from rebalancer.rebalance.policy import Mode
from rebalancer.rebalance.problem import Problem, Slot

TURNOVER = 0.0005
"""USD that trading a dollar is taken to cost beside ``cost_bp``: no churning for a cent of tax."""
LOSS_VALUE = 0.001
"""What a dollar of tax saved by a loss counts beyond this year's gains: picks among equal sales,
and is too little to sell for its own sake."""
TAXED_SALE = 0.00001
"""Cost of selling a dollar in a taxed account: a tie goes to the tax-advantaged one."""
PREFERENCE = 0.0001
"""Cost of buying a dollar of something one rank lower on the buy list."""
OVERSHOOT = 0.01
"""Cost of a dollar above a floor that purchases put there: so much tax is accepted to avoid it."""
IDLE = 0.02
"""Cost of a dollar of proceeds or new money that stays in cash."""
CASH_SHORT = 100.0
"""A dollar of cash that an account lacks weighs as much as so many dollars of missed limits."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Numbers of the rows that explanations ask about."""

    limits: dict[int, Limit]
    gain_budget: int | None
    short_term_gain: int | None
    cash: dict[int, Account]


@dataclass(kw_only=True)
class Columns:
    """Numbers of the columns, by what they stand for."""

    sold: list[list[int]] = field(default_factory=list)
    """Per slot, per lot."""
    bought: list[int] = field(default_factory=list)
    missed: dict[int, float] = field(default_factory=dict)
    """Elastic columns and what a dollar in them weighs."""
    cost: dict[int, float] = field(default_factory=lambda: defaultdict(float))


class JointModel:
    """The linear model of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = LinearModel()
        self.columns = Columns()
        self.limits = limits_of(problem)
        self._add_trades()
        self.rows = Rows(
            limits=self._add_limits(),
            gain_budget=self._add_gain_cap(short_only=False),
            short_term_gain=self._add_gain_cap(short_only=True),
            cash=self._add_cash(),
        )
        self._add_tax()

    @property
    def missed(self) -> NDArray[np.float64]:
        """The first tier: what a unit of each column misses the policy by."""
        return self._vector(self.columns.missed)

    @property
    def cost(self) -> NDArray[np.float64]:
        """The second tier: what a unit of each column costs, in USD."""
        return self._vector(self.columns.cost)

    def _vector(self, by_column: dict[int, float]) -> NDArray[np.float64]:
        vector = np.zeros(len(self.model.lower))
        for column, value in by_column.items():
            vector[column] = value
        return vector

    def _add_trades(self) -> None:
        for slot in self.problem.slots:
            price = float(slot.price)
            whole = slot.step == 1
            bp = self.problem.policy.trading.cost_bp / 10_000
            sold = []
            for lot in slot.lots:
                quantity = float(lot.lot.quantity)
                column = self.model.add_column(
                    0.0 if slot.no_sale or lot.is_kept else quantity,
                    integer=whole and lot.lot.quantity % 1 == 0,
                )
                signed = max(LOSS_VALUE * float(lot.tax_per_share), -price * TURNOVER / 2)
                taxed = TAXED_SALE if slot.account.tax_treatment.is_taxed else 0.0
                self.columns.cost[column] = price * (bp + TURNOVER + taxed) + signed
                sold.append(column)
            self.columns.sold.append(sold)
            affordable = max(float(slot.account.total_value), 0.0) / price
            column = self.model.add_column(0.0 if slot.no_purchase else affordable, integer=whole)
            rank = PREFERENCE * slot.preference
            self.columns.bought.append(column)
            self.columns.cost[column] = price * (bp + TURNOVER + rank)

    def _add_limits(self) -> dict[int, Limit]:
        rows: dict[int, Limit] = {}
        for limit in self.limits:
            entries = self._exposure_change(limit.share_of_slot)
            if limit.upper is not None:
                over = self._add_missed()
                row = self.model.add_row([*entries, (over, -1.0)], upper=limit.upper - limit.before)
                rows[row] = limit
            if limit.lower is not None:
                under = self._add_missed()
                row = self.model.add_row([*entries, (under, 1.0)], lower=limit.lower - limit.before)
                rows[row] = limit
                above = self.model.add_column(np.inf)
                self.columns.cost[above] = OVERSHOOT
                reached = max(limit.lower, limit.before)
                self.model.add_row([*entries, (above, -1.0)], upper=reached - limit.before)
        return rows

    def _add_missed(self, weight: float = 1.0) -> int:
        column = self.model.add_column(np.inf)
        self.columns.missed[column] = weight
        return column

    def _exposure_change(self, share_of_slot: NDArray[np.float64]) -> list[tuple[int, float]]:
        """Return USD of exposure that a unit of each trade adds: the slot's less the cash's."""
        cash = share_of_slot[-1]
        entries = []
        for number, slot in enumerate(self.problem.slots):
            worth = float(slot.price) * (float(share_of_slot[number]) - float(cash))
            entries += [(column, -worth) for column in self.columns.sold[number]]
            entries.append((self.columns.bought[number], worth))
        return entries

    def _add_gain_cap(self, *, short_only: bool) -> int | None:
        tax = self.problem.policy.tax
        cap = tax.short_term_gain_max if short_only else tax.gain_budget
        if cap is None:
            return None
        entries = [
            (column, float(lot.taxed_gain_per_share))
            for slot, columns in zip(self.problem.slots, self.columns.sold, strict=True)
            for lot, column in zip(slot.lots, columns, strict=True)
            if not (short_only and lot.term.value == "long")
        ]
        return self.model.add_row(entries, upper=float(cap))

    def _add_cash(self) -> dict[int, Account]:
        """Add, per account, that cash stays above the buffer, and what of it lies idle."""
        rows = {}
        invests = self.problem.policy.trading.mode in {Mode.FULL, Mode.BUY_ONLY}
        for account in self.problem.portfolio.accounts:
            entries = self._cash_change(account)
            cash = float(self.problem.spendable(account))
            short = self._add_missed(CASH_SHORT)
            buffer = float(self.problem.buffer(account))
            row = self.model.add_row([*entries, (short, 1.0)], lower=buffer - cash)
            rows[row] = account
            if invests:
                idle = self.model.add_column(np.inf)
                self.columns.cost[idle] = IDLE
                keep = float(self.problem.idle_from(account))
                self.model.add_row([*entries, (idle, -1.0)], upper=keep - cash)
        return rows

    def _cash_change(self, account: Account) -> list[tuple[int, float]]:
        bp = self.problem.policy.trading.cost_bp / 10_000
        entries = []
        for number, slot in enumerate(self.problem.slots):
            if slot.account.key != account.key:
                continue
            price = float(slot.price)
            entries += [(column, price * (1 - bp)) for column in self.columns.sold[number]]
            entries.append((self.columns.bought[number], -price * (1 + bp)))
        return entries

    def _add_tax(self) -> None:
        """Add the year's tax, never below zero: losses offset gains and are not sought."""
        entries = [
            (column, -float(lot.tax_per_share))
            for slot, columns in zip(self.problem.slots, self.columns.sold, strict=True)
            for lot, column in zip(slot.lots, columns, strict=True)
            if lot.tax_per_share
        ]
        tax = self.model.add_column(np.inf)
        self.columns.cost[tax] = 1.0
        self.model.add_row([(tax, 1.0), *entries], lower=0.0)


def slots_by_symbol(slots: tuple[Slot, ...]) -> dict[str, list[int]]:
    """Return the numbers of the slots of each symbol."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, slot in enumerate(slots):
        numbers[slot.symbol].append(number)
    return numbers
