"""The page that tells whether the rotation is happening."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from rebalancer.measure.rotation import RIVALS, SMALL_CAPS, RotationReport
from ui.charts.plot import Chart
from ui.format import day
from ui.language import tr
from ui.overriding import override
from ui.session import Session
from ui.state.monitor import ROTATION
from ui.theme import Theme
from ui.views.market.headline import Headline
from ui.views.market.precedents import Claims, Precedents
from ui.views.market.premium import Premium
from ui.views.market.rates import Rates
from ui.views.market.refresh import RefreshCard
from ui.views.market.strength import Funds, Strength
from ui.views.market.words import text
from ui.widgets.empty import EmptyState
from ui.widgets.inline_message import Tone
from ui.widgets.page import Page
from ui.widgets.spoken import allow

COMPUTE = tr("Compute it again")


class MarketPage(Page):
    """Is the rotation happening? Computed from the embedded history when first looked at."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Market"), parent)
        self._session = session
        self._is_asked = False
        self._has_warned = False
        self.headline = Headline()
        self.strength = Strength(theme)
        self.funds = Funds()
        self.rates = Rates(theme)
        self.premium = Premium(theme)
        self.precedents = Precedents(theme)
        self.claims = Claims()
        monitor = (self.strength, self.funds, self.rates)
        self._parts = (*monitor, self.premium, self.precedents, self.claims)
        self.refresh = RefreshCard(session)
        self.refresh.asked.connect(session.refresh_prices)
        for part in (self.headline, self.refresh, *self._parts):
            self.content.addWidget(part)
        self.content.addStretch(1)
        self._wait()
        for chart in self.findChildren(Chart):
            chart.failed.connect(session.failed)
        session.monitor.changed.connect(self._show_report)
        session.settled.connect(self._settle)
        if session.monitor.report is not None:
            self._show_report(session.monitor.report)

    def _wait(self) -> None:
        empty = EmptyState(
            tr("Is the rotation happening?"),
            tr(
                "Small caps against the S&P 500 and the Nasdaq-100, the 10-year yield, and what "
                "happened the last times, each figure with its dates and its source. It is "
                "computed from the history that came with the app and from what you have had "
                "refreshed since."
            ),
            COMPUTE,
        )
        empty.requested.connect(self._load)
        self._compute = empty.button
        self.set_empty(empty)
        self.show_empty()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_asked and self._session.monitor.report is None:
            self._load()

    def _load(self) -> None:
        self._is_asked = True
        self._show_work(is_under_way=True)
        self._session.monitor.load()

    def _settle(self, kind: str) -> None:
        if kind == ROTATION:
            self._show_work(is_under_way=False)

    def _show_work(self, *, is_under_way: bool) -> None:
        allow(self._compute, tr("It is being computed.") if is_under_way else "")
        self._compute.setText(tr("Being computed …") if is_under_way else COMPUTE)

    def _show_report(self, report: RotationReport) -> None:
        self.set_answer(_answer(report))
        self.headline.show_report(report)
        for part in self._parts:
            part.show_report(report)
        self.show_content()
        if report.doubts:
            self.message.show_message(" ".join(report.doubts), Tone.WARNING)
        elif self._has_warned:
            self.message.clear()
        self._has_warned = bool(report.doubts)


def _answer(report: RotationReport) -> str:
    ours = report.funds[SMALL_CAPS].year_to_date
    theirs = tr(" and ").join(
        tr(
            "{year_to_date} in {rival}",
            year_to_date=text(report.funds[rival].year_to_date),
            rival=rival,
        )
        for rival in RIVALS
    )
    ahead = sum((report.against[rival].gap.value or 0.0) > 0 for rival in RIVALS)
    verdict = (tr("Small caps trail"), tr("Small caps lead one of two"), tr("Small caps lead"))[
        ahead
    ]
    return tr(
        "{verdict} this year: {ours} in {small_caps} against {theirs}, up to {as_of}.",
        verdict=verdict,
        ours=text(ours),
        small_caps=SMALL_CAPS,
        theirs=theirs,
        as_of=day(report.as_of),
    )
