"""A plan without the trades that a person holds, and all that follows from the others alone."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from rebalancer.classify.exposure import Exposures, expose
from rebalancer.domain.money import ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.measure.measurement import measure
from rebalancer.rebalance.approval import TradeKey, key_of
from rebalancer.rebalance.consequences import consequences_of
from rebalancer.rebalance.decided import heed_orders
from rebalancer.rebalance.model.joint import TOLERANCE
from rebalancer.rebalance.plan import (
    Action,
    NotTraded,
    PlanStatus,
    TargetOutcome,
    Trade,
    TradePlan,
)
from rebalancer.rebalance.policy.policy import Target
from rebalancer.rebalance.posed import pose_with_rules
from rebalancer.rebalance.problem import Problem, Slot
from rebalancer.rebalance.reasons import share_of
from rebalancer.rebalance.replay import usd
from rebalancer.rebalance.trades import Order, lot_sale

HELD = "held"
"""The short name of the rule that a person holds a trade."""


def plan_without(plan: TradePlan, portfolio: Portfolio, held: Container[TradeKey]) -> TradePlan:
    """Return *plan* with the *held* trades left out; nothing is solved again.

    Taxes, wash sales, holdings, cash and shares are those of the other trades by themselves. How
    near they are to the best is not known: the plan has no gap and no proof.

    Args:
        plan: Made for *portfolio*.
        portfolio: The household before anything is moved or traded.
        held: Keys of trades; those that the plan does not have make no difference.
    """
    left_out = [trade for trade in plan.trades if key_of(trade) in held]
    if not left_out:
        return plan
    universe = plan.exposures_before.universe
    problem = heed_orders(pose_with_rules(portfolio, plan.policy, universe, plan.as_of))
    orders = [_order(problem, trade) for trade in plan.trades if key_of(trade) not in held]
    found = consequences_of(problem, orders)
    after = expose(found.portfolio_after.accounts, universe)
    return replace(
        plan,
        status=PlanStatus.PARTIAL,
        gap=None,
        proof=None,
        not_done=(),
        trades=found.trades,
        outcomes=tuple(_outcomes(plan.outcomes, problem, after)),
        after=measure(after, plan.before.as_of),
        exposures_after=after,
        portfolio_after=found.portfolio_after,
        tax=found.tax,
        wash_sales=found.wash_sales,
        skipped=(*plan.skipped, *map(_not_traded, left_out)),
        cash_after=found.cash_after,
        messages=(*found.notes, *_overdrawn(plan, found.cash_after, problem), *found.warnings),
        safe_dates=found.safe_dates,
        waits=found.waits,
        harvest=found.harvest,
        location=found.location,
    )


def _order(problem: Problem, trade: Trade) -> Order:
    """Return *trade* as an order in the slot that it was made in."""
    (slot,) = (
        slot
        for slot in problem.slots
        if (slot.account.key, slot.symbol) == (trade.account, trade.symbol)
    )
    if trade.action is Action.BUY:
        return Order(slot=slot, bought=trade.quantity)
    return Order(slot=slot, sold=tuple(_sold(slot, trade)))


def _sold(slot: Slot, trade: Trade) -> Iterator[Decimal]:
    """Yield per lot of *slot* what *trade* sells of it; its sales are in the order of the lots."""
    sales = list(trade.lots)
    for lot in slot.lots:
        is_sold = (
            bool(sales)
            and sales[0].quantity <= lot.lot.quantity
            and sales[0] == lot_sale(lot, sales[0].quantity, slot.price)
        )
        yield sales.pop(0).quantity if is_sold else ZERO


def _outcomes(
    outcomes: Iterable[TargetOutcome], problem: Problem, after: Exposures
) -> Iterator[TargetOutcome]:
    for outcome in outcomes:
        reached = share_of(Target(key=outcome.key), after, problem)
        most = 1.0 if outcome.maximum is None else outcome.maximum
        missed = max(0.0, (outcome.minimum or 0.0) - reached, reached - most)
        missed = missed if missed > TOLERANCE else 0.0
        worse = missed > outcome.shortfall
        held = f"{outcome.title} misses its bound by {missed:.2%}, as some trades are held."
        kept = outcome.explanation if missed else ""
        yield replace(outcome, after=reached, shortfall=missed, explanation=held if worse else kept)


def _not_traded(trade: Trade) -> NotTraded:
    verb = "sold" if trade.action is Action.SELL else "bought"
    return NotTraded(
        account_label=trade.account_label,
        symbol=trade.symbol,
        rule=HELD,
        reason=f"{trade.symbol} is not {verb}: you hold this trade.",
    )


def _overdrawn(plan: TradePlan, cash: Mapping[str, Decimal], problem: Problem) -> Iterator[str]:
    """Yield which accounts end with less than nothing, and with less than in the whole plan."""
    for account in problem.portfolio.accounts:
        left = cash[account.key]
        if left < min(ZERO, plan.cash_after[account.key]):
            yield f"{account.label} ends with {usd(left)} of cash, as trades that pay are held."
