"""How far the approval is, and what may be said of the selected orders; always in sight."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rebalancer.rebalance.approval import Status, key_of
from rebalancer.rebalance.plan import Trade
from rebalancer.rebalance.review import Review
from ui.language import tr, tr_n
from ui.overriding import override
from ui.text_size import hold
from ui.views.trades.said import ALL_SAID
from ui.widgets.button import Button, Loudness
from ui.widgets.page import MARGIN
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.spoken import allow, call, describe, explain
from ui.widgets.text import Caption, PlainLabel
from ui.widgets.title_row import TitleRow
from ui.widgets.trade_rows import TradeRow, title_of

_HINT = tr("Select an order: Space approves it, H holds it.")
_BAR_WIDTH = 120
_LEAST_WORDS = 240


class ReviewBar(QFrame):
    """Approves, holds, and solves again without what is selected.

    Attributes:
        approve: Approves the selection, or takes that back where all of it is approved.
        hold: Holds the selection, or releases it where all of it is held.
        solve: Holds the selection for good: the plan is found again without it.
        approve_all: Approves everything that nothing is said of yet.
    """

    toggle_requested = Signal(object)
    """The ``Status`` to give what is selected, or to take from it."""
    solve_requested = Signal()
    """The plan is to be found again without what is selected."""
    all_requested = Signal()
    """Everything is to be approved that nothing is said of yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "footer")
        self._progress = PlainLabel()
        self._bar = ProgressBar()
        hold(self._bar, width=_BAR_WIDTH)
        call(self._bar, tr("Orders that are approved"))
        self._why = Caption(_HINT)
        self.approve = Button(tr("Approve"), Loudness.NORMAL)
        self.hold = Button(tr("Hold"), Loudness.NORMAL)
        self.solve = Button(tr("Hold and solve again"), Loudness.QUIET)
        self.approve_all = Button(tr("Approve all"), Loudness.QUIET)
        explain(self.hold, tr("H. It stays on the list, and out of what is handed over."))
        explain(self.solve, tr("The plan is found again without it."))
        self._lay_out()
        self.approve.clicked.connect(self._approve)
        self.hold.clicked.connect(self._hold)
        self.solve.clicked.connect(self._solve)
        self.approve_all.clicked.connect(self._approve_all)
        self.hide()

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self._progress)
        said.addWidget(self._bar)
        said.addWidget(self.approve_all)
        said.addStretch(1)
        row = self._row = TitleRow(least_words=_LEAST_WORDS)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 8, MARGIN, 8)
        column.setSpacing(4)
        column.addLayout(row)
        row.words.addLayout(said)
        for button in (self.approve, self.hold, self.solve):
            row.corner.addWidget(button)
        column.addWidget(self._why)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_why()

    def _show_why(self) -> None:
        """Leave the hint out where the buttons need its room, which the orders need more."""
        self._why.setVisible(not self._row.corner.wraps or self.why != _HINT)

    @property
    def progress(self) -> str:
        """How far the approval is, in words."""
        return self._progress.text()

    @property
    def why(self) -> str:
        """What is said of the selection."""
        return self._why.text()

    def show_review(self, review: Review, chosen: Sequence[Trade]) -> None:
        """Show how far *review* is, and what may be said of the trades that are *chosen*."""
        self._progress.setText(review.progress)
        self._bar.show_fraction(
            len(review.trades(Status.APPROVED)) / max(1, len(review.plan.trades))
        )
        describe(self._bar, review.progress)
        statuses = set(_statuses(review, chosen))
        takes_back = statuses == {Status.APPROVED}
        releases = statuses == {Status.HELD}
        self.approve.setText(tr("Take back") if takes_back else tr("Approve"))
        explain(self.approve, "Space")
        self.hold.setText(tr("Release") if releases else tr("Hold"))
        for button in (self.approve, self.hold, self.solve):
            allow(button, "" if chosen else tr("Select an order first."))
        allow(self.approve_all, "" if Status.OPEN in review.statuses else ALL_SAID)
        self._why.setText(_words(chosen))
        self._show_why()

    def _approve(self) -> None:
        self.toggle_requested.emit(Status.APPROVED)

    def _hold(self) -> None:
        self.toggle_requested.emit(Status.HELD)

    def _solve(self) -> None:
        self.solve_requested.emit()

    def _approve_all(self) -> None:
        self.all_requested.emit()


def _statuses(review: Review, chosen: Sequence[Trade]) -> list[Status]:
    keys = {key_of(trade) for trade in chosen}
    pairs = zip(review.plan.trades, review.statuses, strict=True)
    return [status for trade, status in pairs if key_of(trade) in keys]


def _words(chosen: Sequence[Trade]) -> str:
    """Return why the only trade chosen is made, or how many are chosen."""
    if not chosen:
        return _HINT
    if len(chosen) > 1:
        return tr_n("{count} order is selected.", "{count} orders are selected.", len(chosen))
    (trade,) = chosen
    title = title_of(TradeRow(number=0, trade=trade))
    return tr(
        "{title} in {account_label}: {reason}",
        title=title,
        account_label=trade.account_label,
        reason=trade.reason,
    )
