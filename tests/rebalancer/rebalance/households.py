"""Small households to plan for, written down as a person would say them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.plan import Action, TradePlan
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.solve import make_plan

TODAY = date(2026, 11, 20)
LONG_AGO = date(2019, 1, 2)
LAST_JUNE = date(2026, 6, 1)


def lot(shares: str, cost_per_share: str | None, acquired: date | None = LONG_AGO) -> TaxLot:
    """Return a lot; a cost of None is unknown."""
    quantity = Decimal(shares)
    basis = None if cost_per_share is None else quantity * Decimal(cost_per_share)
    return TaxLot(quantity=quantity, cost_basis=basis, acquired=acquired)


def position(
    symbol: str, price: str, *lots: TaxLot, kind: SecurityKind = SecurityKind.UNKNOWN
) -> Position:
    """Return a position of these lots at this price."""
    quantity = sum((each.quantity for each in lots), start=Decimal(0))
    return Position(
        symbol=symbol,
        description=f"{symbol} shares",
        kind=kind,
        value=(quantity * Decimal(price)).quantize(Decimal("0.01")),
        quantity=quantity,
        price=Decimal(price),
        lots=lots,
    )


def account(
    number: str,
    treatment: str,
    *positions: Position,
    cash: str = "0",
    pending: str = "0",
    as_of: date | None = None,
) -> Account:
    """Return an account; its key and the end of its label are *number*."""
    holding = CashHolding(symbol="CASH", description="Cash", amount=Decimal(cash))
    return Account(
        key=number,
        broker="Plain file",
        number=f"...{number}",
        name="Account",
        tax_treatment=TaxTreatment(treatment),
        positions=positions,
        cash_holdings=(holding,),
        pending=Decimal(pending),
        as_of=as_of,
    )


def plan(accounts: Iterable[Account], policy: str, *, as_of: date = TODAY) -> TradePlan:
    """Return the plan for *accounts* under a policy in TOML, made on 20 November 2026."""
    portfolio = Portfolio(accounts=tuple(accounts))
    return make_plan(portfolio, parse_policy(policy), embedded_universe(), as_of=as_of)


def sold(plan: TradePlan, symbol: str) -> Decimal:
    """Return the shares of *symbol* that the plan sells over all accounts."""
    return _shares(plan, symbol, Action.SELL)


def bought(plan: TradePlan, symbol: str) -> Decimal:
    """Return the shares of *symbol* that the plan buys over all accounts."""
    return _shares(plan, symbol, Action.BUY)


def _shares(plan: TradePlan, symbol: str, action: Action) -> Decimal:
    return sum(
        (t.quantity for t in plan.trades if t.symbol == symbol and t.action is action),
        start=Decimal(0),
    )


def traded(plan: TradePlan) -> dict[tuple[str, str, str], Decimal]:
    """Return shares by action, account number and symbol."""
    return {(t.action.value, t.account, t.symbol): t.quantity for t in plan.trades}


def flat_tax(short: Decimal, long: Decimal) -> Decimal:
    """Return what 40 % and 20 % come to when gains are netted and 3,000 of loss is deducted."""
    together = short + long
    if short >= 0 and long >= 0:
        return Decimal("0.4") * short + Decimal("0.2") * long
    if together >= 0:
        return Decimal("0.2" if short <= 0 else "0.4") * together
    return Decimal("0.4") * max(together, Decimal(-3000))
