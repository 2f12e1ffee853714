"""Tax lots and holding periods."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class Term(StrEnum):
    """How long a lot was held, as the tax code sees it."""

    SHORT = "short"
    LONG = "long"
    UNKNOWN = "unknown"
    """The purchase date is not known; taxed as short and said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLot:
    """Shares of one security, bought on one day, at one price."""

    quantity: Decimal
    """Shares; may be fractional, always positive."""
    acquired: date | None = None
    """Purchase date; None where the file does not tell."""
    cost_basis: Decimal | None = None
    """USD for the whole lot; None where the file does not tell (never 0)."""

    def __post_init__(self) -> None:
        if self.quantity <= 0:
            raise ValueError(f"a lot needs shares, got {self.quantity}")

    def term(self, sold: date) -> Term:
        """Return the holding period for a sale on *sold*."""
        if self.acquired is None:
            return Term.UNKNOWN
        return Term.LONG if sold >= long_term_from(self.acquired) else Term.SHORT

    def gain(self, price: Decimal) -> Decimal | None:
        """Return the USD gain from selling the whole lot at *price*; a loss is negative."""
        if self.cost_basis is None:
            return None
        return price * self.quantity - self.cost_basis


def long_term_from(acquired: date) -> date:
    """Return the first day on which a sale of shares bought on *acquired* is long-term.

    The holding period starts on the day after the purchase and has to exceed one year; for a
    purchase on the last day of a month it starts on the first of the next.
    Source: 26 U.S.C. § 1222; Rev. Rul. 66-7.
    """
    start = acquired + timedelta(days=1)
    last_day = calendar.monthrange(start.year + 1, start.month)[1]
    return date(start.year + 1, start.month, min(start.day, last_day)) + timedelta(
        days=start.day > last_day
    )
