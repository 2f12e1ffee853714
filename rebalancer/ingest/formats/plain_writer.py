"""Writes the plain file: the template to fill in, and the way out of any other program.

What is written reads back with the same totals: the optional columns ``value``, ``kind`` and
``currency`` are added where quantity, price and symbol alone would not tell, ``as_of`` where the
day of the prices is known.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rebalancer.domain.account import (
    Account,
    CashHolding,
    Position,
    TaxTreatment,
    infer_tax_treatment,
)
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.money import USD, ZERO, to_cents
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import TRADABLE_KINDS
from rebalancer.ingest.formats.plain import CASH, PENDING, guard

COLUMNS = (
    "account",
    "tax_treatment",
    "symbol",
    "description",
    "quantity",
    "price",
    "cost_basis",
    "acquired",
)
OPTIONAL_COLUMNS = ("value", "kind", "currency")
DAY_COLUMN = "as_of"
_PAR = Decimal("1.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRow:
    """One line to write; None is written as an empty cell.

    Attributes:
        cash: What the row tells of as CASH, under the name that it is held by; else None.
    """

    account: str
    tax_treatment: str
    symbol: str
    description: str
    quantity: Decimal | None
    price: Decimal | None
    cost_basis: Decimal | None = None
    acquired: str = ""
    value: Decimal | None = None
    kind: str = ""
    currency: str = ""
    as_of: str = ""
    cash: CashHolding | None = None

    @property
    def is_amount(self) -> bool:
        """Whether it is cash or pending, and its quantity an amount of USD."""
        return self.value is None

    @property
    def needs_value(self) -> bool:
        """Whether quantity and price alone do not tell what it is worth."""
        if self.value is None:
            return False
        known = self.quantity is not None and self.price is not None
        product = to_cents((self.quantity or ZERO) * (self.price or ZERO))
        return not known or product != self.value

    @property
    def needs_more(self) -> bool:
        """Whether quantity, price and symbol alone would read back differently."""
        is_plain = self.kind in TRADABLE_KINDS and self.currency == USD
        return self.needs_value or not (self.is_amount or is_plain)

    def cells(self) -> dict[str, str]:
        """Return every column as text; only text can hold a formula, so only text is guarded."""
        texts = (
            guard(self.account),
            self.tax_treatment,
            guard(self.symbol),
            guard(self.description),
            *(_plain(amount) for amount in (self.quantity, self.price, self.cost_basis)),
            self.acquired,
            _plain(self.value),
            self.kind,
            self.currency,
            self.as_of,
        )
        return dict(zip((*COLUMNS, *OPTIONAL_COLUMNS, DAY_COLUMN), texts, strict=True))


def write_plain(portfolio: Portfolio) -> str:
    """Return *portfolio* as the text of a plain file; an empty one gives the bare template."""
    rows = [_dated(account, row) for account, row in plain_rows(portfolio)]
    columns = COLUMNS + (OPTIONAL_COLUMNS if any(row.needs_more for row in rows) else ())
    columns += (DAY_COLUMN,) if any(row.as_of for row in rows) else ()
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.cells() for row in rows)
    return text.getvalue()


def plain_rows(portfolio: Portfolio) -> Iterator[tuple[Account, PlainRow]]:
    """Yield the rows that tell of *portfolio*, each with the account that it is of."""
    for account, label in zip(portfolio.accounts, _labels(portfolio.accounts), strict=True):
        for row in _account_rows(account, label, _word(account, label)):
            yield account, row


def _dated(account: Account, row: PlainRow) -> PlainRow:
    return replace(row, as_of=account.as_of.isoformat() if account.as_of else "")


def _account_rows(account: Account, label: str, treatment: str) -> Iterator[PlainRow]:
    for position in account.positions:
        yield from _position_rows(position, label, treatment)
    for holding in account.cash_holdings:
        yield replace(_amount_row(CASH, holding.amount, label, treatment), cash=holding)
    if account.pending:
        yield _amount_row(PENDING, account.pending, label, treatment)


def _labels(accounts: Sequence[Account]) -> Iterator[str]:
    """Yield a label per account; where two are alike, the broker or a count tells them apart."""
    shared = Counter(account.label for account in accounts)
    used: Counter[tuple[str, str]] = Counter()
    for account in accounts:
        name = account.name or account.broker
        if shared[account.label] > 1:
            name = f"{account.broker} {name}"
        used[name, account.number] += 1
        count = used[name, account.number]
        parts = (name, f"({count})" if count > 1 else "", account.number)
        yield " ".join(part for part in parts if part)


def _word(account: Account, label: str) -> str:
    """Return how *account* is taxed, or "" where neither that is known nor its *label* tells."""
    treatment, unknown = account.tax_treatment, TaxTreatment.UNKNOWN
    if treatment is unknown and infer_tax_treatment(label) is unknown:
        return ""
    return treatment.value


def _amount_row(symbol: str, amount: Decimal, label: str, treatment: str) -> PlainRow:
    return PlainRow(
        account=label,
        tax_treatment=treatment,
        symbol=symbol,
        description="",
        quantity=amount,
        price=_PAR,
    )


def _position_rows(position: Position, label: str, treatment: str) -> Iterator[PlainRow]:
    lots = position.open_lots
    values = _shares_of(position.value, [lot.quantity for lot in lots])
    for lot, value in zip(lots or [None], values, strict=True):
        yield PlainRow(
            account=label,
            tax_treatment=treatment,
            symbol=position.symbol,
            description=position.description,
            quantity=lot.quantity if lot else position.quantity,
            price=position.price,
            cost_basis=lot.cost_basis if lot else position.cost_basis,
            acquired=_day(lot),
            value=value,
            kind=position.kind,
            currency=position.currency,
        )


def _day(lot: TaxLot | None) -> str:
    return lot.acquired.isoformat() if lot and lot.acquired else ""


def _shares_of(value: Decimal, quantities: Iterable[Decimal]) -> list[Decimal]:
    """Split *value* by quantity, to the cent; the last part takes what rounding leaves."""
    parts = list(quantities)
    whole = sum(parts, start=ZERO)
    shares = [to_cents(value * part / whole) for part in parts[:-1]]
    return [*shares, value - sum(shares, start=ZERO)]


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"
