"""The page that tells how concentrated a household really is."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rebalancer.classify.basket import MAGNIFICENT_SEVEN
from rebalancer.measure.inside import fund_inside, held_funds
from rebalancer.measure.portrait import Portrait
from ui.charts.plot import Chart
from ui.format import percent
from ui.language import tr
from ui.models.exposure import inside_words
from ui.overriding import override
from ui.session import Measured, Session
from ui.theme import Theme
from ui.turns import Turns
from ui.views.exposure.classes import Classes
from ui.views.exposure.companies import Companies
from ui.views.exposure.dark import Dark
from ui.views.exposure.focus import Focus, FocusBar
from ui.views.exposure.headline import Headline
from ui.views.exposure.holdings_files import HoldingsFiles
from ui.views.exposure.listing import Listing
from ui.views.exposure.mix import SectorMix, SizeMix
from ui.views.exposure.relations import Health, Overlaps
from ui.views.exposure.scope import ScopeField
from ui.views.exposure.spread import Spread, Ways
from ui.widgets.page import Page
from ui.widgets.side_by_side import SideBySide

CARD_WIDTH = 400


class ExposurePage(Page):
    """How concentrated am I really? As held, looked through, and after the plan.

    Attributes:
        focus: Which companies the tables show; None is all of them.
        settled: Sent when everything that was to be shown is shown.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Exposure"), parent)
        self._session = session
        self._turns = Turns(self)
        self.settled = self._turns.over
        self._is_stale = True
        self.focus: Focus | None = None
        self._portrait: Portrait | None = None
        """What is shown, or being shown."""
        self.scope = ScopeField()
        self.bar = FocusBar()
        self.headline = Headline()
        self.companies = Companies(theme)
        self.sizes = SizeMix(theme)
        self.sectors = SectorMix(theme)
        self.spread = Spread(theme)
        self.ways = Ways(theme)
        self.overlaps = Overlaps(theme)
        self.health = Health()
        self.files = HoldingsFiles()
        self.dark = Dark()
        self.listing = Listing()
        self.classes = Classes(session.today())
        self._fill()
        self.offer_import(
            tr("How concentrated am I really?"),
            tr(
                "Here you will see how much of every dollar ends up in the same few companies, "
                "held directly and once more inside your funds. It takes one positions file from "
                "your broker."
            ),
        )
        self._connect()
        self._offer_scopes(session.measured)
        self._refresh()

    def _fill(self) -> None:
        self.corner.addWidget(self.scope)
        self.banner.addWidget(self.bar)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.sizes, 1)
        column.addWidget(self.spread, 1)
        mixes = SideBySide(CARD_WIDTH, 2)
        mixes.add(left, self.sectors)
        tables = (self.health, self.files, self.dark, self.listing, self.classes)
        for part in (self.headline, self.companies, mixes, self.ways, self.overlaps, *tables):
            self.content.addWidget(part)
        self.content.addStretch(1)

    def _connect(self) -> None:
        session = self._session
        for chart in self.findChildren(Chart):
            chart.failed.connect(session.failed)
        for picks in (self.companies, self.sizes, self.sectors, self.spread, self.ways):
            picks.focused.connect(self.set_focus)
        self.bar.cleared.connect(self.clear_focus)
        self.bar.listing_requested.connect(self._show_listing)
        self.listing.menu.corrected.connect(self.classes.correct)
        self.listing.menu.uncorrected.connect(self.classes.uncorrect)
        self.listing.menu.basket_requested.connect(self.classes.toggle_member)
        self.listing.menu.ways_requested.connect(self._show_ways)
        self.classes.decided.connect(session.set_classification)
        self.classes.basket_shown.connect(self._show_basket)
        self._connect_files()
        self.scope.chosen.connect(session.gallery.look_at)
        session.measured_changed.connect(self._offer_scopes)
        session.gallery.portrait_changed.connect(self._take_change)
        session.gallery.report_changed.connect(self._take_change)
        session.decisions_changed.connect(self._take_change)

    def _connect_files(self) -> None:
        files = self._session.fund_files
        files.changed.connect(self._show_files)
        files.offered.connect(self._look_at_offers)
        self.dark.file_requested.connect(self.import_requested)
        self.files.used.connect(files.use)
        self.files.named.connect(files.name)
        self.files.declined.connect(files.decline)
        self.files.removed.connect(files.remove)
        self._show_files()

    def _show_files(self) -> None:
        files = self._session.fund_files
        self.files.show_files(files.offers, files.used)

    def _look_at_offers(self) -> None:
        self._turns.add(partial(self.scroll_to, self.files))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._refresh()

    @property
    @override
    def is_settled(self) -> bool:
        return self._turns.are_over

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.focus is not None:
            self.clear_focus()
            return
        super().keyPressEvent(event)

    def set_focus(self, focus: Focus | None) -> None:
        """Let the tables show what *focus* leaves; None shows everything."""
        self.focus = focus
        self._turns.add(self._show_focus)

    def clear_focus(self) -> None:
        """Let the tables show everything again."""
        self.set_focus(None)

    def _offer_scopes(self, measured: Measured | None) -> None:
        if measured is None:
            self.focus = None  # it was about another household
        else:
            portfolio, funds = measured.imported.portfolio, held_funds(measured.exposures)
            self.scope.show_choices(portfolio, funds, self._session.gallery.scope)

    def _take_change(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        self._is_stale = False
        self._turns.clear()
        portrait, policy = self._session.gallery.portrait, self._session.decisions.policy
        self._portrait = portrait
        if portrait is None:
            self.focus = None
            self.bar.show_focus(None, ())
            self.show_empty()
            return
        self._turns.add(
            partial(self.set_answer, self._said(portrait)),
            partial(self.headline.show_portrait, portrait),
            self.show_content,
            partial(self.companies.show_portrait, portrait),
            partial(self.sizes.show_portrait, portrait, policy),
            partial(self.sectors.show_portrait, portrait),
            partial(self.spread.show_portrait, portrait),
            partial(self.ways.show_portrait, portrait),
            partial(self.overlaps.show_report, self._session.gallery.report),
            partial(self.health.show_report, self._session.gallery.report),
            partial(self.dark.show_portrait, portrait),
            partial(self.classes.show_classes, portrait.exposures.universe, portrait.now),
            self._show_focus,
        )

    def _show_focus(self) -> None:
        portrait = self._portrait
        if portrait is None:
            return
        lines = portrait.companies if self.focus is None else self.focus.lines(portrait)
        if not lines:
            self.focus, lines = None, portrait.companies
        for card in (self.sizes, self.sectors, self.spread, self.ways):
            card.show_focus(self.focus)
        self.bar.show_focus(self.focus, lines)
        self.companies.show_focus(self.focus, lines)
        self._turns.add(partial(self.listing.show_focus, portrait, self.focus, lines))

    def _show_ways(self, key: str) -> None:
        self.set_focus(Focus(company=key))
        self.scroll_to(self.companies)

    def _show_basket(self, key: str) -> None:
        groups = {} if self._portrait is None else self._portrait.exposures.universe.groups
        group = groups.get(key)  # it may have been taken back a moment ago
        if group is not None:
            self.set_focus(Focus(companies=group.companies or frozenset(), title=group.title))

    def _show_listing(self) -> None:
        self.scroll_to(self.listing)
        self.listing.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _said(self, portrait: Portrait) -> str:
        scope = self._session.gallery.scope
        fund = fund_inside(scope.symbol, portrait.exposures.universe.snapshot)
        return (
            inside_words(fund)
            if fund is not None
            else _answer(portrait, tr("the account") if scope.account else tr("everything"))
        )


def _answer(portrait: Portrait, whole: str) -> str:
    seven = portrait.now.baskets[MAGNIFICENT_SEVEN.key]
    text = tr(
        "{share} of {whole} is in seven companies: {direct} held directly and {through_funds} "
        "once more inside funds.",
        share=percent(seven.share),
        whole=whole,
        direct=percent(seven.direct),
        through_funds=percent(seven.through_funds),
    )
    if portrait.after is None:
        return text
    after = portrait.after.baskets[MAGNIFICENT_SEVEN.key].share
    return tr("{answer} After the plan: {after}.", answer=text, after=percent(after))
