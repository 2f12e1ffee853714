"""All lines of one security in one account become one position with its lots."""

from collections.abc import Sequence
from decimal import Decimal

from rebalancer.domain.account import Origin, Position
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.money import CENT, total, total_known
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.resolve import Holding
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.statement import Role
from rebalancer.ingest.valuation import multiplier


def make_position(parts: Sequence[Holding], notes: Notes) -> Position:
    """Return the position that *parts*, all of one symbol and currency, add up to.

    Where the file lists the lots of a holding below it, these explain it and add nothing. Else
    each part stays a lot, unless one is short: then nobody can tell which lots are left.
    """
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


def _tax_lots(parts: Sequence[Holding]) -> tuple[TaxLot, ...]:
    return tuple(
        TaxLot(quantity=part.quantity, acquired=part.acquired, cost_basis=part.cost_basis)
        for part in parts
        if part.quantity is not None and part.quantity > 0
    )


def _lots(parts: Sequence[Holding], notes: Notes) -> tuple[TaxLot, ...]:
    if len(parts) == 1 and parts[0].acquired is None:
        return ()
    if any(part.quantity is None or part.quantity <= 0 for part in parts):
        if len(parts) > 1:
            message = f"{parts[0].symbol} is held both long and short or without a quantity: "
            notes.warn(WarningCode.LOTS_DIFFER, parts[0].line, message + "its lots cannot be told.")
        return ()
    return _tax_lots(parts)


def _price(parts: Sequence[Holding], quantity: Decimal | None, notes: Notes) -> Decimal | None:
    """Return the price that the parts agree on, else the one that their values imply."""
    prices = {part.price for part in parts}
    if len(prices) == 1 or not quantity:
        return parts[0].price
    value = total(part.value for part in parts)
    implied = value / (quantity * multiplier(parts[0].kind))
    message = f"{parts[0].symbol} has several prices here; {implied:.4f} is used."
    notes.warn(WarningCode.VALUE_DIFFERS, parts[0].line, message)
    return implied.quantize(CENT**3) if implied > 0 else None
