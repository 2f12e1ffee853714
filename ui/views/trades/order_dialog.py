"""Asks which order files to write, and how the orders are to be placed."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from rebalancer.domain.account import Account
from rebalancer.export.orders import generic, ibkr_basket, ibkr_rebalance, wealthscape
from rebalancer.export.orders.files import TITLES, OrderRequest
from rebalancer.export.orders.generic import COLUMN_NAMES, USUAL_COLUMNS
from rebalancer.export.orders.order import OrderTerms
from rebalancer.rebalance.approval import Status
from rebalancer.rebalance.plan import TradePlan
from ui.language import tr
from ui.text_size import size_box
from ui.widgets.button import Button, Loudness
from ui.widgets.fields import NumberField
from ui.widgets.spoken import allow, call, explain
from ui.widgets.text import Caption, Heading

_BROKERS: Mapping[str, str] = {
    ibkr_basket.NAME: ibkr_basket.BROKER,
    ibkr_rebalance.NAME: ibkr_basket.BROKER,
    wealthscape.NAME: wealthscape.BROKER,
}
_NOTES: Mapping[str, str] = {
    ibkr_rebalance.NAME: tr("The broker computes its own orders from the percentages."),
    wealthscape.NAME: tr(
        "Compare the codes of action, price and time with your firm's table first."
    ),
}
_MOST_BASIS_POINTS = 1000.0
_WIDTH = 520
_AT_MARKET = -1.0
"""A limit below every limit: orders at the market."""


class OrderDialog(QDialog):
    """Formats that fit the accounts, limit orders, columns of the list, full account numbers."""

    chosen = Signal(object)
    """An ``OrderRequest``."""

    def __init__(
        self, plan: TradePlan, statuses: Sequence[Status], parent: QWidget | None = None
    ) -> None:
        """Ask about *plan*, of whose trades *statuses* are said."""
        super().__init__(parent)
        self.setWindowTitle(tr("Order files"))
        traded = {trade.account for trade in plan.trades}
        accounts = [each for each in plan.portfolio_after.accounts if each.key in traded]
        self.formats = _format_boxes(accounts)
        self.limit = NumberField(tr("Limit, in basis points worse than the plan's price"))
        self.limit.setRange(_AT_MARKET, _MOST_BASIS_POINTS)
        self.limit.setDecimals(0)
        self.limit.setSpecialValueText(tr("at the market"))
        self.limit.setSuffix(tr(" bp worse"))
        self.limit.setValue(_AT_MARKET)
        self.columns = QLineEdit(", ".join(USUAL_COLUMNS))
        self.columns.setCursorPosition(0)
        call(self.columns, tr("Columns of the order list"))
        explain(self.columns, tr("From {column_names}", column_names=", ".join(COLUMN_NAMES)))
        self.only_approved = QCheckBox(tr("Only the orders that are approved"))
        self.only_approved.setChecked(Status.APPROVED in statuses)
        if Status.APPROVED not in statuses:
            allow(self.only_approved, tr("No order is approved yet: approve some on Trades first."))
        self._said = _counted(statuses)
        self.numbers = {
            account.key: _number_field(account)
            for account in accounts
            if account.broker == wealthscape.BROKER
        }
        self._lay_out(accounts)
        size_box(self, _WIDTH)

    def _lay_out(self, accounts: Sequence[Account]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(Heading(tr("Which files?"), 2))
        for name, box in self.formats.items():
            column.addWidget(box)
            if name in _NOTES:
                column.addWidget(Caption(_NOTES[name]))
        column.addWidget(self.only_approved)
        column.addWidget(Caption(self._said))
        form = QFormLayout()
        form.addRow(tr("Orders"), self.limit)
        form.addRow(tr("Columns of the list"), self.columns)
        labels = {account.key: account.label for account in accounts}
        for key, field in self.numbers.items():
            form.addRow(tr("Full number of {account}", account=labels[key]), field)
        column.addLayout(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        choose = Button(tr("Choose a folder…"), Loudness.PRIMARY)
        buttons.addButton(choose, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.chosen.emit(self.request))
        column.addWidget(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    @property
    def wants_only_approved(self) -> bool:
        """Whether what nothing is said of stays out, too; what is held always does."""
        return self.only_approved.isChecked()

    @property
    def request(self) -> OrderRequest:
        """What was chosen."""
        limit = self.limit.value()
        return OrderRequest(
            formats=tuple(name for name, box in self.formats.items() if box.isChecked()),
            terms=OrderTerms(limit_bp=None if limit < 0 else limit),
            columns=tuple(name.strip() for name in self.columns.text().split(",")),
            account_numbers={key: field.text().strip() for key, field in self.numbers.items()},
        )


def _counted(statuses: Sequence[Status]) -> str:
    """Return how many orders there are of each status."""
    count = [f"{statuses.count(each)} {each.words.lower()}" for each in Status]
    return tr("{count}. What is held stays out of the files.", count=", ".join(count))


def _format_boxes(accounts: Sequence[Account]) -> Mapping[str, QCheckBox]:
    """Return a box for each format that one of *accounts* is for."""
    brokers = {account.broker for account in accounts}
    boxes = {}
    for name, title in TITLES.items():
        if name == generic.NAME or _BROKERS[name] in brokers:
            box = QCheckBox(title)
            box.setChecked(name in {generic.NAME, ibkr_basket.NAME})
            boxes[name] = box
    return boxes


def _number_field(account: Account) -> QLineEdit:
    field = QLineEdit()
    call(field, tr("Full number of {account}", account=account.label))
    field.setPlaceholderText(tr("only for Wealthscape; kept nowhere"))
    return field
