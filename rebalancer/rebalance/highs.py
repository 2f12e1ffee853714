"""HiGHS, kept warm: a linear program is solved, changed a little, and solved again."""

from dataclasses import dataclass

import highspy
import numpy as np

from rebalancer.rebalance.linear import Flags, Floats, Ints, LinearProgram


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


class WarmSolver:
    """Solves a program with fractions everywhere; what changes is solved from where it stood."""

    def __init__(self, program: LinearProgram) -> None:
        self._highs = _load(
            program, np.zeros(program.width), np.zeros(program.width, dtype=np.bool_)
        )
        self._columns = np.arange(program.width)

    def minimise(self, charges: Floats) -> Optimal:
        """Return the cheapest solution at *charges* per column.

        Raises:
            SolverError: There is no solution, or no cheapest one.
        """
        self._highs.changeColsCost(len(self._columns), self._columns, charges)
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
        self._highs.changeColsBounds(len(columns), columns, lower, upper)

    def bound_rows(self, rows: Ints, lower: Floats, upper: Floats) -> None:
        """Change the bounds of *rows*."""
        for row, least, most in zip(rows, lower, upper, strict=True):
            self._highs.changeRowBounds(row, least, most)


def search(
    program: LinearProgram, charges: Floats, *, seconds: float, absolute_gap: float
) -> Solution | None:
    """Return a cheap solution with whole integer columns; None when none was found.

    Args:
        program: Its rules are not looked at.
        charges: Per column.
        seconds: The best solution found in this time is returned.
        absolute_gap: The search ends when it is proved to be this near to the cheapest.
    """
    highs = _load(program, charges, program.integer)
    highs.setOptionValue("time_limit", seconds)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", absolute_gap)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    x = np.array(highs.getSolution().col_value)
    return Solution(x=x, objective=info.objective_function_value)


def _load(program: LinearProgram, charges: Floats, integer: Flags) -> highspy.Highs:
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
