"""What a wash sale does to a loss, and to the shares that take it over."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.domain.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedLot:
    """Shares that took over a loss which a wash sale disallows.

    Attributes:
        bought: When they were bought.
        loss: USD that their purchase kept from counting.
        cost_basis: USD that they cost with the loss; None where no file lists them.
        counts_from: The day from which on they count as held; None where nobody knows.
    """

    account_label: str
    symbol: str
    bought: date
    quantity: Decimal
    loss: Decimal
    cost_basis: Decimal | None
    counts_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WashSale:
    """A loss that a purchase within 30 days may disallow."""

    account_label: str
    symbol: str
    loss: Decimal
    message: str
    disallowed: Decimal = ZERO
    """USD of the loss that does not count this year."""
    permanent: Decimal = ZERO
    """USD of it that never will, because an IRA bought the replacement."""
    basis_added: Decimal = ZERO
    """USD of it that raises the cost of the new shares."""
    holding_days_added: int | None = None
    """Days by which the new shares count as held longer; None where there are none or unknown."""
    safe_from: date | None = None
    """First day on which buying does no harm."""
    carried: tuple[CarriedLot, ...] = ()
    """The new shares with the loss in their cost, as the portfolio after the plan holds them."""
