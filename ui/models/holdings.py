"""Positions and their tax lots as rows of one table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import overload

from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import TaxLot, Term
from rebalancer.domain.lots import first_day
from rebalancer.domain.money import USD, to_cents
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from ui import format as fmt
from ui.language import tr, tr_n
from ui.models.table import Column
from ui.overriding import override

_KINDS = {
    SecurityKind.STOCK: tr("Stock"),
    SecurityKind.FUND: tr("Fund"),
    SecurityKind.BOND: tr("Bond"),
    SecurityKind.OPTION: tr("Option"),
    SecurityKind.OTHER: tr("Other"),
    SecurityKind.UNKNOWN: tr("Not known"),
}
_TERMS = {Term.SHORT: tr("short"), Term.LONG: tr("long"), Term.UNKNOWN: tr("date not known")}


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRow:
    """A position, the cash of an account, or one tax lot of a position; money in its currency."""

    account: str
    symbol: str
    description: str
    kind: str
    quantity: Decimal | None
    price: Decimal | None
    value: Decimal
    share: float | None
    """Of the household, 0..1; None where it does not count."""
    cost_basis: Decimal | None
    held: str
    """How many lots; for a lot, since when and its term."""
    bought: date | None
    source: str
    is_cash: bool = False
    is_usd: bool = True
    """Whether money is in USD, and counts in the household."""
    lots: Sequence["HoldingRow"] = ()

    @property
    def gain(self) -> Decimal | None:
        """What a sale would realise; None where the cost is not known."""
        return None if self.cost_basis is None else self.value - self.cost_basis


class LotRows(Sequence[HoldingRow]):
    """The lots of a position as rows, each made when it is first looked at: there may be many."""

    def __init__(self, account: Account, position: Position, whole: Decimal, today: date) -> None:
        self._account = account.label
        self._position = position
        self._whole = whole
        self._today = today
        self._lots = position.open_lots
        self._made: dict[int, HoldingRow] = {}

    @override
    def __len__(self) -> int:
        return len(self._lots)

    @overload
    def __getitem__(self, index: int) -> HoldingRow: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[HoldingRow, ...]: ...
    @override
    def __getitem__(self, index: int | slice) -> HoldingRow | tuple[HoldingRow, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        if index not in self._made:
            lot = self._lots[index]
            self._made[index] = _lot_row(
                self._account, self._position, lot, self._whole, self._today
            )
        return self._made[index]

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, LotRows) and self._source() == other._source()

    @override
    def __hash__(self) -> int:
        return hash((self._account, self._position.symbol, self._whole, self._today))

    def _source(self) -> tuple[object, ...]:
        return self._account, self._position, self._whole, self._today


def holding_rows(portfolio: Portfolio, today: date) -> tuple[HoldingRow, ...]:
    """Return a row for every position and every account's cash, in the order of the files."""
    return tuple(_rows(portfolio, today))


def _rows(portfolio: Portfolio, today: date) -> Iterable[HoldingRow]:
    whole = portfolio.total_value
    for account in portfolio.accounts:
        for position in account.positions:
            yield _position_row(account, position, whole, today)
        if account.cash or account.pending:
            yield _cash_row(account, whole)


def _position_row(account: Account, position: Position, whole: Decimal, today: date) -> HoldingRow:
    lots = LotRows(account, position, whole, today)
    origin = position.origin
    return HoldingRow(
        account=account.label,
        symbol=position.symbol,
        description=position.description,
        kind=_KINDS[position.kind],
        quantity=position.quantity,
        price=position.price,
        value=position.value,
        share=_share(position.value, whole) if position.currency == USD else None,
        cost_basis=position.cost_basis,
        held=_count(len(lots)),
        bought=first_day(position.open_lots),
        source=""
        if origin is None
        else tr("{file}, line {line}", file=origin.file, line=origin.line),
        is_usd=position.currency == USD,
        lots=lots,
    )


