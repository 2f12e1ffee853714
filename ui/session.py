"""The window's only mutable state: the latest result of each step and the user's decisions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

from rebalancer import pipeline
from rebalancer.classify.exposure import Exposures
from rebalancer.domain.account import TaxTreatment
from rebalancer.ingest.mapping import Mapping
from rebalancer.ingest.result import ImportResult
from rebalancer.measure.measurement import Measurement
from rebalancer.measure.rotation import RotationReport
from rebalancer.progress import Progress
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy import DEFAULT_POLICY, Policy
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.run import SimulationOptions
from rebalancer.simulate.scenario import Scenario
from ui.tasks import Job, Task, TaskRunner


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What the user has decided; undone and redone as one value."""

    policy: Policy = DEFAULT_POLICY
    tax_treatments: tuple[tuple[str, TaxTreatment], ...] = ()
    """By account key; wins over what the file's account name suggests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The household as it is."""

    imported: ImportResult
    exposures: Exposures
    measurement: Measurement
    is_sample: bool


class _Decide(QUndoCommand):
    """One decision; consecutive ones under the same *merge_key* (a dragged slider) become one."""

    def __init__(
        self, session: "Session", before: Decisions, after: Decisions, title: str, merge_key: int
    ) -> None:
        super().__init__(title)
        self._session = session
        self._before = before
        self.after = after
        self._merge_key = merge_key

    @override
    def id(self) -> int:
        return self._merge_key

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Decide):
            return False
        self.after = other.after
        return True

    @override
    def undo(self) -> None:
        self._session.take_decisions(self._before)

    @override
    def redo(self) -> None:
        self._session.take_decisions(self.after)


