"""A plain order list: one CSV for all accounts, with the columns that a person chooses."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from rebalancer.export.orders.order import Order, OrderFileError, OrderTerms, orders_in, plain
from rebalancer.ingest.formats.plain import guard, unguard
from rebalancer.rebalance.plan import Action, LotSale, Trade, TradePlan
from rebalancer.spelling import nearest

TITLE = "Order list (CSV)"
NAME = "generic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An order beside the trade that it places."""

    number: int
    order: Order
    trade: Trade


def _lot(lot: LotSale) -> str:
    day = "of unknown date" if lot.acquired is None else f"of {lot.acquired}"
    return f"{plain(lot.quantity)} {day}"


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


_COLUMNS: Mapping[str, Callable[[Line], str]] = {
    "sequence": lambda line: str(line.number),
    "account": lambda line: guard(one_line(line.trade.account_label)),
    "action": lambda line: line.order.action.value,
    "symbol": lambda line: line.order.symbol,
    "name": lambda line: guard(one_line(line.trade.description)),
    "quantity": lambda line: plain(line.order.quantity),
    "price": lambda line: plain(line.trade.price),
    "amount": lambda line: _amount(line.trade.value),
    "order_type": lambda line: "market" if line.order.limit is None else "limit",
    "limit": lambda line: "" if line.order.limit is None else plain(line.order.limit),
    "time_in_force": lambda line: line.order.time_in_force.value,
    "lots": lambda line: "; ".join(map(_lot, line.trade.lots)),
    "lot_relief": lambda line: line.trade.relief.value if line.trade.relief else "",
    "short_term_gain": lambda line: _amount(line.trade.short_term_gain),
    "long_term_gain": lambda line: _amount(line.trade.long_term_gain),
    "tax": lambda line: _amount(line.trade.tax),
    "reason": lambda line: guard(one_line(line.trade.reason)),
}
COLUMN_NAMES = tuple(_COLUMNS)
USUAL_COLUMNS = ("account", "action", "symbol", "quantity", "order_type", "limit", "lots")
_NEEDED = ("account", "action", "symbol", "quantity")


def one_line(text: str) -> str:
    """Return *text* without line ends and what cannot be printed."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def check_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return *names*, once it is sure that they are columns of an order list.

    Raises:
        OrderFileError: One is not, one is there twice, or one that an order needs is missing.
    """
    for name in names:
        if name not in _COLUMNS:
            remedy = nearest(name, COLUMN_NAMES) or f"Choose from {', '.join(COLUMN_NAMES)}."
            raise OrderFileError(f"“{name}” is no column of an order list.", remedy=remedy)
    missing = [name for name in _NEEDED if name not in names]
    if missing or len(set(names)) < len(names):
        problem = f"misses {', '.join(missing)}" if missing else "names a column twice"
        raise OrderFileError(
            f"An order list that {problem} cannot be placed.",
            remedy=f"Each order needs {', '.join(_NEEDED)}, once each.",
        )
    return tuple(names)


def lines_of(plan: TradePlan, terms: OrderTerms) -> Iterator[Line]:
    """Yield the orders of all accounts in the order to place them.

    Raises:
        OrderFileError: Something has no ticker that a broker would know.
    """
    number = 0
    for account in plan.portfolio_after.accounts:
        trades = [trade for trade in plan.trades if trade.account == account.key]
        trades.sort(key=lambda trade: trade.action is Action.BUY)
        for order, trade in zip(orders_in(account, plan, terms), trades, strict=True):
            number += 1
            yield Line(number=number, order=order, trade=trade)


def placed(line: Line) -> tuple[str, Action, str, Decimal]:
    """Return what ``read`` should find of *line*."""
    label = one_line(line.trade.account_label)
    return label, line.order.action, line.order.symbol, line.order.quantity


def write(lines: Iterable[Line], columns: Sequence[str]) -> str:
    """Return *lines* as CSV text with *columns*, their names as the heading."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_COLUMNS[name](line) for name in columns] for line in lines)
    return stream.getvalue()


def read(text: str) -> tuple[tuple[str, Action, str, Decimal], ...]:
    """Return account, action, symbol and quantity of every row.

    Raises:
        ValueError: A row is not an order.
        KeyError: A column is missing.
    """
    return tuple(
        (
            unguard(row["account"]),
            Action(row["action"]),
            row["symbol"],
            Decimal(row["quantity"]),
        )
        for row in csv.DictReader(StringIO(text), strict=True)
    )
