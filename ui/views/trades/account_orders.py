"""One account of the order list: its name, its cash, how far it is approved, and its orders."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from rebalancer.rebalance.approval import Status
from rebalancer.rebalance.plan import Trade
from ui.language import tr
from ui.theme import Theme
from ui.views.trades.order_tree import OrderTree
from ui.views.trades.said import ALL_SAID, Said
from ui.widgets.button import Button, Loudness
from ui.widgets.spoken import allow, call
from ui.widgets.text import Caption, Heading
from ui.widgets.title_row import TitleRow
from ui.widgets.trade_rows import AccountRows

_LEAST_WORDS = 128


class AccountOrders(QWidget):
    """The orders of one account under what is to be known of it.

    Attributes:
        tree: The orders.
        approve_all: Approves every order of the account that is not held.
    """

    said = Signal(object, object)
    """Trades, and the ``Status`` that they get."""
    text_requested = Signal(str)
    """The orders are wanted as text; with the account's key."""
    tsv_requested = Signal(str)
    """The orders are wanted for a spreadsheet; with the account's key."""

    def __init__(
        self, account: AccountRows, said: Said, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._said = said
        self._account = account
        self._progress = Caption(wraps=False)
        self._note = Caption()
        self._warning = Caption()
        self._warning.setProperty("tone", "error")
        self.approve_all = Button(tr("Approve all"), Loudness.QUIET)
        call(self.approve_all, tr("Approve all orders in {account}", account=account.label))
        self.approve_all.clicked.connect(self._approve_all)
        self.more = Button(tr("More…"), Loudness.QUIET)
        call(self.more, tr("More about {account}", account=account.label))
        self.more.setMenu(self._offer_more())
        self.tree = OrderTree(said, theme, tr("Orders in {account}", account=account.label))
        self._lay_out()

    def _lay_out(self) -> None:
        head = TitleRow(least_words=_LEAST_WORDS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        head.words.addWidget(Heading(self._account.label, 3))
        for widget in (self._progress, self.approve_all, self.more):
            head.corner.addWidget(widget)
        column.addWidget(self._note)
        column.addWidget(self._warning)
        column.addWidget(self.tree)

    def _offer_more(self) -> QMenu:
        menu = QMenu(self)
        key = self._account.key
        menu.addAction(tr("Copy as text"), partial(self.text_requested.emit, key))
        menu.addAction(tr("Copy for a spreadsheet"), partial(self.tsv_requested.emit, key))
        menu.addSeparator()
        menu.addAction(tr("Hold all"), partial(self._say, Status.HELD))
        menu.addAction(tr("Take back what is said"), partial(self._say, Status.OPEN))
        return menu

    @property
    def note(self) -> str:
        """What is said of the account below its name."""
        return self._note.text()

    @property
    def warning(self) -> str:
        """What is wrong with the account, or ""."""
        return self._warning.text()

    def show_account(self, account: AccountRows, note: str) -> None:
        """Show *account* as it is now: its orders, and what is to be known of it."""
        self._account = account
        statuses = [self._said.status(row) for row in account.rows]
        approved = sum(status is Status.APPROVED for status in statuses)
        held = sum(status is Status.HELD for status in statuses)
        words = tr("{approved} of {count} approved", approved=approved, count=len(statuses))
        self._progress.setText(
            tr("{words}, {held} held", words=words, held=held) if held else words
        )
        is_open = Status.OPEN in statuses
        allow(self.approve_all, "" if is_open else ALL_SAID)
        self._note.setText(note)
        flags = [flag for flag in map(self._said.flag, account.rows) if flag]
        self._warning.setText(" ".join(flags))
        self._warning.setVisible(bool(flags))

    def _approve_all(self) -> None:
        self.said.emit(self._open(), Status.APPROVED)

    def _open(self) -> list[Trade]:
        rows = self._account.rows
        return [row.trade for row in rows if self._said.status(row) is Status.OPEN]

    def _say(self, status: Status) -> None:
        self.said.emit([row.trade for row in self._account.rows], status)
