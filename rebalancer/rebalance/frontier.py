"""What a smaller share of something would cost: one full plan for every cap along the way.

The frontier shows what lies beyond the year's limits on gains, too: its plans are not held to
them, and say by how much they exceed them. How far the limits let one go is a point of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from rebalancer.domain.money import ZERO
from rebalancer.progress import Progress, Pulse, silent
from rebalancer.rebalance.plan import PlanStatus, TradePlan
from rebalancer.rebalance.policy.policy import Policy, Target
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.tax_estimate import taxed_gains

DEFAULT_KEY = "magnificent_seven"
POINTS = 9
"""So many caps are tried, today's share and the least included, unless told otherwise."""
_LEAST = 1e-6
"""A least share is asked for with this much of room, so that it can be met."""
_HALVINGS = 10


class Mark(StrEnum):
    """What is special about a point."""

    TODAY = "today"
    """No less than what is held is asked for; the rest of the policy is."""
    POLICY = "policy"
    """The policy's own cap."""
    GAIN_BUDGET = "gain_budget"
    """As far as the year's limits on gains let one go; this plan is held to them."""
    LEAST = "least"
    """The least share that can be reached at all."""


@dataclass(frozen=True, kw_only=True)
class FrontierPoint:
    """One plan on the way from what is held to less of it.

    Attributes:
        cap: The share (0..1) that was asked for at most.
        before: The share that is held today.
        share: The share that the plan leaves.
        plan: What to trade for it.
        over_budget: USD by which its gains exceed the policy's limits on gains.
        marks: What is special about it.
    """

    cap: float
    before: float
    share: float
    plan: TradePlan
    over_budget: Decimal = ZERO
    marks: tuple[Mark, ...] = ()

    @property
    def tax(self) -> Decimal:
        """The plan's estimated tax this year, in USD."""
        return self.plan.tax.estimated_tax

    @property
    def is_reached(self) -> bool:
        """Whether the cap can be met, and everything else that the policy asks for with it."""
        return self.plan.status is not PlanStatus.INFEASIBLE

    @property
    def words(self) -> str:
        """What a person has to know of it, or ""."""
        if not self.is_reached:
            missed = next((out.explanation for out in self.plan.outcomes if out.explanation), "")
            return f"Cannot be reached. {missed}".strip()
        if self.over_budget:
            return f"Its gains exceed the policy's limit by ${self.over_budget:,.0f}."
        return ""


def frontier(
    planner: Planner,
    policy: Policy,
    *,
    key: str = DEFAULT_KEY,
    caps: Iterable[float] | None = None,
    points: int = POINTS,
    progress: Progress = silent,
) -> tuple[FrontierPoint, ...]:
    """Return a plan for each cap on one exposure, from the loosest to the tightest.

    As ``trace``, which says what the arguments are.
    """
    found = trace(planner, policy, key=key, caps=caps, points=points, progress=progress)
    return tuple(sorted(found, key=lambda point: -point.cap))


def trace(
    planner: Planner,
    policy: Policy,
    *,
    key: str = DEFAULT_KEY,
    caps: Iterable[float] | None = None,
    points: int = POINTS,
    progress: Progress = silent,
) -> Iterator[FrontierPoint]:
    """Yield a plan for each cap on one exposure as it is found, from the tightest to the loosest.

    Everything else in *policy* stays as it is, but for its limits on gains: see the module. Each
    plan is solved from where the last one stood; a tighter plan that costs less is kept, so that
    a lower cap never has a lower cost.

    Args:
        planner: Of the household.
        policy: Its target for *key*, if any, gives way; its own cap becomes a point.
        key: A group of ``classify.exposure``, ``single_company`` or ``symbol:TICKER``.
        caps: Shares, 0..1, in any order; without them they are spread evenly from what is held
            to the least that can be reached.
        points: How many caps, if none are named; at least two.
        progress: Told how far it is; may cancel it.

    Raises:
        PolicyError: The policy names an account that is not there.
        NothingToMeasureError: The portfolio is worth nothing.
        Cancelled: The progress says so.
    """
    pulse = Pulse.of(progress)
    free = _without_limits(policy)
    marks = _own_cap(policy, key)
    if caps is None:
        part = pulse.part(0.0, 0.0, "finding the least that can be reached")
        part.step(0.0)
        held = planner.share_held(policy, key, progress=part)
        least = _least(planner, free, key, held, part)
        marks += [(held, Mark.TODAY), (least, Mark.LEAST)]
        caps = _spread(held, least, points)
    wanted = sorted({*caps, *(cap for cap, _ in marks)})
    count = len(wanted) + (free != policy)
    for number, cap in enumerate(wanted):
        part = _plans(pulse, number, count)
        plan = planner.plan(_capped(free, key, cap), progress=part, keep=number > 0)
        marked = [mark for at, mark in marks if at == cap]
        yield _point(plan, policy, key, cap, marked)
        _plans(pulse, number + 1, count).step(0.0)
    if free != policy:
        yield _budget_point(planner, policy, key, wanted[0], _plans(pulse, count - 1, count))
        _plans(pulse, count, count).step(0.0)


