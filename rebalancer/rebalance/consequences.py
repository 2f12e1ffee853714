"""What follows from a set of orders, whoever chose them: trades, taxes, holdings, warnings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import UNWATCHED, Pulse
from rebalancer.rebalance.carry_over import carry_losses
from rebalancer.rebalance.decided import orders_missed
from rebalancer.rebalance.harvest.report import harvest_of
from rebalancer.rebalance.location import explain_location, located, location_messages
from rebalancer.rebalance.plan import (
    Harvested,
    Located,
    NotTraded,
    SafeDate,
    TaxEstimate,
    Trade,
    Wait,
)
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.reasons import doubts_of, explain_trades, skipped_by_rule
from rebalancer.rebalance.recent import safe_dates
from rebalancer.rebalance.reinvestment import doubts_of_reinvestment
from rebalancer.rebalance.tax_estimate import estimate
from rebalancer.rebalance.trades import Order, cash_after, settle, trades_of
from rebalancer.rebalance.waiting import kept_by_waiting, told_of_waits, waits_of
from rebalancer.rebalance.wash import loss_of, wash_sales_of, washed_losses
from rebalancer.rebalance.wash_sale import WashSale


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What a plan says of its orders; every field is the plan's of the same name.

    Attributes:
        portfolio_after: With the orders filled at the stated prices.
        notes: What there is to know of the trades as they are.
        warnings: What a person should know before acting on them.
    """

    trades: tuple[Trade, ...]
    portfolio_after: Portfolio
    tax: TaxEstimate
    wash_sales: tuple[WashSale, ...]
    skipped: tuple[NotTraded, ...]
    cash_after: Mapping[str, Decimal]
    safe_dates: tuple[SafeDate, ...]
    waits: tuple[Wait, ...]
    harvest: Harvested | None
    location: Located | None
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def consequences_of(
    problem: Problem, orders: Sequence[Order], pulse: Pulse = UNWATCHED
) -> Consequences:
    """Return what follows from *orders*, which are in slots of *problem*; *pulse* ticks meanwhile.

    Raises:
        Cancelled: The pulse says so.
    """
    washed = washed_losses(problem, orders)
    pulse.tick()
    trades = explain_trades(
        trades_of(problem, orders, [each.disallowed for each in washed]), problem
    )
    pulse.tick()
    waits = waits_of(problem, orders, trades)
    harvest = harvest_of(problem, orders, trades)
    trades = trades if harvest is None else harvest.trades
    trades = explain_location(problem, trades)
    pulse.tick()
    settled, carried = carry_losses(settle(problem, orders), [each.carried for each in washed])
    pulse.tick()
    where = located(problem, settled, trades)
    return Consequences(
        trades=trades,
        portfolio_after=settled,
        tax=estimate(trades, problem.tax_view.situation),
        wash_sales=wash_sales_of(problem, orders, washed, carried),
        skipped=(*problem.skipped, *skipped_by_rule(problem, trades), *kept_by_waiting(waits)),
        cash_after=_cash_after(problem, orders),
        safe_dates=safe_dates(problem, [order.slot.symbol for order in orders if loss_of(order)]),
        waits=waits,
        harvest=None if harvest is None else harvest.result,
        location=where,
        notes=(
            *problem.messages,
            *orders_missed(problem, trades),
            *(() if harvest is None else harvest.messages()),
            *location_messages(where),
        ),
        warnings=tuple(_warnings(problem, orders, trades, pulse)),
    )


def _warnings(
    problem: Problem, orders: Sequence[Order], trades: Sequence[Trade], pulse: Pulse
) -> Iterator[str]:
    yield from doubts_of(problem, trades)
    yield from told_of_waits(waits_of(problem, orders, trades))
    yield from doubts_of_reinvestment(problem, orders, pulse)


def _cash_after(problem: Problem, orders: Sequence[Order]) -> dict[str, Decimal]:
    """Return the spendable USD that each account ends with, by its key."""
    return {
        account.key: cash_after(
            problem,
            account,
            [order for order in orders if order.slot.account.key == account.key],
        )
        for account in problem.portfolio.accounts
    }
