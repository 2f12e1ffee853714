"""HiGHS, kept warm: a linear program is solved, changed a little, and solved again."""

from dataclasses import dataclass, replace

import highspy
import numpy as np

from rebalancer.progress import Cancelled, Progress, silent
from rebalancer.rebalance.model.linear import INFINITY, Flags, Floats, Ints, LinearProgram


class SolverError(RuntimeError):
    """HiGHS gave no answer to a model that has one by construction: a bug, not a user's error."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Solution:
    """Values for the columns, and what they cost.

    Attributes:
        x: Value per column.
        objective: Of ``x``.
    """

    x: Floats
    objective: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Optimal(Solution):
    """A solution that none can beat, and what its limits are worth.

    Attributes:
        row_dual: Change of the objective per unit of the row's binding bound.
        column_dual: Reduced cost per column.
    """

    row_dual: Floats
    column_dual: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """When a search for whole numbers ends.

    Attributes:
        seconds: After this time, with the best that was found.
        absolute_gap: When the best is proved to be this near to the cheapest.
        enough: As soon as something this cheap is found.
        progress: Asked again and again whether to go on.
        fraction: What it is told.
    """

    seconds: float
    absolute_gap: float
    enough: float = -INFINITY
    progress: Progress = silent
    fraction: float = 0.0


class WarmSolver:
    """Solves a program with fractions everywhere; what changes is solved from where it stood."""

    def __init__(self, program: LinearProgram) -> None:
        self._load(program)

    def _load(self, program: LinearProgram) -> None:
        self._program = program
        self._charges = np.zeros(program.width)
        self._highs = load(program, self._charges)
        # trading nothing is a place to start from, and nearer than what presolve would begin with
        self._highs.setOptionValue("presolve", "off")

    def move_to(self, program: LinearProgram) -> None:
        """Solve *program* from now on; where only bounds differ, from where the last one stood."""
        if not program.has_matrix_of(self._program):
            self._load(program)
            return
        columns = np.arange(program.width)
        self.bound_columns(columns, program.lower, program.upper)
        self.bound_rows(np.arange(program.height), program.row_lower, program.row_upper)

    def minimise(self, charges: Floats) -> Optimal:
        """Return the cheapest solution at *charges* per column.

        Raises:
            SolverError: There is no solution, or no cheapest one.
        """
        changed = np.flatnonzero(charges != self._charges)
        self._highs.changeColsCost(len(changed), changed, charges[changed])
        self._charges = charges
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._highs.clearSolver()  # where it stood may have been a bad place to start from
            self._highs.run()
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"HiGHS ended with “{self._highs.modelStatusToString(status)}”")
        answer = self._highs.getSolution()
        return Optimal(
            x=np.array(answer.col_value),
            objective=self._highs.getInfo().objective_function_value,
            row_dual=np.array(answer.row_dual),
            column_dual=np.array(answer.col_dual),
        )

    def bound_columns(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change the bounds of *columns*."""
        held = self._program
        changed = (lower != held.lower[columns]) | (upper != held.upper[columns])
        at = columns[changed]
        self._highs.changeColsBounds(len(at), at, lower[changed], upper[changed])
        self._program = replace(
            held, lower=_with(held.lower, columns, lower), upper=_with(held.upper, columns, upper)
        )

    def bound_rows(self, rows: Ints, lower: Floats, upper: Floats) -> None:
        """Change the bounds of *rows*."""
        held = self._program
        changed = (lower != held.row_lower[rows]) | (upper != held.row_upper[rows])
        for at in np.flatnonzero(changed):
            self._highs.changeRowBounds(rows[at], lower[at], upper[at])
        self._program = replace(
            held,
            row_lower=_with(held.row_lower, rows, lower),
            row_upper=_with(held.row_upper, rows, upper),
        )


def _with(values: Floats, at: Ints, new: Floats) -> Floats:
    changed = values.copy()
    changed[at] = new
    return changed


def search(
    program: LinearProgram, charges: Floats, effort: Effort, *, start: Floats | None = None
) -> Solution | None:
    """Return a cheap solution with whole integer columns; None when none was found.

    Args:
        program: Its rules are not looked at.
        charges: Per column.
        effort: When to end.
        start: A solution to begin with, per column.

    Raises:
        Cancelled: The progress says so.
    """
    highs = load(program, charges, program.integer)
    highs.setOptionValue("time_limit", effort.seconds)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", effort.absolute_gap)
    highs.setOptionValue("objective_target", effort.enough)
    if start is not None:
        highs.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    asked = _Asked(effort)
    highs.cbMipInterrupt += asked
    highs.run()
    asked.answer()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    x = np.array(highs.getSolution().col_value)
    return Solution(x=x, objective=info.objective_function_value)


class _Asked:
    """Carries a cancellation across HiGHS, which must not see exceptions."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort
        self._cancelled: Cancelled | None = None

    def __call__(self, event: highspy.HighsCallbackEvent) -> None:
        try:
            self._effort.progress(self._effort.fraction, "searching for whole shares")
        except Cancelled as cancelled:
            self._cancelled = cancelled
            event.interrupt()

    def answer(self) -> None:
        """Raise what came up meanwhile."""
        if self._cancelled is not None:
            raise self._cancelled


def load(program: LinearProgram, charges: Floats, integer: Flags | None = None) -> highspy.Highs:
    """Return HiGHS with *program* in it, on one thread and silent; fractions unless *integer*."""
    if integer is None:
        integer = np.zeros(program.width, dtype=np.bool_)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS takes positions
    highs.setOptionValue("threads", 1)
    highs.passModel(
        program.width,
        program.height,
        len(program.value),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        charges,
        program.lower,
        program.upper,
        program.row_lower,
        program.row_upper,
        program.start.astype(np.int32),
        program.index.astype(np.int32),
        program.value,
        integer.astype(np.int32),
    )
    return highs
