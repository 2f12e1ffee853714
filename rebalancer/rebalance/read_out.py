"""From a solved problem to a plan: what follows from its orders, and how good they are."""

from collections.abc import Sequence

from rebalancer.classify.exposure import expose
from rebalancer.measure.measurement import measure
from rebalancer.progress import UNWATCHED, Pulse
from rebalancer.rebalance.consequences import consequences_of
from rebalancer.rebalance.contradictions import contradictions
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.not_done import not_done_of
from rebalancer.rebalance.plan import PlanStatus, Proof, TargetOutcome, Trade, TradePlan
from rebalancer.rebalance.policy.policy import Mode
from rebalancer.rebalance.reasons import outcomes_of
from rebalancer.rebalance.shortages import shortages
from rebalancer.rebalance.solver.optimise import Fractional
from rebalancer.rebalance.trades import Order

PROVED_GAP = 1e-4
"""A plan this near to its bound (1 basis point of the household) is called optimal."""


def plan_of(
    joint: JointModel,
    fractional: Fractional,
    orders: tuple[Order, ...],
    proof: Proof,
    pulse: Pulse = UNWATCHED,
) -> TradePlan:
    """Return *orders* as a plan, with what they change, the reasons and the *proof*.

    *pulse* ticks meanwhile.
    """
    problem = joint.problem
    found = consequences_of(problem, orders, pulse)
    pulse.tick()
    before = expose(problem.before.accounts, problem.universe)
    pulse.tick()
    after = expose(found.portfolio_after.accounts, problem.universe)
    pulse.tick()
    outcomes = outcomes_of(problem, fractional, joint, (before, after))
    mode = problem.policy.trading.mode
    return TradePlan(
        policy=problem.policy,
        as_of=problem.as_of,
        status=_status(found.trades, outcomes, fractional, proof, mode),
        gap=proof.share_of_value,
        trades=found.trades,
        outcomes=outcomes,
        before=measure(before, problem.before.as_of),
        after=measure(after, problem.before.as_of),
        exposures_before=before,
        exposures_after=after,
        portfolio_before=problem.before,
        portfolio_after=found.portfolio_after,
        tax=found.tax,
        wash_sales=found.wash_sales,
        skipped=found.skipped,
        cash_after=found.cash_after,
        messages=(
            *found.notes,
            *contradictions(problem.policy),
            *shortages(problem, found.cash_after),
            *found.warnings,
        ),
        proof=proof,
        not_done=not_done_of(joint, fractional),
        safe_dates=found.safe_dates,
        waits=found.waits,
        harvest=found.harvest,
        location=found.location,
    )


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
