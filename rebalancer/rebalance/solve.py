"""From a portfolio and a policy to a plan: pose, optimise, read out, explain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rebalancer.classify.universe import Universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import UNWATCHED, Progress, Pulse, silent
from rebalancer.rebalance.decided import heed_orders
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.model.linear import Floats, plain_sum
from rebalancer.rebalance.plan import Proof, TradePlan
from rebalancer.rebalance.policy.policy import Policy, Target
from rebalancer.rebalance.pose import ordered_purchases, wanted
from rebalancer.rebalance.posed import pose_with_rules
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.read_out import plan_of
from rebalancer.rebalance.reasons import (
    share_of,
)
from rebalancer.rebalance.solver.exhaust import exhaust
from rebalancer.rebalance.solver.highs import WarmSolver
from rebalancer.rebalance.solver.optimise import Fractional, Optimum, optimise, solve_fractional
from rebalancer.rebalance.solver.proof import prove
from rebalancer.rebalance.solver.repair import better_shares
from rebalancer.rebalance.solver.search import FAR_OFF
from rebalancer.rebalance.solver.tax_search import Drawn, best_of, cheapest_drawn, taxed_model
from rebalancer.rebalance.trades import (
    Order,
    columns_of,
    orders_of,
)
from rebalancer.rebalance.wash import (
    conflicts,
    without_losses,
    without_purchases,
)

_ENDED_BY_CLOCK = (
    f"The search for whole shares took longer than {FAR_OFF:,.0f} seconds and was ended there: "
    "a faster machine may find a better plan."
)


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
    return Planner(portfolio, universe, as_of=as_of).plan(policy, progress=progress)


class Planner:
    """Makes plans for one household on one day.

    It remembers what it did last: a policy whose targets move a little is solved from there, and
    a better plan for it can be looked for.
    """

    def __init__(self, portfolio: Portfolio, universe: Universe, *, as_of: date) -> None:
        self._portfolio = portfolio
        self._universe = universe
        self._as_of = as_of
        self._posed: Problem | None = None
        self._solver: WarmSolver | None = None
        self._trial: WarmSolver | None = None
        self._solved: _Solved | None = None

    def plan(self, policy: Policy, *, progress: Progress = silent, keep: bool = False) -> TradePlan:
        """Return the plan that *policy* asks for.

        Args:
            policy: Everything that decides it.
            progress: Told how far it is; may cancel it.
            keep: Whether the trades planned last stay, where they are the better ones; for a
                policy that differs from the last one in the bounds of its targets only.

        Raises:
            PolicyError: The policy names an account that is not there.
            NothingToMeasureError: The portfolio is worth nothing.
        """
        pulse = Pulse.of(progress)
        pulse.step(0.0, "reading what may be traded")
        self._posed = self._undecided(policy, pulse)
        last = self._solved
        solved = self._solve(heed_orders(self._posed), pulse)
        self._solved = _better(solved, last) if keep and last is not None else solved
        pulse.step(0.9, "explaining the plan")
        return self._solved.plan(pulse)

    def share_held(self, policy: Policy, key: str, *, progress: Progress = silent) -> float:
        """Return the share (0..1) of what *policy* counts that is in *key* today.

        Args:
            policy: What it excludes does not count.
            key: A group of the universe, ``single_company`` or ``symbol:TICKER``.
            progress: Asked whether to go on.

        Raises:
            Cancelled: The progress says so.
            UnknownGroupError: Nobody has named a group so.
            PolicyError: The policy names an account that is not there.
            NothingToMeasureError: The portfolio is worth nothing.
        """
        problem = self._pose(policy, Pulse.of(progress))
        return share_of(Target(key=key), problem.exposures, problem)

    def share_left(self, plan: TradePlan, key: str) -> float:
        """Return the share (0..1) of *key* that *plan*, one of this planner's, leaves."""
        return share_of(Target(key=key), plan.exposures_after, self._pose(plan.policy))

    def least_missed(self, policy: Policy, *, progress: Progress = silent) -> float:
        """Return USD that every plan misses *policy* by at least, wash sales aside; 0 if none.

        Args:
            policy: Everything that decides it.
            progress: Asked whether to go on.

        Raises:
            Cancelled: The progress says so.
            PolicyError: The policy names an account that is not there.
            NothingToMeasureError: The portfolio is worth nothing.
        """
        pulse = Pulse.of(progress)
        joint = JointModel(self._pose(policy, pulse), pulse=pulse)
        if self._trial is None:
            self._trial = WarmSolver(joint.program)
        self._trial.move_to(joint.program)
        return solve_fractional(joint, self._trial, pulse).least_missed

    def least_cost(self, policy: Policy, *, progress: Progress = silent) -> float:
        """Return USD that plans for *policy* cost at least, of those that miss it by the least.

        With fractional shares, and wash sales aside.

        Args:
            policy: Everything that decides it.
            progress: Told how far it is; may cancel it.

        Raises:
            Cancelled: The progress says so.
            PolicyError: The policy names an account that is not there.
            NothingToMeasureError: The portfolio is worth nothing.
        """
        pulse = Pulse.of(progress)
        return cheapest_drawn(self._pose(policy, pulse), pulse).cost

    def most_gains(self, policy: Policy, *, progress: Progress = silent) -> Decimal:
        """Return USD of taxed gains if everything with a gain is sold that *policy* lets one.

        *progress* is asked whether to go on, which it denies with ``Cancelled``.
        """
        problem = self._pose(policy, Pulse.of(progress))
        most = problem.reach.high
        before = problem.tax_view.before
        return most.short + most.long - before.short - before.long

    def another(self) -> "Planner":
        """Return a planner for the same household and day that remembers nothing yet."""
        return Planner(self._portfolio, self._universe, as_of=self._as_of)

    def improve(self, progress: Progress = silent) -> Iterator[TradePlan]:
        """Yield better and better plans for the policy that was planned last.

        Each misses the policy by less than the one before, or costs less; its proof says how far
        it may still be from the best. The same policy yields the same plans in the same order. It
        takes minutes where that is hard, and ends by itself; *progress* is asked all the time and
        may cancel it at once. What was found until then is where the next call goes on from.
        """
        solved = self._solved
        if solved is None or solved.is_exhausted:
            return
        pulse = Pulse.of(progress)
        shown = solved.proof()
        for x in better_shares(solved.optimum.around, solved.optimum.x, pulse):
            better = replace(
                solved,
                orders=orders_of(solved.joint, x),
                optimum=replace(solved.optimum, x=x),
            )
            proof = better.proof()
            if proof.beats(shown):
                shown = proof
                if self._solved is solved:  # nothing else was planned meanwhile
                    self._solved = better
                solved = better
                yield better.plan(pulse)

    def _pose(self, policy: Policy, pulse: Pulse = UNWATCHED) -> Problem:
        return heed_orders(self._undecided(policy, pulse))

    def _undecided(self, policy: Policy, pulse: Pulse) -> Problem:
        """Return the problem without what the policy's orders decide."""
        last = self._posed
        if last is not None and _differ_in_bounds(policy, last.policy):
            return replace(last, policy=policy)
        return pose_with_rules(self._portfolio, policy, self._universe, self._as_of, pulse)

    def _solve(self, problem: Problem, pulse: Pulse) -> "_Solved":
        free = taxed_model(problem, pulse.part(0.1, 0.3))
        if self._solver is None:
            self._solver = WarmSolver(free.program)
        self._solver.move_to(free.program)
        pulse.step(0.3, "solving for fractional shares")
        unrestricted = solve_fractional(free, self._solver, pulse)
        pulse.tick()
        joint = _one_side_of_losses(free, unrestricted.best.x, pulse)
        optimum = optimise(joint, pulse, self._solver)
        orders = orders_of(joint, optimum.x)
        while washed := _washed(joint.problem, orders):  # pragma: no cover - a net below the
            # fractional plan, which has kept every loss from its replacement: only rounding, or
            # lots that go in turn, could bring one back
            joint = _apart(joint.problem, washed[0], pulse).joint
            optimum = optimise(joint, pulse, self._solver)
            orders = orders_of(joint, optimum.x)
        best = exhaust(problem, orders, joint.problem, pulse)
        if best is not None:
            joint, orders = best.joint, best.orders
        return _Solved(
            joint=joint,
            optimum=optimum,
            orders=orders,
            free=free,
            unrestricted=unrestricted,
            is_exhausted=best is not None,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Solved:
    """A solved problem: enough to read a plan out of it.

    Attributes:
        joint, optimum: The model, and its answer.
        orders: What is traded.
        free: The model without what wash sales forbid.
        unrestricted: Its fractional answer: what no plan can beat, whatever wash sales forbid.
        is_exhausted: Whether every plan there is was looked at.
    """

    joint: JointModel
    optimum: Optimum
    orders: tuple[Order, ...]
    free: JointModel
    unrestricted: Fractional
    is_exhausted: bool

    def proof(self) -> Proof:
        """Return how far the orders may be from the best there is."""
        x = columns_of(self.free, self.orders, self.joint.problem)
        return prove(self.free, self.unrestricted, x)

    def plan(self, pulse: Pulse) -> TradePlan:
        """Return the orders as a plan, with what it changes, its reasons and its proof.

        *pulse* ticks meanwhile.
        """
        made = plan_of(self.joint, self.optimum.fractional, self.orders, self.proof(), pulse)
        if self.optimum.ended_by_clock:
            made = replace(made, messages=(*made.messages, _ENDED_BY_CLOCK))
        return made

    def cost_of(self, orders: Sequence[Order], problem: Problem) -> float:
        """Return what *orders* come to, all tiers weighed; they are in slots of *problem*."""
        return plain_sum(self.free.weighed, columns_of(self.free, orders, problem))


def _better(solved: _Solved, last: _Solved) -> _Solved:
    """Return *solved*, with the orders of the *last* one where they come to less.

    Both have the same slots, but for what wash sales forbid.
    """
    mine = solved.cost_of(solved.orders, solved.joint.problem)
    if mine <= solved.cost_of(last.orders, last.joint.problem):
        return solved
    pairs = zip(last.joint.problem.slots, solved.joint.problem.slots, strict=True)
    slots = {id(old): new for old, new in pairs}
    orders = tuple(replace(order, slot=slots[id(order.slot)]) for order in last.orders)
    return replace(solved, orders=orders)


def _differ_in_bounds(policy: Policy, last: Policy) -> bool:
    """Whether two policies have the same holdings and purchases to decide about."""
    rules = replace(
        policy.tax,
        gain_budget=last.tax.gain_budget,
        short_term_gain_max=last.tax.short_term_gain_max,
    )
    same = replace(policy, targets=last.targets, orders=last.orders, tax=rules)
    bought = set(ordered_purchases(policy)) == set(ordered_purchases(last))
    return same == last and bought and wanted(policy) == wanted(last)


def _washed(problem: Problem, orders: Sequence[Order]) -> tuple[str, ...]:
    """Return what is sold at a loss and bought at once, where the policy minds."""
    if problem.policy.avoids_wash_sales:
        return conflicts(problem, orders)
    return ()


def _one_side_of_losses(joint: JointModel, x: Floats, pulse: Pulse) -> JointModel:
    """Keep every loss from its own replacement, by giving up whichever side costs less."""
    while washed := _washed(joint.problem, orders_of(joint, x)):
        pulse.tick()
        best = _apart(joint.problem, washed[0], pulse)
        joint, x = best.joint, best.x
    return joint


def _apart(problem: Problem, key: str, pulse: Pulse) -> Drawn:
    """Return the better model without the losses or without the purchases of what *key* is."""
    ways = (without_losses, without_purchases)
    still = pulse.part(0.3, 0.3, f"keeping losses on {key} from being bought back")
    return best_of([cheapest_drawn(without(problem, key), still) for without in ways])
