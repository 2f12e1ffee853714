"""What a line is worth: the broker's own value; quantity times price only checks it."""

from decimal import Decimal

from rebalancer.domain.money import CENT, to_cents
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.cells import LARGEST
from rebalancer.ingest.statement import Entry

_ONE = Decimal(1)
_MULTIPLIERS = {SecurityKind.OPTION: Decimal(100), SecurityKind.BOND: Decimal("0.01")}
_LOWEST_INDEX, _HIGHEST_INDEX = Decimal("0.95"), Decimal("3.5")
"""What inflation may have made of the face value of a bond."""
PRICE_ROUNDING = Decimal("0.00501")
"""A price is printed to the cent, so each share may be off by half of one."""
TOLERANCE = Decimal("0.01")
"""Brokers mix the last trade and the mark: up to one per cent."""


def multiplier(kind: SecurityKind) -> Decimal:
    """Return what quantity times price is multiplied by: 100 for options, 1/100 for bonds."""
    return _MULTIPLIERS.get(kind, _ONE)


def product(entry: Entry, kind: SecurityKind) -> Decimal | None:
    """Return quantity x price in USD, unrounded, or None where one of them is unknown."""
    if entry.quantity is None or entry.price is None:
        return None
    worth = entry.quantity * entry.price * multiplier(kind)
    return worth if abs(worth) < LARGEST else None


def amount_of(entry: Entry) -> Decimal | None:
    """Return the USD amount of a cash line, whose price is 1.00 unless it says otherwise."""
    if entry.value is not None:
        return entry.value
    return entry.quantity if entry.price in {None, _ONE} else value_of(entry, SecurityKind.OTHER)


def value_of(entry: Entry, kind: SecurityKind) -> Decimal | None:
    """Return the stated value, else quantity times price to the cent, else None."""
    if entry.value is not None:
        return entry.value
    worth = product(entry, kind)
    return None if worth is None else to_cents(worth)


def price_of(entry: Entry, kind: SecurityKind) -> Decimal | None:
    """Return the stated price, else the one that the value implies, else None."""
    if entry.price is not None:
        return entry.price
    return implied_price(entry.quantity, entry.value, kind)


def implied_price(
    quantity: Decimal | None, value: Decimal | None, kind: SecurityKind
) -> Decimal | None:
    """Return the price at which *quantity* is worth *value*, or None where that tells nothing."""
    if not quantity or not value:
        return None
    price = value / (quantity * multiplier(kind))
    return price.quantize(CENT**3) if 0 < price < LARGEST else None


def is_worth(entry: Entry, kind: SecurityKind) -> bool:
    """Whether quantity times price explains the stated value, as far as rounding lets one tell.

    It does where one of the three is unknown: there is nothing to doubt.
    """
    worth = product(entry, kind)
    if worth is None or entry.value is None or entry.quantity is None:
        return True
    if kind is SecurityKind.BOND and _LOWEST_INDEX * worth <= entry.value <= _HIGHEST_INDEX * worth:
        return True
    rounding = abs(entry.quantity) * multiplier(kind) * PRICE_ROUNDING + 2 * CENT
    return abs(worth - entry.value) <= max(rounding, abs(entry.value) * TOLERANCE)


def cost_of(entry: Entry, kind: SecurityKind) -> Decimal | None:
    """Return the cost basis in USD, from the cost per share if need be; a cost of 0 is unknown."""
    if entry.cost_basis is not None or entry.unit_cost is None or entry.quantity is None:
        return entry.cost_basis or None
    cost = entry.unit_cost * entry.quantity * multiplier(kind)
    return to_cents(cost) if 0 < cost < LARGEST else None
