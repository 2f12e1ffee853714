"""A line of a statement becomes a holding: symbol, kind and value settled."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.money import USD
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.kind import is_cash, kind_of, symbol_of
from rebalancer.ingest.lot_rows import LotRows
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.statement import Entry, Role
from rebalancer.ingest.valuation import amount_of, cost_of, is_worth, price_of, value_of
from rebalancer.market.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One line of which it is known what it holds and what that is worth."""

    line: int
    role: Role
    symbol: str
    description: str
    kind: SecurityKind
    value: Decimal
    quantity: Decimal | None = None
    price: Decimal | None = None
    cost_basis: Decimal | None = None
    acquired: date | None = None
    currency: str = USD
    rows: LotRows | None = None
    """Where it sums up rows that are alike: all of them, with their values and costs."""


def resolve(entry: Entry, snapshot: Snapshot, notes: Notes) -> Holding | None:
    """Return what *entry* holds, or None after noting why that cannot be told."""
    if entry.role in {Role.PENDING, Role.TOTAL}:
        return _amount(entry, notes)
    entry = replace(entry, symbol=symbol_of(entry, snapshot))
    if not entry.symbol:
        notes.skip(entry.line, "it names no holding")
        return None
    if is_cash(entry, snapshot):
        if entry.role is Role.LOT:
            notes.skip(entry.line, f"{entry.symbol} is cash, which has no lots")
            return None
        return _amount(replace(entry, role=Role.CASH), notes)
    return _position(_with_price(entry, snapshot, notes), snapshot, notes)


def _amount(entry: Entry, notes: Notes) -> Holding | None:
    """Return a line that is nothing but an amount of USD."""
    amount = amount_of(entry)
    if amount is None:
        notes.skip(entry.line, "it gives no amount")
        return None
    if entry.currency != USD:
        notes.skip(entry.line, f"only cash in USD is counted, and this is {entry.currency}")
        return None
    return Holding(
        line=entry.line,
        role=entry.role,
        symbol=entry.symbol,
        description=entry.description,
        kind=SecurityKind.OTHER,
        value=amount,
    )


def _position(entry: Entry, snapshot: Snapshot, notes: Notes) -> Holding | None:
    kind = kind_of(entry, snapshot)
    value = value_of(entry, kind)
    if value is None:
        notes.skip(entry.line, f"{entry.symbol} has neither a value nor quantity and price")
        return None
    if not entry.quantity and not value:
        notes.skip(entry.line, f"nothing of {entry.symbol} is held")
        return None
    if not is_worth(entry, kind):
        message = (
            f"{entry.symbol}: {entry.quantity} at {entry.price} is not the stated value "
            f"{value}; the value is used."
        )
        notes.warn(WarningCode.VALUE_DIFFERS, entry.line, message)
    return Holding(
        line=entry.line,
        role=entry.role,
        symbol=entry.symbol,
        description=entry.description or snapshot.name_of(entry.symbol),
        kind=kind,
        value=value,
        quantity=entry.quantity,
        price=price_of(entry, kind),
        cost_basis=cost_of(entry, kind),
        acquired=entry.acquired,
        currency=entry.currency,
    )


def _with_price(entry: Entry, snapshot: Snapshot, notes: Notes) -> Entry:
    """Lend the snapshot's price to a line that has neither price nor value."""
    quote = snapshot.quotes.get(entry.symbol)
    is_wanting = entry.value is None and entry.price is None and entry.quantity is not None
    if quote is None or not is_wanting:
        return entry
    message = f"{entry.symbol} has no price here; {quote.price} of {quote.as_of} is used."
    notes.warn(WarningCode.EMBEDDED_PRICE, entry.line, message)
    return replace(entry, price=quote.price)
