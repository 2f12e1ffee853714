"""Fidelity Wealthscape's Import Orders (for advisers): eight cells a row, known by their place.

Account number (20), account type, action (3), quantity (10, three decimals), symbol (30), price
type (2), time in force (1), limit price (10). Fidelity's public page gives the places and the
account types, not the codes of action, price type and time in force: those below are a proposal
that has to be compared with the firm's own table, and can be replaced. Orders land in *Unsent*.
Source: Import Orders, Wealthscape help (advisorchannel.com).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import StringIO

from rebalancer.export.orders.order import Order, OrderFileError, TimeInForce, plain
from rebalancer.rebalance.plan import Action

BROKER = "Fidelity"
TITLE = "Fidelity Wealthscape (codes to be checked)"
NAME = "wealthscape"
_PLACES = 8
_LONGEST_NUMBER, _LONGEST_FIGURE = 20, 10
_MOST_DECIMALS = -3


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What the firm writes for each word of an order."""

    account_type: str = ""
    """"" leaves it to Fidelity; 1 is cash, 2 margin."""
    actions: Mapping[Action, str] = field(
        default_factory=lambda: {Action.BUY: "B", Action.SELL: "S"}
    )
    at_market: str = "M"
    at_limit: str = "L"
    times: Mapping[TimeInForce, str] = field(
        default_factory=lambda: {TimeInForce.DAY: "D", TimeInForce.GOOD_TILL_CANCELLED: "G"}
    )


PROPOSED_CODES = Codes()


def write(orders: Sequence[Order], account_number: str, codes: Codes) -> str:
    """Return *orders* as the text of an import file for the account with this full number.

    Raises:
        OrderFileError: The number or a quantity does not fit its place.
    """
    if not (account_number.isalnum() and len(account_number) <= _LONGEST_NUMBER):
        raise OrderFileError(
            f"“{account_number}” is no account number that Wealthscape takes.",
            remedy="Give the full number as letters and digits, up to 20 of them.",
        )
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for order in orders:
        writer.writerow(_cells(order, account_number, codes))
    return stream.getvalue()


def _cells(order: Order, account_number: str, codes: Codes) -> Sequence[str]:
    quantity = plain(order.quantity)
    limit = "" if order.limit is None else plain(order.limit)
    exponent = order.quantity.normalize().as_tuple().exponent
    if max(len(quantity), len(limit)) > _LONGEST_FIGURE or int(exponent) < _MOST_DECIMALS:
        raise OrderFileError(
            f"{quantity} shares of {order.symbol} do not fit Wealthscape's ten characters "
            "with three decimals.",
            remedy="Trade that holding in whole shares, or place the order by hand.",
        )
    return (
        account_number,
        codes.account_type,
        codes.actions[order.action],
        quantity,
        as_written(order).symbol,
        codes.at_market if order.limit is None else codes.at_limit,
        codes.times[order.time_in_force],
        limit,
    )


def as_written(order: Order) -> Order:
    """Return what a row can tell of *order*."""
    return replace(order, symbol=order.symbol.replace("-", ""), is_mutual_fund=False)


def read(text: str, codes: Codes) -> tuple[tuple[str, Order], ...]:
    """Return the account number and the order of every row.

    Raises:
        ValueError: A row is not an order, or has a code that is not the firm's.
    """
    actions = {code: action for action, code in codes.actions.items()}
    times = {code: time for time, code in codes.times.items()}
    found = []
    for row in csv.reader(StringIO(text), strict=True):
        if len(row) != _PLACES:
            raise ValueError(f"{len(row)} cells in place of {_PLACES}")
        number, _, action, quantity, symbol, price_type, time, limit = row
        if action not in actions or time not in times:
            raise ValueError(f"an unknown code in {row}")
        if price_type != (codes.at_limit if limit else codes.at_market):
            raise ValueError(f"the price type {price_type} with the limit “{limit}”")
        order = Order(
            action=actions[action],
            symbol=symbol,
            quantity=Decimal(quantity),
            limit=Decimal(limit) if limit else None,
            time_in_force=times[time],
        )
        found.append((number, order))
    return tuple(found)
