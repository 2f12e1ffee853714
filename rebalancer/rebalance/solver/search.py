"""The search for whole numbers: HiGHS's branch and bound, ended by a count of its work.

A search that ends by the clock finds one plan on a quiet machine and another on a busy one. Here
it ends after so many looks: the points at which HiGHS, on one thread, asks whether to go on, and
which it comes to in the same order at any speed. The clock is only a net far below.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

import highspy
import numpy as np

from rebalancer.progress import Progress, Pulse, silent
from rebalancer.rebalance.model.linear import INFINITY, Floats, LinearProgram
from rebalancer.rebalance.solver.highs import Solution, load

FAR_OFF = 120.0
"""Seconds after which a search ends although its work is not done; a plan says so."""
_POLL = 0.02
"""Seconds between two questions whether to go on: HiGHS itself may be silent for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """When a search for whole numbers ends.

    Attributes:
        looks: After HiGHS has asked so often whether to go on, with the best that was found.
        absolute_gap: When the best is proved to be this near to the cheapest.
        enough: As soon as something this cheap is found.
        progress: Asked again and again whether to go on; it changes nothing in what is found.
        fraction: What it is told.
        seconds: After this time in any case.
    """

    looks: int
    absolute_gap: float
    enough: float = -INFINITY
    progress: Progress = silent
    fraction: float = 0.0
    seconds: float = FAR_OFF


class Search:
    """Solutions of a program with whole integer columns, ever cheaper, as they are found.

    To go through it is to search. HiGHS works in a thread of its own meanwhile; whoever stops
    going through it, or is cancelled, does not wait for that thread: it ends at its next look.

    Attributes:
        bound: What HiGHS found that no solution can beat, once the search has ended.
        ended_by_clock: Whether it might have found more on a faster machine.
    """

    def __init__(
        self,
        program: LinearProgram,
        charges: Floats,
        effort: Effort,
        *,
        start: Floats | None = None,
    ) -> None:
        """Prepare the search.

        Args:
            program: Its rules are not looked at.
            charges: Per column.
            effort: When to end.
            start: A solution to begin with, per column.
        """
        self.bound = -INFINITY
        self.ended_by_clock = False
        self._effort = effort
        self._found: SimpleQueue[Solution | None] = SimpleQueue()
        self._looks = 0
        self._is_left = False
        self._highs = load(program, charges, program.integer)
        for name, value in (
            ("time_limit", effort.seconds),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", effort.absolute_gap),
            ("objective_target", effort.enough),
        ):
            self._highs.setOptionValue(name, value)
        if start is not None:
            self._highs.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)

    def __iter__(self) -> Iterator[Solution]:
        """Yield ever cheaper solutions.

        Raises:
            Cancelled: The progress says so.
        """
        effort = self._effort
        pulse = Pulse.of(effort.progress)
        pulse.step(effort.fraction, _NOTE)
        Thread(target=self._run, name="whole shares").start()
        try:
            while True:
                try:
                    solution = self._found.get(timeout=_POLL)
                except Empty:
                    pulse.beat()
                    continue
                if solution is None:
                    return
                yield solution
        finally:
            self._is_left = True

    def _run(self) -> None:
        self._highs.cbMipInterrupt += self._look
        self._highs.cbMipImprovingSolution += self._improve
        try:
            self._highs.run()
            info = self._highs.getInfo()
            self.bound = info.mip_dual_bound
            self.ended_by_clock = (
                self._highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
            )
            if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
                x = np.array(self._highs.getSolution().col_value)
                self._found.put(Solution(x=x, objective=info.objective_function_value))
        finally:
            self._highs.clearCallbacks()  # HiGHS and the search would keep each other for ever
            self._found.put(None)

    def _look(self, event: highspy.HighsCallbackEvent) -> None:
        self._looks += 1
        if self._is_left or self._looks > self._effort.looks:
            event.interrupt()

    def _improve(self, event: highspy.HighsCallbackEvent) -> None:
        found = event.data_out
        x = np.array(found.mip_solution)
        self._found.put(Solution(x=x, objective=found.objective_function_value))


_NOTE = "searching for whole shares"
