"""The page where decisions are made and their trades are found."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMenu, QWidget

from rebalancer.errors import RebalancerError
from rebalancer.export.words import status_sentence
from rebalancer.rebalance.decided import kept, left_out
from rebalancer.rebalance.plan import PlanStatus, TradePlan
from rebalancer.rebalance.policy.file import read_policy, write_policy
from rebalancer.rebalance.policy.orders import FixedOrder
from rebalancer.rebalance.policy.policy import Policy
from ui.format import dollars
from ui.language import tr, tr_n
from ui.overriding import override
from ui.session import Decisions, Measured, Session
from ui.state.planning import PLAN
from ui.theme import Theme
from ui.views.rebalance.decision import Decision
from ui.views.rebalance.desk import DecisionDesk
from ui.views.rebalance.orders import with_order
from ui.views.rebalance.restrictions import RULES, restricted, with_restriction
from ui.views.rebalance.result import PlanResult
from ui.views.rebalance.study_desk import StudyDesk
from ui.widgets.button import Button, Loudness
from ui.widgets.inline_message import Tone
from ui.widgets.page import Page
from ui.widgets.rail import PageName
from ui.widgets.save_place import save_to
from ui.widgets.spoken import explain
from ui.widgets.trade_rows import TradeRow
from ui.widgets.two_columns import TwoColumns

PAUSE_MS = 200
"""So long nothing changes before the trades are found again."""
_FILTER = tr("Policy (*.toml)")
_NO_TRADES = tr("No trades are found yet.")
_OUTDATED = tr("The decisions have changed since these trades were found.")


class RebalancePage(Page):
    """What should I trade to get there, and what does it cost?"""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Rebalance"), parent)
        self._session = session
        self.theme = theme
        self._shown: TradePlan | None = None
        self._on_page: TradePlan | None = None
        """The plan of which everything is shown by now."""
        self._decided = session.decisions
        self._follows = False
        self._is_solving = False
        self.desk = DecisionDesk()
        self.result = PlanResult(theme)
        self.study_desk = StudyDesk(session, self.result, self)
        self.solves_at_once = QCheckBox(tr("Solve while I change"))
        self.solve_button = Button(tr("Find trades"), Loudness.PRIMARY)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._menu = QMenu(self)
        self._fill()
        self.offer_import(
            tr("What should I trade to get there?"),
            tr(
                "Here you will say how much of the largest companies is too much for you, and see "
                "the trades that get you there, lot by lot, with the tax they cost. It takes one "
                "positions file from your broker."
            ),
        )
        self._connect()
        self._take_decisions(session.decisions)
        self._take_measured(session.measured)
        self._take_plan(session.plan)

    def _fill(self) -> None:
        opens = Button(tr("Open policy…"), Loudness.QUIET)
        opens.clicked.connect(self.open_policy)
        saves = Button(tr("Save policy…"), Loudness.QUIET)
        saves.clicked.connect(self.save_policy)
        self.solves_at_once.setChecked(True)
        self.solve_button.setShortcut("Ctrl+Return")
        explain(self.solve_button, "Ctrl+Return")
        for widget in (opens, saves, self.solves_at_once, self.solve_button):
            self.corner.addWidget(widget)
        columns = TwoColumns(self.body)
        self.content.addWidget(columns, 1)
        columns.narrow.addWidget(self.desk)
        columns.wide.addWidget(self.result)
        self.bleed()

    def _connect(self) -> None:
        session = self._session
        session.measured_changed.connect(self._take_measured)
        session.decisions_changed.connect(self._take_decisions)
        session.plan_changed.connect(self._take_plan)
        session.failed.connect(self._take_failure)
        session.settled.connect(self._settle)
        self.desk.decided.connect(self._decide)
        self.desk.tried.connect(self._try)
        session.planning.search_started.connect(self._take_search)
        session.planning.trial_changed.connect(self._take_trial)
        self.solve_button.clicked.connect(self.solve)
        self.message.action_requested.connect(self.solve)
        self._pause.timeout.connect(self.solve)
        self.result.plan_requested.connect(self.solve)
        self.result.list_requested.connect(partial(self.page_requested.emit, PageName.TRADES))
        self.result.restriction_requested.connect(self.restrict)
        self.result.order_requested.connect(self.order)
        self.result.menu_requested.connect(self._offer_restrictions)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.study_desk.pause()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.study_desk.is_wanted = True
        if self._shown is not self._on_page:
            self._show_plan()
        elif self._shown is not None:
            self.study_desk.follow(self._shown)
        self._follow()

    @property
    @override
    def is_settled(self) -> bool:
        return self.result.is_settled

    def solve(self) -> None:
        """Find the trades for the decisions in force, now."""
        self._pause.stop()
        if self._session.measured is None:
            return
        self.message.clear()
        self._session.solve()

    def restrict(self, symbol: str, rule: str) -> None:
        """Put *symbol* on the list *rule* of the restrictions; the trades are found again."""
        policy = self._session.decisions.policy
        symbols = restricted(policy, rule) | {symbol}
        title, _ = RULES[rule]
        self._session.set_policy(
            with_restriction(policy, rule, symbols), f"{title.casefold()} {symbol}"
        )

    def order(self, order: FixedOrder) -> None:
        """Decide about a single trade; the others are found again around it."""
        policy = with_order(self._session.decisions.policy, order)
        symbol = order.symbol
        title = (
            tr("leave out a trade in {symbol}", symbol=symbol)
            if order.is_excluded
            else tr("keep a trade in {symbol}", symbol=symbol)
        )
        self._session.set_policy(policy, title)

    def menu_actions(self) -> list[QAction]:
        """Return what the menu of the trade that was right-clicked offers."""
        return self._menu.actions()

    def open_policy(self) -> None:
        """Let the person choose a policy file, and put it in force."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a policy"), "", _FILTER)
        if not name:
            return
        try:
            policy = read_policy(Path(name), self._session.decisions.classification)
        except RebalancerError as error:
            self.message.show_message(error.sentence(), Tone.ERROR)
            return
        self.message.clear()
        self._session.set_policy(policy, tr("open {name}", name=Path(name).name))

    def save_policy(self) -> None:
        """Let the person choose where to, and write the policy in force."""
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the policy"), "policy.toml", _FILTER)
        save_to(name, ".toml", self._write_policy, self._session.failed.emit)

    def _write_policy(self, path: Path) -> None:
        try:
            write_policy(path, self._session.decisions.policy)
        except RebalancerError as error:
            self.message.show_message(error.sentence(), Tone.ERROR)
            return
        self.message.show_message(tr("The policy is in {path}.", path=path))

    def _decide(self, decision: Decision) -> None:
        planning = self._session.planning
        was_tried = planning.is_trying
        self._session.set_policy(decision.policy, decision.title, decision.merge_key)
        if was_tried:
            planning.end_trial()
            if self._session.plan is None:
                self.solve()

    def _try(self, policy: Policy) -> None:
        if self.solves_at_once.isChecked():
            self._pause.stop()  # what is let go of will be solved
            self._session.planning.try_out(policy)

    def _take_trial(self, plan: TradePlan | None) -> None:
        """Let the figures follow a slider that is being dragged; the trades wait for its end."""
        shown = plan or self._session.plan
        if shown is not None and self.isVisible():
            self._on_page = None  # its trades are of another plan
            self.result.follow(shown)
            self.set_answer(_answer(shown))

    def _take_decisions(self, decisions: Decisions) -> None:
        before, self._decided = self._decided, decisions
        if decisions is not before and decisions.asks_as(before):
            return  # only what is said of the trades is something else
        self.desk.set_decisions(decisions)
        if self._shown is not None:
            self.set_answer(_OUTDATED)
        if self._follows and self.solves_at_once.isChecked():
            self._pause.start()
        elif self._shown is not None:
            self.message.show_message(_OUTDATED, Tone.WARNING, tr("Find trades"))

    def _take_measured(self, measured: Measured | None) -> None:
        self._shown = self._on_page = None
        self._follows = False
        self.desk.set_household(measured)
        self.result.show_nothing()
        self.message.clear()
        if measured is None:
            self.show_empty()
            return
        self.set_answer(_NO_TRADES)
        self.show_content()
        if self.isVisible():
            self._follow()

    def _follow(self) -> None:
        """From the first look at a household on, its trades are kept up to date."""
        self._follows = self._session.measured is not None
        if self._follows and self._session.plan is None and self.solves_at_once.isChecked():
            self._pause.start()

    def _take_search(self) -> None:
        self._is_solving = True
        if self._shown is None:
            self.result.show_search()
            self.set_answer(tr("The trades are being found."))

    def _take_plan(self, plan: TradePlan | None) -> None:
        if plan is None:
            self._end_search()  # the old one stays readable until the new one is there
            return
        self._is_solving = False
        self._shown = plan
        if self.isVisible():
            self._show_plan()

    def _show_plan(self) -> None:
        plan = self._on_page = self._shown
        if plan is None:
            return
        self.result.show_plan(plan)
        self.set_answer(_answer(plan))
        if plan.status is PlanStatus.INFEASIBLE:
            self.message.show_message(_obstacle(plan), Tone.WARNING)
        elif self.message.text == _OUTDATED:
            self.message.clear()
        self.study_desk.follow(plan)

    def _take_failure(self, _: Exception) -> None:
        if self._is_solving:
            self._is_solving = False
            self._shown = None
            self.result.show_nothing()
            self.set_answer(tr("No trades were found for these decisions."))

    def _settle(self, kind: str) -> None:
        if kind == PLAN and not self._session.planning.is_solving:
            self._end_search()

    def _end_search(self) -> None:
        """Say how to go on where a search for trades has come to no end."""
        if not self._is_solving:
            return
        self._is_solving = False
        if self._shown is None:
            self.result.show_nothing()
        self.set_answer(_NO_TRADES if self._shown is None else _OUTDATED)

    def _offer_restrictions(self, row: TradeRow, place: QPoint) -> None:
        symbol = row.trade.symbol
        self._menu.clear()
        for words, decide in (
            (tr("Leave this trade out"), left_out),
            (tr("Keep it exactly so"), kept),
        ):
            self._menu.addAction(words, partial(self.order, decide(row.trade)))
        self._menu.addSeparator()
        for rule in ("do_not_sell", "do_not_buy", "lock", "exclude"):
            title, _ = RULES[rule]
            self._menu.addAction(f"{title} {symbol}", partial(self.restrict, symbol, rule))
        self._menu.popup(place)


def _obstacle(plan: TradePlan) -> str:
    """Return what stands in the way of the first target that cannot be met."""
    found = (outcome.explanation for outcome in plan.outcomes if outcome.explanation)
    return next(found, status_sentence(plan))


def _answer(plan: TradePlan) -> str:
    if not plan.trades:
        return status_sentence(plan)
    tax = plan.tax.estimated_tax
    if tax < 0:
        return tr_n(
            "{count} trade, which saves an estimated {tax} of tax.",
            "{count} trades, which save an estimated {tax} of tax.",
            len(plan.trades),
            tax=dollars(-tax),
        )
    return tr_n(
        "{count} trade, for an estimated tax of {tax}.",
        "{count} trades, for an estimated tax of {tax}.",
        len(plan.trades),
        tax=dollars(tax),
    )
