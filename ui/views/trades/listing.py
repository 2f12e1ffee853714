"""The trade list as text: to read, and to paste into a spreadsheet."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from rebalancer.domain.lot import Term
from rebalancer.ingest.formats.plain import guard
from rebalancer.rebalance.plan import Action, LotSale, Trade, TradePlan
from ui.format import cents, day, quantity
from ui.models.table import Column, as_tsv
from ui.widgets.trade_rows import (
    ACTIONS,
    TERMS,
    AccountRows,
    TradeRow,
    lot_title,
    lots_of,
    realised,
    trades_by_account,
)

_TERMS = {Term.SHORT: "short", Term.LONG: "long", Term.UNKNOWN: "unknown"}


def _plain(amount: Decimal | None) -> str:
    """Return *amount* as every spreadsheet reads a number; unknown stays empty."""
    return "" if amount is None else f"{amount:f}"


def _trade(row: TradeRow, amount: Decimal | None) -> str:
    return _plain(amount) if row.lot is None else ""


def _lot(text: Callable[[LotSale], str]) -> Callable[[TradeRow], str]:
    return lambda row: "" if row.lot is None else text(row.lot)


def _acquired(lot: LotSale) -> str:
    return "" if lot.acquired is None else lot.acquired.isoformat()


SHEET_COLUMNS: Sequence[Column[TradeRow]] = (
    Column(title="Order", text=lambda row: str(row.number)),
    Column(title="Account", text=lambda row: guard(row.trade.account_label)),
    Column(title="Action", text=lambda row: ACTIONS[row.trade.action]),
    Column(title="Symbol", text=lambda row: guard(row.trade.symbol)),
    Column(title="Shares", text=lambda row: _trade(row, row.trade.quantity)),
    Column(title="Price", text=lambda row: _trade(row, row.trade.price)),
    Column(title="Value", text=lambda row: _trade(row, row.trade.value)),
    Column(title="Gain", text=lambda row: _trade(row, realised(row.trade))),
    Column(title="Estimated tax", text=lambda row: _trade(row, row.trade.tax)),
    Column(title="Lot acquired", text=_lot(_acquired)),
    Column(title="Lot shares", text=_lot(lambda lot: _plain(lot.quantity))),
    Column(title="Lot cost basis", text=_lot(lambda lot: _plain(lot.cost_basis))),
    Column(title="Lot term", text=_lot(lambda lot: _TERMS[lot.term])),
    Column(title="Lot gain", text=_lot(lambda lot: _plain(lot.gain))),
    Column(title="Why", text=lambda row: guard(row.trade.reason) if row.lot is None else ""),
)
"""A row per trade, followed by a row per lot; each column adds up by itself."""


def plan_tsv(plan: TradePlan) -> str:
    """Return the trades and their lots as tab-separated text with a header."""
    rows = [
        each
        for account in trades_by_account(plan)
        for row in account.rows
        for each in (row, *lots_of(row))
    ]
    return as_tsv(SHEET_COLUMNS, rows)


def plan_text(plan: TradePlan, cash: Mapping[str, str]) -> str:
    """Return the trades as a person writes them down, with a note on *cash* by account key."""
    lines = [f"Trades for {day(plan.as_of)}, in the order to place them"]
    for account in trades_by_account(plan):
        lines += ["", account.label]
        if account.key in cash:
            lines.append(cash[account.key])
        lines += _account_lines(account)
    lines += ["", f"Estimated tax: {cents(plan.tax.estimated_tax)}", *plan.messages]
    return "\n".join(lines)


def _account_lines(account: AccountRows) -> list[str]:
    lines = []
    for row in account.rows:
        lines.append(f"{row.number:3}. {_order(row.trade)}")
        lines += [f"       {_lot_line(lot)}" for lot in row.trade.lots]
    return lines


def _order(trade: Trade) -> str:
    return (
        f"{ACTIONS[trade.action]} {quantity(trade.quantity)} {trade.symbol} "
        f"at about {cents(trade.price)}, {cents(trade.value)}"
    )


def _lot_line(lot: LotSale) -> str:
    parts = [f"{quantity(lot.quantity)} {lot_title(lot)}"]
    if lot.term is not Term.UNKNOWN:
        parts.append(TERMS[lot.term])
    basis = "cost unknown" if lot.cost_basis is None else f"cost {cents(lot.cost_basis)}"
    gain = "" if lot.gain is None else f"gain {cents(lot.gain)}"
    return ", ".join([*parts, basis, *([gain] if gain else [])])


def counted(plan: TradePlan) -> str:
    """Return how many trades of which kind there are: ``4 sales, then 5 purchases``."""
    sales = sum(trade.action is Action.SELL for trade in plan.trades)
    purchases = len(plan.trades) - sales
    sold = f"{sales} sale{'' if sales == 1 else 's'}"
    bought = f"{purchases} purchase{'' if purchases == 1 else 's'}"
    return f"{sold} and {bought}"
