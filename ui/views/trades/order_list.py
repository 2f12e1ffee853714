"""All orders to place, account by account, to be filtered, approved and held."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rebalancer.rebalance.approval import Status
from rebalancer.rebalance.plan import Trade
from rebalancer.rebalance.review import Review
from ui.language import tr, tr_n
from ui.theme import Theme
from ui.turns import Soon
from ui.views.trades.account_orders import AccountOrders
from ui.views.trades.order_tree import OrderTree
from ui.views.trades.said import Said
from ui.widgets.card import Card
from ui.widgets.clear import clear_layout
from ui.widgets.fields import ChoiceField
from ui.widgets.filter_field import FilterField
from ui.widgets.shared_columns import SharedColumns
from ui.widgets.text import Caption
from ui.widgets.trade_rows import ORDER_COLUMNS, AccountRows, TradeRow, lots_of, trades_by_account

_ALL, _LACKING = "all", "lacking"
_SHOWN = (
    (tr("All orders"), _ALL),
    *((status.words, status) for status in Status),
    (tr("Lacking cash"), _LACKING),
)


class OrderList(Card):
    """The orders of every account in line with each other.

    Attributes:
        accounts: By account key.
        columns: How a person arranges the columns of all of them.
        filter: What the orders have to contain.
        shown: Which of them are shown.
    """

    said = Signal(object, object)
    """Trades, and the ``Status`` that they get."""
    toggle_requested = Signal(object, object)
    """Trades, and the ``Status`` to give them, or to take from them where all have it."""
    selection_changed = Signal()
    menu_requested = Signal(object, QPoint)
    """A ``TradeRow``, and a place on the screen."""
    text_requested = Signal(str)
    """The orders of an account are wanted as text, by its key."""
    tsv_requested = Signal(str)
    """The orders of an account are wanted for a spreadsheet, by its key."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Orders"), parent=parent)
        self._theme = theme
        self._said = Said()
        self._rows: tuple[AccountRows, ...] = ()
        self._words: dict[int, str] = {}
        """What each trade and its lots say, by number: what a filter looks through."""
        self._notes: Mapping[str, str] = {}
        self._aligned: tuple[tuple[AccountRows, ...], bool] = ((), False)
        """What the columns are as wide as: rows, and whether a purchase lacks cash."""
        self.accounts: dict[str, AccountOrders] = {}
        self.columns = SharedColumns(tr("Orders"), self)
        self.columns.layout_changed.connect(self.follow_text_size)
        self.filter = FilterField(tr("Filter the orders"))
        self.shown = ChoiceField(tr("Orders that are shown"), _SHOWN)
        self._nothing = Caption(tr("No order fits the filter."))
        self._column = QVBoxLayout()
        self._column.setSpacing(16)
        self.corner.addWidget(self.shown)
        self.corner.addWidget(self.filter)
        self.body.addLayout(self._column)
        self.body.addWidget(self._nothing)
        self._nothing.hide()
        self._next = Soon(self, self._build_next)
        self.filter.textChanged.connect(self._show_rows)
        self.shown.chosen.connect(self._show_rows)
        theme.changed.connect(self._show_status)

    def show_review(self, review: Review, notes: Mapping[str, str]) -> None:
        """Show every trade of *review*, with a note by account key.

        Accounts that are not there yet come one by one, each in a turn of the event loop.
        """
        self._said.show(review)
        self._notes = notes
        self.set_subtitle(_subtitle(review))
        rows = trades_by_account(review.listed)
        if rows != self._rows:
            self._rows = rows
            self._words = {row.number: _words(row) for each in rows for row in each.rows}
        if list(self.accounts) != [each.key for each in rows][: len(self.accounts)]:
            clear_layout(self._column)
            self.accounts.clear()
        for account in rows[: len(self.accounts)]:
            self._show_account(account)
        self._align(is_lacking=bool(review.lacking))
        self._build_next()

    @property
    def is_settled(self) -> bool:
        """Whether every account is there."""
        return len(self.accounts) >= len(self._rows)

    def follow_text_size(self) -> None:
        """Make the columns as wide as their text needs, or as the person wants them."""
        _, is_lacking = self._aligned
        self._aligned = ((), is_lacking)
        self._align(is_lacking=is_lacking)

    def _build_next(self) -> None:
        """Build the next account, and the one after it in another turn: the window never waits."""
        if self.is_settled:
            self._show_rows()
            return
        account = self._rows[len(self.accounts)]
        self._build(account)
        self._show_account(account)
        self._align(is_lacking=self._aligned[1])
        self._next.ask()

    def _show_account(self, account: AccountRows) -> None:
        orders = self.accounts[account.key]
        orders.show_account(account, self._notes.get(account.key, ""))
        self._filter_account(account)
        orders.tree.show_status()

    def chosen(self) -> tuple[Trade, ...]:
        """Return the trades that are selected."""
        return tuple(row.trade for tree in self._trees() for row in tree.chosen())

    def _build(self, account: AccountRows) -> None:
        orders = AccountOrders(account, self._said, self._theme)
        orders.said.connect(self.said)
        orders.text_requested.connect(self.text_requested)
        orders.tsv_requested.connect(self.tsv_requested)
        orders.tree.toggle_requested.connect(self.toggle_requested)
        orders.tree.menu_requested.connect(self.menu_requested)
        orders.tree.left.connect(self._go_on)
        orders.tree.row_selected.connect(self._take_row)
        orders.tree.selectionModel().selectionChanged.connect(self._tell_selection)
        self.accounts[account.key] = orders
        self.columns.add(orders.tree.columns_header)
        self._column.addWidget(orders)

    def _show_rows(self) -> None:
        """Show the orders that fit the filter."""
        count = sum(map(self._filter_account, self._rows[: len(self.accounts)]))
        self._nothing.setVisible(self.is_settled and not count)

    def _filter_account(self, account: AccountRows) -> int:
        """Show the orders of *account* that fit the filter; return how many do."""
        text, shown = self.filter.text().strip().casefold(), self.shown.value
        orders = self.accounts[account.key]
        rows = [row for row in account.rows if self._fits(row, text, shown)]
        orders.tree.show_rows(rows)
        orders.setVisible(bool(rows))
        return len(rows)

    def _fits(self, row: TradeRow, text: str, shown: object) -> bool:
        if shown == _LACKING and not self._said.flag(row):
            return False
        if isinstance(shown, Status) and self._said.status(row) is not shown:
            return False
        return text in self._words[row.number] or text in self._said.words(row).casefold()

    def _show_status(self) -> None:
        for tree in self._trees():
            tree.show_status()

    def _align(self, *, is_lacking: bool) -> None:
        """Bring all accounts in line, where their rows or what is said of them got wider."""
        trees, before = self._trees(), self._aligned
        self._aligned = self._rows, is_lacking
        if trees and (self._aligned != before or not trees[0].widths):
            trees[0].align(
                [line for each in self._rows for row in each.rows for line in (row, *lots_of(row))]
            )
            for tree in trees[1:]:
                tree.align_as(trees[0])
        elif trees:
            trees[-1].align_as(trees[0])

    def _trees(self) -> Sequence[OrderTree]:
        return [orders.tree for orders in self.accounts.values()]

    def _take_row(self, row: TradeRow | None) -> None:
        """Let one account have the selection at a time."""
        for key, orders in self.accounts.items():
            if row is not None and key != row.trade.account:
                orders.tree.clearSelection()

    def _tell_selection(self) -> None:
        self.selection_changed.emit()

    def _go_on(self, step: int) -> None:
        """Go to the next account that is shown, or to the one before."""
        trees = [tree for tree in self._trees() if tree.isVisible()]
        here = next((n for n, tree in enumerate(trees) if tree.hasFocus()), None)
        if here is not None and 0 <= here + step < len(trees):
            trees[here + step].enter(step)


def _subtitle(review: Review) -> str:
    """Return how to place the orders, and how many are not there because a person decided so."""
    count = sum(order.is_excluded for order in review.plan.policy.orders)
    how = tr("Place them in this order: each account sells first")
    if not count:
        return how
    left_out = tr_n(
        "{count} more order is left out by your decision; Rebalance lists it.",
        "{count} more orders are left out by your decision; Rebalance lists them.",
        count,
    )
    return f"{how}. {left_out}"


def _words(row: TradeRow) -> str:
    """Return what a trade and its lots say, in lower case."""
    lines = (row, *lots_of(row))
    return "\n".join(column.text(line) for line in lines for column in ORDER_COLUMNS).casefold()
