"""Which lots an account sells first: for all accounts, and for those that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rebalancer.domain.account import Account
from rebalancer.rebalance.policy.policy import Policy, Trading
from rebalancer.rebalance.policy.relief import LotRelief
from ui.language import tr
from ui.overriding import override
from ui.views.rebalance.decision import DecisionPanel
from ui.widgets.clear import clear_layout
from ui.widgets.fields import ChoiceField, labelled
from ui.widgets.text import Caption

TITLES: Mapping[LotRelief, str] = {
    LotRelief.MIN_TAX: tr("Least tax"),
    LotRelief.FIFO: tr("First in, first out"),
    LotRelief.LIFO: tr("Last in, first out"),
    LotRelief.HIFO: tr("Highest cost first"),
    LotRelief.AVERAGE: tr("Average cost (funds)"),
    LotRelief.SPECIFIC: tr("Only lots that are named"),
}
_CHOICES: tuple[tuple[str, object], ...] = tuple((title, each) for each, title in TITLES.items())
_AS_ABOVE: tuple[tuple[str, object], ...] = ((tr("As for all accounts"), None), *_CHOICES)
_NOTE = tr("Lots are named in a policy file: [[trading.specific_lots]].")


class LotPanel(DecisionPanel):
    """One method for all accounts, and another for those that need it.

    Attributes:
        general: For all accounts.
        by_account: By the account's key.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Which lots are sold"), parent=parent)
        self.general = ChoiceField(tr("Lots sold in all accounts"), _CHOICES)
        self.general.chosen.connect(self._take_general)
        self.by_account: dict[str, ChoiceField] = {}
        self._accounts: Sequence[Account] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._note = Caption(_NOTE)
        self.body.addWidget(labelled(tr("In all accounts"), self.general))
        self.body.addLayout(self._rows)
        self.body.addWidget(self._note)

    def set_accounts(self, accounts: Sequence[Account]) -> None:
        """Offer a method of its own for each of *accounts*."""
        named_anew = _names_of(accounts) != _names_of(self._accounts)
        self._accounts = accounts
        if named_anew:
            self._build_rows()
        self.show_policy(self.policy)

    def _build_rows(self) -> None:
        clear_layout(self._rows)
        self.by_account = {}
        for account in self._accounts:
            field = ChoiceField(tr("Lots sold in {account}", account=account.label), _AS_ABOVE)
            field.chosen.connect(partial(self._take_account, account.key))
            self.by_account[account.key] = field
            self._rows.addWidget(labelled(account.label, field))

    @override
    def show_policy(self, policy: Policy) -> None:
        trading = policy.trading
        self.general.set_value(trading.lot_relief)
        for account in self._accounts:
            name = _name_of(account, trading)
            field = self.by_account[account.key]
            field.set_value(None if name is None else trading.lot_relief_by[name])
        used = {trading.lot_relief, *trading.lot_relief_by.values()}
        self._note.setVisible(LotRelief.SPECIFIC in used)

    @override
    def in_short(self, policy: Policy) -> str:
        trading = policy.trading
        others = [
            tr("{method} in {account}", method=TITLES[relief], account=name)
            for name, relief in trading.lot_relief_by.items()
        ]
        return "; ".join([TITLES[trading.lot_relief], *others])

    def _take_general(self, relief: LotRelief) -> None:
        self._take(replace(self.policy.trading, lot_relief=relief))

    def _take_account(self, key: str, relief: LotRelief | None) -> None:
        trading = self.policy.trading
        account = next(each for each in self._accounts if each.key == key)
        name = _name_of(account, trading)
        by_account = {key: each for key, each in trading.lot_relief_by.items() if key != name}
        if relief is not None:
            by_account[name or account.key] = relief
        self._take(replace(trading, lot_relief_by=by_account))

    def _take(self, trading: Trading) -> None:
        policy = replace(self.policy, trading=trading)
        self.set_short(self.in_short(policy))
        self.decide(policy, tr("change which lots are sold"))


def _names_of(accounts: Sequence[Account]) -> list[tuple[str, ...]]:
    """Return by what names *accounts* are known, which is all of them that is shown here."""
    return [(each.key, each.label, each.name, each.number) for each in accounts]


def _name_of(account: Account, trading: Trading) -> str | None:
    """Return by which name the policy has a method for *account*; None where it has none."""
    return next((name for name in trading.lot_relief_by if account.matches(name)), None)
