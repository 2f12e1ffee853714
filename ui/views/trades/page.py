"""The page that hands over the list."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.plan import TradePlan
from ui.format import cents, dollars
from ui.session import Measured, Session
from ui.theme import Theme
from ui.views.trades.listing import counted, plan_text, plan_tsv
from ui.views.trades.proofs import ProofCard, verdict
from ui.widgets.account_trades import AccountTrades
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.inline_message import Tone
from ui.widgets.page import Page
from ui.widgets.text import ARROW
from ui.widgets.trade_rows import ORDER_COLUMNS, trades_by_account

TREATMENTS = {
    TaxTreatment.TAXABLE: "Taxable",
    TaxTreatment.TAX_DEFERRED: "Tax-deferred",
    TaxTreatment.TAX_EXEMPT: "Tax-exempt",
    TaxTreatment.UNKNOWN: "Taxed as taxable, as its treatment is not known",
}


class TradesPage(Page):
    """Hand me the list: orders by account with their lots, cash, and checks."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Trades", parent)
        self._session = session
        self.theme = theme
        self._is_stale = False
        self._exported: Path | None = None
        self.orders = AccountTrades(ORDER_COLUMNS, unfolds=True)
        self.proofs = ProofCard(theme)
        self._orders_card = Card("Orders", "Place them in this order: each account sells first")
        self._fill()
        self._connect()
        self._refresh()

    def _fill(self) -> None:
        text = Button("Copy as text", Loudness.QUIET)
        text.clicked.connect(self.copy_text)
        tsv = Button("Copy as TSV", Loudness.QUIET)
        tsv.clicked.connect(self.copy_tsv)
        tsv.setToolTip("<qt>Paste it into a spreadsheet: a row per trade, then one per lot.</qt>")
        more = Button("More…", Loudness.QUIET)
        more.setMenu(self._offer_more())
        export = Button("Export to Excel…", Loudness.PRIMARY)
        export.clicked.connect(self.export_requested)
        for button in (text, tsv, more, export):
            self.corner.addWidget(button)
        self._orders_card.body.addWidget(self.orders)
        self.content.addWidget(self._orders_card)
        self.content.addWidget(self.proofs)
        self.content.addStretch(1)

    def _offer_more(self) -> QMenu:
        menu = QMenu(self)
        for words, command in (
            ("Report (PDF)…", "file.report"),
            ("Order files for brokers…", "file.orders"),
            ("Plan with all it rests on…", "file.plan"),
            ("Calendar of the days to keep in mind…", "file.calendar"),
        ):
            menu.addAction(words, partial(self.command_requested.emit, command))
        return menu

    def _connect(self) -> None:
        session = self._session
        session.measured_changed.connect(self._take_change)
        session.plan_changed.connect(self._take_change)
        session.exported.connect(self._tell_export)
        self.message.action_requested.connect(self._open_folder)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._refresh()

    def go_to_rebalance(self) -> None:
        """Lead to where trades are found."""
        self.page_requested.emit("Rebalance")

    def copy_text(self) -> None:
        """Put the list on the clipboard as a person writes it down."""
        plan, measured = self._session.plan, self._session.measured
        if plan is not None and measured is not None:
            notes = _notes(plan, measured.imported.portfolio)
            QGuiApplication.clipboard().setText(plan_text(plan, notes))
            self.message.show_message("The list is on the clipboard, as text.")

    def copy_tsv(self) -> None:
        """Put the list on the clipboard for a spreadsheet."""
        if self._session.plan is not None:
            QGuiApplication.clipboard().setText(plan_tsv(self._session.plan))
            self.message.show_message("The list is on the clipboard: paste it into a spreadsheet.")

    def _take_change(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        self._is_stale = False
        self._exported = None
        self.message.clear()
        plan, measured = self._session.plan, self._session.measured
        if plan is None or measured is None:
            self._offer_next_step(measured)
            return
        self._show_plan(plan, measured.imported.portfolio)
        self.show_content()

    def _show_plan(self, plan: TradePlan, portfolio: Portfolio) -> None:
        checks = check_plan(plan, portfolio)
        self.orders.set_trades(trades_by_account(plan), _notes(plan, portfolio))
        self._orders_card.setVisible(bool(plan.trades))
        self.proofs.show_checks(checks)
        if not plan.trades:
            self.set_answer("There is nothing to trade.")
            return
        tax = dollars(plan.tax.estimated_tax)
        self.set_answer(f"{counted(plan)}, for an estimated tax of {tax}. {verdict(checks)}.")
        if not all(check.passed for check in checks):
            wrong = next(check.detail for check in checks if not check.passed)
            self.message.show_message(f"Do not place these orders: {wrong}", Tone.ERROR)

    def _offer_next_step(self, measured: Measured | None) -> None:
        if measured is None:
            empty = EmptyState(
                "Hand me the list",
                "Here you will find the orders to place, account by account and lot by lot, and "
                "export them to Excel. It takes a positions file from your broker.",
                "Import a positions file",
                "Look at the sample household",
            )
            empty.requested.connect(self.import_requested)
            empty.alternative_requested.connect(self.sample_requested)
        else:
            empty = EmptyState(
                "No trades are found yet",
                "Say where you want to be; the orders that get you there come here, account by "
                "account and lot by lot.",
                "Go to Rebalance",
            )
            empty.requested.connect(self.go_to_rebalance)
        self.set_empty(empty)
        self.show_empty()

    def _tell_export(self, path: Path) -> None:
        self._exported = path
        self.message.show_message(f"The trade list is in {path}.", Tone.INFO, "Open folder")

    def _open_folder(self) -> None:
        if self._exported is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._exported.parent)))


def _notes(plan: TradePlan, portfolio: Portfolio) -> dict[str, str]:
    """Return per account how it is taxed, and its cash before and after."""
    return {
        account.key: (
            f"{TREATMENTS[account.tax_treatment]}. "
            f"Cash {cents(account.cash)} {ARROW} {cents(plan.cash_after.get(account.key))}"
        )
        for account in portfolio.accounts
    }
