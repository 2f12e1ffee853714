"""From a portfolio and a policy to a plan: pose, optimise, read out, explain."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from rebalancer.classify.exposure import expose
from rebalancer.classify.universe import Universe
from rebalancer.domain.money import to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.measure.measurement import NothingToMeasureError, measure
from rebalancer.progress import Progress, silent
from rebalancer.rebalance.model import JointModel
from rebalancer.rebalance.optimise import Fractional, optimise
from rebalancer.rebalance.plan import (
    PlanStatus,
    Proof,
    TargetOutcome,
    TaxEstimate,
    Trade,
    TradePlan,
    WashSale,
)
from rebalancer.rebalance.policy import Policy, WashSales
from rebalancer.rebalance.problem import Problem, pose
from rebalancer.rebalance.proof import prove
from rebalancer.rebalance.reasons import (
    doubts_of,
    explain_trades,
    outcomes_of,
    skipped_by_rule,
    unknown_cost,
)
from rebalancer.rebalance.trades import (
    Order,
    cash_after,
    columns_of,
    orders_of,
    settle,
    trades_of,
)
from rebalancer.rebalance.wash import conflicts, without_losses

PROVED_GAP = 1e-4
"""A plan this near to its bound (1 basis point of the household) is called optimal."""


def make_plan(
    portfolio: Portfolio,
    policy: Policy,
    universe: Universe,
    *,
    as_of: date,
    progress: Progress = silent,
) -> TradePlan:
    """Return the plan that *policy* asks for.

    Raises:
        PolicyError: The policy names an account that is not there.
        NothingToMeasureError: The portfolio is worth nothing.
    """
    problem = pose(portfolio, policy, universe, as_of)
    if problem.exposures.total <= 0:
        raise NothingToMeasureError
    joint = JointModel(problem)
    optimum = optimise(joint, progress)
    free = joint, optimum.fractional
    orders = orders_of(joint, optimum.x)
    while policy.tax.wash_sales is WashSales.AVOID:
        washed = conflicts(orders, universe.snapshot)
        if not washed:
            break
        joint = JointModel(without_losses(joint.problem, washed))
        optimum = optimise(joint, progress)
        orders = orders_of(joint, optimum.x)
    progress(0.9, "explaining the plan")
    proof = prove(*free, columns_of(joint, orders))
    return _plan(joint, optimum.fractional, orders, proof)


def _plan(
    joint: JointModel, fractional: Fractional, orders: tuple[Order, ...], proof: Proof
) -> TradePlan:
    problem = joint.problem
    trades = explain_trades(trades_of(problem, orders), problem)
    settled = settle(problem, orders)
    before = expose(problem.before.accounts, problem.universe)
    after = expose(settled.accounts, problem.universe)
    outcomes = outcomes_of(problem, fractional, joint, after)
    cash = _cash_after(problem, orders)
    return TradePlan(
        policy=problem.policy,
        as_of=problem.as_of,
        status=_status(trades, outcomes, fractional, proof),
        gap=proof.share_of_value,
        trades=trades,
        outcomes=outcomes,
        before=measure(before, problem.before.as_of),
        after=measure(after, problem.before.as_of),
        exposures_before=before,
        exposures_after=after,
        portfolio_after=settled,
        tax=_tax(problem, trades),
        wash_sales=_wash_sales(orders, problem),
        skipped=(*problem.skipped, *skipped_by_rule(problem, trades)),
        cash_after=cash,
        messages=(*problem.messages, *_shortages(problem, cash), *doubts_of(problem, trades)),
        proof=proof,
    )


def _status(
    trades: Sequence[Trade],
    outcomes: Sequence[TargetOutcome],
    fractional: Fractional,
    proof: Proof,
) -> PlanStatus:
    if fractional.ideal is not None:
        return PlanStatus.INFEASIBLE
    if not trades and not any(outcome.shortfall for outcome in outcomes):
        return PlanStatus.NOTHING_TO_DO
    return PlanStatus.OPTIMAL if proof.share_of_value <= PROVED_GAP else PlanStatus.FEASIBLE


def _tax(problem: Problem, trades: Sequence[Trade]) -> TaxEstimate:
    return TaxEstimate(
        short_term_gain=total(trade.short_term_gain for trade in trades),
        long_term_gain=total(trade.long_term_gain for trade in trades),
        estimated_tax=total(trade.tax for trade in trades),
        unknown_cost=to_cents(unknown_cost(problem, trades)),
    )


def _wash_sales(orders: Sequence[Order], problem: Problem) -> tuple[WashSale, ...]:
    return tuple(conflict.warning() for conflict in conflicts(orders, problem.universe.snapshot))


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


def _shortages(problem: Problem, cash: Mapping[str, Decimal]) -> Iterable[str]:
    for account in problem.portfolio.accounts:
        if cash[account.key] < 0:
            yield (
                f"{account.label} lacks ${-cash[account.key]:,.2f} of cash, "
                "and nothing that may be sold there raises it."
            )
