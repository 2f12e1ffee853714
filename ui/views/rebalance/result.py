"""The column of results: targets, cost, trades, and what is left alone."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from rebalancer.rebalance.decided import kept, left_out
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.policy.orders import FixedOrder
from ui.language import tr
from ui.theme import Theme
from ui.turns import Turns
from ui.views.rebalance.frontier import FrontierCard
from ui.views.rebalance.glide import GlideCard
from ui.views.rebalance.kept import KeptCard
from ui.views.rebalance.limits import LimitsCard
from ui.views.rebalance.outcome import CostCard, TargetCard
from ui.views.rebalance.remains import Remains
from ui.views.rebalance.wash import WashCard
from ui.widgets.account_trades import AccountTrades
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.sight_first import SightFirst
from ui.widgets.text import Caption
from ui.widgets.trade_rows import PLAN_COLUMNS, TradeRow, title_of, trades_by_account

_HINT = tr("Select a trade to see why it is made, to leave it out, or to keep it exactly as it is.")
_NOTHING = (
    tr("No trades are found yet"),
    tr(
        "Set what is at most or at least right for you under Targets. What a plan reaches "
        "and costs comes here, with every trade lot by lot, why it is made, and what "
        "stands in the way."
    ),
)
_SEARCH = (
    tr("The trades are being found"),
    tr(
        "What the plan reaches and costs comes here as soon as it is found, with every trade lot "
        "by lot, why it is made, and what stands in the way."
    ),
)
_FORBIDS = {
    Action.SELL: (tr("Do not sell"), "do_not_sell"),
    Action.BUY: (tr("Do not buy"), "do_not_buy"),
}


class PlanResult(QWidget):
    """What a plan comes to; before there is one, what will be here and how to bring it.

    Attributes:
        nothing: Says so, and has the button.
    """

    plan_requested = Signal()
    """The person wants trades to be found."""
    list_requested = Signal()
    """The person wants the list of orders."""
    restriction_requested = Signal(str, str)
    """A symbol, and the list of restrictions it should be put on."""
    order_requested = Signal(object)
    """A ``FixedOrder`` about the trade that is selected."""
    menu_requested = Signal(object, QPoint)
    """A ``TradeRow`` was right-clicked, at this place of the screen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nothing = EmptyState(*_NOTHING, tr("Find trades"))
        self.targets = TargetCard(theme)
        self.cost = CostCard()
        self.frontier = FrontierCard(theme)
        self.trades = AccountTrades(PLAN_COLUMNS, tr("Trades of the plan"))
        self.kept = KeptCard()
        self.limits = LimitsCard()
        self.wash = WashCard(theme)
        self.glide = GlideCard(theme)
        self.remains = Remains()
        self.forbid = Button(tr("Do not trade"), Loudness.QUIET)
        self.leave_out = Button(tr("Leave it out"), Loudness.QUIET)
        self.keep = Button(tr("Keep it exactly so"), Loudness.QUIET)
        self._why = Caption(_HINT)
        self._trades_card = Card(tr("Trades"))
        self._selected: TradeRow | None = None
        self._turns = Turns(self)
        self._fill()
        self.show_nothing()

    def _fill(self) -> None:
        shows_list = Button(tr("Go to Trades"), Loudness.QUIET)
        shows_list.clicked.connect(self.list_requested)
        for button in (self.leave_out, self.keep, self.forbid):
            self._trades_card.corner.addWidget(button)
        self._trades_card.corner.addWidget(shows_list)
        self._trades_card.body.addWidget(self._why)
        self._trades_card.body.addWidget(self.trades)
        self.forbid.clicked.connect(self._forbid_selected)
        self.leave_out.clicked.connect(partial(self._order, left_out))
        self.keep.clicked.connect(partial(self._order, kept))
        self.nothing.requested.connect(self.plan_requested)
        self.trades.row_selected.connect(self._select)
        self.trades.menu_requested.connect(self.menu_requested)
        column = SightFirst(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for part in self._parts():
            column.addWidget(part)
        column.addWidget(self.nothing, 3)
        column.addStretch(1)

    def show_nothing(self) -> None:
        """Show no plan, but the way to one."""
        self.nothing.say(*_NOTHING)
        self.nothing.button.show()
        self.nothing.show()
        self._turns.clear()
        for part in self._parts():
            part.hide()

    def show_search(self) -> None:
        """Say that the first plan is on its way; afterwards there is a plan, or nothing."""
        self.nothing.say(*_SEARCH)
        self.nothing.button.hide()

    def _parts(self) -> tuple[QWidget, ...]:
        above = (self.targets, self.cost, self.limits, self._trades_card)
        return (*above, self.frontier, self.kept, self.remains, self.wash, self.glide)

    def show_plan(self, plan: TradePlan) -> None:
        """Show *plan*: what it comes to at once, its trades and the rest as soon as may be."""
        self.nothing.hide()
        self.follow(plan)
        self.targets.setVisible(bool(plan.outcomes))
        self.cost.show()
        self.trades.clear_selection()
        self._turns.clear()
        self._turns.add(
            *self.trades.steps(trades_by_account(plan.trades), {}),
            partial(self._trades_card.setVisible, bool(plan.trades)),
            partial(self.remains.show_plan, plan),
            self.remains.show,
            self.frontier.show,
            self.glide.show,
        )

    @property
    def is_settled(self) -> bool:
        """Whether everything that was to be shown is shown."""
        return self._turns.are_over

    def follow(self, plan: TradePlan) -> None:
        """Show what *plan* comes to, and leave everything else as it is."""
        self.targets.show_plan(plan)
        self.cost.show_plan(plan)
        self.frontier.show_chosen(plan)

    def _select(self, row: TradeRow | None) -> None:
        self._selected = row
        for button in (self.leave_out, self.keep, self.forbid):
            button.setVisible(row is not None)
        if row is None:
            self._why.setText(_HINT)
            return
        text, _ = _FORBIDS[row.trade.action]
        self.forbid.setText(f"{text} {row.trade.symbol}")
        self._why.setText(f"{title_of(TradeRow(number=0, trade=row.trade))}: {row.trade.reason}")

    def _order(self, decide: Callable[[Trade], FixedOrder]) -> None:
        if self._selected is not None:
            self.order_requested.emit(decide(self._selected.trade))

    def _forbid_selected(self) -> None:
        if self._selected is not None:
            trade = self._selected.trade
            _, rule = _FORBIDS[trade.action]
            self.restriction_requested.emit(trade.symbol, rule)
