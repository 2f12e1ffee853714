"""What a plan has to keep to beside the targets: budgets, cash, one side, least sizes.

Each constraint adds itself to the model, and says in words how it stands in the way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rebalancer.domain.account import Account
from rebalancer.rebalance.model.binding import PRESSURE, Binding
from rebalancer.rebalance.model.columns import Trades
from rebalancer.rebalance.model.limits import MISSED_TIER
from rebalancer.rebalance.model.linear import Ints
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.rules import Either, WholeSum
from rebalancer.rebalance.model.terms import Part
from rebalancer.rebalance.model.trading_rules import LeastPosition, LeastTrade, TurnoverCap
from rebalancer.rebalance.policy.policy import SYMBOL_PREFIX, Mode, Objective
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.tax.rules import WashSales

SHORT_OF_CASH = 0
"""The first tier of all: cash that an account lacks."""
_NOTHING_LEFT = 1e-6
"""Targets whose sum is this near to 1 add up to everything."""


class Constraint(Part, Protocol):
    """A part that may stand in the way of the policy."""

    def obstacles(self, binding: Binding) -> Iterable[str]:
        """Yield in words how it stands in the way."""


@dataclass(frozen=True, eq=False, kw_only=True)
class GainCap:
    """No more than so much may be realised this year."""

    title: str
    most: float
    """USD."""
    short_only: bool = False

    @property
    def key(self) -> str:
        """The policy's key that asks for it."""
        return "tax.short_term_gain_max" if self.short_only else "tax.gain_budget"

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Bound the gains realised, losses taken off."""
        gain = np.where(trades.is_long, 0.0, trades.gain) if self.short_only else trades.gain
        counted = np.flatnonzero(gain)
        model.add_row(trades.sold[counted], gain[counted], upper=self.most)

    def obstacles(self, binding: Binding) -> Iterable[str]:
        """Say what a dollar more would do, and how many would do."""
        helps = float(binding.pressure[0])
        if helps > PRESSURE:
            yield (
                f"The {self.title} stands in the way: each further $1 of it removes ${helps:,.2f} "
                f"of what is missing; about ${binding.missing / helps:,.0f} more would do, "
                "if nothing else comes in the way."
            )


@dataclass(frozen=True, eq=False, kw_only=True)
class CashFloor:
    """An account spends only what it has: money does not move between accounts."""

    account: Account
    change: float
    """USD by which cash has to change at least; negative where some may be spent."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Bound the cash after trading from below."""
        columns, values = trades.cash_entries(self.account)
        model.add_soft_row(columns, values, lower=self.change, tier=SHORT_OF_CASH, elastic=True)

    def obstacles(self, binding: Binding) -> Iterable[str]:
        """Say that more cash would help."""
        if binding.pressure[0] > PRESSURE:
            label = self.account.label
            yield f"{label} has no more cash for it: money does not move between accounts."


@dataclass(frozen=True, eq=False, kw_only=True)
class Invested:
    """Where the targets add up to everything, whatever is in none of them is a distance, too."""

    symbols: frozenset[str]
    """What has a target."""
    elsewhere: float
    """USD in cash and in other things, less what the policy keeps in cash."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Count what is left in cash or in other things like what the targets are missed by."""
        inside = [trades.slots[number].symbol in self.symbols for number in trades.first_slot]
        columns = trades.net[np.flatnonzero(inside)]
        ones = np.ones(len(columns))
        model.add_soft_row(columns, ones, lower=self.elsewhere, tier=MISSED_TIER, elastic=True)


