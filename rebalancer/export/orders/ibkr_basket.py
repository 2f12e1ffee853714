"""Interactive Brokers' BasketTrader: a CSV with a heading, one order a row.

Source: the BasketTrader pages of IBKR's Trader Workstation guide. Columns are found by their
headings, numbers have no thousands marks, nothing stands after a comma but the value, and share
classes are written with a blank (``BRK B``).
"""

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import StringIO

from rebalancer.export.orders.order import Order, TimeInForce, plain
from rebalancer.rebalance.plan import Action

BROKER = "Interactive Brokers"
TITLE = "IBKR BasketTrader"
NAME = "ibkr-basket"
_HEADINGS = (
    "Action",
    "Quantity",
    "Symbol",
    "SecType",
    "Exchange",
    "Currency",
    "TimeInForce",
    "OrderType",
    "LmtPrice",
)


def write(orders: Sequence[Order]) -> str:
    """Return *orders* as the text of a basket file."""
    stream = StringIO()
    writer = csv.DictWriter(stream, _HEADINGS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(map(_row, orders))
    return stream.getvalue()


def _row(order: Order) -> Mapping[str, str]:
    fund = order.is_mutual_fund
    return {
        "Action": order.action.value.upper(),
        "Quantity": plain(order.quantity),
        "Symbol": order.symbol.replace("-", " ").replace(".", " "),
        "SecType": "FUND" if fund else "STK",
        "Exchange": "FUNDSERV" if fund else "SMART",
        "Currency": "USD",
        "TimeInForce": order.time_in_force.value,
        "OrderType": "MKT" if order.limit is None else "LMT",
        "LmtPrice": "" if order.limit is None else plain(order.limit),
    }


def read(text: str) -> tuple[Order, ...]:
    """Return the orders of a basket file.

    Raises:
        ValueError: A row is not an order.
        KeyError: A column is missing.
    """
    return tuple(map(_order, csv.DictReader(StringIO(text), strict=True)))


def _order(row: Mapping[str, str]) -> Order:
    limit = row["LmtPrice"]
    if row["OrderType"] != ("LMT" if limit else "MKT"):
        raise ValueError(f"an order of type {row['OrderType']} with the limit “{limit}”")
    return Order(
        action=Action(row["Action"].lower()),
        symbol=row["Symbol"].replace(" ", "-"),
        quantity=Decimal(row["Quantity"]),
        limit=Decimal(limit) if limit else None,
        time_in_force=TimeInForce(row["TimeInForce"]),
        is_mutual_fund=row["SecType"] == "FUND",
    )
