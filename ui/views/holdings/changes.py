"""What newer files would change, shown before anything is changed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.ingest.identity import Match
from ui.language import tr
from ui.models.changes import CHANGE_COLUMNS, ChangeRow, change_line, change_rows
from ui.state.household import Proposal
from ui.views.holdings.account_choices import AccountChoices
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.spoken import call
from ui.widgets.text import Caption

_ROWS = 8


class ChangesCard(Card):
    """Every difference, and two buttons: apply, or leave the household as it is.

    Attributes:
        table: The differences.
        accounts: Which account is which; of those in doubt, or of all.
        all_accounts: Shows the choice for all accounts.
        apply: Lets the household change.
        cancel: Leaves it as it is.
    """

    applied = Signal()
    cancelled = Signal()
    account_chosen = Signal(str, str)
    """Key of an account in the newer file, and of the account that it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.table: DataTable[ChangeRow] = DataTable(CHANGE_COLUMNS, tr("Changes"))
        self.apply = Button(tr("Apply"), Loudness.PRIMARY)
        self.cancel = Button(tr("Cancel"))
        self.accounts = AccountChoices()
        self.all_accounts = Button(tr("Which account is which?"))
        self._matches: tuple[Match, ...] = ()
        self._remarks = Caption()
        self.all_accounts.setCheckable(True)
        call(self.cancel, tr("Cancel the import"))
        call(self.apply, tr("Apply the import"))
        self.apply.clicked.connect(self.applied)
        self.cancel.clicked.connect(self.cancelled)
        self.all_accounts.toggled.connect(self._show_accounts)
        self.accounts.chosen.connect(self.account_chosen)
        self.corner.addWidget(self.all_accounts)
        self.corner.addWidget(self.cancel)
        self.corner.addWidget(self.apply)
        self.body.addWidget(self._remarks)
        self.body.addWidget(self.accounts)
        self.body.addWidget(self.table)
        self.hide()

    @property
    def remarks(self) -> str:
        """What else a person should know before applying."""
        return self._remarks.text()

    def show_proposal(self, proposal: Proposal | None) -> None:
        """Show what *proposal* changes; None hides the card."""
        self.setVisible(proposal is not None)
        if proposal is None:
            return
        self.set_title(tr("What {files} changes", files=proposal.files))
        self.set_subtitle(change_line(proposal.changes))
        self.table.set_rows(change_rows(proposal.changes))
        self.table.fit_height(_ROWS)
        self._remarks.setText(_remarks(proposal))
        self._remarks.setVisible(bool(self.remarks))
        self._matches = proposal.matches
        self._show_accounts()

    def _show_accounts(self) -> None:
        offered = [each for each in self._matches if each.candidates]
        doubtful = [each for each in offered if each.is_doubtful]
        self.all_accounts.setVisible(len(doubtful) < len(offered))
        self.accounts.show_matches(offered if self.all_accounts.isChecked() else doubtful)


def _remarks(proposal: Proposal) -> str:
    taken = [
        tr(
            "“{account}” has the number of “{target}” and is taken for the same account.",
            account=match.label,
            target=match.target.label,
        )
        for match in proposal.matches
        if match.fresh not in proposal.choices
        and match.target is not None
        and match.target.label != match.label
    ]
    older = [
        tr("“{account}” is of an earlier day than what is shown.", account=each.label)
        for each in proposal.changes.accounts
        if each.is_older
    ]
    return " ".join((*taken, *older))
