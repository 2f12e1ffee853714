"""A plan's trades as rows, account by account, with the lots that a sale closes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.lot import Term
from rebalancer.rebalance.plan import Action, LotSale, Trade
from ui import format as fmt
from ui.language import tr
from ui.models.table import Column

ACTIONS = {Action.SELL: tr("Sell"), Action.BUY: tr("Buy")}
TERMS = {Term.SHORT: tr("short-term"), Term.LONG: tr("long-term"), Term.UNKNOWN: tr("date unknown")}


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """A trade, or a lot that it sells.

    Attributes:
        number: Where the trade stands in the order to place them, counted from 1.
        lot: None unless the row is a lot.
    """

    number: int
    trade: Trade
    lot: LotSale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRows:
    """The trades of one account, in the order to place them."""

    key: str
    label: str
    rows: tuple[TradeRow, ...]


def trades_by_account(trades: Iterable[Trade]) -> tuple[AccountRows, ...]:
    """Return *trades* by account, in the order to place them."""
    by_account: dict[str, list[TradeRow]] = {}
    for number, trade in enumerate(trades, start=1):
        by_account.setdefault(trade.account, []).append(TradeRow(number=number, trade=trade))
    return tuple(
        AccountRows(key=key, label=rows[0].trade.account_label, rows=tuple(rows))
        for key, rows in by_account.items()
    )


def lots_of(row: TradeRow) -> tuple[TradeRow, ...]:
    """Return the lots that a trade sells, each as a row; a lot has none."""
    if row.lot is not None:
        return ()
    return tuple(TradeRow(number=row.number, trade=row.trade, lot=lot) for lot in row.trade.lots)


def title_of(row: TradeRow) -> str:
    """Return what a person calls the row: ``Sell NVDA``, ``bought 4 Mar 2019``."""
    if row.lot is not None:
        return lot_title(row.lot)
    return f"{ACTIONS[row.trade.action]} {row.trade.symbol}"


def lot_title(lot: LotSale) -> str:
    """Return what a person calls a lot: ``bought 4 Mar 2019``."""
    return (
        tr("purchase date unknown")
        if lot.acquired is None
        else tr("bought {acquired}", acquired=fmt.day(lot.acquired))
    )


def realised(trade: Trade) -> Decimal | None:
    """Return the gain of a sale as the plan states it; None for a purchase."""
    if trade.action is Action.BUY:
        return None
    return trade.short_term_gain + trade.long_term_gain


def _of(
    of_trade: Callable[[Trade], str] | None, of_lot: Callable[[LotSale], str] | None = None
) -> Callable[[TradeRow], str]:
    """Return what a cell shows: one thing for a trade, another for a lot, None for nothing."""

    def text(row: TradeRow) -> str:
        if row.lot is not None:
            return "" if of_lot is None else of_lot(row.lot)
        return "" if of_trade is None else of_trade(row.trade)

    return text


def _amount(
    of_trade: Callable[[Trade], Decimal | None] | None,
    of_lot: Callable[[LotSale], Decimal | None] | None = None,
) -> Callable[[TradeRow], Decimal | None]:
    """Return the number of a cell: one for a trade, another for a lot, None for nothing."""

    def amount(row: TradeRow) -> Decimal | None:
        if row.lot is not None:
            return None if of_lot is None else of_lot(row.lot)
        return None if of_trade is None else of_trade(row.trade)

    return amount


def _taxed(trade: Trade) -> Decimal | None:
    """Return the gain of a sale, or None where none is counted."""
    gain = realised(trade)
    return gain if gain or not any(lot.gain for lot in trade.lots) else None


def _gain(trade: Trade) -> str:
    if trade.action is Action.BUY:
        return ""
    gain = _taxed(trade)
    return tr("not taxed") if gain is None else fmt.cents(gain)


def _tax(trade: Trade) -> Decimal | None:
    return None if trade.action is Action.BUY else trade.tax


_VALUES = _amount(lambda trade: trade.value)
_BASES = _amount(None, lambda lot: lot.cost_basis)
_GAINS = _amount(_taxed, lambda lot: lot.gain)
_TAXES = _amount(_tax)


NAME: Column[TradeRow] = Column(title=tr("Trade"), text=title_of)
NUMBER: Column[TradeRow] = Column(
    title=tr("No."),
    text=lambda row: str(row.number) if row.lot is None else "",
    amount=lambda row: row.number if row.lot is None else None,
    is_numeric=True,
    tooltip=tr("The order in which to place the trades"),
)
SHARES: Column[TradeRow] = Column(
    title=tr("Shares"),
    tooltip=tr("How many to buy or sell; below a sale, how many of each lot"),
    is_private=True,
    text=_of(lambda trade: fmt.quantity(trade.quantity), lambda lot: fmt.quantity(lot.quantity)),
    amount=_amount(lambda trade: trade.quantity, lambda lot: lot.quantity),
    is_numeric=True,
)
PRICE: Column[TradeRow] = Column(
    title=tr("Price"),
    text=_of(lambda trade: fmt.cents(trade.price)),
    amount=_amount(lambda trade: trade.price),
    is_numeric=True,
    cell_tooltip=_of(lambda trade: tr("From: {price_source}", price_source=trade.price_source)),
    tooltip=tr("The price the plan reckons with; point at one for its source"),
)
VALUE: Column[TradeRow] = Column(
    title=tr("Value"),
    tooltip=tr("Shares times the price of the plan"),
    text=_of(lambda trade: fmt.cents(trade.value)),
    amount=_VALUES,
    summand=_VALUES,
    is_numeric=True,
)
TERM: Column[TradeRow] = Column(title=tr("Term"), text=_of(None, lambda lot: TERMS[lot.term]))
BASIS: Column[TradeRow] = Column(
    title=tr("Cost basis"),
    text=_of(None, lambda lot: fmt.cents(lot.cost_basis)),
    amount=_BASES,
    summand=_BASES,
    is_numeric=True,
    tooltip=tr("What the shares sold did cost; a dash is unknown"),
)
GAIN: Column[TradeRow] = Column(
    title=tr("Gain"),
    text=_of(_gain, lambda lot: fmt.cents(lot.gain)),
    amount=_GAINS,
    summand=_GAINS,
    is_numeric=True,
    tooltip=tr("What the sale realises; for a trade in a taxed account, of the lots of known cost"),
)
TAX: Column[TradeRow] = Column(
    title=tr("Tax"),
    text=_of(lambda trade: "" if trade.action is Action.BUY else fmt.cents(trade.tax)),
    amount=_TAXES,
    summand=_TAXES,
    is_numeric=True,
    tooltip=tr("Estimated at the rates of the policy; a loss takes some away"),
)
REASON: Column[TradeRow] = Column(
    title=tr("Why"),
    text=_of(lambda trade: trade.reason),
    cell_tooltip=_of(lambda trade: trade.reason),
)

PLAN_COLUMNS: Sequence[Column[TradeRow]] = (NAME, SHARES, VALUE, GAIN, TAX, REASON)
"""To judge a plan by."""
ORDER_COLUMNS: Sequence[Column[TradeRow]] = (
    NAME,
    NUMBER,
    SHARES,
    PRICE,
    VALUE,
    TERM,
    BASIS,
    GAIN,
    REASON,
)
"""To place the orders by."""
