"""The page that hands over the list."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from rebalancer.document.decisions import Decisions
from rebalancer.rebalance.approval import Status
from rebalancer.rebalance.plan import Trade, TradePlan
from rebalancer.rebalance.review import Review
from ui.format import dollars
from ui.language import sentences, tr, tr_n
from ui.overriding import override
from ui.session import Session
from ui.state.planning import PLAN
from ui.theme import Theme
from ui.views.trades.approving import Approving, words_of
from ui.views.trades.days import DaysCard
from ui.views.trades.listing import counted, held_words, list_text, list_tsv, rows_to_place
from ui.views.trades.notes import account_notes
from ui.views.trades.order_list import OrderList
from ui.views.trades.proofs import ProofCard, verdict
from ui.views.trades.review_bar import ReviewBar
from ui.widgets.button import Button, Loudness
from ui.widgets.empty import EmptyState
from ui.widgets.inline_message import Tone
from ui.widgets.page import Page
from ui.widgets.rail import PageName
from ui.widgets.spoken import explain, literal
from ui.widgets.trade_rows import TradeRow

_WORKED_OUT = tr("One moment: what is left without the held trades is still being worked out.")
_SOLVING = tr("The trades are found again…")


class TradesPage(Page):
    """Hand me the list: orders by account with their lots, cash, checks, and days to keep in mind.

    Attributes:
        review: What is said of the plan that is shown; None while none is.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Trades"), parent)
        self._session = session
        self.theme = theme
        self._approving = Approving(session, self)
        self._reviewing = session.planning.reviewing
        self._is_stale = False
        self._is_solving = False
        """Whether the plan is found again, and the list stays until the new one is there."""
        self._without = ""
        """What the plan is found again without, until that has been said; else ""."""
        self._action: Callable[[], object] | None = None
        """What the button of the message does."""
        self._menu = QMenu(self)
        self.review: Review | None = None
        self.bar = ReviewBar()
        self.orders = OrderList(theme)
        self.proofs = ProofCard(theme)
        self.days = DaysCard()
        self._fill()
        self._connect()
        self._connect_orders()
        self._refresh()

    def _fill(self) -> None:
        text = Button(tr("Copy as text"), Loudness.QUIET)
        text.clicked.connect(partial(self.copy_text, ""))
        tsv = Button(tr("Copy for a spreadsheet"), Loudness.QUIET)
        tsv.clicked.connect(partial(self.copy_tsv, ""))
        explain(tsv, tr("Paste it into a spreadsheet: a row per trade, then one per lot."))
        more = Button(tr("More…"), Loudness.QUIET)
        more.setMenu(self._offer_more())
        export = Button(tr("Export to Excel…"), Loudness.PRIMARY)
        export.clicked.connect(self.export_requested)
        for button in (text, tsv, more, export):
            self.corner.addWidget(button)
        self.footer.addWidget(self.bar)
        for card in (self.orders, self.proofs, self.days):
            self.content.addWidget(card)
        self.content.addStretch(1)

    def _offer_more(self) -> QMenu:
        menu = QMenu(self)
        for words, command in (
            (tr("Report (PDF)…"), "file.report"),
            (tr("Order files for brokers…"), "file.orders"),
            (tr("Plan with all it rests on…"), "file.plan"),
            (tr("Calendar of the days to keep in mind…"), "file.calendar"),
        ):
            menu.addAction(words, partial(self.command_requested.emit, command))
        return menu

    def _connect(self) -> None:
        session = self._session
        session.measured_changed.connect(self._take_change)
        session.plan_changed.connect(self._take_plan)
        session.decisions_changed.connect(self._take_decisions)
        session.planning.search_started.connect(self._take_search)
        session.settled.connect(self._take_end)
        session.exported.connect(self._tell_export)
        self._reviewing.changed.connect(self._take_review)
        self.message.action_requested.connect(self._act)
        self.days.calendar_requested.connect(partial(self.command_requested.emit, "file.calendar"))

    def _connect_orders(self) -> None:
        orders, bar = self.orders, self.bar
        orders.said.connect(self._approving.say)
        orders.toggle_requested.connect(self._approving.toggle)
        orders.selection_changed.connect(self._show_bar)
        orders.menu_requested.connect(self._offer)
        orders.text_requested.connect(self.copy_text)
        orders.tsv_requested.connect(self.copy_tsv)
        bar.toggle_requested.connect(self._toggle_chosen)
        bar.solve_requested.connect(self._solve_without_chosen)
        bar.all_requested.connect(self.approve_all)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._refresh()

    @property
    @override
    def is_settled(self) -> bool:
        parts = (self._reviewing, self.orders, self.proofs)
        return all(part.is_settled for part in parts)

    def go_to_rebalance(self) -> None:
        """Lead to where trades are found."""
        self.page_requested.emit(PageName.REBALANCE)

    def copy_text(self, account: str = "", *_: bool) -> None:
        """Put the list (of one *account*, by its key) on the clipboard as a person writes it."""
        review, measured = self._settled_review(), self._session.measured
        if review is not None and measured is not None:
            notes = account_notes(review, measured.imported.portfolio)
            QGuiApplication.clipboard().setText(list_text(review, notes, account))
            said = tr("The list is on the clipboard, as text.")
            self._tell(sentences(said, _left_out(review, account)))

    def copy_tsv(self, account: str = "", *_: bool) -> None:
        """Put the list (of one *account*, by its key) on the clipboard for a spreadsheet."""
        review = self._settled_review()
        if review is not None:
            QGuiApplication.clipboard().setText(list_tsv(rows_to_place(review, account)))
            said = tr("The list is on the clipboard: paste it into a spreadsheet.")
            self._tell(sentences(said, _left_out(review, account)))

    def _settled_review(self) -> Review | None:
        """Return the review, unless what is left without the held trades is still worked out."""
        if self.review is None or self.review.is_complete:
            return self.review
        self._tell(_WORKED_OUT)
        return None

    def approve_all(self) -> None:
        """Approve everything that nothing is said of yet."""
        if self.review is not None:
            self._approving.say(self.review.trades(Status.OPEN), Status.APPROVED)

    def solve_without(self, trades: Sequence[Trade]) -> None:
        """Find the plan again without *trades*; the list stays until the new one is there."""
        if trades and self._session.plan is not None:
            self._without, self._is_solving = words_of(trades), True
            self._tell(_SOLVING)
            self._approving.solve_without(trades)

    def menu_actions(self) -> list[QAction]:
        """Return what the menu of the order that was right-clicked offers."""
        return self._menu.actions()

    def _take_change(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._refresh()

    def _take_plan(self, plan: TradePlan | None) -> None:
        if plan is None and self._is_solving:
            return  # the list stays until the new one is there
        if plan is None and self.isVisible() and self._is_known():
            QTimer.singleShot(0, self._session.solve)  # not while others still hear of the old one
            return
        self._is_solving = False
        self._take_change()

    def _is_known(self) -> bool:
        return self._session.planning.find(self._session.decisions.policy) is not None

    def _take_search(self) -> None:
        if not self._is_solving:
            self._take_change()

    def _take_end(self, kind: str) -> None:
        planning = self._session.planning
        if kind == PLAN and planning.plan is None and not planning.is_solving:
            self._is_solving = False
            self._without = ""
            self._take_change()

    def _take_decisions(self, _: Decisions) -> None:
        """Show what is said now, where the plan is the same."""
        shown = None if self.review is None or self._is_solving else self.review.plan
        if shown is not None and shown is self._session.plan:
            self._is_stale = not self.isVisible()
            if self.isVisible():
                self._follow()

    def _refresh(self) -> None:
        self._is_stale = False
        self.message.clear()
        if self._session.plan is not None:
            self._follow()
        elif self._is_known():
            self._session.solve()
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        self.review = None
        self._reviewing.forget()
        self.bar.hide()
        if self._session.measured is None:
            self.offer_import(
                tr("Hand me the list"),
                tr(
                    "Here you will find the orders to place, account by account and lot by lot, "
                    "approve or hold each of them, and hand them over: to Excel, to your broker, "
                    "on paper. It takes one positions file from your broker."
                ),
            )
        else:
            self._offer_rebalance()
        self.show_empty()

    def _offer_rebalance(self) -> None:
        if self._session.planning.is_solving:
            title = tr("The trades are being found")
            text = tr(
                "The orders that get you to where you want to be come here as soon as they are "
                "found, account by account and lot by lot, for you to approve or hold."
            )
        else:
            title = tr("No trades are found yet")
            text = tr(
                "Say where you want to be; the orders that get you there come here, account by "
                "account and lot by lot, for you to approve or hold."
            )
        empty = EmptyState(title, text, tr("Go to Rebalance"))
        empty.requested.connect(self.go_to_rebalance)
        self.set_empty(empty)

    def _follow(self) -> None:
        """Show the plan in force with what is said of it, as soon as that is worked out."""
        plan, measured = self._session.plan, self._session.measured
        if plan is not None and measured is not None:
            self._reviewing.follow(plan, measured, self._session.decisions.approval)

    def _take_review(self, review: Review) -> None:
        if review.plan is not self._session.plan or self._session.measured is None:
            return
        self.review = review
        portfolio = self._session.measured.imported.portfolio
        self.orders.show_review(review, account_notes(review, portfolio))
        self.proofs.show_checks(review.checks)
        self.days.show_plan(review.rest)
        has_trades = bool(review.plan.trades)
        self.orders.setVisible(has_trades)
        self.bar.setVisible(has_trades)
        self._show_bar()
        self.set_answer(_answer(review))
        self._warn(review)
        self.show_content()

    def _warn(self, review: Review) -> None:
        """Say what speaks against placing the orders that are not held; else say nothing."""
        self.message.clear()
        wrong = next((check.detail for check in review.checks if not check.passed), "")
        held = review.trades(Status.HELD)
        if wrong and held:
            words = tr("Do not place these orders as they are: {wrong}", wrong=wrong)
            solve = partial(self.solve_without, held)
            self._tell(words, solve, tr("Solve without what is held"), tone=Tone.ERROR)
        elif wrong:
            self._tell(tr("Do not place these orders: {wrong}", wrong=wrong), tone=Tone.ERROR)
        elif self._without:
            words = tr(
                "Found again without {without}: {trades}.",
                without=self._without,
                trades=counted(review.plan.trades),
            )
            self._tell(words, self._undo, tr("Undo"))
        if review.is_complete:
            self._without = ""

    def _show_bar(self) -> None:
        if self.review is not None:
            self.bar.show_review(self.review, self.orders.chosen())

    def _toggle_chosen(self, status: Status) -> None:
        self._approving.toggle(self.orders.chosen(), status)

    def _solve_without_chosen(self) -> None:
        self.solve_without(self.orders.chosen())

    def _offer(self, row: TradeRow, place: QPoint) -> None:
        """Offer what may be said of the selection, or of the trade of *row* where none is."""
        trades = self.orders.chosen() or (row.trade,)
        said = set(self._session.decisions.approval.statuses(trades))
        self._menu.clear()
        for status, words, back in (
            (Status.APPROVED, tr("Approve"), tr("Take the approval back")),
            (Status.HELD, tr("Hold"), tr("Release")),
        ):
            action = self._menu.addAction(back if said == {status} else words)
            action.triggered.connect(partial(self._approving.toggle, trades, status))
        self._menu.addAction(tr("Hold and solve again"), partial(self.solve_without, trades))
        self._menu.addSeparator()
        account = row.trade.account
        label = literal(row.trade.account_label)
        self._menu.addAction(
            tr("Copy {label} as text", label=label), partial(self.copy_text, account)
        )
        self._menu.addAction(
            tr("Copy {label} as TSV", label=label), partial(self.copy_tsv, account)
        )
        self._menu.popup(place)

    def _tell(
        self,
        text: str,
        answer: Callable[[], object] | None = None,
        action: str = "",
        tone: Tone = Tone.INFO,
    ) -> None:
        self._action = answer
        self.message.show_message(text, tone, action)

    def _act(self) -> None:
        if self._action is not None:
            self._action()

    def _undo(self) -> None:
        self._session.undo_stack.undo()

    def _tell_export(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        self._tell(
            sentences(tr("The trade list is in {path}.", path=path), _marked(self.review)),
            partial(QDesktopServices.openUrl, folder),
            tr("Open folder"),
        )


def _left_out(review: Review, account: str) -> str:
    held = held_words(review, account)
    return tr("Held and left out: {held}.", held=held) if held else ""


def _marked(review: Review | None) -> str:
    held = "" if review is None else held_words(review)
    return tr("Held, and listed there as not traded: {held}.", held=held) if held else ""


def _answer(review: Review) -> str:
    """Return what goes out, what it costs, and whether it may."""
    rest, held = review.rest, review.trades(Status.HELD)
    if not review.plan.trades:
        return tr("There is nothing to trade.")
    count, tax = counted(rest.trades), rest.tax.estimated_tax
    if tax < 0:
        cost = tr("{count}: they save an estimated {tax} of tax.", count=count, tax=dollars(-tax))
    else:
        cost = tr("{count}, for an estimated tax of {tax}.", count=count, tax=dollars(tax))
    kept = tr_n("{count} held.", "{count} held.", len(held)) if held else ""
    missed = [each.explanation for each in rest.outcomes] if held else []
    checked = f"{verdict(review.checks)}."
    return sentences(cost, kept, checked, *missed)