def _plans(pulse: Pulse, done: int, count: int) -> Pulse:
    """Return the pulse of the plan that is being found once *done* of *count* are."""
    return pulse.part_of(done, count, f"{done} of {count} plans")


def _own_cap(policy: Policy, key: str) -> list[tuple[float, Mark]]:
    return [
        (target.maximum, Mark.POLICY)
        for target in policy.targets
        if target.key == key and target.maximum is not None
    ]


def _spread(held: float, least: float, points: int) -> Sequence[float]:
    """Return caps from *held* to *least*, rounded to hundredths of a per cent in between."""
    steps = max(points - 1, 1)
    between = [round(held + (least - held) * step / steps, 4) for step in range(1, steps)]
    return [held, *(cap for cap in between if least < cap < held), least]


def _least(planner: Planner, policy: Policy, key: str, held: float, progress: Progress) -> float:
    """Return the least share of *key* that can be had without missing more of the policy."""
    share = _share(planner.plan(_capped(policy, key, 0.0), progress=progress), key)
    low, high = min(share + _LEAST, held), held

    def can(cap: float) -> bool:
        return planner.least_missed(_capped(policy, key, cap), progress=progress) == 0

    if can(low) or not can(high):
        return low
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if can(middle) else (middle, high)
    return high


def _budget_point(
    planner: Planner, policy: Policy, key: str, cap: float, pulse: Pulse
) -> FrontierPoint:
    """Return the plan that goes as far as the limits on gains allow, but no further than *cap*."""
    first, second = pulse.part_of(0, 2), pulse.part_of(1, 2)
    share = _share(planner.plan(_capped(policy, key, cap), progress=first), key)
    reached = max(cap, share)
    plan = planner.plan(_capped(policy, key, reached + _LEAST), progress=second)
    return _point(plan, policy, key, reached, [Mark.GAIN_BUDGET])


def _point(
    plan: TradePlan, policy: Policy, key: str, cap: float, marks: Sequence[Mark]
) -> FrontierPoint:
    outcome = next(outcome for outcome in plan.outcomes if outcome.key == key)
    return FrontierPoint(
        cap=cap,
        before=outcome.before,
        share=outcome.after,
        plan=plan,
        over_budget=over_limits(plan, policy),
        marks=tuple(marks),
    )


def over_limits(plan: TradePlan, policy: Policy) -> Decimal:
    """Return USD by which the gains of *plan* exceed what *policy* allows; 0 where they do not."""
    gains, rules = taxed_gains(plan.trades), policy.tax
    over = [
        realised - most
        for realised, most in (
            (gains.short + gains.long, rules.gain_budget),
            (gains.short, rules.short_term_gain_max),
        )
        if most is not None
    ]
    return max([ZERO, *over])


def _without_limits(policy: Policy) -> Policy:
    rules = replace(policy.tax, gain_budget=None, short_term_gain_max=None)
    return replace(policy, tax=rules)


def _capped(policy: Policy, key: str, cap: float) -> Policy:
    target = Target(key=key, maximum=cap)
    others: Sequence[Target] = [other for other in policy.targets if other.key != key]
    return replace(policy, targets=(target, *others))


def _share(plan: TradePlan, key: str) -> float:
    return next(outcome.after for outcome in plan.outcomes if outcome.key == key)
