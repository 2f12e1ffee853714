"""What a smaller share of something would cost: one full plan for every cap along the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rebalancer.progress import Progress, silent
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import Policy, Target
from rebalancer.rebalance.solve import Planner


@dataclass(frozen=True, kw_only=True)
class FrontierPoint:
    """One plan on the way from what is held to less of it.

    Attributes:
        cap: The share (0..1) that was asked for at most.
        share: The share that the plan leaves.
        plan: What to trade for it.
    """

    cap: float
    share: float
    plan: TradePlan

    @property
    def tax(self) -> Decimal:
        """The plan's estimated tax this year, in USD."""
        return self.plan.tax.estimated_tax


def frontier(
    planner: Planner,
    policy: Policy,
    *,
    key: str = "magnificent_seven",
    caps: Iterable[float],
    progress: Progress = silent,
) -> tuple[FrontierPoint, ...]:
    """Return a plan for each of *caps* on one exposure, from the loosest to the tightest.

    Everything else in *policy* stays as it is. Each plan is solved from where the last one stood.

    Args:
        planner: Of the household.
        policy: Its target for *key*, if any, gives way.
        key: A group of ``classify.exposure`` or ``single_company``.
        caps: Shares, 0..1, in any order.
        progress: Told after each plan.

    Raises:
        PolicyError: The policy names an account that is not there.
        NothingToMeasureError: The portfolio is worth nothing.
    """
    points = []
    ordered = sorted(caps, reverse=True)
    for number, cap in enumerate(ordered):
        plan = planner.plan(_capped(policy, key, cap))
        points.append(FrontierPoint(cap=cap, share=_share(plan, key), plan=plan))
        progress((number + 1) / len(ordered), f"{number + 1} of {len(ordered)} plans")
    return tuple(points)


def _capped(policy: Policy, key: str, cap: float) -> Policy:
    target = Target(key=key, maximum=cap)
    others: Sequence[Target] = [other for other in policy.targets if other.key != key]
    return replace(policy, targets=(target, *others))


def _share(plan: TradePlan, key: str) -> float:
    return next(outcome.after for outcome in plan.outcomes if outcome.key == key)
