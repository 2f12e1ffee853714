"""From fractions to whole shares: a search among the whole numbers near a fractional answer."""

from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np

from rebalancer.rebalance.highs import search
from rebalancer.rebalance.linear import (
    INFINITY,
    Either,
    Floats,
    Ints,
    LinearProgram,
    Rule,
    Threshold,
)
from rebalancer.rebalance.model import TOLERANCE, JointModel

NEAR = 2
"""Whole shares are searched this far from the fractional answer."""
SEARCH_SECONDS = 3.0
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


def whole_shares(joint: JointModel, near: Floats, closed: Ints, bound: float) -> Floats:
    """Return the best whole-share answer around *near*; doing nothing is always considered.

    The search widens step by step, and ends as soon as nothing better is worth looking for:
    beyond the securities that *near* trades only where the policy could be met and is not.

    Args:
        joint: The model.
        near: A fractional answer, per column.
        closed: Columns that have to stay at zero.
        bound: What no plan can beat, all tiers weighed.
    """
    value = joint.problem.value
    best = joint.nothing
    for reach in Reach:
        if joint.weighed @ best <= bound + ENOUGH * value:
            break
        missed = max(_missed(joint, best), TOLERANCE * value)
        if reach is Reach.EVERYTHING and missed <= max(_missed(joint, near), TOLERANCE * value):
            break
        found = search_around(joint, near, closed, reach)
        if found is not None and joint.weighed @ found + PROVED * value < joint.weighed @ best:
            best = found
    return best


def search_around(
    joint: JointModel, near: Floats, closed: Ints, reach: Reach, *, seconds: float = SEARCH_SECONDS
) -> Floats | None:
    """Return the best whole-share answer within *reach* of *near*; None when there is none."""
    lower, upper = _around(joint, near, reach)
    upper[closed] = lower[closed] = 0.0
    ruled = _Rules(replace(joint.program, lower=lower, upper=upper)).written_out()
    charges = np.append(joint.weighed, np.zeros(ruled.width - joint.program.width))
    program, kept = ruled.only_open()
    gap = PROVED * joint.problem.value
    found = search(program, charges[kept], seconds=seconds, absolute_gap=gap)
    if found is None:
        return None
    x = ruled.lower.copy()
    x[kept] = found.x
    return x[: joint.program.width]


def _missed(joint: JointModel, x: Floats) -> float:
    return max(float(charges @ x) for charges in joint.missed.values())


def _around(joint: JointModel, near: Floats, reach: Reach) -> tuple[Floats, Floats]:
    """Return bounds around *near*."""
    trades, program = joint.trades, joint.program
    min_trade = float(joint.problem.policy.trading.min_trade)
    lower, upper = program.lower.copy(), program.upper.copy()
    sold = np.bincount(trades.slot_of_lot, near[trades.sold] > DUST, len(trades.slots)) > 0
    room = NEAR + np.ceil(min_trade / trades.price)
    for columns, traded, slot in (
        (trades.sold, sold, trades.slot_of_lot),
        (trades.bought, near[trades.bought] > DUST, np.arange(len(trades.slots))),
    ):
        value = near[columns]
        more = np.where(traded | (reach is Reach.EVERYTHING), room, 0.0)[slot]
        upper[columns] = np.minimum(upper[columns], np.ceil(value - DUST) + more)
        low = np.zeros(len(value)) if min_trade else np.floor(value + DUST) - NEAR
        lower[columns] = np.where(program.integer[columns], np.maximum(low, 0.0), 0.0)
    if reach is Reach.FRACTIONS and not min_trade:
        value = near[trades.sold]
        settled = trades.sold[program.integer[trades.sold] & (abs(value - np.round(value)) < DUST)]
        lower[settled] = upper[settled] = np.round(near[settled])
    return lower, upper


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
