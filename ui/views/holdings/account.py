"""One account as a card: what it is worth, how it is taxed, whether it arrived whole."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rebalancer.domain.account import Account, TaxTreatment
from rebalancer.ingest.entered import NAME as ENTERED
from ui import format as fmt
from ui.language import tr, tr_n
from ui.models.treatments import CHOICES
from ui.theme import Theme
from ui.widgets.card import Card
from ui.widgets.fields import ChoiceField
from ui.widgets.sign import Sign
from ui.widgets.spoken import call
from ui.widgets.text import Caption, Figure, FigureSize


class AccountCard(Card):
    """Shows one account; the person says how it is taxed.

    Attributes:
        treatment: The choices.
    """

    treatment_requested = Signal(str, TaxTreatment)
    """The account's key and how the person says it is taxed."""

    def __init__(self, account: Account, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self._account = account
        self._total = Figure(tr("Total"), size=FigureSize.SMALL)
        self._cash = Figure(tr("Cash"), size=FigureSize.SMALL)
        self.treatment = ChoiceField("", CHOICES)
        self._mark = Sign()
        self._verdict = Caption()
        self._fill_card()
        self.show_account(account)
        theme.changed.connect(self._paint_mark)

    def show_account(self, account: Account) -> None:
        """Show *account* instead of whatever is there."""
        if account.key != self._account.key:
            self.stop_explaining()
        self._account = account
        self.set_title(account.name or account.broker)
        self.set_subtitle(_origin(account))
        self._total.set_value(fmt.dollars(account.total_value))
        self._total.set_explanation(_total_words(account))
        self._cash.set_value(fmt.dollars(account.cash))
        self._cash.set_explanation(_cash_words(account))
        self.treatment.set_value(account.tax_treatment)
        call(self.treatment, tr("Tax treatment of {account}", account=account.label))
        self._verdict.setText(verdict(account))
        self._paint_mark()

    def _fill_card(self) -> None:
        numbers = QHBoxLayout()
        numbers.setSpacing(24)
        numbers.addWidget(self._total)
        numbers.addWidget(self._cash)
        numbers.addStretch(1)
        checked = QHBoxLayout()
        checked.setSpacing(8)
        checked.addWidget(self._mark)
        checked.addWidget(self._verdict, 1)
        self.treatment.chosen.connect(self._request)
        self.body.addLayout(numbers)
        self.body.addLayout(checked)
        self.body.addWidget(self.treatment)
        self.body.addStretch(1)

    def _request(self, treatment: TaxTreatment) -> None:
        if treatment is not self._account.tax_treatment:
            self.treatment_requested.emit(self._account.key, treatment)

    def _paint_mark(self) -> None:
        colors = self._theme.colors
        marks = {
            True: ("tick", colors.accent),
            False: ("warning", colors.warning),
            None: ("info", colors.muted),
        }
        name, color = marks[self._account.reconciles]
        self._mark.show_icon(name, color)


def verdict(account: Account) -> str:
    """Return whether the account adds up, in a sentence."""
    if account.file_total is None:
        if account.broker == ENTERED:
            return tr("There is no total to compare with")
        return tr("The file states no total to compare with")
    if account.reconciles:
        return tr("Reconciles with the file's total")
    difference = account.total_value - account.file_total
    return tr("Differs from the file's total by {difference}", difference=fmt.cents(difference))


def _total_words(account: Account) -> str:
    return tr(
        "The value of the positions in USD, of cash and of what is not settled yet, in {account}, "
        "added up. {verdict}. {dated}",
        account=account.label,
        verdict=verdict(account),
        dated=_dated(account),
    )


def _cash_words(account: Account) -> str:
    return tr(
        "What can be spent in {account}: cash and money market funds held as cash. What is not "
        "settled yet is left out. {dated}",
        account=account.label,
        dated=_dated(account),
    )


def _dated(account: Account) -> str:
    if account.as_of is None:
        return tr("As its file tells, which states no day.")
    return tr("As its file tells, of {as_of}.", as_of=fmt.day(account.as_of))


def _origin(account: Account) -> str:
    count = len(account.positions)
    positions = tr_n("{count} position", "{count} positions", count)
    parts = [account.broker if account.name else "", account.number, positions]
    if account.pending:
        parts.append(tr("{pending} pending", pending=fmt.dollars(account.pending)))
    return " \u00b7 ".join(part for part in parts if part)
