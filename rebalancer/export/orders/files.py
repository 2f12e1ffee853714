"""Which files of orders a plan gives, and that each says what the plan says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from rebalancer.atomic import write_atomically
from rebalancer.domain.account import Account
from rebalancer.export.file_name import suggest_name
from rebalancer.export.orders import generic, ibkr_basket, ibkr_rebalance, wealthscape
from rebalancer.export.orders.generic import USUAL_COLUMNS, check_columns
from rebalancer.export.orders.ibkr_rebalance import goals_of
from rebalancer.export.orders.order import (
    MARKET_ORDERS,
    OrderFileError,
    OrderTerms,
    orders_in,
)
from rebalancer.export.orders.wealthscape import PROPOSED_CODES, Codes
from rebalancer.rebalance.plan import TradePlan

TITLES: Mapping[str, str] = {
    module.NAME: module.TITLE for module in (ibkr_basket, ibkr_rebalance, wealthscape, generic)
}
"""What a person calls each format, by its name on the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """What files are wanted.

    Attributes:
        formats: Names of ``TITLES``.
        columns: Of the generic list.
        codes: Of Wealthscape.
        account_numbers: The full number by account key, for the brokers that ask for it.
    """

    formats: tuple[str, ...] = (ibkr_basket.NAME, generic.NAME)
    terms: OrderTerms = MARKET_ORDERS
    columns: tuple[str, ...] = USUAL_COLUMNS
    codes: Codes = PROPOSED_CODES
    account_numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFile:
    """One file, ready to be written."""

    format: str
    name: str
    text: str


def order_files(plan: TradePlan, request: OrderRequest) -> tuple[OrderFile, ...]:
    """Return the files that *request* asks for, each only for the accounts of its broker.

    Every file is read back by the format's own reader, and has to say what the plan says.

    Raises:
        OrderFileError: A trade does not fit the format, or nothing fits at all.
    """
    found = tuple(file for name in request.formats for file in _WRITERS[name](plan, request))
    if not found:
        asked = ", ".join(TITLES[name] for name in request.formats)
        raise OrderFileError(
            f"No account with trades is at a broker that reads {asked}.",
            remedy=f"The format “{generic.NAME}” is there for every account.",
        )
    return found


def write_order_files(folder: Path, files: Iterable[OrderFile]) -> tuple[Path, ...]:
    """Write *files* into *folder*, each whole or not at all; return where they are.

    Raises:
        RebalancerError: One cannot be written; an older one stays as it was.
    """
    written = []
    for file in files:
        path = folder / file.name
        write_atomically(path, partial(_write, file.text))
        written.append(path)
    return tuple(written)


def _write(text: str, stream: BinaryIO) -> None:
    stream.write(text.encode())


def _traded(plan: TradePlan, broker: str) -> Iterator[Account]:
    traded = {trade.account for trade in plan.trades}
    for account in plan.portfolio_after.accounts:
        if account.key in traded and account.broker == broker:
            yield account


def _file(name: str, title: str, plan: TradePlan, text: str) -> OrderFile:
    return OrderFile(
        format=name, name=suggest_name(title, plan.as_of, suffix=f" {name}.csv"), text=text
    )


def _basket(plan: TradePlan, request: OrderRequest) -> Iterator[OrderFile]:
    for account in _traded(plan, ibkr_basket.BROKER):
        orders = orders_in(account, plan, request.terms)
        text = ibkr_basket.write(orders)
        _compare(ibkr_basket.TITLE, ibkr_basket.read(text), orders)
        yield _file(ibkr_basket.NAME, account.label, plan, text)


def _rebalance(plan: TradePlan, _: OrderRequest) -> Iterator[OrderFile]:
    for account in _traded(plan, ibkr_basket.BROKER):
        goals = goals_of(account)
        text = ibkr_rebalance.write(goals)
        _compare(ibkr_rebalance.TITLE, ibkr_rebalance.read(text), goals)
        yield _file(ibkr_rebalance.NAME, account.label, plan, text)


def _wealthscape(plan: TradePlan, request: OrderRequest) -> Iterator[OrderFile]:
    for account in _traded(plan, wealthscape.BROKER):
        number = request.account_numbers.get(account.key, "")
        orders = orders_in(account, plan, request.terms)
        text = wealthscape.write(orders, number, request.codes)
        _compare(
            wealthscape.TITLE,
            wealthscape.read(text, request.codes),
            [(number, wealthscape.as_written(order)) for order in orders],
        )
        yield _file(wealthscape.NAME, account.label, plan, text)


def _generic(plan: TradePlan, request: OrderRequest) -> Iterator[OrderFile]:
    columns = check_columns(request.columns)
    lines = list(generic.lines_of(plan, request.terms))
    if lines:
        text = generic.write(lines, columns)
        _compare(generic.TITLE, generic.read(text), list(map(generic.placed, lines)))
        yield _file(generic.NAME, "Orders", plan, text)


def _compare(title: str, said: Sequence[object], meant: Sequence[object]) -> None:
    """Refuse a file that does not say what is meant.

    Raises:
        OrderFileError: It does not.
    """
    if tuple(said) != tuple(meant):
        raise OrderFileError(
            f"The {title} file would not say what the plan says, and is not written.",
            remedy="Place the orders by hand, and report this.",
        )


_WRITERS: Mapping[str, Callable[[TradePlan, OrderRequest], Iterator[OrderFile]]] = {
    ibkr_basket.NAME: _basket,
    ibkr_rebalance.NAME: _rebalance,
    wealthscape.NAME: _wealthscape,
    generic.NAME: _generic,
}
