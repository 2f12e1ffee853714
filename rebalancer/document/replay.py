"""Plans a saved plan again, and says where two plans differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

import msgspec

import rebalancer
from rebalancer.document.plan_file import PlanFile
from rebalancer.progress import Progress, silent
from rebalancer.rebalance.plan import Trade, TradePlan
from rebalancer.rebalance.solve import make_plan

_MOST = 40


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A saved plan, made once more.

    Attributes:
        is_identical: Whether every trade is the same to the byte.
        differences: What is not, in sentences.
        notes: What may be the reason.
    """

    plan: TradePlan
    is_identical: bool
    differences: tuple[str, ...]
    notes: tuple[str, ...]


def replay(saved: PlanFile, progress: Progress = silent) -> Replayed:
    """Make the plan of *saved* again, from what it holds.

    Raises:
        RebalancerError: What it holds cannot be planned here.
    """
    universe = saved.universe()
    policy = saved.asked(universe)
    plan = make_plan(saved.portfolio, policy, universe, as_of=saved.as_of, progress=progress)
    differences = tuple(_different_trades(saved.trades, plan.trades))
    return Replayed(
        plan=plan,
        is_identical=msgspec.json.encode(saved.trades) == msgspec.json.encode(plan.trades),
        differences=differences,
        notes=tuple(_reasons(saved)),
    )


def _reasons(saved: PlanFile) -> Iterator[str]:
    if saved.made_by != rebalancer.__version__:
        yield f"The plan was made by version {saved.made_by}; this is {rebalancer.__version__}."
    tables = list(saved.market.differing_tables())
    if tables:
        yield f"The market tables {', '.join(tables)} are not those that the plan was made with."


def compare(one: PlanFile, other: PlanFile) -> tuple[str, ...]:
    """Return where *other* differs from *one*, in sentences; none where nothing does."""
    return (
        *_different_inputs(one, other),
        *_different_figures(one.figures, other.figures),
        *_different_trades(one.trades, other.trades),
    )


def _different_inputs(one: PlanFile, other: PlanFile) -> Iterator[str]:
    for name, what in (
        ("as_of", "The day"),
        ("made_by", "The version of the app"),
    ):
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            yield f"{what} is {after}, not {before}."
    for name, what in (
        ("policy", "What was asked for"),
        ("portfolio", "The household"),
        ("market", "The market data"),
        ("classes", "What counts as what"),
    ):
        if getattr(one, name) != getattr(other, name):
            yield f"{what} is not the same."


def _different_figures(one: dict[str, str], other: dict[str, str]) -> Iterator[str]:
    for name in {**one, **other}:
        before, after = one.get(name, "not stated"), other.get(name, "not stated")
        if before != after:
            yield f"{name.replace('_', ' ').capitalize()}: {before} becomes {after}."


def _different_trades(one: Sequence[Trade], other: Sequence[Trade]) -> Iterator[str]:
    before, after = _by_order(one), _by_order(other)
    found = [
        sentence
        for key in {**before, **after}
        for sentence in _different_orders(before.get(key), after.get(key))
    ]
    yield from found[:_MOST]
    if len(found) > _MOST:
        yield f"{len(found) - _MOST} more trades differ."


def _by_order(trades: Sequence[Trade]) -> dict[tuple[str, str, str], Trade]:
    return {(trade.account, trade.symbol, trade.action.value): trade for trade in trades}


def _different_orders(before: Trade | None, after: Trade | None) -> Iterator[str]:
    either = before or after
    if either is None or before == after:
        return
    what = f"{either.account_label}: {either.action.value} {either.symbol}"
    if before is None or after is None:
        yield f"{what} is {'new' if before is None else 'gone'}."
        return
    if before.quantity != after.quantity:
        yield f"{what}: {_plain(before.quantity)} shares become {_plain(after.quantity)}."
        return
    parts = [
        field.name.replace("_", " ")
        for field in fields(Trade)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
    yield f"{what}: the same shares, but not the same {', '.join(parts)}."


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
