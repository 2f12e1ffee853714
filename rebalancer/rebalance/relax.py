"""The smallest change of a policy that makes it possible, limit by limit, each verified.

How far a limit has to give way is found with fractional shares, and then planned for in whole ones:
what is reported has been solved again. Where the policy can be met, it is said what its limits
cost.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from rebalancer.domain.money import ZERO
from rebalancer.progress import Progress, Pulse, silent
from rebalancer.rebalance.levers import BUY_LIST, SHARE_STEP, Lever, levers_of
from rebalancer.rebalance.plan import NotDone, PlanStatus, PriceOf, TradePlan
from rebalancer.rebalance.solve import Planner

_FASTER, _NEAR = 4, 8
"""Beyond what fractional shares need, each try goes so many times as far as the last one; what is
found is as near to the least as this part of the last try."""
_CENT = Decimal("0.01")
_PRICING, _LOOKING = "pricing the limits", "looking for changes that help"


def explain_limits(planner: Planner, plan: TradePlan, progress: Progress = silent) -> TradePlan:
    """Return *plan* with the change that each limit would need, or with what each limit costs.

    Args:
        planner: Whose plan it is; what it remembers stays as it is.
        plan: Infeasible plans get changes that help, others get costs.
        progress: Told limit by limit; may cancel.

    Raises:
        Cancelled: The progress says so.
    """
    trial, pulse = planner.another(), Pulse.of(progress)
    if plan.status is PlanStatus.INFEASIBLE:
        found = _with_changes(trial, plan, pulse)
    else:
        found = list(_with_costs(trial, plan, pulse))
    return replace(plan, not_done=tuple(found))


def _with_costs(trial: Planner, plan: TradePlan, pulse: Pulse) -> Iterator[NotDone]:
    count = len(plan.not_done) + 1
    first = pulse.part_of(0, count, _PRICING)
    first.step(0.0)
    most = trial.most_gains(plan.policy, progress=first.part(0.0, 0.0))
    levers = [lever for lever in levers_of(plan, most) if lever.limit != BUY_LIST]
    cost = trial.least_cost(plan.policy, progress=first) if plan.not_done else 0.0
    for number, each in enumerate(plan.not_done, start=1):
        part = pulse.part_of(number, count, _PRICING)
        part.step(0.0)
        lever = next((lever for lever in levers if lever.explains(each)), None)
        if lever is None:
            yield each
        else:
            saved = cost - trial.least_cost(lever.at(lever.steps), progress=part)
            yield _with_cost(each, Decimal(str(saved)).quantize(_CENT))


def _with_cost(limit: NotDone, costs: Decimal) -> NotDone:
    """Return *limit* with what it *costs*; without it, some other limit may cost as much."""
    if costs <= 0:
        return limit
    said = f"{limit.title[:1].upper()}{limit.title[1:]} costs ${costs:,.0f} in all."
    return replace(limit, costs=costs, sentence=f"{limit.sentence} {said}")


def _with_changes(trial: Planner, plan: TradePlan, pulse: Pulse) -> list[NotDone]:
    start = pulse.part(0.0, 0.0, _LOOKING)
    start.step(0.0)
    levers = levers_of(plan, trial.most_gains(plan.policy, progress=start))
    known = list(plan.not_done)
    done: set[str] = set()
    for number, lever in enumerate(levers):
        part = pulse.part_of(number, len(levers), _LOOKING)
        part.step(0.0)
        if lever.limit in done:
            continue
        steps = _least_steps(trial, lever, part.part(0.0, 0.0))
        if steps is None:
            continue
        if lever.limit == BUY_LIST:
            done.add(lever.limit)  # one more to buy is enough, the nearest to the list first
        known = _noted(known, lever, steps)
    if not any(each.change_that_helps for each in known):
        known += _all_bounds(trial, plan, pulse.part(1.0, 1.0, _LOOKING))
    return known


def _noted(known: Iterable[NotDone], lever: Lever, steps: int) -> list[NotDone]:
    """Return *known* with the change, beside the limit's price where that is known."""
    words, changed = lever.words(steps), lever.at(steps)
    noted = [
        replace(each, change_that_helps=words, changed=changed) if lever.explains(each) else each
        for each in known
    ]
    if noted == list(known):
        noted.append(
            NotDone(
                limit=lever.limit,
                title=words,
                price=ZERO,
                of=PriceOf.MISSED,
                sentence=f"It would be possible with {words}.",
                symbol=lever.symbol,
                account=lever.account,
                change_that_helps=words,
                changed=changed,
            )
        )
    return noted


def _least_steps(trial: Planner, lever: Lever, pulse: Pulse) -> int | None:
    """Return after how many steps of *lever* the policy can be met; None where it cannot."""

    def can(steps: int) -> bool:
        return trial.least_missed(lever.at(steps), progress=pulse) == 0

    def does(steps: int) -> bool:
        return _is_met(trial.plan(lever.at(steps), progress=pulse))

    if not can(lever.steps):
        return None
    nearly, enough = _between(0, lever.steps, can)
    if does(enough):
        return enough
    # whole shares and wash sales may need more than fractions do
    more = 1
    nearly, enough = enough, min(enough + more, lever.steps)
    while not does(enough):
        if enough == lever.steps:
            return None
        more *= _FASTER
        nearly, enough = enough, min(enough + more, lever.steps)
    return _between(nearly, enough, does, near=more // _NEAR)[1]


def _between(low: int, high: int, works: Callable[[int], bool], near: int = 1) -> tuple[int, int]:
    """Return steps of which the first do not work, the second do, and no more than *near* lie."""
    while high - low > max(near, 1):
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return low, high


def _is_met(plan: TradePlan) -> bool:
    return plan.status is not PlanStatus.INFEASIBLE and not plan.missed


def _all_bounds(trial: Planner, plan: TradePlan, pulse: Pulse) -> Iterator[NotDone]:
    """Yield the bounds as the plan leaves them, all at once: no single change is enough."""
    targets, words = [], []
    reached = {outcome.key: outcome for outcome in plan.outcomes}
    for target in plan.policy.targets:
        outcome = reached[target.key]
        if not outcome.shortfall:
            targets.append(target)
            continue
        is_above = target.maximum is not None and outcome.after > target.maximum
        room = SHARE_STEP / 2 if is_above else -SHARE_STEP / 2
        share = min(max(round(outcome.after + room, 3), 0.0), 1.0)
        looser = replace(target, maximum=share) if is_above else replace(target, minimum=share)
        targets.append(looser)
        words.append(f"{outcome.title} at {'most' if is_above else 'least'} {share:.1%}")
    changed = replace(plan.policy, targets=tuple(targets))
    if words and _is_met(trial.plan(changed, progress=pulse)):
        text = " and ".join(words)
        yield NotDone(
            limit="targets",
            title="all bounds together",
            price=ZERO,
            of=PriceOf.MISSED,
            sentence=f"No single change is enough; it would be possible with {text}.",
            change_that_helps=text,
            changed=changed,
        )
