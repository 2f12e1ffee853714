"""The trade list as text: to read, and to paste into a spreadsheet; never with what is held."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from rebalancer.domain.lot import Term
from rebalancer.rebalance.approval import Status
from rebalancer.rebalance.plan import Action, LotSale, Trade
from rebalancer.rebalance.review import Review
from ui.format import cents, day, quantity
from ui.language import tr, tr_n
from ui.models.table import Column, as_tsv
from ui.widgets.trade_rows import (
    ACTIONS,
    TERMS,
    AccountRows,
    TradeRow,
    lot_title,
    lots_of,
    realised,
    title_of,
    trades_by_account,
)

_TERMS = {Term.SHORT: tr("short"), Term.LONG: tr("long"), Term.UNKNOWN: tr("unknown")}


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
    Column(title=tr("Order"), text=lambda row: str(row.number)),
    Column(title=tr("Account"), text=lambda row: row.trade.account_label),
    Column(title=tr("Action"), text=lambda row: ACTIONS[row.trade.action]),
    Column(title=tr("Symbol"), text=lambda row: row.trade.symbol),
    Column(title=tr("Shares"), text=lambda row: _trade(row, row.trade.quantity)),
    Column(title=tr("Price"), text=lambda row: _trade(row, row.trade.price)),
    Column(title=tr("Value"), text=lambda row: _trade(row, row.trade.value)),
    Column(title=tr("Gain"), text=lambda row: _trade(row, realised(row.trade))),
    Column(title=tr("Estimated tax"), text=lambda row: _trade(row, row.trade.tax)),
    Column(title=tr("Lot acquired"), text=_lot(_acquired)),
    Column(title=tr("Lot shares"), text=_lot(lambda lot: _plain(lot.quantity))),
    Column(title=tr("Lot cost basis"), text=_lot(lambda lot: _plain(lot.cost_basis))),
    Column(title=tr("Lot term"), text=_lot(lambda lot: _TERMS[lot.term])),
    Column(title=tr("Lot gain"), text=_lot(lambda lot: _plain(lot.gain))),
    Column(title=tr("Why"), text=lambda row: row.trade.reason if row.lot is None else ""),
)
"""A row per trade, followed by a row per lot; each column adds up by itself."""


def rows_to_place(review: Review, account: str = "") -> tuple[AccountRows, ...]:
    """Return the trades of *account* (default: of all) that are not held.

    They are counted without those that are, as in the workbook and in order files.
    """
    pairs = zip(review.listed, review.statuses, strict=True)
    placed = trades_by_account(trade for trade, status in pairs if status is not Status.HELD)
    return tuple(each for each in placed if account in {"", each.key})


def list_tsv(accounts: Iterable[AccountRows]) -> str:
    """Return the trades of *accounts* and their lots as tab-separated text with a header."""
    return rows_tsv(row for account in accounts for row in account.rows)


def rows_tsv(rows: Iterable[TradeRow]) -> str:
    """Return trades, each followed by its lots, as tab-separated text with a header."""
    return as_tsv(SHEET_COLUMNS, [each for row in rows for each in (row, *lots_of(row))])


def list_text(review: Review, notes: Mapping[str, str], account: str = "") -> str:
    """Return the trades as a person writes them down.

    Args:
        review: Of the plan.
        notes: What is said of an account below its name, by its key.
        account: The key of the only account that is wanted; "" for all.
    """
    rest = review.rest
    lines = [tr("Trades for {as_of}, in the order to place them", as_of=day(rest.as_of))]
    wrong = [check.detail for check in review.checks if not check.passed]
    lines += (
        ["", tr("Do not place them as they are: {wrong}", wrong=" ".join(wrong))] if wrong else []
    )
    for each in rows_to_place(review, account):
        lines += ["", each.label]
        if each.key in notes:
            lines.append(notes[each.key])
        lines += _account_lines(each, review)
    held = held_words(review, account)
    lines += ["", tr("Held, not to be placed: {held}", held=held)] if held else []
    if not account:
        lines += [
            "",
            tr("Estimated tax: {estimated_tax}", estimated_tax=cents(rest.tax.estimated_tax)),
            *rest.messages,
        ]
    return "\n".join(lines)


def held_words(review: Review, account: str = "") -> str:
    """Return the trades that are held, as a list in words; "" where none is."""
    return ", ".join(
        tr(
            "{trade} in {account_label}",
            trade=title_of(TradeRow(number=0, trade=trade)),
            account_label=trade.account_label,
        )
        for trade in review.trades(Status.HELD)
        if account in {"", trade.account}
    )


def _account_lines(account: AccountRows, review: Review) -> Iterator[str]:
    for row in account.rows:
        is_approved = review.statuses[row.number - 1] is Status.APPROVED
        order = f"{row.number:3}. {_order(row.trade)}"
        yield tr("{order} (approved)", order=order) if is_approved else order
        for lot in row.trade.lots:
            yield f"       {_lot_line(lot)}"


def _order(trade: Trade) -> str:
    return tr(
        "{action} {quantity} {symbol} at about {price}, {value}",
        action=ACTIONS[trade.action],
        quantity=quantity(trade.quantity),
        symbol=trade.symbol,
        price=cents(trade.price),
        value=cents(trade.value),
    )


def _lot_line(lot: LotSale) -> str:
    parts = [f"{quantity(lot.quantity)} {lot_title(lot)}"]
    if lot.term is not Term.UNKNOWN:
        parts.append(TERMS[lot.term])
    basis = (
        tr("cost unknown")
        if lot.cost_basis is None
        else tr("cost {cost_basis}", cost_basis=cents(lot.cost_basis))
    )
    gain = "" if lot.gain is None else tr("gain {gain}", gain=cents(lot.gain))
    return ", ".join([*parts, basis, *([gain] if gain else [])])


def counted(trades: Sequence[Trade]) -> str:
    """Return how many trades of which kind there are: ``4 sales and 5 purchases``."""
    sales = sum(trade.action is Action.SELL for trade in trades)
    purchases = len(trades) - sales
    sold = tr_n("{count} sale", "{count} sales", sales)
    bought = tr_n("{count} purchase", "{count} purchases", purchases)
    return tr("{sold} and {bought}", sold=sold, bought=bought)
