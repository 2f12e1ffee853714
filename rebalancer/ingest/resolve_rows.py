"""Rows that are alike become one holding: values and costs of all of them at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from rebalancer.domain.amounts import fits
from rebalancer.domain.money import CENT
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.lot_rows import Figures, Floats, LotRows
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.resolve import Holding, resolve
from rebalancer.ingest.scan import POWERS, Flags, Integers
from rebalancer.ingest.statement import Entry, Role
from rebalancer.ingest.valuation import PRICE_ROUNDING, TOLERANCE
from rebalancer.market.snapshot import Snapshot

_BY_SHARE = frozenset({SecurityKind.STOCK, SecurityKind.FUND, SecurityKind.UNKNOWN})
"""What is worth quantity times price, whatever the figures are."""
_SURELY_64_BITS = 9e16
"""Digits of a product that may be shifted by two places."""
_SURELY_TRUE = 1e14
"""USD; so much is far from what is too large to be true."""
_FLOAT_ERROR = 1e-12


def resolve_rows(
    entry: Entry, rows: LotRows, snapshot: Snapshot, notes: Notes
) -> Iterator[Holding | None]:
    """Yield what *rows* hold, which are like *entry*: what is plain as one holding.

    Whatever is doubtful about a row, or only might be, is left to `resolve`, row by row.
    """
    figured = _figure(entry, rows)
    left: Iterable[int] = range(len(rows))
    if np.count_nonzero(figured.is_plain) > 1:
        doubts = Notes(notes.file)
        first = resolve(rows.entry(entry, int(figured.is_plain.argmax())), snapshot, doubts)
        if first is not None and _is_plain(first, doubts):
            yield _held(first, figured.rows.only(figured.is_plain))
            left = np.flatnonzero(~figured.is_plain).tolist()
    for index in left:
        yield resolve(rows.entry(entry, index), snapshot, notes)


def _is_plain(holding: Holding, doubts: Notes) -> bool:
    is_share = holding.role is Role.HOLDING and holding.kind in _BY_SHARE
    return is_share and not doubts.skipped and not doubts.warnings


def _held(first: Holding, rows: LotRows) -> Holding:
    value, cost = rows.value, rows.cost_basis
    return replace(
        first,
        quantity=rows.quantity.total(),
        value=first.value if value is None else value.total(),
        cost_basis=None if cost is None else cost.total(),
        acquired=None,
        rows=rows,
    )


@dataclass(frozen=True, slots=True)
class _Figured:
    """Rows with their values and costs, and which of them are beyond doubt."""

    rows: LotRows
    is_plain: Flags


def _figure(entry: Entry, rows: LotRows) -> _Figured:
    is_plain = np.ones(len(rows), np.bool_)
    value, cost = rows.value, rows.cost_basis
    if entry.price is not None:
        if entry.price <= 0 or not fits(entry.price):
            return _Figured(rows, ~is_plain)
        price = Figures.of(entry.price)
        worth, is_small = _product(rows.quantity, price)
        is_plain &= is_small
        if value is None:
            value = worth
        else:
            is_plain &= _explains(rows.quantity, price, value)
    if cost is None and rows.unit_cost is not None:
        cost, is_small = _product(rows.quantity, rows.unit_cost)
        is_plain &= is_small
    elif cost is not None and not cost.digits[0]:
        cost = None
    is_plain &= value is not None
    settled = replace(rows, value=value, cost_basis=cost, unit_cost=None, price=entry.price)
    return _Figured(settled, is_plain)


def _product(first: Figures, second: Figures) -> tuple[Figures, Flags]:
    """Return the products to the cent, half-even, and which of them are not too large for this."""
    is_small = first.digits.astype(np.float64) * second.digits < _SURELY_64_BITS
    is_small &= first.approximate() * second.approximate() < _SURELY_TRUE
    digits = np.where(is_small, first.digits, 0) * second.digits
    return _to_cents(digits, first.places.astype(np.int64) + second.places), is_small


def _to_cents(digits: Integers, places: Integers) -> Figures:
    unit = POWERS.take(np.maximum(places - 2, 0))
    whole, rest = np.divmod(digits * POWERS.take(np.maximum(2 - places, 0)), unit)
    is_up = (2 * rest > unit) | ((2 * rest == unit) & (whole % 2 == 1))
    return Figures(whole + is_up, np.full(len(digits), 2, np.uint8))


def _explains(quantity: Figures, price: Figures, value: Figures) -> Flags:
    """Return where quantity times price surely is the stated value, but for rounding."""
    shares, stated = quantity.approximate(), value.approximate()
    worth: Floats = shares * price.approximate()
    rounding = shares * float(PRICE_ROUNDING) + 2 * float(CENT)
    allowed = np.maximum(rounding, stated * float(TOLERANCE)) * (1 - _FLOAT_ERROR)
    explained: Flags = np.abs(worth - stated) + _FLOAT_ERROR * (worth + stated) <= allowed
    return explained
