"""Short- and long-term gains netted as Schedule D does, with losses from and for other years.

Source: 26 U.S.C. §§ 1211(b), 1212(b), 1222.
"""

from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.money import ZERO

LOSS_LIMIT = Decimal(3000)
"""USD of net loss a year that other income absorbs; half of it when married filing separately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """Realised gains by term, in USD; losses are negative."""

    short: Decimal = ZERO
    long: Decimal = ZERO

    def __add__(self, other: "Gains") -> "Gains":
        return Gains(short=self.short + other.short, long=self.long + other.long)


NO_GAINS = Gains()


@dataclass(frozen=True, slots=True, kw_only=True)
class Netted:
    """What is left of a year's gains after netting; all in USD, none negative."""

    short: Decimal = ZERO
    """Net short-term gain, taxed as ordinary income."""
    long: Decimal = ZERO
    """Net long-term gain."""
    deducted: Decimal = ZERO
    """Net loss that reduces other income."""
    carried: Gains = NO_GAINS
    """Losses that go to the next year, by term, as positive amounts."""


def net(gains: Gains, carried: Gains = NO_GAINS, limit: Decimal = LOSS_LIMIT) -> Netted:
    """Net a year's *gains* with the losses *carried* into it.

    Args:
        gains: Of the year; losses are negative.
        carried: Losses of earlier years by term, as positive amounts.
        limit: USD of net loss that other income absorbs.
    """
    short, long = gains.short - carried.short, gains.long - carried.long
    together = short + long
    if together < 0:
        return _net_loss(short, long, min(limit, -together))
    if long < 0:
        return Netted(short=together)
    if short < 0:
        return Netted(long=together)
    return Netted(short=short, long=long)


def _net_loss(short: Decimal, long: Decimal, deducted: Decimal) -> Netted:
    """Net to a loss: the short-term part of it is deducted first."""
    short_loss = max(ZERO, -(short + max(long, ZERO)))
    long_loss = max(ZERO, -(long + max(short, ZERO)))
    from_short = min(deducted, short_loss)
    carried = Gains(short=short_loss - from_short, long=long_loss - (deducted - from_short))
    return Netted(deducted=deducted, carried=carried)
