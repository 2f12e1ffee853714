"""A linear model in plain rows and columns, handed to HiGHS as sparse arrays."""

import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

INFINITY = math.inf

_PROVED = {highspy.HighsModelStatus.kOptimal}
_STOPPED = {
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kInterrupt,
}


class SolverError(RuntimeError):
    """HiGHS gave no answer to a model that has one by construction: a bug, not a user's error."""


@dataclass(frozen=True, kw_only=True)
class Solution:
    """An answer from the solver.

    Attributes:
        x: Value per column.
        objective: Of ``x``.
        bound: No solution has an objective below this.
        row_dual: Change of the objective per unit of the row's binding bound; zeros for integers.
        column_dual: Reduced cost per column; zeros for integers.
    """

    x: NDArray[np.float64]
    objective: float
    bound: float
    row_dual: NDArray[np.float64]
    column_dual: NDArray[np.float64]


@dataclass(kw_only=True)
class LinearModel:
    """Minimise a cost over columns within bounds, subject to rows within bounds."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    _start: list[int] = field(default_factory=lambda: [0])
    _index: list[int] = field(default_factory=list)
    _value: list[float] = field(default_factory=list)

    def add_column(self, upper: float, *, lower: float = 0.0, integer: bool = False) -> int:
        """Add a column and return its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.lower) - 1

    def add_row(
        self,
        entries: Iterable[tuple[int, float]],
        *,
        lower: float = -INFINITY,
        upper: float = INFINITY,
    ) -> int:
        """Add ``lower <= sum(coefficient * column) <= upper`` and return its number."""
        for column, coefficient in entries:
            if coefficient:
                self._index.append(column)
                self._value.append(coefficient)
        self._start.append(len(self._index))
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.row_lower) - 1

    def copy(self) -> "LinearModel":
        """Return an equal model that can be changed by itself."""
        return copy.deepcopy(self)

    def solve(
        self,
        cost: NDArray[np.float64],
        *,
        whole: bool = False,
        seconds: float = 60.0,
        absolute_gap: float = 0.0,
    ) -> Solution | None:
        """Return the cheapest solution; None when there is none within *seconds*.

        Args:
            cost: Per column.
            whole: Keep the integer columns whole; else they may be fractions.
            seconds: Limit on the search.
            absolute_gap: A whole solution this near to the bound is good enough.

        Raises:
            SolverError: The model is unbounded, or HiGHS failed.
        """
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS takes positions
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("time_limit", seconds)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", absolute_gap)
        solver.passModel(self._highs_model(cost, whole=whole))
        solver.run()
        status = solver.getModelStatus()
        info = solver.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if status == highspy.HighsModelStatus.kInfeasible or (status in _STOPPED and not feasible):
            return None
        if status not in _PROVED | _STOPPED:
            raise SolverError(f"HiGHS ended with {solver.modelStatusToString(status)}")
        answer = solver.getSolution()
        objective = info.objective_function_value
        rows = len(self.row_lower)
        return Solution(
            x=np.array(answer.col_value),
            objective=objective,
            bound=info.mip_dual_bound if whole else objective,
            row_dual=np.zeros(rows) if whole else np.array(answer.row_dual),
            column_dual=np.zeros(len(self.lower)) if whole else np.array(answer.col_dual),
        )

    def _highs_model(self, cost: NDArray[np.float64], *, whole: bool) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_ = len(self.lower)
        model.num_row_ = len(self.row_lower)
        model.col_cost_ = cost
        model.col_lower_ = np.array(self.lower)
        model.col_upper_ = np.array(self.upper)
        model.row_lower_ = np.array(self.row_lower)
        model.row_upper_ = np.array(self.row_upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self._start)
        model.a_matrix_.index_ = np.array(self._index)
        model.a_matrix_.value_ = np.array(self._value)
        if whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[integer] for integer in self.integer]
        return model
