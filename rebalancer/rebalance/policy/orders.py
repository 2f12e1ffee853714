"""Single trades that a person decides, whatever the plan would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Deal(StrEnum):
    """Which way a trade goes."""

    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedOrder:
    """Exactly so many shares of something are sold or bought in one account."""

    account: str
    """Named by the end of its name or number."""
    symbol: str
    action: Deal
    quantity: Decimal
    """Shares; 0 excludes the trade."""

    @property
    def is_excluded(self) -> bool:
        """Whether the trade is not to be made at all."""
        return self.quantity == 0

    @property
    def subject(self) -> tuple[str, str, Deal]:
        """What it decides about: one order each is enough."""
        return self.account, self.symbol, self.action

    @property
    def words(self) -> str:
        """The order as a person gives it."""
        if self.is_excluded:
            return f"do not {self.action.value} {self.symbol} in {self.account}"
        shares = f"{self.quantity.normalize():f} {self.symbol}"
        return f"{self.action.value} exactly {shares} in {self.account}"


def with_order(orders: Sequence[FixedOrder], order: FixedOrder) -> tuple[FixedOrder, ...]:
    """Return *orders* with *order* in place of one about the same trade, or at the end."""
    if any(each.subject == order.subject for each in orders):
        return tuple(order if each.subject == order.subject else each for each in orders)
    return (*orders, order)


def without_order(
    orders: Sequence[FixedOrder], account: str, symbol: str, action: Deal
) -> tuple[FixedOrder, ...]:
    """Return *orders* without what they say about this trade: it is the plan's to decide again."""
    return tuple(each for each in orders if each.subject != (account, symbol, action))
