"""The window's only mutable state: the latest result of each step and the user's decisions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from rebalancer import pipeline
from rebalancer.classify.classes_file import check_classes
from rebalancer.classify.classification import Classification
from rebalancer.classify.universe import Universe
from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.errors import RebalancerError
from rebalancer.ingest.fix import CorrectSymbol, Fix, SetTaxTreatment, TreatAsCash, with_fix
from rebalancer.ingest.mapping.mapping import Mapping
from rebalancer.ingest.result import ImportResult
from rebalancer.market.fund_holdings import FundHoldings
from rebalancer.market.refresh import Refresh, RefreshRequest
from rebalancer.market.snapshot import Snapshot, load_snapshot
from rebalancer.progress import Progress
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import Scenario
from ui.decisions import Decisions
from ui.fund_files import FundFiles
from ui.gallery import Gallery
from ui.household import Household, Measured, Proposal, mend, propose, receive
from ui.lab import Lab
from ui.monitor import Monitor
from ui.quotes import Quotes
from ui.tasks import Job, Task, TaskRunner
from ui.undo import Step

__all__ = ["Decisions", "Measured", "Session"]


class Session(QObject):
    """Holds what is shown; asks the engine for what is not there yet.

    Every signal is sent after the state is consistent, and carries the new value, or None where
    there is none (any more).
    """

    measured_changed = Signal(object)
    """A ``Measured``, or None after everything was removed."""
    proposal_changed = Signal(object)
    """A ``Proposal``, or None once it was applied or declined."""
    decisions_changed = Signal(object)
    """A ``Decisions``."""
    plan_changed = Signal(object)
    """A ``TradePlan``, or None while there is none that fits the decisions."""
    scenario_changed = Signal(object)
    """A ``ScenarioResult``, or None."""
    unmapped_found = Signal(object)
    """The ``Path``s of files of unknown layouts that were left out of an import."""
    settled = Signal(str)
    """Work of a kind has ended, one way or another."""
    exported = Signal(object)
    """The ``Path`` of a workbook that was written."""
    failed = Signal(Exception)
    """Something could not be done; ``RebalancerError`` is meant for the user's eyes."""

    def __init__(
        self, tasks: TaskRunner, today: Callable[[], date], quotes: Quotes | None = None
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._today = today
        self._latest: dict[str, Task] = {}
        self._household: Household | None = None
        self._snapshot: Snapshot | None = None
        """Figures about the market; None are those that ship."""
        self._universe: Universe | None = None
        """Those figures under the decisions in force; None until they are asked for."""
        self._is_replaceable = False
        """Whether households are on the undo stack, so that every further one has to be."""
        self.undo_stack = QUndoStack(self)
        self.quotes = quotes or Quotes(parent=self)
        self.quotes.refreshed.connect(self._take_refresh)
        self.quotes.failed.connect(self.failed)
        self.monitor = Monitor(self._run, self.quotes, self)
        self.gallery = Gallery(self._run, self._abandon, today, self)
        self.fund_files = FundFiles(self._run, self.set_fund_holdings, today, self)
        self.fund_files.failed.connect(self.failed)
        self.lab = Lab(self._run, self.undo_stack, self)
        self.lab.failed.connect(self.failed)
        self.decisions = Decisions()
        self.mappings: tuple[Mapping, ...] = ()
        """What was said about the columns of unknown layouts."""
        self.measured: Measured | None = None
        self.proposal: Proposal | None = None
        self.plan: TradePlan | None = None
        self.scenario: ScenarioResult | None = None

    def today(self) -> date:
        """Return the day on which the window is used."""
        return self._today()

    @property
    def universe(self) -> Universe:
        """What is known of the market, under the decisions in force."""
        if self._universe is None:
            self._universe = self._universe_source()()
        return self._universe

    def import_files(self, paths: tuple[Path, ...], *, is_sample: bool = False) -> None:
        """Read *paths*; accounts that are shown already change only after ``apply_proposal``."""
        current, decisions = self._household, self.decisions
        basis, know = self._basis(), self._universe_source()
        mappings = self.mappings

        def job(progress: Progress) -> tuple[ImportResult, Universe, Household | Proposal]:
            universe = know()
            newer = pipeline.import_files(paths, universe, mappings=mappings, progress=progress)
            outcome = receive(current, newer, decisions, universe, is_sample=is_sample)
            return newer, universe, outcome

        def take(result: tuple[ImportResult, Universe, Household | Proposal]) -> None:
            newer, universe, outcome = result
            if any(now is not then for now, then in zip(self._basis(), basis, strict=True)):
                current, decisions = self._household, self.decisions
                outcome = receive(current, newer, decisions, self.universe, is_sample=is_sample)
            else:
                self._universe = universe
            self._take_import(outcome)
            if newer.unmapped:
                self.unmapped_found.emit(newer.unmapped)

        names = ", ".join(path.name for path in paths)
        self._run("import", f"Importing {names}", job, take)

    def apply_proposal(self) -> None:
        """Let the household become what newer files make of it; can be undone."""
        if self.proposal is not None:
            self._replace(self.proposal.household, "import")

    def choose_account(self, fresh: str, account: str) -> None:
        """Say which account one of the newer files is, by their keys; ``SEPARATE`` for none."""
        asked, current = self.proposal, self._household
        if asked is not None and current is not None:
            choices = {**asked.choices, fresh: account}
            proposal = propose(current, asked.newer, self.decisions, self.universe, choices)
            self._propose(proposal)

    def decline_proposal(self) -> None:
        """Leave the household as it is."""
        self._propose(None)

    def remove_everything(self) -> None:
        """Close the household, which can be undone; its files stay where they are."""
        self._abandon("import")
        if self._household is not None:
            self._replace(None, "close the household")

    def set_tax_treatment(self, account_key: str, treatment: TaxTreatment) -> None:
        """Decide how an account is taxed; can be undone."""
        fix = SetTaxTreatment(account=account_key, treatment=treatment)
        self.fix(fix, "change the tax treatment")

    def fix(self, fix: Fix, title: str) -> None:
        """Mend the import; can be undone. *title* is what is undone, in the user's words."""
        decisions = replace(self.decisions, fixes=with_fix(self.decisions.fixes, fix))
        try:
            self._mended(decisions)
        except RebalancerError as error:
            self.failed.emit(error)
        else:
            self._decide(decisions, title, -1)

    def correction_of(self, symbol: str, typed: str) -> CorrectSymbol | TreatAsCash | None:
        """Return the fix that makes *symbol* what a person typed; None if that is not known."""
        return pipeline.correct_symbol(symbol, typed, self.universe)

    def set_classification(
        self, classification: Classification, title: str, merge_key: int = -1
    ) -> None:
        """Decide on baskets, sizes and corrections, as ``set_policy`` does; can be undone."""
        if classification == self.decisions.classification:
            return
        try:
            self.check_classification(classification)
        except RebalancerError as error:
            self.failed.emit(error)
        else:
            self._decide(replace(self.decisions, classification=classification), title, merge_key)

    def check_classification(self, classification: Classification) -> None:
        """Do nothing if *classification* can be used.

        Raises:
            ClassificationError: It names something that is not there.
        """
        check_classes(pipeline.open_universe(classification, self._snapshot))

    def set_fund_holdings(self, holdings: tuple[FundHoldings, ...], title: str) -> None:
        """Decide by which files funds are looked through; can be undone."""
        self._decide(replace(self.decisions, fund_holdings=holdings), title, -1)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Use newer figures about the market; what rested on the old ones is computed again."""
        self._snapshot = snapshot
        self._universe = None
        self._show_again(self._mended(self.decisions))
        self._abandon("plan")
        self._take_plan(None)

    def refresh_prices(self) -> None:
        """Prepare what would be sent to Yahoo; nothing is before the person has agreed to it."""
        portfolio = Portfolio() if self.measured is None else self.measured.imported.portfolio
        policy, today, know = self.decisions.policy, self._today(), self._universe_source()

        def job(_: Progress) -> tuple[RefreshRequest, Universe]:
            universe = know()
            return pipeline.prepare_refresh(portfolio, universe, today, policy=policy), universe

        def take(prepared: tuple[RefreshRequest, Universe]) -> None:
            self.quotes.ask(*prepared)

        self._run("refresh", "Preparing the refresh", job, take)

    def value_at(self, refresh: Refresh | None) -> None:
        """Value holdings at the prices of *refresh*, or of their files; can be undone."""
        what = "the prices of the files" if refresh is None else "refreshed prices"
        self._decide(replace(self.decisions, valued_at=refresh), f"value at {what}", -1)

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
        portfolio, today = self.measured.imported.portfolio, self._today()
        policy, universe = self.decisions.policy, self.universe

        def job(progress: Progress) -> TradePlan:
            return pipeline.plan_trades(portfolio, policy, universe, today=today, progress=progress)

        self._run("plan", "Finding the trades", job, self._take_plan)

    def run_scenario(self, scenario: Scenario, options: SimulationOptions) -> None:
        """Show what *scenario* does to the portfolio as it is and, with a plan, as it would be."""
        self.lab.play(self.measured, self.plan, (scenario, options), self._take_scenario)

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
        if not decisions.knows_as(before):
            self._universe = None
            self.fund_files.show_used(decisions.fund_holdings)
        is_valued_anew = decisions.valued_at is not before.valued_at
        if self._universe is None or decisions.fixes != before.fixes or is_valued_anew:
            self._show_again(self._mended(decisions))
        self._abandon("plan")
        self._take_plan(None)

    def take_household(self, household: Household | None) -> None:
        """Show *household*; what rested on another one is dropped."""
        if household is not None and household.measured.universe is not self.universe:
            is_sample = household.measured.is_sample
            as_read, universe = household.as_read, self.universe
            household = mend(as_read, self.decisions, universe, is_sample=is_sample)
        self._household = household
        self._propose(None)
        self._take_measured(None if household is None else household.measured)

    def _mended(self, decisions: Decisions) -> Household | None:
        """Return the household that is shown under *decisions* instead of those in force."""
        if self._household is None:
            return None
        is_sample = self._household.measured.is_sample
        return mend(self._household.as_read, decisions, self.universe, is_sample=is_sample)

    def _show_again(self, household: Household | None) -> None:
        """Show the same household, measured anew, and what a newer import would make of it."""
        if household is None:
            return
        self._household = household
        self.measured = household.measured
        self.measured_changed.emit(self.measured)
        asked = self.proposal
        if asked is not None:
            decisions = self.decisions
            self._propose(propose(household, asked.newer, decisions, self.universe, asked.choices))

    def _basis(self) -> tuple[object, ...]:
        """Return what an import is received into."""
        decisions = self.decisions
        known = decisions.classification, decisions.fund_holdings, self._snapshot
        return self._household, decisions.fixes, decisions.valued_at, *known

    def _universe_source(self) -> Callable[[], Universe]:
        """Return what builds the universe, if there is none yet, on whatever thread calls it."""
        known = self._universe
        if known is not None:
            return lambda: known
        classification, holdings = self.decisions.classification, self.decisions.fund_holdings
        return partial(pipeline.open_universe, classification, self._snapshot, holdings=holdings)

    def _decide(self, after: Decisions, title: str, merge_key: int) -> None:
        step = Step(self.take_decisions, self.decisions, after, title, merge_key)
        self.undo_stack.push(step)

    def _replace(self, household: Household | None, title: str) -> None:
        """Show another household; undoing brings back the one that is shown, if there is any."""
        if self._household is None and not self._is_replaceable:
            self.take_household(household)
            return
        self._is_replaceable = True
        self.undo_stack.push(Step(self.take_household, self._household, household, title))

    def _propose(self, proposal: Proposal | None) -> None:
        if proposal is not self.proposal:
            self.proposal = proposal
            self.proposal_changed.emit(proposal)

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
        task.finished.connect(partial(self.settled.emit, kind))
        self._tasks.start(task)

    def _abandon(self, kind: str) -> None:
        """Stop the work of this *kind*; should it finish all the same, nobody wants its result."""
        task = self._latest.pop(kind, None)
        if task is not None:
            task.cancel()

    def _take_import(self, outcome: Household | Proposal) -> None:
        if isinstance(outcome, Household):
            title = "open the sample" if outcome.measured.is_sample else "import"
            self._replace(outcome, title)
        elif outcome.changes.is_empty:
            self.take_household(outcome.household)
        else:
            self._propose(outcome)

    def _take_measured(self, measured: Measured | None) -> None:
        self._abandon("plan")
        self.measured = measured
        self.measured_changed.emit(measured)
        self._take_plan(None)

    def _take_plan(self, plan: TradePlan | None) -> None:
        self._abandon("scenario")
        self.plan = plan
        self.plan_changed.emit(plan)
        self.gallery.show_household(self.measured, plan)
        self._take_scenario(None)

    def _take_scenario(self, result: ScenarioResult | None) -> None:
        self.scenario = result
        self.scenario_changed.emit(result)

    def _take_refresh(self, refresh: Refresh) -> None:
        self.set_snapshot(refresh.apply(self._snapshot or load_snapshot()))