def _lot_row(
    account: str, position: Position, lot: TaxLot, whole: Decimal, today: date
) -> HoldingRow:
    part = lot.quantity / position.quantity if position.quantity else Decimal(1)
    value = to_cents(position.value * part)
    term = _TERMS[lot.term(today)]
    return HoldingRow(
        account=account,
        symbol=position.symbol,
        description=tr("Lot"),
        kind="",
        quantity=lot.quantity,
        price=position.price,
        value=value,
        share=_share(value, whole) if position.currency == USD else None,
        cost_basis=lot.cost_basis,
        held=term if lot.acquired is None else f"{fmt.day(lot.acquired)}, {term}",
        bought=lot.acquired,
        source="",
        is_usd=position.currency == USD,
    )


def _cash_row(account: Account, whole: Decimal) -> HoldingRow:
    amount = account.cash + account.pending
    symbols = ", ".join(holding.symbol for holding in account.cash_holdings)
    return HoldingRow(
        account=account.label,
        symbol="CASH",
        description=tr("Cash and {pending} pending", pending=fmt.cents(account.pending))
        if account.pending
        else tr("Cash"),
        kind=tr("Cash"),
        is_cash=True,
        quantity=None,
        price=None,
        value=amount,
        share=_share(amount, whole),
        cost_basis=None,
        held="",
        bought=None,
        source=symbols,
    )


def _share(value: Decimal, whole: Decimal) -> float | None:
    return float(value / whole) if whole else None


def _count(lots: int) -> str:
    return tr_n("{count} lot", "{count} lots", lots) if lots else ""


def _usd(amount: Callable[[HoldingRow], Decimal | None]) -> Callable[[HoldingRow], Decimal | None]:
    """Return what counts in a sum: money of other currencies does not."""
    return lambda row: amount(row) if row.is_usd else None


HOLDING_COLUMNS: tuple[Column[HoldingRow], ...] = (
    Column(title=tr("Symbol"), text=lambda row: row.symbol, cell_tooltip=lambda row: row.source),
    Column(
        title=tr("Description"),
        text=lambda row: row.description,
        cell_tooltip=lambda row: row.description,
    ),
    Column(title=tr("Account"), text=lambda row: row.account),
    Column(
        title=tr("Kind"),
        text=lambda row: row.kind,
        tooltip=tr("What the line is; stocks and funds are traded, the rest is only counted."),
    ),
    Column(
        title=tr("Shares"),
        tooltip=tr("How many the file states; of a bond, its face value."),
        is_private=True,
        text=lambda row: "" if row.is_cash else fmt.quantity(row.quantity),
        amount=lambda row: row.quantity,
        is_numeric=True,
    ),
    Column(
        title=tr("Price"),
        text=lambda row: "" if row.is_cash else fmt.cents(row.price),
        amount=lambda row: row.price,
        is_numeric=True,
        tooltip=tr("As the file states it; a bond's is per 100 of face value."),
    ),
    Column(
        title=tr("Value"),
        text=lambda row: fmt.cents(row.value),
        amount=lambda row: row.value,
        summand=_usd(lambda row: row.value),
        is_numeric=True,
        tooltip=tr("Market value as the file states it."),
    ),
    Column(
        title=tr("Of all"),
        text=lambda row: fmt.percent(row.share),
        amount=lambda row: row.share,
        is_numeric=True,
        tooltip=tr("Value divided by the household's total."),
    ),
    Column(
        title=tr("Cost"),
        text=lambda row: "" if row.is_cash else fmt.dollars(row.cost_basis),
        amount=lambda row: row.cost_basis,
        summand=_usd(lambda row: row.cost_basis),
        is_numeric=True,
        tooltip=tr("Cost basis; a dash where the file does not tell."),
    ),
    Column(
        title=tr("Gain"),
        text=lambda row: "" if row.is_cash else fmt.signed_dollars(row.gain),
        amount=lambda row: row.gain,
        summand=_usd(lambda row: row.gain),
        is_numeric=True,
        tooltip=tr("Value less cost: what a sale would realise."),
    ),
    Column(
        title=tr("Held"),
        text=lambda row: row.held,
        sort_key=lambda row: float(row.bought.toordinal()) if row.bought else None,
        tooltip=tr(
            "Unfold a position to see its lots: when each was bought, and whether its gain would "
            "be short-term or long-term; more than one year is long."
        ),
    ),
)
