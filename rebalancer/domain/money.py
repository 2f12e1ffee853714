"""Amounts of money, rounded once and in one place."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)
USD = "USD"


def to_cents(amount: Decimal | float) -> Decimal:
    """Return *amount* rounded half-even to whole cents."""
    exact = amount if isinstance(amount, Decimal) else Decimal(repr(amount))
    return exact.quantize(CENT, rounding=ROUND_HALF_EVEN) + ZERO  # no negative zero


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of *amounts*; nothing sums to zero."""
    return sum(amounts, start=ZERO)


def total_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of *amounts*, or None as soon as one of them is unknown."""
    known: list[Decimal] = []
    for amount in amounts:
        if amount is None:
            return None
        known.append(amount)
    return total(known)
