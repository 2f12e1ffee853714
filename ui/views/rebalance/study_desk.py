"""Keeps what lies beside the plan in step with it: frontier, search, wash sales, years ahead."""

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from rebalancer.document.decisions import Decisions
from rebalancer.rebalance.glide import GlideWish
from rebalancer.rebalance.plan import NotDone, TradePlan
from ui.language import tr
from ui.session import Session
from ui.state.study import FRONTIER, GLIDE, SEARCH
from ui.views.rebalance.result import PlanResult
from ui.views.rebalance.targets import MAGNIFICENT_SEVEN, with_bound
from ui.views.rebalance.taxes import with_budget

PATIENCE_MS = 400
"""So long a plan is looked at before anything is found out beside it."""


class StudyDesk(QObject):
    """Asks the session's study on behalf of a page, and shows what it finds.

    Attributes:
        is_wanted: Whether somebody looks at the page; nothing goes on by itself otherwise.
    """

    def __init__(self, session: Session, result: PlanResult, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._planning = session.planning
        self._study = session.planning.study
        self._result = result
        self._stopped: TradePlan | None = None
        """The plan for which nothing better is to be looked for: the person said so."""
        self._priced: TradePlan | None = None
        """The plan for the decisions in force whose limits have been priced, or are being."""
        self.is_wanted = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PATIENCE_MS)
        self._soon.timeout.connect(self._go_on)
        self._connect()
        self._show_kept()
        self._show_frontier()
        self._show_search()
        self._show_glide()
        self._take_decisions(session.decisions)

    def _connect(self) -> None:
        study, result = self._study, self._result
        study.frontier_changed.connect(self._show_frontier)
        study.search_changed.connect(self._show_search)
        study.glide_changed.connect(self._show_glide)
        study.wash_changed.connect(result.wash.show_matrix)
        study.limits_changed.connect(self._take_limits)
        result.limits.change_requested.connect(self.give_way)
        self._planning.kept_changed.connect(self._show_kept)
        self._session.decisions_changed.connect(self._take_decisions)
        self._session.measured_changed.connect(self._forget)
        result.frontier.cap_chosen.connect(self.choose_cap)
        result.frontier.trace_requested.connect(self._trace)
        result.frontier.stop_requested.connect(partial(study.stop, FRONTIER))
        result.cost.search_requested.connect(self._search)
        result.cost.stop_requested.connect(self._stop_search)
        result.kept.keep_requested.connect(self._planning.keep)
        result.kept.return_requested.connect(self.go_back)
        result.glide.look_requested.connect(self._look_ahead)
        result.glide.stop_requested.connect(partial(study.stop, GLIDE))
        result.glide.budget_changed.connect(self._set_budget)
        for chart in (result.frontier.chart, result.glide.chart):
            chart.failed.connect(self._session.failed)

    def follow(self, plan: TradePlan) -> None:
        """Find out what lies beside *plan*, as soon as it has been looked at for a moment."""
        self._show_kept()
        self._show_frontier()
        self._show_search()
        self._show_limits()
        if self.is_wanted:
            self._study.look_for_wash_sales(plan)
            self._soon.start()

    def pause(self) -> None:
        """Stop what goes on by itself: nobody looks."""
        self.is_wanted = False
        self._priced = None
        self._soon.stop()
        self._study.pause()

    def _forget(self) -> None:
        """Know nothing of plans for other holdings, which may be for the same policy."""
        self._priced = self._stopped = None

    def choose_cap(self, cap: float) -> None:
        """Put the cap (0..1) of the Magnificent Seven in force."""
        policy = with_bound(self._session.decisions.policy, MAGNIFICENT_SEVEN, round(cap, 4))
        self._session.set_policy(policy, tr("choose a point of the frontier"))

    def go_back(self, name: str) -> None:
        """Put what plan *name* was made for in force again."""
        policy = self._planning.kept[name].plan.policy
        self._session.set_policy(policy, tr("go back to plan {name}", name=name))

    def give_way(self, limit: NotDone) -> None:
        """Put the smallest change in force that makes the targets possible."""
        if limit.changed is not None:
            self._session.set_policy(
                limit.changed, tr("let a limit give way: {limit}", limit=limit.title)
            )

    def _take_limits(self, plan: TradePlan) -> None:
        self._priced = plan
        self._show_limits()

    def _show_limits(self) -> None:
        plan = self._session.plan
        if plan is not None:
            priced = self._priced
            is_same = priced is not None and priced.policy == plan.policy
            self._result.limits.show_plan(priced if priced and is_same else plan)

    def _go_on(self) -> None:
        """Trace the frontier; look for a better plan once it is there."""
        plan = self._session.plan
        if plan is None or not self.is_wanted:
            return
        if self._priced is None or self._priced.policy != plan.policy:
            self._priced = plan
            self._study.price_limits(plan)
        if not self._study.is_traced(plan.policy):
            self._trace()
        elif plan is not self._stopped and not self._study.is_running(SEARCH):
            self._study.search(plan)

    def _trace(self) -> None:
        self._study.look_along(self._session.decisions.policy)

    def _search(self) -> None:
        self._stopped = None
        if self._session.plan is not None:
            self._study.search(self._session.plan)

    def _stop_search(self) -> None:
        self._stopped = self._session.plan
        self._study.stop(SEARCH)

    def _look_ahead(self, years: int) -> None:
        self._study.look_ahead(self._session.decisions.policy, GlideWish(years=years))

    def _set_budget(self, amount: Decimal | None) -> None:
        policy = with_budget(self._session.decisions.policy, amount)
        self._session.set_policy(policy, tr("change the gain budget"))

    def _take_decisions(self, decisions: Decisions) -> None:
        self._result.glide.show_budget(decisions.policy.tax.gain_budget)

    def _show_frontier(self) -> None:
        is_traced = self._study.is_traced(self._session.decisions.policy)
        self._result.frontier.show_study(self._study, is_traced=is_traced)
        if is_traced and self.is_wanted and not self._study.is_running(SEARCH):
            self._soon.start()

    def _show_search(self) -> None:
        self._result.cost.show_search(is_running=self._study.is_running(SEARCH))

    def _show_glide(self) -> None:
        self._result.glide.show_study(self._study)

    def _show_kept(self) -> None:
        planning = self._planning
        self._result.kept.show_plans(planning.plan, planning.kept, planning.older)
