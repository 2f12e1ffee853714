"""What the plan leaves alone, and what it is not certain about."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rebalancer.rebalance.plan import NotTraded, TradePlan
from rebalancer.rebalance.wash_sale import WashSale
from ui.format import as_read, cents
from ui.language import tr
from ui.models.table import Column
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.clear import clear_layout
from ui.widgets.data_table import DataTable
from ui.widgets.text import PlainLabel

SHOWN = 8
"""So many messages are read at once; hundreds would hide what comes after them."""
_ALL_ACCOUNTS = tr("all accounts")

NOT_TRADED_COLUMNS: tuple[Column[NotTraded], ...] = (
    Column(title=tr("Account"), text=lambda row: row.account_label or _ALL_ACCOUNTS),
    Column(
        title=tr("Why not"),
        text=lambda row: as_read(row.reason),
        cell_tooltip=lambda row: as_read(row.reason),
    ),
)
WASH_COLUMNS: tuple[Column[WashSale], ...] = (
    Column(title=tr("Symbol"), text=lambda row: row.symbol),
    Column(
        title=tr("Loss"),
        text=lambda row: cents(row.loss),
        amount=lambda row: row.loss,
        summand=lambda row: row.loss,
        is_numeric=True,
        tooltip=tr("What the sale loses, in USD; the doubt says how much of it may not count"),
    ),
    Column(
        title=tr("Doubt"),
        text=lambda row: as_read(row.message),
        cell_tooltip=lambda row: as_read(row.message),
    ),
)


class Remains(QWidget):
    """Messages, wash-sale doubts and what was not traded; a card without content is not shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages = Card(tr("Before you act"))
        self._words = QVBoxLayout()
        self._words.setSpacing(8)
        self._more = PlainLabel(wraps=True)
        self.show_more = Button("", Loudness.QUIET)
        self.show_more.clicked.connect(self._show_all)
        self._messages.body.addLayout(self._words)
        self._messages.body.addWidget(self._more)
        self._messages.body.addWidget(self.show_more, 0, Qt.AlignmentFlag.AlignLeft)
        self._washed = Card(
            tr("Wash-sale doubts"), tr("Losses that a purchase of the plan may disallow")
        )
        self.wash_sales: DataTable[WashSale] = DataTable(WASH_COLUMNS, tr("Wash-sale doubts"))
        self.wash_sales.set_stretched(len(WASH_COLUMNS) - 1)
        self._washed.body.addWidget(self.wash_sales)
        self._left = Card(tr("Not traded, and why"))
        self.not_traded: DataTable[NotTraded] = DataTable(NOT_TRADED_COLUMNS, tr("Not traded"))
        self.not_traded.set_stretched(len(NOT_TRADED_COLUMNS) - 1)
        self._left.body.addWidget(self.not_traded)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for card in (self._messages, self._washed, self._left):
            column.addWidget(card)

    def show_plan(self, plan: TradePlan) -> None:
        """Show what *plan* says about itself."""
        self._say(plan.messages)
        self.wash_sales.set_rows(plan.wash_sales)
        self.wash_sales.fit_height()
        self._washed.setVisible(bool(plan.wash_sales))
        self.not_traded.set_rows(plan.skipped)
        self.not_traded.fit_height()
        self._left.setVisible(bool(plan.skipped))

    def _say(self, messages: tuple[str, ...]) -> None:
        clear_layout(self._words)
        for message in messages[:SHOWN]:
            self._words.addWidget(PlainLabel(message, wraps=True))
        rest = messages[SHOWN:]
        self._more.setText("\n".join(rest))
        self._more.hide()
        self.show_more.setText(tr("Show {count} more", count=len(rest)))
        self.show_more.setVisible(bool(rest))
        self._messages.setVisible(bool(messages))

    def _show_all(self) -> None:
        self._more.show()
        self.show_more.hide()
