"""All lines of one security in one account become one position with its lots."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from rebalancer.domain.account import Origin, Position
from rebalancer.domain.amounts import UNKNOWN, fits
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.lots import Lots, LotSequence
from rebalancer.domain.money import CENT, total, total_known
from rebalancer.ingest.lot_rows import Figures, LotRows, join_figures
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.resolve import Holding
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.statement import AccountLabel, Entry, Role
from rebalancer.ingest.valuation import implied_price, multiplier, price_of


def make_position(parts: Sequence[Holding], notes: Notes) -> Position:
    """Return the position that *parts*, all of one symbol and currency, add up to.

    Where the file lists the lots of a holding below it, these explain it and add nothing. Else
    each part stays a lot, unless one is short: then nobody can tell which lots are left.
    """
    parts = _separable(parts)
    children = [part for part in parts if part.role is Role.LOT]
    parts = [part for part in parts if part.role is not Role.LOT] or children
    first = parts[0]
    quantity = total_known(part.quantity for part in parts)
    return Position(
        symbol=first.symbol,
        description=next((part.description for part in parts if part.description), ""),
        kind=first.kind,
        value=total(part.value for part in parts),
        quantity=quantity,
        price=_price(parts, quantity, notes),
        cost_basis=total_known(part.cost_basis for part in parts),
        lots=_tax_lots(children) if _explains(children, parts) else _lots(parts, notes),
        currency=first.currency,
        origin=Origin(file=notes.file, line=first.line),
    )


def _explains(children: Sequence[Holding], parts: Sequence[Holding]) -> bool:
    """Whether *children* are the lots of *parts*, and not *parts* themselves."""
    return bool(children) and children[0] is not parts[0]


def _separable(parts: Sequence[Holding]) -> Sequence[Holding]:
    """Return *parts*, one for each row if their sums depend on the order of the rows.

    They do where an amount has more digits than can be kept in a sum.
    """
    singles = [part for part in parts if part.rows is None]
    amounts = [each for part in singles for each in (part.quantity, part.value, part.cost_basis)]
    if len(singles) == len(parts) or all(map(fits, amounts)):
        return parts
    every = [row for part in parts for row in _rows_of(part)]
    return sorted(every, key=lambda part: part.line)


def _rows_of(part: Holding) -> Iterator[Holding]:
    """Yield the rows of which *part* is the sum."""
    if part.rows is None:
        yield part
        return
    for entry in part.rows.entries(Entry(account=AccountLabel(line=0), line=0)):
        value = part.value if entry.value is None else entry.value
        yield replace(
            part,
            line=entry.line,
            quantity=entry.quantity,
            value=value,
            price=price_of(replace(entry, price=part.rows.price), part.kind),
            cost_basis=entry.cost_basis,
            acquired=entry.acquired,
            rows=None,
        )


def _tax_lots(parts: Sequence[Holding]) -> LotSequence:
    if any(part.rows is not None for part in parts):
        return _many_lots(parts)
    return tuple(
        TaxLot(quantity=part.quantity, acquired=part.acquired, cost_basis=part.cost_basis)
        for part in parts
        if part.quantity is not None and part.quantity > 0
    )


def _many_lots(parts: Sequence[Holding]) -> Lots:
    """Return the lots of *parts*, each of which holds some shares, in the order of the file."""
    rows = [_as_rows(part) if part.rows is None else part.rows for part in parts]
    lines = np.concatenate([each.lines for each in rows])
    order = np.argsort(lines, kind="stable") if len(rows) > 1 else slice(None)
    days = [
        np.zeros(len(each), np.int64) if each.acquired is None else each.acquired for each in rows
    ]
    acquired = array("q")
    acquired.frombytes(np.concatenate(days)[order].tobytes())
    return Lots(
        quantities=join_figures([each.quantity for each in rows]).only(order).amounts(),
        acquired=acquired,
        costs=join_figures([_costs(each) for each in rows]).only(order).amounts(),
    )


def _costs(rows: LotRows) -> Figures:
    if rows.cost_basis is not None:
        return rows.cost_basis
    return Figures(np.zeros(len(rows), np.int64), np.full(len(rows), UNKNOWN, np.uint8))


def _as_rows(part: Holding) -> LotRows:
    """Return a holding as the only row of its kind."""
    day = None if part.acquired is None else np.array([part.acquired.toordinal()])
    return LotRows(
        lines=np.array([part.line]),
        quantity=Figures.of(part.quantity),
        cost_basis=None if part.cost_basis is None else Figures.of(part.cost_basis),
        acquired=day,
    )


def _lots(parts: Sequence[Holding], notes: Notes) -> LotSequence:
    if len(parts) == 1 and parts[0].acquired is None and parts[0].rows is None:
        return ()
    if any(part.quantity is None or part.quantity <= 0 for part in parts):
        if len(parts) > 1:
            message = f"{parts[0].symbol} is held both long and short or without a quantity: "
            notes.warn(WarningCode.LOTS_DIFFER, parts[0].line, message + "its lots cannot be told.")
        return ()
    return _tax_lots(parts)


def _price(parts: Sequence[Holding], quantity: Decimal | None, notes: Notes) -> Decimal | None:
    """Return the price that the parts agree on, else the one that their values imply."""
    prices = (price for part in parts for price in _prices_of(part))
    if not quantity or all(price == parts[0].price for price in prices):
        return parts[0].price
    value = total(part.value for part in parts)
    implied = value / (quantity * multiplier(parts[0].kind))
    message = f"{parts[0].symbol} has several prices here; {implied:.4f} is used."
    notes.warn(WarningCode.VALUE_DIFFERS, parts[0].line, message)
    return implied.quantize(CENT**3) if implied > 0 else None


def _prices_of(part: Holding) -> Iterator[Decimal | None]:
    """Yield the price of *part*, or of each of its rows where their values imply it."""
    rows = part.rows
    if rows is None or rows.value is None or rows.price is not None:
        yield part.price
    else:
        for quantity, value in zip(rows.quantity.amounts(), rows.value.amounts(), strict=True):
            yield implied_price(quantity, value, part.kind)
