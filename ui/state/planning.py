"""Plans: found on the worker, tried while a slider is dragged, and remembered for a while."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal

from rebalancer.errors import RebalancerError
from rebalancer.progress import Progress
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import Policy
from ui.language import tr
from ui.state.bench import Bench
from ui.state.household import Measured
from ui.state.reviewing import Reviewing
from ui.state.study import Study, is_better
from ui.tasks import Errands

PLAN, TRIAL, AGAIN = "plan", "trial", "again"
REMEMBERED = 24
"""So many plans of a household are not solved again when their decisions come back."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """A plan that a person wants to compare others with, and what it was made for."""

    plan: TradePlan
    measured: Measured


class Planning(QObject):
    """Finds the plan for the decisions in force, and tries others without deciding on them.

    Attributes:
        plan: For the decisions in force; None while there is none.
        trial: For what a slider is being dragged to; None while none is.
        kept: Plans that a person compares, by name; no undoing takes them away.
        kept_policies: What they were made for, also of those that have yet to be found again.
    """

    plan_changed = Signal(object)
    """A ``TradePlan``, or None while there is none that fits the decisions."""
    search_started = Signal()
    """A plan for the decisions in force is awaited from now on."""
    trial_changed = Signal(object)
    """A ``TradePlan``, or None once nothing is tried any more."""
    kept_changed = Signal()
    """Other plans are kept."""

    def __init__(self, errands: Errands, today: Callable[[], date], parent: QObject) -> None:
        super().__init__(parent)
        self._errands = errands
        self._today = today
        self._measured: Measured | None = None
        self._bench: Bench | None = None
        self._found: deque[TradePlan] = deque(maxlen=REMEMBERED)
        self._is_trying = False
        self._wish: Policy | None = None
        """What is tried as soon as what is being tried has been."""
        self.plan: TradePlan | None = None
        self.trial: TradePlan | None = None
        self.kept: dict[str, Kept] = {}
        self.kept_policies: Mapping[str, Policy] = {}
        self.reviewing = Reviewing(errands.run, self)
        self.study = Study(today, errands, self)
        errands.dropped.connect(self._go_on)
        self.study.better_found.connect(self._take_better)

    @property
    def is_trying(self) -> bool:
        """Whether something is tried, or has been and is still shown."""
        return self.trial is not None or self._wish is not None or self._is_trying

    @property
    def is_solving(self) -> bool:
        """Whether a plan is awaited."""
        return self._errands.is_running(PLAN)

    def show_household(self, measured: Measured | None) -> None:
        """Plan for *measured* from now on."""
        if measured is not self._measured:
            self._measured = measured
            self.study.show_household(measured)
            self._errands.abandon(PLAN)
            self._stop_trying()
            self.plan = self.trial = None
            self._found.clear()
            self._bench = None if measured is None else Bench(measured, self._today())
            self._find_again()
            self.kept_changed.emit()

    @property
    def older(self) -> tuple[str, ...]:
        """The names of the kept plans that were made for other holdings than those of now."""
        found = self.kept.items()
        return tuple(name for name, each in found if each.measured is not self._measured)

    def keep(self, name: str) -> None:
        """Keep the plan in force as *name*, in place of what was kept there."""
        if self.plan is not None and self._measured is not None:
            self.kept_policies = {**self.kept_policies, name: self.plan.policy}
            self._keep(name, self.plan)

    def forget(self) -> None:
        """Keep no plan any more: they are another household's."""
        self._errands.abandon(AGAIN)
        self.kept, self.kept_policies = {}, {}
        self.kept_changed.emit()

    def bring_back(self, policies: Mapping[str, Policy]) -> None:
        """Find the plans for *policies* again, which were kept before, by their names."""
        self.kept_policies = policies
        self._find_again()

    def _find_again(self) -> None:
        """Find the kept plans that are not there yet; whatever a person asks for goes first."""
        self._errands.abandon(AGAIN)
        missing = {name: each for name, each in self.kept_policies.items() if name not in self.kept}
        if missing and self._bench is not None:
            job = _again(self._bench, missing)
            self._errands.run(
                AGAIN, tr("Finding the kept plans again"), job, _let_go, self._take_again
            )

    def _take_again(self, found: tuple[str, TradePlan]) -> None:
        name, plan = found
        if self.kept_policies.get(name) == plan.policy:
            self._keep(name, plan)

    def _keep(self, name: str, plan: TradePlan) -> None:
        if self._measured is not None:
            kept = Kept(plan=plan, measured=self._measured)
            self.kept = dict(sorted({**self.kept, name: kept}.items()))
            self.kept_changed.emit()

    def drop(self) -> None:
        """Have no plan, because the decisions are others now."""
        self._errands.abandon(PLAN)
        self.study.pause()
        self.plan = None
        self.plan_changed.emit(None)

    def solve(self, policy: Policy) -> None:
        """Find the plan for *policy*, which is in force; one that was found before is there."""
        self._stop_trying()
        self._errands.abandon(AGAIN)
        self.trial = None
        known = self.find(policy)
        if known is not None:
            self._take(known)
        elif self._bench is not None:
            self._errands.run(PLAN, tr("Finding the trades"), _job(self._bench, policy), self._take)
            self.search_started.emit()

    def find(self, policy: Policy) -> TradePlan | None:
        """Return the plan for *policy*, if it has been found lately."""
        kept = [each.plan for each in self.kept.values() if each.measured is self._measured]
        plans = (*kept, *self._found)
        return next((plan for plan in reversed(plans) if plan.policy == policy), None)

    def try_out(self, policy: Policy) -> None:
        """Show what *policy* would come to; the latest wish counts, none waits in a queue."""
        self.study.pause()
        self._wish = policy
        if not self._is_trying:
            self._try_next()

    def end_trial(self) -> None:
        """Try nothing any more."""
        self._stop_trying()
        self.trial = None
        self.trial_changed.emit(None)

    def _stop_trying(self) -> None:
        self._errands.abandon(TRIAL)
        self._is_trying, self._wish = False, None

    def _try_next(self) -> None:
        policy, self._wish = self._wish, None
        if policy is None or self._bench is None:
            return
        known = self.find(policy)
        if known is not None:
            self._show_trial(known)
            return
        self._is_trying = True
        self._errands.run(TRIAL, tr("Trying"), _attempt(self._bench, policy), self._take_trial)

    def _take(self, plan: TradePlan) -> None:
        self._remember(plan)
        self.plan = plan
        self.plan_changed.emit(plan)
        self._find_again()

    def _take_better(self, plan: TradePlan) -> None:
        """Let *plan* replace the one in force, if it is for the same decisions and better."""
        if self.plan is not None and is_better(plan, self.plan):
            self._found = deque((each for each in self._found if each is not self.plan), REMEMBERED)
            self._take(plan)

    def _take_trial(self, plan: TradePlan | None) -> None:
        self._is_trying = False
        if plan is not None:
            self._remember(plan)
            self._show_trial(plan)
        self._try_next()

    def _show_trial(self, plan: TradePlan) -> None:
        self.trial = plan
        self.trial_changed.emit(plan)

    def _go_on(self, kind: str) -> None:
        if kind == TRIAL:
            self._is_trying = False
            self._try_next()

    def _remember(self, plan: TradePlan) -> None:
        if self.find(plan.policy) is not plan:
            self._found.append(plan)


def _job(bench: Bench, policy: Policy) -> Callable[[Progress], TradePlan]:
    def job(progress: Progress) -> TradePlan:
        return bench.planner(policy).plan(policy, progress=progress)

    return job


def _attempt(bench: Bench, policy: Policy) -> Callable[[Progress], TradePlan | None]:
    """Return work that finds the plan for *policy*, or None where there is none to be shown."""
    find = _job(bench, policy)

    def job(progress: Progress) -> TradePlan | None:
        try:
            return find(progress)
        except RebalancerError:
            return None  # it is told as soon as it is decided on

    return job


def _again(
    bench: Bench, policies: Mapping[str, Policy]
) -> Callable[[Progress], Iterator[tuple[str, TradePlan]]]:
    """Return work that delivers the plan for each of *policies* that there is one for."""

    def job(progress: Progress) -> Iterator[tuple[str, TradePlan]]:
        for name, policy in policies.items():
            plan = _attempt(bench, policy)(progress)
            if plan is not None:
                yield name, plan

    return job


def _let_go(_: object) -> None:
    """Do nothing more: every plan was taken as it came."""
