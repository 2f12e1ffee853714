"""Households of any size, invented from a seed: real tickers, made-up lots."""

import random
from datetime import date, timedelta
from decimal import Decimal

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.policy.policy import Policy, Restrictions, Target, Trading
from rebalancer.rebalance.tax.rules import TaxRules

TODAY = date(2026, 11, 20)
TREATMENTS = (TaxTreatment.TAXABLE, TaxTreatment.TAX_DEFERRED, TaxTreatment.TAX_EXEMPT)
MEGA_CAPS = ("AAPL", "MSFT", "GOOGL", "AMZN", "NVDA", "META", "TSLA")
FUNDS = ("SPY", "VOO", "QQQ", "VTI", "VUG", "XLK", "IWM", "VXUS", "BND", "MGK")


def household(positions: int, lots: int, accounts: int, seed: int = 0) -> Portfolio:
    """Return a household of *positions* and *lots* in all, spread evenly over *accounts*."""
    dice = random.Random(seed)  # noqa: S311 - a made-up portfolio is no secret
    prices = _prices(dice, positions // accounts * 2)
    built = [
        _account(number, positions // accounts, lots // positions, prices, dice)
        for number in range(accounts)
    ]
    return Portfolio(accounts=tuple(built))


def _prices(dice: random.Random, count: int) -> dict[str, Decimal]:
    snapshot = embedded_universe().snapshot
    known = [
        symbol
        for symbol, security in snapshot.securities.items()
        if security.type != "etf" and symbol.isalpha() and symbol not in MEGA_CAPS
    ]
    symbols = [*MEGA_CAPS, *FUNDS, *dice.sample(known, count)]
    return {symbol: Decimal(dice.randint(1000, 60_000)) / 100 for symbol in symbols}


def _account(
    number: int,
    positions: int,
    lots: int,
    prices: dict[str, Decimal],
    dice: random.Random,
) -> Account:
    others = [symbol for symbol in prices if symbol not in (*MEGA_CAPS, *FUNDS)]
    first = [*MEGA_CAPS, *FUNDS][:positions]
    held = [*first, *dice.sample(others, positions - len(first))]
    return Account(
        key=str(number),
        broker="Plain file",
        number=f"...{number:04}",
        name="Account",
        tax_treatment=TREATMENTS[number % len(TREATMENTS)],
        positions=tuple(
            _position(symbol, prices[symbol], lots, dice, 20 if symbol in MEGA_CAPS else 1)
            for symbol in held
        ),
        cash_holdings=(
            CashHolding(
                symbol="CASH", description="Cash", amount=Decimal(dice.randint(0, 9_999_999)) / 100
            ),
        ),
    )


def _position(symbol: str, price: Decimal, lots: int, dice: random.Random, scale: int) -> Position:
    bought = tuple(_lot(price, dice, scale) for _ in range(lots))
    quantity = sum((lot.quantity for lot in bought), start=Decimal(0))
    return Position(
        symbol=symbol,
        description=f"{symbol} shares",
        kind=SecurityKind.FUND if symbol in FUNDS else SecurityKind.STOCK,
        value=(quantity * price).quantize(Decimal("0.01")),
        quantity=quantity,
        price=price,
        lots=bought,
    )


def _lot(price: Decimal, dice: random.Random, scale: int) -> TaxLot:
    quantity = Decimal(dice.randint(1, 60) * scale)
    cost = price * Decimal(dice.randint(30, 125)) / 100
    return TaxLot(
        quantity=quantity,
        cost_basis=(cost * quantity).quantize(Decimal("0.01")),
        acquired=TODAY - timedelta(days=dice.randint(40, 3000)),
    )


def policy(cap: float = 0.25, floor: float = 0.15, *, gain_budget: Decimal | None = None) -> Policy:
    """Return a cap on the Magnificent Seven, a floor for small caps and a cap per company."""
    return Policy(
        targets=(
            Target(key="magnificent_seven", maximum=cap),
            Target(key="small_cap", minimum=floor),
            Target(key="single_company", maximum=0.12),
        ),
        buy=("IWM", "VTI", "RSP"),
        trading=Trading(cost_bp=2.0),
        tax=TaxRules(gain_budget=gain_budget),
        restrictions=Restrictions(do_not_sell=frozenset({"TSLA"})),
    )
