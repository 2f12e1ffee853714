"""The scenario lab: plays scenarios, compares two of them, and keeps a person's own."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from rebalancer import pipeline
from rebalancer.errors import RebalancerError
from rebalancer.progress import Progress
from rebalancer.rebalance.plan import TradePlan
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.own_scenarios import discard_scenario, keep_scenario, named, read_shelf
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import Scenario
from rebalancer.simulate.scenario_files import shipped_scenarios
from ui.language import tr
from ui.state.household import Measured
from ui.tasks import Job, Run
from ui.undo import Step

SCENARIO, COMPARISON = "scenario", "comparison"

Own = tuple[Scenario, ...]
Played = tuple[Scenario, SimulationOptions]


class Lab(QObject):
    """What is played beside the main scenario, and what a person keeps.

    Attributes:
        own: The person's scenarios.
        compared: The other scenario, played the same way; None while there is none.
        trouble: Why some of what was kept cannot be used, in sentences; else "".
    """

    own_changed = Signal(object)
    """A tuple of ``Scenario``."""
    compared_changed = Signal(object)
    """A ``ScenarioResult``, or None."""
    failed = Signal(Exception)
    """A scenario cannot be kept."""

    def __init__(
        self, run: Run, abandon: Callable[[str], None], undo_stack: QUndoStack, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._abandon = abandon
        self._undo_stack = undo_stack
        self._folder: Path | None = None
        self._beside: tuple[Measured, TradePlan | None, Played] | None = None
        self.own: Own = ()
        self.compared: ScenarioResult | None = None
        self.trouble = ""

    def remember_in(self, folder: Path) -> None:
        """Take up the scenarios in *folder*, and keep them there from now on."""
        self._folder = folder
        shelf = read_shelf(folder)
        self.trouble = " ".join(shelf.troubles)
        self.own = shelf.scenarios
        self.own_changed.emit(self.own)

    def play(
        self,
        measured: Measured | None,
        plan: TradePlan | None,
        played: Played,
        take: Callable[[ScenarioResult], object],
    ) -> None:
        """Play a scenario on the household and on the plan for it."""
        if measured is not None:
            title = tr("Simulating “{scenario}”", scenario=played[0].title)
            self._run(SCENARIO, title, _job(measured, plan, played), take)

    def stop(self) -> None:
        """Play the main scenario no longer: it is about another plan or household."""
        self._abandon(SCENARIO)

    def show_household(self, measured: Measured | None) -> None:
        """Let go of what was compared, unless it is about *measured*."""
        if self._beside is not None and self._beside[0] is not measured:
            self._let_go()

    def compare(
        self, measured: Measured | None, plan: TradePlan | None, played: Played | None
    ) -> None:
        """Play another scenario beside the main one, unless it is there; None lets it go."""
        if measured is None or played is None:
            self._let_go()
            return
        if self.compared is not None and self._is_beside(measured, plan, played):
            self.compared_changed.emit(self.compared)
            return
        self.compared, self._beside = None, (measured, plan, played)
        title = tr("Simulating “{scenario}” beside it", scenario=played[0].title)
        self._run(COMPARISON, title, _job(measured, plan, played), self._take_compared)

    def _is_beside(self, measured: Measured, plan: TradePlan | None, played: Played) -> bool:
        """Return whether this is what was asked for last."""
        if self._beside is None:
            return False
        household, planned, before = self._beside
        return household is measured and planned is plan and before == played

    def keep(self, scenario: Scenario, title: str) -> Scenario:
        """Keep *scenario* under a *title* of the person's, in place of one so called; undoable."""
        others = tuple(each for each in self.own if each.title != title)
        taken = [*shipped_scenarios(), *(each.key for each in others)]
        kept = named(scenario, title, taken)
        self._decide((*others, kept), tr("save “{title}”", title=title))
        return kept

    def discard(self, scenario: Scenario) -> None:
        """Remove one of the person's scenarios; can be undone."""
        others = tuple(each for each in self.own if each.key != scenario.key)
        if others != self.own:
            self._decide(others, tr("delete “{scenario}”", scenario=scenario.title))

    def _decide(self, after: Own, title: str) -> None:
        step = Step(self._take_own, self.own, after, title, is_of_household=False)
        self._undo_stack.push(step)

    def _take_own(self, own: Own) -> None:
        before, self.own = self.own, tuple(sorted(own, key=lambda each: each.title.casefold()))
        self.own_changed.emit(self.own)
        if self._folder is None:
            return
        keys = {scenario.key for scenario in own}
        try:
            for scenario in own:
                if scenario not in before:
                    keep_scenario(self._folder, scenario)
            for scenario in before:
                if scenario.key not in keys:
                    discard_scenario(self._folder, scenario.key)
        except RebalancerError as error:
            self.failed.emit(error)

    def _let_go(self) -> None:
        self._abandon(COMPARISON)
        self._beside = None
        self._take_compared(None)

    def _take_compared(self, result: ScenarioResult | None) -> None:
        self.compared = result
        self.compared_changed.emit(result)


def _job(measured: Measured, plan: TradePlan | None, played: Played) -> Job:
    scenario, options = played
    exposures = measured.exposures

    def job(progress: Progress) -> ScenarioResult:
        return pipeline.run_scenario(
            exposures, scenario, plan=plan, options=options, progress=progress
        )

    return job
