"""A linear model in blocks of columns and rows, and what it may not do beside that.

What is not linear (one of two sides only, nothing or at least so much, a whole sum) is written
down beside the rows, as rules. The fractional model leaves them out, and so is a bound for every
plan; a search among whole numbers writes them out as rows (``with_rules_written``).
"""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

INFINITY = math.inf
_WHOLE = 1e-6
"""A bound this near to a whole number is one, as HiGHS sees it."""
_FEASIBLE = 1e-6
"""A row counts as kept when it is missed by no more than this, as HiGHS sees it."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def plain_sum(charges: Floats, x: Floats) -> float:
    """Return what *x* is charged, the same on any number of threads.

    BLAS would wake its threads for it, and add up in another order on each number of them.
    """
    return float((charges * x).sum())


class Rule(Protocol):
    """What is not linear: whole-share plans keep to it, and the fractional model leaves it out."""

    def write(self, rows: "RuleRows") -> None:
        """Write the rule as rows over whole columns, as tight as the bounds of the columns allow.

        What the bounds see to anyway needs no rows.
        """

    def closing(self, answer: "Answer", strictness: float) -> Ints:
        """Return the columns to close so that a fractional answer comes to keep the rule.

        Args:
            answer: The fractional answer.
            strictness: How much of a least size (0..1) is insisted on for now; 0 asks for one
                side only.
        """

    def opening(self, answer: "Answer") -> Ints:  # noqa: ARG002 - most rules need none
        """Return the columns to leave free around a fractional answer that breaks the rule.

        They are those of rules that closing columns does not mend.
        """
        return _no_columns()


@dataclass(frozen=True, eq=False, kw_only=True)
class Answer:
    """A fractional answer, as rules look at it.

    Attributes:
        x: Per column.
        worth: USD per unit, per column of shares; those are the first.
    """

    x: Floats
    worth: Floats

    def traded(self, columns: Ints) -> float:
        """Return USD that *columns* of shares trade."""
        return float((self.x[columns] * self.worth[columns]).sum())


def _no_columns() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class LinearProgram:
    """Columns within bounds, rows within bounds, and what the columns are charged for.

    Attributes:
        lower, upper: Per column; finite.
        integer: Per column, whether only whole numbers make sense.
        row_lower, row_upper: Per row; infinite where there is no bound.
        start, index, value: The matrix by rows, compressed.
        charges: Per tier, most important first, what a unit of each column is charged.
        rules: What is not linear.
        defined, defining: Columns that are a sum of others, and the rows that say so.
        slack, slack_row: Columns that take what their row exceeds its bound by.
        tier_row: Per tier of elastic misses, the row that sums them.
        indicated, indicator: Columns, and for each the one that is 1 when it is above zero.
    """

    lower: Floats
    upper: Floats
    integer: Flags
    row_lower: Floats
    row_upper: Floats
    start: Ints
    index: Ints
    value: Floats
    charges: dict[int, Floats]
    rules: tuple[Rule, ...]
    defined: Ints
    defining: Ints
    slack: Ints
    slack_row: Ints
    tier_row: dict[int, int]
    indicated: Ints = field(default_factory=_no_columns)
    indicator: Ints = field(default_factory=_no_columns)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.lower)

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    def activity(self, x: Floats) -> Floats:
        """Return the value of every row at the columns *x*."""
        paid = self.value * x[self.index]
        return np.bincount(self.row, paid, self.height).astype(np.float64)

    def completed(self, x: Floats) -> Floats:
        """Return *x* with the columns that follow from the others: sums, and the least slack."""
        full = x.copy()
        full[self.indicator] = 0.0
        full[self.indicator[full[self.indicated] > _WHOLE]] = 1.0
        full[self.defined] = full[self.slack] = 0.0
        full[self.defined] = self.activity(full)[self.defining]
        activity = self.activity(full)
        beyond = np.maximum(activity - self.row_upper, self.row_lower - activity)
        np.maximum.at(full, self.slack, beyond[self.slack_row])
        return full

    @cached_property
    def row(self) -> Ints:
        """The row of each entry of the matrix."""
        return np.repeat(np.arange(self.height), np.diff(self.start))

    @cached_property
    def amplification(self) -> Floats:
        """Per column, what one rounding error in its reduced charge can do to a bound at most.

        So many are summed as the column has entries, and two more; each counts times the column.
        """
        sums = np.bincount(self.index, minlength=self.width) + 2
        reach: Floats = np.maximum(abs(self.lower), abs(self.upper))
        return sums * reach

    def has_matrix_of(self, other: "LinearProgram") -> bool:
        """Whether only bounds, charges and rules can differ from *other*."""
        return self.width == other.width and all(
            np.array_equal(mine, theirs)
            for mine, theirs in (
                (self.start, other.start),
                (self.index, other.index),
                (self.value, other.value),
            )
        )

    def with_whole_bounds(self) -> "LinearProgram":
        """Return the program with the bounds of whole columns moved in to whole numbers.

        No whole answer is lost, and HiGHS needs it: where a whole column may go up to 1.26, its
        presolve has called an answer the best of all that was not.
        """
        lower = np.where(self.integer, np.ceil(self.lower - _WHOLE), self.lower)
        upper = np.where(self.integer, np.floor(self.upper + _WHOLE), self.upper)
        return replace(self, lower=lower, upper=upper)

    def only_open(self) -> tuple["LinearProgram", Ints]:
        """Return the program of the columns that have room to move, and their numbers.

        The others are counted at their lower bounds. The charges, rules and derived columns of
        the new program are empty: they are the business of the whole.
        """
        is_open = self.upper > self.lower
        kept = np.flatnonzero(is_open)
        fixed = self.activity(np.where(is_open, 0.0, self.lower))
        entries = is_open[self.index]
        counts = np.bincount(self.row[entries], minlength=self.height)
        beyond = np.maximum(fixed - self.row_upper, self.row_lower - fixed)
        rows = (counts > 0) | (beyond > _FEASIBLE)  # what nothing can mend has to be found out
        nothing = np.zeros(0, dtype=np.int64)
        reduced = LinearProgram(
            lower=self.lower[kept],
            upper=self.upper[kept],
            integer=self.integer[kept],
            row_lower=(self.row_lower - fixed)[rows],
            row_upper=(self.row_upper - fixed)[rows],
            start=np.concatenate([[0], np.cumsum(counts[rows])]),
            index=(np.cumsum(is_open) - 1)[self.index[entries]],
            value=self.value[entries],
            charges={},
            rules=(),
            defined=nothing,
            defining=nothing,
            slack=nothing,
            slack_row=nothing,
            tier_row={},
        )
        return reduced, kept


@dataclass(kw_only=True)
class RuleRows:
    """The rows that rules are written as, over whole columns of their own."""

    program: LinearProgram
    """Whose bounds they may rely on."""
    _upper: list[float] = field(default_factory=list)
    _rows: list[tuple[Ints, Floats, float, float]] = field(default_factory=list)

    def add_column(self, upper: float = 1.0) -> int:
        """Add a whole column from 0 to *upper* and return its number."""
        self._upper.append(upper)
        return self.program.width + len(self._upper) - 1

    def add_row(
        self, columns: Ints, values: Floats, *, lower: float = -INFINITY, upper: float = INFINITY
    ) -> None:
        """Add ``lower <= sum(value * column) <= upper``."""
        self._rows.append((columns, values, lower, upper))

    def joined(self) -> LinearProgram:
        """Return the program with the rows and without its rules."""
        program, count = self.program, len(self._upper)
        if not self._rows:
            return replace(program, rules=())
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
            rules=(),
        )


def with_rules_written(program: LinearProgram) -> LinearProgram:
    """Return *program* with its rules as rows, for a search among whole numbers."""
    rows = RuleRows(program=program)
    for rule in program.rules:
        rule.write(rows)
    return rows.joined()