@dataclass(frozen=True, eq=False, kw_only=True)
class OneSide:
    """A symbol is sold or bought, over all accounts, not both."""

    symbol: str

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add the rule, where both sides are open."""
        slots = trades.numbers_by_symbol[self.symbol]
        lots = np.concatenate([trades.sold_of(slot) for slot in slots])
        sold = lots[trades.saleable[lots] > 0]
        bought = trades.bought[slots[trades.buyable[slots] > 0]]
        if len(sold) and len(bought):
            model.add_rule(Either(first=sold, second=bought))


@dataclass(frozen=True, eq=False, kw_only=True)
class NoWashSale:
    """What is sold at a taxed loss is not bought, nor what is substantially identical to it."""

    slots: Ints
    """Numbers of the slots that are identical."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add the rule, where both sides are open."""
        lots = np.concatenate([trades.sold_of(int(slot)) for slot in self.slots])
        at_loss = lots[(trades.saleable[lots] > 0) & (trades.gain[lots] < 0)]
        bought = trades.bought[self.slots[trades.buyable[self.slots] > 0]]
        if len(at_loss) and len(bought):
            model.add_rule(Either(first=at_loss, second=bought))


@dataclass(frozen=True, eq=False, kw_only=True)
class WholeSales:
    """Shares are sold whole where a lot is not, too: fractions of lots add up to whole orders."""

    def add_to(self, model: LinearModel, trades: Trades) -> None:
        """Add a rule for each slot that trades whole shares and has a lot that is not whole."""
        fractional = trades.saleable % 1 != 0
        for number in np.unique(trades.slot_of_lot[fractional]):
            if trades.is_whole[number]:
                columns = trades.sold_of(int(number))
                slot = trades.slots[number]
                everything = float(slot.held) if slot.may_clear else None
                model.add_rule(WholeSum(columns=columns, everything=everything))


def constraints_of(problem: Problem) -> tuple[Constraint, ...]:
    """Return what the policy's budgets and the accounts' cash ask for."""
    tax, trading = problem.policy.tax, problem.policy.trading
    found: list[Constraint] = []
    if tax.gain_budget is not None:
        found.append(GainCap(title="gain budget", most=float(tax.gain_budget)))
    if tax.short_term_gain_max is not None:
        most = float(tax.short_term_gain_max)
        found.append(GainCap(title="limit on short-term gains", most=most, short_only=True))
    if trading.turnover_max is not None:
        found.append(TurnoverCap(most=trading.turnover_max * problem.value))
    for account in problem.portfolio.accounts:
        change = problem.buffer(account) - problem.spendable(account)
        found.append(CashFloor(account=account, change=float(change)))
    return tuple(found)


def order_rules_of(problem: Problem) -> tuple[Part, ...]:
    """Return what the orders together have to look like, beside the side of each symbol."""
    rules: list[Part] = []
    trading = problem.policy.trading
    if problem.policy.tax.wash_sales is WashSales.AVOID:
        rules += _no_wash_sales(problem)
    if trading.min_trade:
        rules.append(LeastTrade(minimum=trading.min_trade))
    if trading.min_position:
        rules.append(LeastPosition(minimum=trading.min_position))
    if trading.objective is Objective.CLOSEST and trading.mode is not Mode.TLH:
        rules += _invested(problem)
    return (*rules, WholeSales())


def _no_wash_sales(problem: Problem) -> Iterator[NoWashSale]:
    alike: dict[str, list[int]] = {}
    for number, slot in enumerate(problem.slots):
        alike.setdefault(problem.equivalents.key(slot.symbol), []).append(number)
    for numbers in alike.values():
        yield NoWashSale(slots=np.array(numbers))


def _invested(problem: Problem) -> Iterator[Invested]:
    targets = {
        problem.universe.snapshot.canonical(target.key.removeprefix(SYMBOL_PREFIX)): target.target
        for target in problem.policy.targets
        if target.key.startswith(SYMBOL_PREFIX) and target.target is not None
    }
    if sum(targets.values()) >= 1 - _NOTHING_LEFT:
        kept = sum(float(problem.buffer(account)) for account in problem.portfolio.accounts)
        holdings = problem.exposures.holdings
        inside = sum(float(item.value) for item in holdings if item.symbol in targets)
        elsewhere = problem.value - kept - inside
        yield Invested(symbols=frozenset(targets), elsewhere=elsewhere)
