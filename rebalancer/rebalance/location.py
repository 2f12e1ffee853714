"""Where something is held decides how its income is taxed: what that costs, before and after.

In a taxable account dividends and interest are taxed every year; in a retirement account they are
not. What is taxed when money leaves such an account is not counted, nor is what growth saves.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files

from rebalancer.classify.exposure import look_through
from rebalancer.domain.money import USD, ZERO, to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.rebalance.plan import Action, Located, Trade
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.location import SYMBOL, Income, read_income
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.tax.netting import NO_GAINS
from rebalancer.rebalance.tax.taxpayer import Situation
from rebalancer.toml_table import TomlTable

_FILE = "income.toml"
_CLASSES = (AssetClass.STOCK, AssetClass.BOND, AssetClass.CASH, AssetClass.COMMODITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedIncome:
    """What holdings are taken to pay where a policy does not say."""

    as_of: date
    income: Mapping[str, Income]
    sources: Mapping[str, str]
    """By kind or symbol."""


@cache
def shipped_income() -> ShippedIncome:
    """Return the estimates in ``resources/location``; they are read once."""
    text = (files("resources") / "location" / _FILE).read_text(encoding="utf-8")
    table = TomlTable(tomllib.loads(text), partial(PolicyError, _FILE))
    as_of = table.day("as_of") or date.min
    keys = [key for key in table.content if key != "as_of"]
    sources = {key: table.table(key).word("source") for key in keys}
    return ShippedIncome(
        as_of=as_of, income={key: _income(table.table(key)) for key in keys}, sources=sources
    )


def _income(table: TomlTable) -> Income:
    table.word("source")
    return read_income(table)


class Drag:
    """What a year's income of each holding costs in tax where it is taxed."""

    def __init__(self, problem: Problem) -> None:
        policy = problem.policy
        taxpayer = problem.tax_view.situation.taxpayer
        self._universe = problem.universe
        self._rates = Situation(taxpayer=taxpayer).rates(NO_GAINS)
        self._income = {**shipped_income().income, **policy.location.income}
        self._known: dict[tuple[str, SecurityKind], Decimal] = {}

    @property
    def cash(self) -> Decimal:
        """USD a year on a dollar of cash."""
        return self._of(self._income[AssetClass.CASH.value])

    def of(self, symbol: str, kind: SecurityKind) -> Decimal:
        """Return USD a year on a dollar of *symbol*."""
        name = symbol, kind
        if name not in self._known:
            own = self._income.get(f"{SYMBOL}{symbol}")
            self._known[name] = self._by_class(symbol, kind) if own is None else self._of(own)
        return self._known[name]

    def _of(self, income: Income) -> Decimal:
        ordinary = Decimal(str(1 - income.qualified - income.exempt))
        qualified = Decimal(str(income.qualified))
        rate = ordinary * self._rates.short + qualified * self._rates.long
        return Decimal(str(income.rate)) * rate

    def _by_class(self, symbol: str, kind: SecurityKind) -> Decimal:
        shares = self._classes(symbol, kind)
        rest = 1 - total(shares.values())  # what nobody looks into is taken for shares
        shares[AssetClass.STOCK] = shares.get(AssetClass.STOCK, ZERO) + rest
        return total(
            share * self._of(self._income[asset_class.value])
            for asset_class, share in shares.items()
        )

    def _classes(self, symbol: str, kind: SecurityKind) -> dict[AssetClass, Decimal]:
        snapshot = self._universe.snapshot
        rule = snapshot.funds.get(symbol)
        if rule is not None and symbol not in snapshot.own_baskets:
            return {rule.asset_class: Decimal(1)}
        through = look_through([(symbol, kind)], self._universe)
        groups = ((each, self._universe.group(f"class:{each.value}")) for each in _CLASSES)
        return {
            each: Decimal(repr(round(float(through.share_in(through.flags(group.holds))[0]), 9)))
            for each, group in groups
        }

    def on(self, portfolio: Portfolio) -> Decimal:
        """Return USD of tax on a year's income of *portfolio*."""
        taxed = [each for each in portfolio.accounts if each.tax_treatment.is_taxed]
        held = (
            position.value * self.of(position.symbol, position.kind)
            for account in taxed
            for position in account.positions
            if position.currency == USD
        )
        idle = total(max(ZERO, account.cash) for account in taxed)
        return to_cents(total(held) + idle * self.cash)


def located(problem: Problem, after: Portfolio, trades: Sequence[Trade]) -> Located | None:
    """Return what a year's income costs before and after; None where it is not weighed."""
    location = problem.policy.location
    if not location.weigh:
        return None
    drag = Drag(problem)
    return Located(
        years=location.years,
        drag_before=drag.on(problem.portfolio),
        drag_after=drag.on(after),
        moved=to_cents(total(_moved(trades))),
    )


def _moved(trades: Sequence[Trade]) -> Iterator[Decimal]:
    """Yield per symbol USD that change accounts without leaving the household."""
    for symbol in dict.fromkeys(trade.symbol for trade in trades):
        sold, bought = (
            total(t.value for t in trades if t.symbol == symbol and t.action is action)
            for action in (Action.SELL, Action.BUY)
        )
        yield min(sold, bought)


def explain_location(problem: Problem, trades: Sequence[Trade]) -> tuple[Trade, ...]:
    """Return *trades*, each that moves something between accounts with that as its reason."""
    return tuple(_explained(problem, trade, trades) for trade in trades)


def _explained(problem: Problem, trade: Trade, trades: Iterable[Trade]) -> Trade:
    others = dict.fromkeys(
        other.account_label
        for other in trades
        if other.symbol == trade.symbol and other.action is not trade.action
    )
    if not others:
        return trade
    where, symbol = ", ".join(others), trade.symbol
    taxed = problem.portfolio.account(trade.account).tax_treatment.is_taxed
    words = {
        (Action.SELL, True): f"Moves {symbol} to {where}, where its income is not taxed.",
        (Action.BUY, False): f"Takes {symbol} over from {where}: its income is not taxed here.",
        (Action.SELL, False): f"Moves {symbol} to {where}: makes room for what is taxed more.",
        (Action.BUY, True): f"Takes {symbol} over from {where}, to make room there.",
    }
    return replace(trade, reason=f"{words[trade.action, taxed]} {trade.reason}")


def location_messages(result: Located | None) -> Iterator[str]:
    """Yield what a person should know of where things are held."""
    if result is None:
        return
    shipped = shipped_income()
    yield (
        f"A year's income costs ${result.drag_before:,.2f} of tax as it is held now, and "
        f"${result.drag_after:,.2f} after the plan; {result.years:g} years of it are weighed. "
        f"What holdings pay is estimated, as of {shipped.as_of}, unless the policy says it."
    )
