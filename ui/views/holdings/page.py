"""The page: accounts as cards, positions with their lots, what to mend and what would change."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from rebalancer.domain.account import TaxTreatment
from rebalancer.ingest.fix import Fix
from rebalancer.ingest.result import ImportResult
from ui import format as fmt
from ui.language import tr, tr_n
from ui.models.changes import change_line
from ui.models.findings import undo_words
from ui.models.holdings import HOLDING_COLUMNS, HoldingRow, holding_rows
from ui.overriding import override
from ui.session import Measured, Session
from ui.state.household import Proposal
from ui.text_size import hold
from ui.theme import Theme
from ui.turns import Turns
from ui.views.holdings.account import AccountCard
from ui.views.holdings.changes import ChangesCard
from ui.views.holdings.findings import FindingsCard
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.data_tree import DataTree
from ui.widgets.empty import Welcome
from ui.widgets.filter_field import FilterField
from ui.widgets.inline_message import Tone
from ui.widgets.page import Page
from ui.widgets.side_by_side import SideBySide
from ui.widgets.text import PlainLabel

_DESCRIPTION = 1
_SPARE = (3, 8, 5, 7, 10)
"""What a narrow window leaves out: kind, cost, price, share, and how long it is held."""
_CARD_WIDTH, _MOST_CARDS = 232, 12
"""Pixels that a card has at least, and how many are in a row at most."""
_TREE_HEIGHT = 274
"""Pixels for the header and eight rows."""


class HoldingsPage(Page):
    """Accounts as cards, positions with their lots, what to mend and what would change.

    Attributes:
        changes: What newer files would change; hidden while there are none.
        findings: What is wrong with the import, and what mends it.
        positions: Every position and every account's cash.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Holdings"), parent)
        self._session = session
        self._theme = theme
        self._cards: dict[str, AccountCard] = {}
        self._grid = SideBySide(_CARD_WIDTH, _MOST_CARDS)
        self.positions: DataTree[HoldingRow] = DataTree(HOLDING_COLUMNS, _lots, tr("Positions"))
        self.changes = ChangesCard()
        self.findings = FindingsCard()
        self._turns = Turns(self)
        self._badge = PlainLabel(tr("Sample"))
        self._remove = Button(tr("Remove the sample"))
        self._arrange_contents()
        self._connect()
        self._show(session.measured)
        self.changes.show_proposal(session.proposal)

    def _connect(self) -> None:
        session = self._session
        session.measured_changed.connect(self._show)
        session.proposal_changed.connect(self._show_proposal)
        session.undo_stack.indexChanged.connect(self.message.clear)
        self.changes.applied.connect(self._apply_changes)
        self.changes.cancelled.connect(session.decline_proposal)
        self.changes.account_chosen.connect(session.choose_account)
        self.findings.fix_requested.connect(self._fix)
        self.findings.correction_requested.connect(self._correct)
        self.message.action_requested.connect(session.undo_stack.undo)

    def _arrange_contents(self) -> None:
        self._badge.setProperty("part", "badge")
        self._badge.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._remove.clicked.connect(self._session.remove_everything)
        bring = Button(tr("Import files…"))
        bring.clicked.connect(self.import_requested)
        enter = Button(tr("Enter by hand"))
        enter.clicked.connect(self._enter)
        for widget in (self._badge, self._remove, enter, bring):
            self.corner.addWidget(widget)
        self.content.addWidget(self.changes)
        self.content.addWidget(self._grid)
        self.content.addWidget(self._positions_card(), 1)
        self.content.addWidget(self.findings)
        empty = Welcome()
        empty.requested.connect(self.import_requested)
        empty.alternative_requested.connect(self.sample_requested)
        empty.entry_requested.connect(self._enter)
        self.set_empty(empty)

    def _positions_card(self) -> Card:
        card = Card(tr("Positions"))
        field = FilterField(tr("Filter positions"))
        field.textChanged.connect(self.positions.set_filter_text)
        card.corner.addWidget(field)
        self.positions.set_stretched(_DESCRIPTION)
        self.positions.set_spare(*_SPARE)
        hold(self.positions, least_height=_TREE_HEIGHT)
        self.positions.setFrameShape(QFrame.Shape.NoFrame)
        card.body.addWidget(self.positions, 1)
        return card

    def _enter(self) -> None:
        self.command_requested.emit("file.enter")

    def _show(self, measured: Measured | None) -> None:
        self._turns.clear()
        if measured is None:
            self.show_empty()
            return
        imported = measured.imported
        self._badge.setVisible(measured.is_sample)
        self._remove.setVisible(measured.is_sample)
        self.set_answer(answer(imported))
        self.show_content()
        self._turns.add(
            partial(self._show_accounts, imported),
            partial(self._show_findings, measured),
            partial(self._show_positions, imported),
        )

    @property
    @override
    def is_settled(self) -> bool:
        return self._turns.are_over

    def _show_positions(self, imported: ImportResult) -> None:
        rows = holding_rows(imported.portfolio, self._session.today())
        self._turns.add(partial(self.positions.set_rows, rows))

    def _show_findings(self, measured: Measured) -> None:
        self.findings.set_subtitle(report_line(measured.imported))
        self.findings.show_findings(measured.findings, measured.imported.portfolio)

    def _show_accounts(self, imported: ImportResult) -> None:
        accounts = imported.portfolio.accounts
        keys = {account.key for account in accounts}
        spare = [card for key, card in self._cards.items() if key not in keys]
        cards: dict[str, AccountCard] = {}
        for account in accounts:
            card = self._cards.get(account.key) or (spare.pop(0) if spare else None)
            if card is None:
                card = AccountCard(account, self._theme)
                card.treatment_requested.connect(self._set_treatment)
            else:
                card.show_account(account)
            cards[account.key] = card
        if list(cards.values()) != list(self._cards.values()):
            self._grid.set_widgets(tuple(cards.values()))
        self._cards = cards

    def _show_proposal(self, proposal: Proposal | None) -> None:
        is_new = not self.changes.isVisibleTo(self)
        self.changes.show_proposal(proposal)
        if proposal is not None and is_new:
            self.message.clear()
            self.scroll_to(self.changes)
            self.changes.apply.setFocus(Qt.FocusReason.OtherFocusReason)

    def _apply_changes(self) -> None:
        proposal = self._session.proposal
        self._session.apply_proposal()
        if proposal is not None:
            said = tr(
                "{files} is imported: {changes}",
                files=proposal.files,
                changes=change_line(proposal.changes),
            )
            self.message.show_message(said, action_text=tr("Undo import"))

    def _fix(self, fix: Fix) -> None:
        self._session.fix(fix, undo_words(fix))

    def _correct(self, symbol: str, typed: str) -> None:
        fix = self._session.correction_of(symbol, typed)
        if fix is None:
            said = tr(
                "“{typed}” is not in the market snapshot either, so {symbol} stays as it is.",
                typed=typed,
                symbol=symbol,
            )
            self.message.show_message(said, Tone.WARNING)
            self.scroll_to(self.message)
        else:
            self._fix(fix)

    def _set_treatment(self, account_key: str, treatment: TaxTreatment) -> None:
        self._session.set_tax_treatment(account_key, treatment)


