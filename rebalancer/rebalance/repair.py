"""From fractions to whole shares: a search among the whole numbers near a fractional answer."""

from dataclasses import dataclass, field, replace

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
DUST = 1e-6


def whole_shares(joint: JointModel, near: Floats, closed: Ints) -> Floats:
    """Return the best whole-share answer around *near*; doing nothing is always considered.

    The search keeps to the securities that the fractional answer trades, so that no order is
    added for rounding's sake; it is widened only where the policy could be met and is not.

    Args:
        joint: The model.
        near: A fractional answer, per column.
        closed: Columns that have to stay at zero.
    """
    enough = PROVED * joint.problem.value
    met = TOLERANCE * joint.problem.value
    best = joint.nothing
    for widened in (False, True):
        lower, upper = _around(joint, near, widened=widened)
        upper[closed] = 0.0
        found = _search(joint, lower, upper)
        if found is not None and joint.weighed @ found + enough < joint.weighed @ best:
            best = found
        if _missed(joint, best) <= met or _missed(joint, near) > met:
            break
    return best


def _missed(joint: JointModel, x: Floats) -> float:
    return max(float(charges @ x) for charges in joint.missed.values())


def _around(joint: JointModel, near: Floats, *, widened: bool) -> tuple[Floats, Floats]:
    """Return bounds around *near*: closed where it does not trade, unless *widened*."""
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
        more = np.where(traded | widened, room, 0.0)[slot]
        upper[columns] = np.minimum(upper[columns], np.ceil(value - DUST) + more)
        low = np.zeros(len(value)) if min_trade else np.floor(value + DUST) - NEAR
        lower[columns] = np.where(program.integer[columns], np.maximum(low, 0.0), 0.0)
    return lower, upper


def _search(joint: JointModel, lower: Floats, upper: Floats) -> Floats | None:
    program = replace(joint.program, lower=lower, upper=upper)
    ruled = _Rules(program).written_out()
    charges = np.append(joint.weighed, np.zeros(ruled.width - program.width))
    gap = PROVED * joint.problem.value
    found = search(ruled, charges, seconds=SEARCH_SECONDS, absolute_gap=gap)
    return None if found is None else found.x[: program.width]


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
