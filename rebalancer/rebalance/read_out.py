"""From a solved problem to a plan: trades, what they change, and every reason."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rebalancer.classify.exposure import expose
from rebalancer.measure.measurement import measure
from rebalancer.rebalance.carry_over import carry_losses
from rebalancer.rebalance.contradictions import contradictions
from rebalancer.rebalance.decided import orders_missed
from rebalancer.rebalance.harvest.report import harvest_of
from rebalancer.rebalance.location import explain_location, located, location_messages
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.not_done import not_done_of
from rebalancer.rebalance.plan import PlanStatus, Proof, TargetOutcome, Trade, TradePlan
from rebalancer.rebalance.policy.policy import Mode
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.reasons import (
    doubts_of,
    explain_trades,
    outcomes_of,
    skipped_by_rule,
)
from rebalancer.rebalance.recent import safe_dates
from rebalancer.rebalance.reinvestment import doubts_of_reinvestment
from rebalancer.rebalance.shortages import shortages
from rebalancer.rebalance.solver.optimise import Fractional
from rebalancer.rebalance.tax_estimate import estimate
from rebalancer.rebalance.trades import (
    Order,
    cash_after,
    settle,
    trades_of,
)
from rebalancer.rebalance.waiting import (
    kept_by_waiting,
    told_of_waits,
    waits_of,
)
from rebalancer.rebalance.wash import (
    loss_of,
    wash_sales_of,
    washed_losses,
)

PROVED_GAP = 1e-4
"""A plan this near to its bound (1 basis point of the household) is called optimal."""


def plan_of(
    joint: JointModel, fractional: Fractional, orders: tuple[Order, ...], proof: Proof
) -> TradePlan:
    """Return *orders* as a plan, with what they change, the reasons and the *proof*."""
    problem = joint.problem
    washed = washed_losses(problem, orders)
    trades = explain_trades(
        trades_of(problem, orders, [each.disallowed for each in washed]), problem
    )
    waits = waits_of(problem, orders, trades)
    harvest = harvest_of(problem, orders, trades)
    trades = trades if harvest is None else harvest.trades
    trades = explain_location(problem, trades)
    settled, carried = carry_losses(settle(problem, orders), [each.carried for each in washed])
    where = located(problem, settled, trades)
    before = expose(problem.before.accounts, problem.universe)
    after = expose(settled.accounts, problem.universe)
    outcomes = outcomes_of(problem, fractional, joint, (before, after))
    cash = _cash_after(problem, orders)
    return TradePlan(
        policy=problem.policy,
        as_of=problem.as_of,
        status=_status(trades, outcomes, fractional, proof, problem.policy.trading.mode),
        gap=proof.share_of_value,
        trades=trades,
        outcomes=outcomes,
        before=measure(before, problem.before.as_of),
        after=measure(after, problem.before.as_of),
        exposures_before=before,
        exposures_after=after,
        portfolio_before=problem.before,
        portfolio_after=settled,
        tax=estimate(trades, problem.tax_view.situation),
        wash_sales=wash_sales_of(problem, orders, washed, carried),
        skipped=(*problem.skipped, *skipped_by_rule(problem, trades), *kept_by_waiting(waits)),
        cash_after=cash,
        messages=(
            *problem.messages,
            *orders_missed(problem, trades),
            *(() if harvest is None else harvest.messages()),
            *location_messages(where),
            *_doubts(problem, orders, trades, cash),
        ),
        proof=proof,
        not_done=not_done_of(joint, fractional),
        safe_dates=safe_dates(problem, [order.slot.symbol for order in orders if loss_of(order)]),
        waits=waits,
        harvest=None if harvest is None else harvest.result,
        location=where,
    )


def _doubts(
    problem: Problem, orders: Sequence[Order], trades: Sequence[Trade], cash: Mapping[str, Decimal]
) -> Iterator[str]:
    """Yield what a person should know before acting on the plan."""
    yield from contradictions(problem.policy)
    yield from shortages(problem, cash)
    yield from doubts_of(problem, trades)
    yield from told_of_waits(waits_of(problem, orders, trades))
    yield from doubts_of_reinvestment(problem, orders)


def _status(
    trades: Sequence[Trade],
    outcomes: Sequence[TargetOutcome],
    fractional: Fractional,
    proof: Proof,
    mode: Mode,
) -> PlanStatus:
    if fractional.ideal is not None:
        return PlanStatus.INFEASIBLE
    pursued = () if mode is Mode.TLH else outcomes
    if not trades and not any(outcome.shortfall for outcome in pursued):
        return PlanStatus.NOTHING_TO_DO
    return PlanStatus.OPTIMAL if proof.share_of_value <= PROVED_GAP else PlanStatus.FEASIBLE


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