class Session(QObject):
    """Holds what is shown; asks the engine for what is not there yet.

    Every signal is sent after the state is consistent, and carries the new value, or None where
    there is none (any more).
    """

    measured_changed = Signal(object)
    """A ``Measured``, or None after everything was removed."""
    decisions_changed = Signal(object)
    """A ``Decisions``."""
    plan_changed = Signal(object)
    """A ``TradePlan``, or None while there is none that fits the decisions."""
    scenario_changed = Signal(object)
    """A ``ScenarioResult``, or None."""
    rotation_changed = Signal(object)
    """A ``RotationReport``."""
    unmapped_found = Signal(object)
    """The ``Path``s of files of unknown layouts that were left out of an import."""
    exported = Signal(object)
    """The ``Path`` of a workbook that was written."""
    failed = Signal(Exception)
    """Something could not be done; ``RebalancerError`` is meant for the user's eyes."""

    def __init__(self, tasks: TaskRunner, today: Callable[[], date]) -> None:
        super().__init__()
        self._tasks = tasks
        self._today = today
        self._latest: dict[str, Task] = {}
        self._as_read: ImportResult | None = None
        """The household as its files describe it, before any decision."""
        self.undo_stack = QUndoStack(self)
        self.decisions = Decisions()
        self.mappings: tuple[Mapping, ...] = ()
        """What was said about the columns of unknown layouts."""
        self.measured: Measured | None = None
        self.plan: TradePlan | None = None
        self.scenario: ScenarioResult | None = None
        self.rotation: RotationReport | None = None

    def today(self) -> date:
        """Return the day on which the window is used."""
        return self._today()

    def import_files(self, paths: tuple[Path, ...], *, is_sample: bool = False) -> None:
        """Read *paths* into one household that replaces what is shown."""
        treatments = self.decisions.tax_treatments

        mappings = self.mappings

        def job(progress: Progress) -> tuple[ImportResult, Measured]:
            as_read = pipeline.import_files(paths, mappings=mappings, progress=progress)
            imported = _with_treatments(as_read, treatments)
            return as_read, _measure(imported, is_sample=is_sample)

        names = ", ".join(path.name for path in paths)
        self._run("import", f"Importing {names}", job, self._take_import)

    def remove_everything(self) -> None:
        """Forget the household; the files it came from stay where they are."""
        self._abandon("import")
        self._as_read = None
        self._take_measured(None)

    def set_tax_treatment(self, account_key: str, treatment: TaxTreatment) -> None:
        """Decide how an account is taxed; can be undone."""
        others = tuple(pair for pair in self.decisions.tax_treatments if pair[0] != account_key)
        after = replace(self.decisions, tax_treatments=(*others, (account_key, treatment)))
        self._decide(after, "change the tax treatment", -1)

    def set_policy(self, policy: Policy, title: str, merge_key: int = -1) -> None:
        """Decide on a policy; can be undone.

        Args:
            policy: The whole policy; build it with ``dataclasses.replace``.
            title: What is undone, in the user's words: ``change the Magnificent Seven cap``.
            merge_key: Changes in a row under one key (>= 0) are undone together.
        """
        if policy != self.decisions.policy:
            self._decide(replace(self.decisions, policy=policy), title, merge_key)

    def solve(self) -> None:
        """Find the trades for the decisions in force."""
        if self.measured is None:
            return
        portfolio = self.measured.imported.portfolio
        policy = self.decisions.policy
        today = self._today()

        def job(progress: Progress) -> TradePlan:
            return pipeline.plan_trades(portfolio, policy, today=today, progress=progress)

        self._run("plan", "Finding the trades", job, self._take_plan)

    def run_scenario(self, scenario: Scenario, options: SimulationOptions) -> None:
        """Show what *scenario* does to the portfolio as it is and, with a plan, as it would be."""
        if self.measured is None:
            return
        exposures = self.measured.exposures
        plan = self.plan

        def job(progress: Progress) -> ScenarioResult:
            return pipeline.run_scenario(
                exposures, scenario, plan=plan, options=options, progress=progress
            )

        self._run("scenario", f"Simulating “{scenario.title}”", job, self._take_scenario)

    def load_rotation(self) -> None:
        """Compute the rotation monitor from the embedded history."""
        self._run(
            "rotation", "Reading the market history", lambda _: pipeline.rotation(), self._rotate
        )

    def export_workbook(self, path: Path) -> None:
        """Write the plan to an Excel workbook at *path*."""
        if self.measured is None or self.plan is None:
            return
        plan, imported = self.plan, self.measured.imported

        def job(progress: Progress) -> Path:
            pipeline.export_workbook(path, plan, imported, progress=progress)
            return path

        self._run("export", f"Writing {path.name}", job, self.exported.emit)

    def take_decisions(self, decisions: Decisions) -> None:
        """Put *decisions* in force; what rested on the old ones is dropped or computed again."""
        before, self.decisions = self.decisions, decisions
        self.decisions_changed.emit(decisions)
        if decisions.tax_treatments != before.tax_treatments:
            self._apply_treatments(decisions.tax_treatments)
        self._abandon("plan")
        self._take_plan(None)

    def _apply_treatments(self, treatments: tuple[tuple[str, TaxTreatment], ...]) -> None:
        if self.measured is None or self._as_read is None:
            return
        imported = _with_treatments(self._as_read, treatments)
        self.measured = replace(self.measured, imported=imported)
        self.measured_changed.emit(self.measured)

    def _decide(self, after: Decisions, title: str, merge_key: int) -> None:
        self.undo_stack.push(_Decide(self, self.decisions, after, title, merge_key))

    def _run(self, kind: str, title: str, job: Job, take: Callable[..., object]) -> None:
        """Start *job*; a newer one of the same *kind* replaces it."""
        self._abandon(kind)
        task = Task(title, job)
        self._latest[kind] = task

        def succeed(result: object) -> None:
            if self._latest.get(kind) is task:
                take(result)

        def fail(error: Exception) -> None:
            if self._latest.get(kind) is task:
                self.failed.emit(error)

        task.succeeded.connect(succeed)
        task.failed.connect(fail)
        self._tasks.start(task)

    def _abandon(self, kind: str) -> None:
        """Stop the work of this *kind*; should it finish all the same, nobody wants its result."""
        task = self._latest.pop(kind, None)
        if task is not None:
            task.cancel()

    def _take_import(self, result: tuple[ImportResult, Measured]) -> None:
        self._as_read, measured = result
        self._take_measured(measured)
        if self._as_read.unmapped:
            self.unmapped_found.emit(self._as_read.unmapped)

    def _take_measured(self, measured: Measured | None) -> None:
        self._abandon("plan")
        self.measured = measured
        self.measured_changed.emit(measured)
        self._take_plan(None)

    def _take_plan(self, plan: TradePlan | None) -> None:
        self._abandon("scenario")
        self.plan = plan
        self.plan_changed.emit(plan)
        self._take_scenario(None)

    def _take_scenario(self, result: ScenarioResult | None) -> None:
        self.scenario = result
        self.scenario_changed.emit(result)

    def _rotate(self, report: RotationReport) -> None:
        self.rotation = report
        self.rotation_changed.emit(report)


def _measure(imported: ImportResult, *, is_sample: bool) -> Measured:
    exposures, measurement = pipeline.measure_portfolio(imported.portfolio)
    return Measured(
        imported=imported, exposures=exposures, measurement=measurement, is_sample=is_sample
    )


def _with_treatments(
    imported: ImportResult, treatments: tuple[tuple[str, TaxTreatment], ...]
) -> ImportResult:
    for key, treatment in treatments:
        imported = pipeline.set_tax_treatment(imported, key, treatment)
    return imported
