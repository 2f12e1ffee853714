"""From fractions to whole shares: a search among the whole numbers near a fractional answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np

from rebalancer.progress import Progress
from rebalancer.rebalance.model.joint import TOLERANCE, JointModel
from rebalancer.rebalance.model.linear import (
    INFINITY,
    Either,
    Floats,
    Ints,
    LinearProgram,
    Rule,
    Threshold,
)
from rebalancer.rebalance.solver.highs import Effort, search

NEAR = 2
"""Whole shares are searched this far from the fractional answer, beside what one share costs."""
SEARCH_SECONDS = 3.0
"""A single search takes no longer while a person waits."""
PROVED = 1e-9
"""The search ends this near to its bound, as a share of the household's value."""
ENOUGH = 1e-7
"""A plan this near to its bound, as a share of the household's value, is not worth improving."""
DUST = 1e-6


class Reach(IntEnum):
    """How far from the fractional answer whole shares are searched."""

    FRACTIONS = 0
    """What is a fraction already, and every purchase."""
    TRADED = 1
    """Everything that the fractional answer trades, so that no order is added for rounding."""
    EVERYTHING = 2
    """Everything, but no further from the fractional answer."""
    ANYWHERE = 3
    """Every plan there is."""


BACKGROUND = ((Reach.TRADED, 10.0), (Reach.EVERYTHING, 20.0), (Reach.ANYWHERE, 60.0))
"""How far and for how many seconds a better plan is looked for while a person looks at one."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Neighbourhood:
    """Where whole shares are looked for.

    Attributes:
        near: A fractional answer, per column.
        closed: Columns that it keeps at zero.
        bound: What no plan can beat, all tiers weighed.
    """

    joint: JointModel
    near: Floats
    closed: Ints
    bound: float

    def least(self, reach: Reach) -> float:
        """Return what nothing within *reach* can beat."""
        return self.bound if reach is Reach.ANYWHERE else self.worth(self.near)

    def worth(self, x: Floats) -> float:
        """Return what *x* comes to, all tiers weighed."""
        return float(self.joint.weighed @ x)

    def is_missed(self, x: Floats) -> bool:
        """Whether *x* misses the policy more than the fractional answer does."""
        joint = self.joint
        met = TOLERANCE * joint.problem.value
        missed, least = (
            max(float(charges @ each) for charges in joint.missed.values())
            for each in (x, self.near)
        )
        return missed > met and missed > least + met

    def search(self, best: Floats, reach: Reach, effort: Effort) -> Floats:
        """Return something better than *best* within *reach*, or *best*."""
        joint = self.joint
        lower, upper = self._bounds(reach)
        inside = bool(((lower <= best) & (best <= upper)).all())
        program = replace(joint.program, lower=lower, upper=upper).with_whole_bounds()
        ruled = _Rules(program).written_out()
        charges = np.append(joint.weighed, np.zeros(ruled.width - joint.program.width))
        program, kept = ruled.only_open()
        x = ruled.lower.copy()
        x[kept] = 0.0
        enough = effort.enough - float(charges @ x)  # what stays as it is is charged all the same
        start = best[kept[kept < joint.program.width]] if inside else None
        found = search(program, charges[kept], replace(effort, enough=enough), start=start)
        if found is None:
            return best
        x[kept] = found.x
        x = x[: joint.program.width]
        return x if self.worth(x) + PROVED * joint.problem.value < self.worth(best) else best

    def _bounds(self, reach: Reach) -> tuple[Floats, Floats]:
        """Return the bounds of the columns within *reach*."""
        trades, program, near = self.joint.trades, self.joint.program, self.near
        lower, upper = program.lower.copy(), program.upper.copy()
        if reach is Reach.ANYWHERE:
            return lower, upper
        min_trade = float(self.joint.problem.policy.trading.min_trade)
        sold = np.bincount(trades.slot_of_lot, near[trades.sold] > DUST, len(trades.slots)) > 0
        bought = near[trades.bought] > DUST
        # one share more or less of the dearest may take many of the cheapest to pay for it
        dearest = float(trades.price[sold | bought].max(initial=0.0))
        room = NEAR + np.ceil((min_trade + dearest) / trades.price)
        for columns, traded, slot in (
            (trades.sold, sold, trades.slot_of_lot),
            (trades.bought, bought, np.arange(len(trades.slots))),
        ):
            value = near[columns]
            more = np.where(traded | (reach is Reach.EVERYTHING), room, 0.0)[slot]
            upper[columns] = np.minimum(upper[columns], np.ceil(value - DUST) + more)
            low = 0.0 if min_trade else np.floor(value + DUST) - room[slot]
            lower[columns] = np.where(program.integer[columns], np.maximum(low, 0.0), 0.0)
        if reach is Reach.FRACTIONS and not min_trade:
            self._settle(lower, upper)
        lower[self.closed] = upper[self.closed] = 0.0
        return lower, upper

    def _settle(self, lower: Floats, upper: Floats) -> None:
        """Leave the sales that are whole already as they are."""
        sold = self.joint.trades.sold
        value = np.round(self.near[sold])
        settled = self.joint.program.integer[sold] & (abs(self.near[sold] - value) < DUST)
        lower[sold[settled]] = upper[sold[settled]] = value[settled]


def whole_shares(around: Neighbourhood, progress: Progress) -> Floats:
    """Return the best whole-share answer near by; doing nothing is always considered.

    The search widens step by step, and ends as soon as nothing better is worth looking for:
    beyond the securities that are traded anyway only where the policy could be met and is not.
    """
    value = around.joint.problem.value
    effort = Effort(
        seconds=SEARCH_SECONDS,
        absolute_gap=PROVED * value,
        enough=around.least(Reach.EVERYTHING) + ENOUGH * value,
        progress=progress,
        fraction=0.6,
    )
    best = around.joint.nothing
    for reach in (Reach.FRACTIONS, Reach.TRADED, Reach.EVERYTHING):
        if around.worth(best) <= effort.enough:
            break
        if reach is Reach.EVERYTHING and not around.is_missed(best):
            break
        best = around.search(best, reach, effort)
    return best


def better_shares(around: Neighbourhood, best: Floats, progress: Progress) -> Iterator[Floats]:
    """Yield better and better answers than *best*, further and further away.

    It ends when nothing better is found in time, or none can be worth the while.
    """
    value = around.joint.problem.value
    for reach, seconds in BACKGROUND:
        while around.worth(best) > around.least(reach) + PROVED * value:
            effort = Effort(
                seconds=seconds,
                absolute_gap=PROVED * value,
                enough=around.worth(best) - PROVED * value,
                progress=progress,
                fraction=reach / len(Reach),
            )
            found = around.search(best, reach, effort)
            if found is best:
                break
            best = found
            yield best


@dataclass
class _Rules:
    """The rules of a program as rows over whole columns, tight for the program's own bounds."""

    program: LinearProgram
    _upper: list[float] = field(default_factory=list)
    _rows: list[tuple[Ints, Floats, float, float]] = field(default_factory=list)

    def written_out(self) -> LinearProgram:
        """Return the program with its rules as rows."""
        for rule in self.program.rules:
            self._write(rule)
        return self._joined() if self._upper else self.program

    def _write(self, rule: Rule) -> None:
        if isinstance(rule, Either):
            self._write_either(rule)
        elif isinstance(rule, Threshold):
            self._write_threshold(rule)
        else:
            most = np.floor(self.program.upper[rule.columns].sum() + DUST)
            total = self._add_column(float(most))
            self._add_row(rule.columns, np.ones(len(rule.columns)), total, -1.0, (0.0, 0.0))

    def _write_either(self, rule: Either) -> None:
        most = [float(self.program.upper[side].sum()) for side in (rule.first, rule.second)]
        if min(most) > 0:
            second = self._add_column(1.0)
            ones = np.ones(len(rule.first)), np.ones(len(rule.second))
            self._add_row(rule.first, ones[0], second, most[0], (-INFINITY, most[0]))
            self._add_row(rule.second, ones[1], second, -most[1], (-INFINITY, 0.0))

    def _write_threshold(self, rule: Threshold) -> None:
        most = float(self.program.upper[rule.columns] @ rule.worth)
        if most > 0:
            trades = self._add_column(1.0)
            self._add_row(rule.columns, rule.worth, trades, -most, (-INFINITY, 0.0))
            least = min(rule.minimum, most)
            self._add_row(rule.columns, rule.worth, trades, -least, (0.0, INFINITY))

    def _add_column(self, upper: float) -> int:
        self._upper.append(upper)
        return self.program.width + len(self._upper) - 1

    def _add_row(
        self, columns: Ints, values: Floats, also: int, value: float, bounds: tuple[float, float]
    ) -> None:
        self._rows.append((np.append(columns, also), np.append(values, value), *bounds))

    def _joined(self) -> LinearProgram:
        program, count = self.program, len(self._upper)
        columns, values, lower, upper = zip(*self._rows, strict=True)
        ends = program.start[-1] + np.cumsum([len(each) for each in columns])
        return replace(
            program,
            lower=np.append(program.lower, np.zeros(count)),
            upper=np.append(program.upper, self._upper),
            integer=np.append(program.integer, np.ones(count, dtype=np.bool_)),
            row_lower=np.append(program.row_lower, lower),
            row_upper=np.append(program.row_upper, upper),
            start=np.append(program.start, ends),
            index=np.concatenate([program.index, *columns]),
            value=np.concatenate([program.value, *values]),
        )
