"""Says things of orders on a person's behalf, each as one step to undo."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from rebalancer.rebalance.approval import Status
from rebalancer.rebalance.decided import left_out
from rebalancer.rebalance.plan import Action, Trade
from rebalancer.rebalance.policy.orders import with_order
from ui.language import tr, tr_n
from ui.session import Session

_TITLES = {
    Status.APPROVED: tr("approve {orders}"),
    Status.HELD: tr("hold {orders}"),
    Status.OPEN: tr("take back what is said of {orders}"),
}


class Approving(QObject):
    """Changes what is said of the plan in force."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def say(self, trades: Sequence[Trade], status: Status) -> None:
        """Give *trades* that *status*; can be undone."""
        decisions = self._session.decisions
        approval = decisions.approval.with_status(trades, status)
        if self._session.plan is not None and approval != decisions.approval:
            title = _TITLES[status].format(orders=words_of(trades))
            self._session.decide(replace(decisions, approval=approval), title, -1)

    def toggle(self, trades: Sequence[Trade], status: Status) -> None:
        """Give *trades* that *status*, or take it from them where all of them have it."""
        said = self._session.decisions.approval.statuses(trades)
        self.say(trades, Status.OPEN if set(said) == {status} else status)

    def solve_without(self, trades: Sequence[Trade]) -> None:
        """Find the plan again without *trades*; can be undone."""
        decisions = self._session.decisions
        orders = decisions.policy.orders
        for trade in trades:
            orders = with_order(orders, left_out(trade))
        after = replace(
            decisions,
            policy=replace(decisions.policy, orders=orders),
            approval=decisions.approval.with_status(trades, Status.OPEN),
        )
        self._session.decide(after, tr("solve again without {trades}", trades=words_of(trades)), -1)
        self._session.solve()


def words_of(trades: Sequence[Trade]) -> str:
    """Return what a person calls *trades* in the middle of a sentence."""
    if len(trades) > 1:
        return tr_n("{count} order", "{count} orders", len(trades))
    symbol = trades[0].symbol
    sells = trades[0].action is Action.SELL
    return (
        tr("the order to sell {symbol}", symbol=symbol)
        if sells
        else tr("the order to buy {symbol}", symbol=symbol)
    )
