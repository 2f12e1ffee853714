"""The page that tells how concentrated a household really is."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from rebalancer.classify.basket import MAGNIFICENT_SEVEN
from rebalancer.measure.measurement import Measurement
from ui.charts.plot import Chart
from ui.format import percent
from ui.session import Session
from ui.theme import Theme
from ui.views.exposure.companies import Companies
from ui.views.exposure.figures import market
from ui.views.exposure.headline import Headline
from ui.views.exposure.listing import Listing
from ui.views.exposure.mix import SectorMix, SizeMix
from ui.views.exposure.spread import Spread, Ways
from ui.widgets.empty import EmptyState
from ui.widgets.page import Page
from ui.widgets.side_by_side import SideBySide

CARD_WIDTH = 400


class ExposurePage(Page):
    """How concentrated am I really? As held, looked through, and after the plan."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Exposure", parent)
        self._session = session
        self._is_stale = True
        self.headline = Headline()
        self.companies = Companies(theme)
        self.sizes = SizeMix(theme)
        self.sectors = SectorMix(theme)
        self.spread = Spread(theme)
        self.ways = Ways(theme)
        self.listing = Listing()
        self._fill()
        self._offer_import()
        self.headline.asked.connect(self.message.show_message)
        for chart in self.findChildren(Chart):
            chart.failed.connect(session.failed)
        session.measured_changed.connect(self._take_change)
        session.plan_changed.connect(self._take_change)
        self._refresh()

    def _fill(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.sizes, 1)
        column.addWidget(self.spread, 1)
        mixes = SideBySide(CARD_WIDTH, 2)
        mixes.add(left, self.sectors)
        for part in (self.headline, self.companies, mixes, self.ways, self.listing):
            self.content.addWidget(part)
        self.content.addStretch(1)

    def _offer_import(self) -> None:
        empty = EmptyState(
            "How concentrated am I really?",
            "Here you will see how much of every dollar ends up in the same few companies, held "
            "directly and once more inside your funds. It takes one positions file from your "
            "broker.",
            "Import a positions file",
            "Look at the sample household",
        )
        empty.requested.connect(self.import_requested)
        empty.alternative_requested.connect(self.sample_requested)
        self.set_empty(empty)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._refresh()

    def _take_change(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        self._is_stale = False
        measured, plan = self._session.measured, self._session.plan
        if measured is None:
            self.show_empty()
            return
        now, later = measured.measurement, plan.after if plan else None
        exposures, planned = measured.exposures, plan.exposures_after if plan else None
        whole_market, market_figures = market(measured.universe)
        self.set_answer(_answer(now, later))
        self.headline.show_figures(now, later)
        self.companies.show_figures(exposures, now, planned)
        self.sizes.show_figures(now, later, market_figures)
        self.sectors.show_figures(now, later, market_figures)
        self.spread.show_figures(exposures, planned, whole_market)
        self.ways.show_figures(exposures, now)
        self.listing.show_figures(exposures, planned)
        self.show_content()


def _answer(now: Measurement, later: Measurement | None) -> str:
    seven = now.baskets[MAGNIFICENT_SEVEN.key]
    text = (
        f"{percent(seven.share)} of everything is in seven companies: {percent(seven.direct)} held "
        f"directly and {percent(seven.through_funds)} once more inside funds."
    )
    if later is None:
        return text
    return f"{text} After the plan: {percent(later.baskets[MAGNIFICENT_SEVEN.key].share)}."
