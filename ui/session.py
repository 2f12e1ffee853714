"""The window's only mutable state: the latest result of each step and the user's decisions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rebalancer import pipeline
from rebalancer.classify.classification import Classification
from rebalancer.classify.universe import Universe
from rebalancer.document.decisions import Decisions
from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.portfolio import Portfolio
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
from ui.language import tr
from ui.state.fund_files import FundFiles
from ui.state.gallery import Gallery
from ui.state.household import Choices, Household, Measured, Proposal, content_of, propose, receive
from ui.state.lab import Lab
from ui.state.measuring import Basis, Measuring, Outcome, Standing
from ui.state.monitor import Monitor
from ui.state.opening import Opening
from ui.state.planning import Planning
from ui.state.quotes import Quotes
from ui.state.wishes import Wishes
from ui.tasks import Errands, TaskRunner
from ui.undo import Step, UndoStack

__all__ = ["Decisions", "Measured", "Session"]

_Read = Callable[[Universe, Progress], ImportResult]
_Import = tuple[ImportResult, Universe, Household | Proposal]
"""What was read, what was known of the market, and what comes of it."""


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
        self._today = today
        self._errands = Errands(tasks, self)
        self._run, self._abandon = self._errands.run, self._errands.abandon
        self._household: Household | None = None
        self._snapshot: Snapshot | None = None
        """Figures about the market; None are those that ship."""
        self._measuring = Measuring(self._run)
        self.wishes = Wishes(self, self._measuring, self._errands)
        self.opening = Opening(self, self._measuring, self._errands)
        self.is_replaceable = False
        """Whether households are on the undo stack, so that every further one has to be."""
        self.undo_stack = UndoStack(self)
        self.quotes = quotes or Quotes(parent=self)
        self.monitor = Monitor(self._run, self.quotes, self)
        self.gallery = Gallery(self._run, self._abandon, today, self)
        self.planning = Planning(self._errands, today, self)
        self.fund_files = FundFiles(self._run, self.set_fund_holdings, today, self)
        self.lab = Lab(self._run, self._abandon, self.undo_stack, self)
        self.decisions = Decisions()
        self.mappings: tuple[Mapping, ...] = ()
        """What was said about the columns of unknown layouts."""
        self.measured: Measured | None = None
        self.proposal: Proposal | None = None
        self.scenario: ScenarioResult | None = None
        self._connect()

    def _connect(self) -> None:
        for part in (self._errands, self.quotes, self.fund_files, self.lab, self.planning.study):
            part.failed.connect(self.failed)
        self._errands.settled.connect(self.settled)
        self.wishes.refused.connect(self.failed)
        self.opening.failed.connect(self.failed)
        self.quotes.refreshed.connect(self._take_refresh)
        self.planning.plan_changed.connect(self._show_plan)

    def close(self) -> None:
        """Stop what goes on by itself; from now on nothing is found out."""
        self.quotes.close()
        self.planning.study.close()

    def today(self) -> date:
        """Return the day on which the window is used."""
        return self._today()

    @property
    def plan(self) -> TradePlan | None:
        """The trades for the decisions in force, or None while they are not found."""
        return self.planning.plan

    @property
    def universe(self) -> Universe:
        """What is known of the market, under the decisions in force."""
        basis = self.basis(self.decisions)
        return self._measuring.universe_of(basis) or basis.open_universe()

    def import_files(self, paths: tuple[Path, ...], *, is_sample: bool = False) -> None:
        """Read *paths*; accounts that are shown already change only after ``apply_proposal``."""
        mappings = self.mappings

        def read(universe: Universe, progress: Progress) -> ImportResult:
            return pipeline.import_files(paths, universe, mappings=mappings, progress=progress)

        names = ", ".join(path.name for path in paths)
        self.receive(tr("Importing {names}", names=names), read, is_sample=is_sample)

    def receive(self, title: str, read: _Read, *, is_sample: bool) -> None:
        """Take what is read into the household; again, should it be another one by then."""
        current, basis = self._household, self.basis(self.decisions)
        known = self._measuring.universe_of(basis)

        def job(progress: Progress) -> _Import:
            universe = known or basis.open_universe()
            newer = read(universe, progress)
            outcome = receive(current, newer, basis.decisions, universe, is_sample=is_sample)
            return newer, universe, outcome

        def take(result: _Import) -> None:
            newer, universe, outcome = result
            if self._household is not current or not basis.is_like(self.basis(self.decisions)):
                self.receive(title, lambda *_: newer, is_sample=is_sample)
                return
            standing = Standing(basis=basis, universe=universe, household=current)
            self._measuring.remember(standing)
            self._take_import(outcome)
            if newer.unmapped:
                self.unmapped_found.emit(newer.unmapped)

        self._run("import", title, job, take)

    def apply_proposal(self) -> None:
        """Let the household become what newer files make of it; can be undone."""
        if self.proposal is not None:
            self._replace(self.proposal.household, tr("import"))

    def choose_account(self, fresh: str, account: str) -> None:
        """Say which account one of the newer files is, by their keys; ``SEPARATE`` for none."""
        if self.proposal is not None:
            self._propose_again({**self.proposal.choices, fresh: account})

    def decline_proposal(self) -> None:
        """Leave the household as it is."""
        self._propose(None)

    def remove_everything(self) -> None:
        """Close the household, which can be undone; its files stay where they are."""
        self._abandon("sort", "import")
        if self._household is not None:
            self._replace(None, tr("close the household"))

    def forget_household(self) -> None:
        """Show nothing: what was shown is kept elsewhere, and so is what could be undone."""
        self._abandon("sort", "import")
        self.wishes.withdraw()
        self.is_replaceable = False
        self.planning.forget()
        self.take_household(None)

    def set_tax_treatment(self, account_key: str, treatment: TaxTreatment) -> None:
        """Decide how an account is taxed; can be undone."""
        title = tr("change the tax treatment")
        self.fix(SetTaxTreatment(account=account_key, treatment=treatment), title)

    def fix(self, fix: Fix, title: str) -> None:
        """Mend the import; can be undone. *title* is what is undone, in the user's words."""
        self.wishes.add(lambda now: replace(now, fixes=with_fix(now.fixes, fix)), title)

    def correction_of(self, symbol: str, typed: str) -> CorrectSymbol | TreatAsCash | None:
        """Return the fix that makes *symbol* what a person typed; None if that is not known."""
        return pipeline.correct_symbol(symbol, typed, self.universe)

    def set_classification(
        self, classification: Classification, title: str, merge_key: int = -1
    ) -> None:
        """Decide on baskets, sizes and corrections, as ``set_policy`` does; can be undone."""
        if classification != self.decisions.classification:
            self.wishes.add(
                lambda now: replace(now, classification=classification), title, merge_key
            )

    def set_fund_holdings(self, holdings: tuple[FundHoldings, ...], title: str) -> None:
        """Decide by which files funds are looked through; can be undone."""
        self.wishes.add(lambda now: replace(now, fund_holdings=holdings), title)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Use newer figures about the market; what rested on the old ones is computed again."""
        self._snapshot = snapshot
        self._measure_again()
        self.planning.drop()

    def refresh_prices(self) -> None:
        """Prepare what would be sent to Yahoo; nothing is before the person has agreed to it."""
        portfolio = Portfolio() if self.measured is None else self.measured.imported.portfolio
        basis, today = self.basis(self.decisions), self._today()
        policy, known = self.decisions.policy, self._measuring.universe_of(basis)

        def job(_: Progress) -> tuple[RefreshRequest, Universe]:
            universe = known or basis.open_universe()
            return pipeline.prepare_refresh(portfolio, universe, today, policy=policy), universe

        def take(prepared: tuple[RefreshRequest, Universe]) -> None:
            self.quotes.ask(*prepared)

        self._run("refresh", tr("Preparing the refresh"), job, take)

    def value_at(self, refresh: Refresh | None) -> None:
        """Value holdings at the prices of *refresh*, or of their files; can be undone."""
        self.wishes.value_at(refresh)

    def set_policy(self, policy: Policy, title: str, merge_key: int = -1) -> None:
        """Decide on a policy; can be undone.

        Args:
            policy: The whole policy; build it with ``dataclasses.replace``.
            title: What is undone, in the user's words: ``change the Magnificent Seven cap``.
            merge_key: Changes in a row under one key (>= 0) are undone together.
        """
        if policy != self.decisions.policy:
            self.decide(replace(self.decisions, policy=policy), title, merge_key)

    def solve(self) -> None:
        """Find the trades for the decisions in force."""
        self.planning.solve(self.decisions.policy)

    def run_scenario(self, scenario: Scenario, options: SimulationOptions) -> None:
        """Show what *scenario* does to the portfolio as it is and, with a plan, as it would be."""
        self.lab.play(self.measured, self.plan, (scenario, options), self._take_scenario)

    def export_workbook(self, path: Path) -> None:
        """Write the plan to an Excel workbook at *path*."""
        if self.measured is None or self.plan is None:
            return
        export = partial(pipeline.export_workbook, path, self.plan, self.measured.imported)
        approval, scenario = self.decisions.approval, self.scenario

        def job(progress: Progress) -> Path:
            export(approval=approval, scenario=scenario, progress=progress)
            return path

        self._run("export", tr("Writing {path}", path=path.name), job, self.exported.emit)

    def take_decisions(self, decisions: Decisions) -> None:
        """Put *decisions* in force; what rested on the old ones is dropped or computed again."""
        before, self.decisions = self.basis(self.decisions), decisions
        self.decisions_changed.emit(decisions)
        self.fund_files.show_used(decisions.fund_holdings)
        if not self.basis(decisions).is_like(before):
            self._measure_again()
        if not decisions.asks_as(before.decisions):
            self.planning.drop()

    def take_household(self, household: Household | None) -> None:
        """Show *household*; what rested on another one is dropped."""
        if household is None and self._household is not None:
            self.fund_files.forget_offers()
        self._household = household
        self._propose(None)
        self._abandon("refresh")
        self.quotes.decline()  # it was about the symbols of another household
        self._show_measured(None if household is None else household.measured)
        self.planning.drop()
        self._measuring.remember_household(self.basis(self.decisions), household)
        self._measure_again()

    def _measure_again(self) -> None:
        """Find out where the household stands under the decisions in force."""
        self._abandon("measure")
        if self._household is None:
            return
        basis = self.basis(self.decisions)
        known = self._measuring.find(basis)
        if known is None:
            self._measuring.measure("measure", basis, partial(self._take_standing, basis))
        elif known.household is not self._household:
            self._take_standing(basis, known)

    def _take_standing(self, basis: Basis, outcome: Outcome) -> None:
        """Show the same household, measured anew, and what a newer import would make of it."""
        if not isinstance(outcome, Standing):
            self.failed.emit(outcome)
        elif not basis.is_like(self.basis(self.decisions)):
            self._measure_again()
        elif outcome.household is not None:
            self._household = outcome.household
            self._show_measured(outcome.household.measured)
            self.planning.drop()
            if self.proposal is not None:
                self._propose_again(self.proposal.choices)

    def basis(self, decisions: Decisions) -> Basis:
        """Return what the household is measured from under *decisions*."""
        held = self._household
        return Basis(
            as_read=None if held is None else held.as_read,
            is_sample=held is not None and held.measured.is_sample,
            decisions=decisions,
            snapshot=self._snapshot,
        )

    def decide(self, after: Decisions, title: str, merge_key: int) -> None:
        """Put *after* in force, as one step to undo."""
        step = Step(self.take_decisions, self.decisions, after, title, merge_key)
        self.undo_stack.push(step)

    def _replace(self, household: Household | None, title: str) -> None:
        """Show another household; undoing brings back what was read of the one that is shown."""
        if self._household is None and not self.is_replaceable:
            self.take_household(household)
            return
        self.is_replaceable = True
        self._measuring.remember_household(self.basis(self.decisions), household)
        before, after = content_of(self._household), content_of(household)
        self.undo_stack.push(Step(self.opening.hold, before, after, title))

    def _propose(self, proposal: Proposal | None) -> None:
        if proposal is not self.proposal:
            self.proposal = proposal
            self.proposal_changed.emit(proposal)

    def _propose_again(self, choices: Choices) -> None:
        """Find out what the newer files make of the household as it is now."""
        current, asked, decisions = self._household, self.proposal, self.decisions
        if current is None or asked is None:
            return
        newer, universe = asked.newer, current.measured.universe

        def job(_: Progress) -> Proposal:
            return propose(current, newer, decisions, universe, choices)

        def take(proposal: Proposal) -> None:
            if self.proposal is asked:
                self._propose(proposal)

        self._run("propose", tr("Comparing the files"), job, take)

    def _take_import(self, outcome: Household | Proposal) -> None:
        if isinstance(outcome, Household):
            self._replace(outcome, outcome.title)
        elif outcome.changes.is_empty:
            self.take_household(outcome.household)
        else:
            self._propose(outcome)

    def _show_measured(self, measured: Measured | None) -> None:
        self.measured = measured
        self.planning.show_household(measured)
        self.lab.show_household(measured)
        self.measured_changed.emit(measured)

    def _show_plan(self, plan: TradePlan | None) -> None:
        self.lab.stop()
        self.plan_changed.emit(plan)
        self.gallery.show_household(self.measured, plan)
        self._take_scenario(None)

    def _take_scenario(self, result: ScenarioResult | None) -> None:
        self.scenario = result
        self.scenario_changed.emit(result)

    def _take_refresh(self, refresh: Refresh) -> None:
        self.set_snapshot(refresh.apply(self._snapshot or load_snapshot()))
