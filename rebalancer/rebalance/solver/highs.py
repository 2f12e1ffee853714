"""HiGHS, kept warm: a linear program is solved, changed a little, and solved again."""

from dataclasses import dataclass, replace
from threading import Event, Thread

import highspy
import numpy as np

from rebalancer.progress import UNWATCHED, Pulse
from rebalancer.rebalance.model.linear import Flags, Floats, Ints, LinearProgram


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


_OPTIONS: dict[str, str | int | float] = {
    "presolve": "off",
    "simplex_strategy": 1,
    "dual_feasibility_tolerance": 1e-9,
}
"""Trading nothing is a place to start from, and nearer than what presolve would begin with."""
_LAST_RESORTS: tuple[dict[str, str | int | float], ...] = (
    {},
    {"presolve": "on"},
    {"simplex_strategy": 4},
)
"""What is tried from scratch, one after the other, where HiGHS is not sure of its answer."""


LARGE = 50_000
"""Entries of a matrix from which on its program may take longer to solve than a person notices."""


class WarmSolver:
    """Solves a program with fractions everywhere; what changes is solved from where it stood."""

    def __init__(self, program: LinearProgram) -> None:
        self._load(program)

    def _load(self, program: LinearProgram) -> None:
        self._program = program
        self._charges = np.zeros(program.width)
        self._highs = load(program, self._charges)
        for name, value in _OPTIONS.items():
            self._highs.setOptionValue(name, value)

    def move_to(self, program: LinearProgram) -> None:
        """Solve *program* from now on; where only bounds differ, from where the last one stood."""
        if not program.has_matrix_of(self._program):
            self._load(program)
            return
        columns = np.arange(program.width)
        self.bound_columns(columns, program.lower, program.upper)
        self.bound_rows(np.arange(program.height), program.row_lower, program.row_upper)

    def minimise(self, charges: Floats, pulse: Pulse = UNWATCHED) -> Optimal:
        """Return the cheapest solution at *charges* per column.

        After a solve that was broken off the next one starts from scratch, as in a new solver.

        Args:
            charges: Per column.
            pulse: Beats while HiGHS works; it changes nothing in what is found.

        Raises:
            SolverError: There is no solution, or no cheapest one.
            Cancelled: The pulse says so.
        """
        pulse.beat()
        changed = np.flatnonzero(charges != self._charges)
        self._highs.changeColsCost(len(changed), changed, charges[changed])
        self._charges = charges
        self._run(pulse)
        if not self._is_optimal:
            self._start_afresh(pulse)
        answer = self._highs.getSolution()
        return Optimal(
            x=np.array(answer.col_value),
            objective=self._highs.getInfo().objective_function_value,
            row_dual=np.array(answer.row_dual),
            column_dual=np.array(answer.col_dual),
        )

    def _run(self, pulse: Pulse) -> None:
        try:
            run(self._highs, pulse)
        except BaseException:
            self._load(self._program)  # what was broken off may be at work for a while yet
            raise

    @property
    def _is_optimal(self) -> bool:
        return self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal

    def _start_afresh(self, pulse: Pulse) -> None:
        """Solve again without where the last solution stood: it may have been a bad place."""
        for options in _LAST_RESORTS:
            for name, value in (_OPTIONS | options).items():
                self._highs.setOptionValue(name, value)
            self._highs.clearSolver()
            self._run(pulse)
            if self._is_optimal:
                break
        else:
            status = self._highs.modelStatusToString(self._highs.getModelStatus())
            raise SolverError(f"HiGHS ended with “{status}”")
        for name, value in _OPTIONS.items():
            self._highs.setOptionValue(name, value)

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


def run(highs: highspy.Highs, pulse: Pulse) -> None:
    """Let the simplex method of *highs* work, and *pulse* beat meanwhile.

    What is large is solved in a thread of its own: one step of it may take seconds, in which HiGHS
    asks nobody. Whoever is cancelled does not wait for that thread; it ends at HiGHS's next look.

    Raises:
        Cancelled: The pulse says so; *highs* is to be left alone from then on.
    """
    if highs.getNumNz() < LARGE:
        highs.run()
        return
    is_left = Event()

    def look(event: highspy.HighsCallbackEvent) -> None:
        if is_left.is_set():
            event.interrupt()

    highs.cbSimplexInterrupt += look
    thread = Thread(target=highs.run, name="linear program")
    thread.start()
    try:
        while True:
            thread.join(pulse.every)
            if not thread.is_alive():
                break
            pulse.beat()
    finally:
        is_left.set()
    highs.cbSimplexInterrupt -= look
