"""What is not linear in a plan: one side only, nothing or at least so much, whole sums, turns.

A rule is a small object that can do two things: write itself as rows over whole columns, for the
search among whole shares, and say which columns to close where a fractional answer breaks it.
A new kind of rule is a new class here; nothing else has to know it.
"""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from rebalancer.rebalance.model.linear import Answer, Floats, Ints, Rule, RuleRows

DUST = 1e-6
"""Units or USD that count as nothing."""
_NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Either(Rule):
    """Columns of one side only may be above zero."""

    first: Ints
    second: Ints

    @override
    def write(self, rows: RuleRows) -> None:
        """Let a switch open one side."""
        program = rows.program
        sides = self.first, self.second
        most = [float(program.upper[side].sum()) for side in sides]
        if min(most) <= 0:
            return
        switch = rows.add_column()
        for side, value, upper in zip(sides, (most[0], -most[1]), (most[0], 0.0), strict=True):
            values = np.append(np.ones(len(side)), value)
            rows.add_row(np.append(side, switch), values, upper=upper)

    @override
    def closing(self, answer: Answer, strictness: float) -> Ints:
        """Close the side that trades less, where both do."""
        first, second = answer.traded(self.first), answer.traded(self.second)
        if min(first, second) <= DUST:
            return _NOTHING
        return self.second if first >= second else self.first


@dataclass(frozen=True, eq=False, kw_only=True)
class Threshold(Rule):
    """Columns that together are worth nothing, or at least *minimum*."""

    columns: Ints
    worth: Floats
    """USD per unit of each column."""
    minimum: float

    @override
    def write(self, rows: RuleRows) -> None:
        """Let a switch lift the columns from nothing to the least."""
        program = rows.program
        most = float((program.upper[self.columns] * self.worth).sum())
        if float((program.lower[self.columns] * self.worth).sum()) >= self.minimum:
            return
        if most < self.minimum - DUST:
            rows.add_row(self.columns, self.worth, upper=0.0)
            return
        switch = rows.add_column()
        columns = np.append(self.columns, switch)
        rows.add_row(columns, np.append(self.worth, -most), upper=0.0)
        rows.add_row(columns, np.append(self.worth, -self.minimum), lower=0.0)

    @override
    def closing(self, answer: Answer, strictness: float) -> Ints:
        """Close what is traded, but too little."""
        least = strictness * self.minimum
        return self.columns if DUST < answer.traded(self.columns) < least - DUST else _NOTHING


@dataclass(frozen=True, eq=False, kw_only=True)
class Remainder(Rule):
    """Columns whose sum leaves enough of a whole, or nothing of it."""

    columns: Ints
    most: float
    """The largest sum that leaves enough."""
    everything: float | None
    """The sum that leaves nothing; None where something always stays."""

    @override
    def write(self, rows: RuleRows) -> None:
        """Let a switch lift the columns from what leaves enough to everything."""
        ones = np.ones(len(self.columns))
        upper = float(rows.program.upper[self.columns].sum())
        if upper <= self.most + DUST:
            return
        if self.everything is None or upper < self.everything - DUST:
            rows.add_row(self.columns, ones, upper=self.most)
            return
        switch = rows.add_column()
        columns = np.append(self.columns, switch)
        rows.add_row(columns, np.append(ones, self.most - self.everything), upper=self.most)
        rows.add_row(columns, np.append(ones, -self.everything), lower=0.0)

    @override
    def closing(self, answer: Answer, strictness: float) -> Ints:
        """Close nothing: a little more or less is sold instead."""
        return _NOTHING

    @override
    def opening(self, answer: Answer) -> Ints:
        """Leave free what would leave too little: anything from nothing to all may be sold."""
        total = float(answer.x[self.columns].sum())
        is_kept = total <= self.most + DUST or (
            self.everything is not None and total >= self.everything - DUST
        )
        return _NOTHING if is_kept else self.columns


@dataclass(frozen=True, eq=False, kw_only=True)
class Ticket(Rule):
    """A whole column that is 1 as soon as one of *columns* is above zero."""

    columns: Ints
    worth: Floats
    """USD per unit of each column."""
    ticket: int

    @override
    def write(self, rows: RuleRows) -> None:
        """Say it again, as tight as the bounds allow."""
        most = float((rows.program.upper[self.columns] * self.worth).sum())
        rows.add_row(np.append(self.columns, self.ticket), np.append(self.worth, -most), upper=0.0)

    @override
    def closing(self, answer: Answer, strictness: float) -> Ints:
        """Close nothing: an order is worth its fee or it is not."""
        return _NOTHING


@dataclass(frozen=True, eq=False, kw_only=True)
class WholeSum(Rule):
    """Columns that may be fractions, but whose sum is whole."""

    columns: Ints
    everything: float | None = None
    """What the sum may also come to, whole or not: that of all there is."""

    @override
    def write(self, rows: RuleRows) -> None:
        """Let a whole column be the sum, and a switch add the fraction of everything to it."""
        most = float(rows.program.upper[self.columns].sum()) + DUST
        total = rows.add_column(float(np.floor(most)))
        columns, values = np.append(self.columns, total), np.ones(len(self.columns) + 1)
        values[-1] = -1.0
        if self.everything is not None and most >= self.everything:
            switch = rows.add_column()
            whole = float(np.floor(self.everything + DUST))
            rows.add_row(np.array([total, switch]), np.array([1.0, -whole]), lower=0.0)
            columns, values = np.append(columns, switch), np.append(values, whole - self.everything)
        rows.add_row(columns, values, lower=0.0, upper=0.0)

    @override
    def closing(self, answer: Answer, strictness: float) -> Ints:
        """Close nothing: rounding sees to it."""
        return _NOTHING


@dataclass(frozen=True, eq=False, kw_only=True)
class InTurn(Rule):
    """Columns of which each may be above zero only where the one before is full."""

    columns: Ints
    full: Floats
    """What each column comes to when it is full."""

    @override
    def write(self, rows: RuleRows) -> None:
        """Let a switch, open only where one column is full, open the next."""
        lower, upper = rows.program.lower[self.columns], rows.program.upper[self.columns]
        may_stay = lower[:-1] < self.full[:-1] - DUST
        for number in np.flatnonzero(may_stay & (upper[1:] > 0)):
            switch = rows.add_column()
            pair = np.array([self.columns[number], switch])
            rows.add_row(pair, np.array([1.0, -self.full[number]]), lower=0.0)
            pair = np.array([self.columns[number + 1], switch])
            rows.add_row(pair, np.array([1.0, -upper[number + 1]]), upper=0.0)

    @override
    def closing(self, answer: Answer, strictness: float) -> Ints:
        """Close nothing: where in its order to stop takes a search (``solver.in_turn``)."""
        return _NOTHING

    def opened_early(self, x: Floats) -> Ints:
        """Return the columns from the first on that is open although one before is not full."""
        early = (x[self.columns[1:]] > DUST) & (x[self.columns[:-1]] < self.full[:-1] - DUST)
        return self.columns[int(np.argmax(early)) + 1 :] if early.any() else _NOTHING

    def refilled(self, x: Floats) -> Floats:
        """Return what the columns come to when as much as in *x* is taken in turn."""
        before = np.concatenate([[0.0], np.cumsum(self.full)[:-1]])
        taken: Floats = np.clip(x[self.columns].sum() - before, 0.0, self.full)
        return taken
