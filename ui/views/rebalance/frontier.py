"""The frontier: what less of the Magnificent Seven costs in tax, every point a full plan."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.rebalance.frontier import DEFAULT_KEY, FrontierPoint, Mark
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.tax_estimate import taxed_gains
from ui.charts.card import ChartCard
from ui.charts.frontier import FrontierChart, Place, Step
from ui.format import percent
from ui.language import tr
from ui.state.study import FRONTIER, Study
from ui.text_size import hold
from ui.theme import Theme
from ui.widgets.button import Button, Loudness
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.spoken import call

_BAR_WIDTH = 96
_HOW = tr(
    "Each point is a plan of its own: everything else that you ask for holds, only the cap on the "
    "Magnificent Seven moves. The limits on gains are lifted, to show what lies beyond them; the "
    "dashed line is as far as they let you go. The tax is estimated as on this page; a click on a "
    "point sets its cap."
)
_EMPTY = tr("The frontier appears here as soon as its plans are found.")


class FrontierCard(ChartCard):
    """The chart, how far it is, and a button that stops it or goes on."""

    cap_chosen = Signal(float)
    """The cap (0..1) of the point that was clicked."""
    trace_requested = Signal()
    stop_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.chart = FrontierChart(
            theme, tr("Tax and what is left"), (tr("Magnificent Seven left"), tr("Estimated tax"))
        )
        super().__init__(
            tr("The price of less"),
            tr(
                "Estimated tax against what is left of the Magnificent Seven; a click chooses a "
                "point"
            ),
            self.chart,
            parent,
        )
        self.chart.set_explanation(_HOW)
        self.chart.set_empty_text(_EMPTY)
        self.chart.picked.connect(self.cap_chosen)
        self.bar = ProgressBar()
        hold(self.bar, width=_BAR_WIDTH)
        call(self.bar, tr("How far the frontier is traced"))
        self.stop = Button(tr("Stop"), Loudness.QUIET)
        call(self.stop, tr("Stop tracing the frontier"))
        self.stop.clicked.connect(self.stop_requested)
        self.go_on = Button(tr("Trace it"), Loudness.QUIET)
        call(self.go_on, tr("Trace the frontier"))
        self.go_on.clicked.connect(self.trace_requested)
        for widget in (self.bar, self.stop, self.go_on):
            self.corner.addWidget(widget)

    def show_study(self, study: Study, *, is_traced: bool) -> None:
        """Show the points that *study* has so far; *is_traced* says that these are all."""
        steps, points = [step_of(point) for point in study.points], study.points
        today = Place(share=points[0].before, name=_today(points[0])) if points else None
        limits = [point for point in points if Mark.GAIN_BUDGET in point.marks]
        limit = Place(share=limits[0].share, name=_limit(limits[0])) if limits else None
        self.chart.set_steps(steps, today=today, limit=limit)
        is_running = study.is_running(FRONTIER)
        self.bar.show_fraction(study.fraction)
        self.bar.setVisible(is_running)
        self.stop.setVisible(is_running)
        self.go_on.setVisible(not is_running and not is_traced)

    def show_chosen(self, plan: TradePlan | None) -> None:
        """Mark what *plan* comes to."""
        if plan is None:
            self.chart.set_chosen(None)
            return
        share = plan.after.baskets[DEFAULT_KEY].share
        self.chart.set_chosen(share, float(plan.tax.estimated_tax))


def step_of(point: FrontierPoint) -> Step:
    """Return *point* as it is drawn."""
    gains = taxed_gains(point.plan.trades)
    return Step(
        cap=point.cap,
        share=point.share,
        cost=float(point.tax),
        gains=float(gains.short + gains.long),
        remark=point.words,
        is_within=point.is_reached and not point.over_budget,
    )


def _today(point: FrontierPoint) -> str:
    return tr("Today {before}", before=percent(point.before))


def _limit(point: FrontierPoint) -> str:
    return tr("Gain budget {share}", share=percent(point.share))
