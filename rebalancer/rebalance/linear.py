"""A linear model in plain rows and columns, handed to HiGHS as sparse arrays."""

import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

INFINITY = math.inf


class SolverError(RuntimeError):
    """HiGHS gave no answer to a model that has one by construction: a bug, not a user's error."""


@dataclass(frozen=True, kw_only=True)
class Solution:
    """Values for the columns, and what they cost.

    Attributes:
        x: Value per column.
        objective: Of ``x``.
    """

    x: NDArray[np.float64]
    objective: float


@dataclass(frozen=True, kw_only=True)
class Optimal(Solution):
    """A solution that none can beat, and what its limits are worth.

    Attributes:
        row_dual: Change of the objective per unit of the row's binding bound.
        column_dual: Reduced cost per column.
    """

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

    def solve(self, cost: NDArray[np.float64]) -> Optimal:
        """Return the cheapest solution, *cost* per column; fractions are allowed everywhere.

        Raises:
            SolverError: There is no solution, or no cheapest one.
        """
        solver = self._solver(self._highs_model(cost, whole=False))
        solver.run()
        status = solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"HiGHS ended with “{solver.modelStatusToString(status)}”")
        answer = solver.getSolution()
        return Optimal(
            x=np.array(answer.col_value),
            objective=solver.getInfo().objective_function_value,
            row_dual=np.array(answer.row_dual),
            column_dual=np.array(answer.col_dual),
        )

    def search(
        self, cost: NDArray[np.float64], *, seconds: float, absolute_gap: float
    ) -> Solution | None:
        """Return a cheap solution with whole integer columns; None when none was found.

        Args:
            cost: Per column.
            seconds: The best solution found in this time is returned.
            absolute_gap: The search ends when it is proved to be this near to the cheapest.
        """
        solver = self._solver(self._highs_model(cost, whole=True))
        solver.setOptionValue("time_limit", seconds)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", absolute_gap)
        solver.run()
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        x = np.array(solver.getSolution().col_value)
        return Solution(x=x, objective=info.objective_function_value)

    def _solver(self, model: highspy.HighsLp) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS takes positions
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        return solver

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
