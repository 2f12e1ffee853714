"""One order as a broker takes it, free of everything that only the plan is interested in."""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from rebalancer.domain.account import Account
from rebalancer.errors import RebalancerError
from rebalancer.market.symbol import is_mutual_fund
from rebalancer.rebalance.plan import Action, Trade, TradePlan

_TICKER = re.compile(r"[A-Z][A-Z0-9]{0,5}([.-][A-Z]{1,2})?\Z")
_CENT, _MILL = Decimal("0.01"), Decimal("0.0001")
_DOLLAR = Decimal(1)
_BASIS_POINTS = 10_000


class OrderFileError(RebalancerError):
    """A plan cannot be written as a broker's file."""

    title = "The order file was not written"


class TimeInForce(StrEnum):
    """How long an order stands."""

    DAY = "DAY"
    GOOD_TILL_CANCELLED = "GTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTerms:
    """How orders are placed.

    Attributes:
        limit_bp: Basis points by which a limit price may be worse than the plan's price; None
            places orders at the market.
    """

    limit_bp: float | None = None
    time_in_force: TimeInForce = TimeInForce.DAY


MARKET_ORDERS = OrderTerms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to place in one account."""

    action: Action
    symbol: str
    quantity: Decimal
    limit: Decimal | None
    """USD per share; None is an order at the market."""
    time_in_force: TimeInForce
    is_mutual_fund: bool = False


def orders_in(account: Account, plan: TradePlan, terms: OrderTerms) -> tuple[Order, ...]:
    """Return the orders of *plan* in *account*, sales first.

    Raises:
        OrderFileError: Something has no ticker that a broker would know.
    """
    trades = [trade for trade in plan.trades if trade.account == account.key]
    trades.sort(key=lambda trade: trade.action is Action.BUY)
    return tuple(_order(trade, terms) for trade in trades)


def _order(trade: Trade, terms: OrderTerms) -> Order:
    if _TICKER.match(trade.symbol) is None:
        raise OrderFileError(
            f"“{trade.symbol}” in {trade.account_label} is no ticker that an order file can name.",
            remedy="Place that order by hand, and hold it in the plan.",
        )
    return Order(
        action=trade.action,
        symbol=trade.symbol,
        quantity=trade.quantity,
        limit=limit_of(trade, terms),
        time_in_force=time_of(trade, terms),
        is_mutual_fund=is_mutual_fund(trade.symbol),
    )


def time_of(trade: Trade, terms: OrderTerms) -> TimeInForce:
    """Return how long the order stands; one for a mutual fund stands until the close."""
    return TimeInForce.DAY if is_mutual_fund(trade.symbol) else terms.time_in_force


def limit_of(trade: Trade, terms: OrderTerms) -> Decimal | None:
    """Return the worst price that the order accepts, on the grid that exchanges quote on.

    None at the market, and for a mutual fund, which has one price a day.
    """
    if terms.limit_bp is None or is_mutual_fund(trade.symbol):
        return None
    room = Decimal(str(terms.limit_bp)) / _BASIS_POINTS
    buys = trade.action is Action.BUY
    exact = trade.price * (1 + room if buys else 1 - room)
    tick = _CENT if exact >= _DOLLAR else _MILL
    return exact.quantize(tick, rounding=ROUND_CEILING if buys else ROUND_FLOOR)


def plain(number: Decimal) -> str:
    """Return *number* without exponent, thousands marks or zeros at its end."""
    return f"{number.normalize():f}"