def _lots(row: HoldingRow) -> Sequence[HoldingRow]:
    return row.lots


def answer(imported: ImportResult) -> str:
    """Return what is owned and whether it arrived whole, in one line."""
    portfolio = imported.portfolio
    positions = sum(len(account.positions) for account in portfolio.accounts)
    held = tr_n("{count} position", "{count} positions", positions)
    places = tr_n("{count} account", "{count} accounts", len(portfolio.accounts))
    owned = tr(
        "{held} in {places}, worth {total_value}.",
        held=held,
        places=places,
        total_value=fmt.dollars(portfolio.total_value),
    )
    differing = [account.label for account in portfolio.accounts if account.reconciles is False]
    if differing:
        said = tr(
            "{differing} does not add up to the total in the file.", differing=", ".join(differing)
        )
    elif imported.skipped:
        said = tr_n(
            "{count} row could not be read: see below.",
            "{count} rows could not be read: see below.",
            len(imported.skipped),
        )
    else:
        said = tr("Every row was read.")
    return f"{owned} {said}"


def report_line(imported: ImportResult) -> str:
    """Return which files were read, as what, and how much of them asks for a look."""
    files = "; ".join(
        tr("{source} as {format}", source=source.name, format=source.format)
        for source in imported.sources
    )
    skipped = tr_n("{count} row not read", "{count} rows not read", len(imported.skipped))
    doubts = tr_n("{count} doubt", "{count} doubts", len(imported.warnings))
    return f"{files}. {skipped}, {doubts}."
