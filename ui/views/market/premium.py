"""By how much small companies led large ones since 1926, with the precedents marked."""

from PySide6.QtWidgets import QWidget

from rebalancer.measure.rotation import RotationReport
from ui.charts import paint
from ui.charts.lines import Line, LineChart, Span
from ui.format import day
from ui.language import tr
from ui.text_size import hold
from ui.theme import Theme
from ui.views.market.words import text, window
from ui.widgets.card import Card
from ui.widgets.text import Caption


class Premium(Card):
    """One long line: nine decades in which both sides led."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("The size premium"), "", parent)
        self.chart = LineChart(theme, tr("Yearly lead of small companies over ten years"))
        hold(self.chart, least_height=260)
        self.words = Caption()
        self.body.addWidget(self.chart, 1)
        self.body.addWidget(self.words)

    def show_report(self, report: RotationReport) -> None:
        """Draw the premium of *report*, and mark the times that commentary compares with."""
        premium = report.size_premium
        curve = premium.curve
        line = Line(
            name=curve.title,
            paint=paint.series(0),
            days=curve.dates,
            values=tuple(float(value) for value in curve.values),
        )
        spans = [
            Span(first=each.small.first, last=each.small.last, text=each.label)
            for each in report.precedents
            if each.small.last != curve.dates[-1]  # it would shade what the others mark
        ]
        self.chart.set_lines([line], spans=spans, reference=0.0)
        self.chart.set_explanation(
            tr(
                "For the ten years that end with each month: what $1 in the smallest 30 % of US "
                "companies became, divided by what it became in the largest 30 %, to the power "
                "of 1/10, less 1. By monthly total returns; costs and taxes are left out. The "
                "shaded spans are the precedents below. {first} to {last}. Source: {source}.",
                first=day(premium.whole.first),
                last=day(premium.whole.last),
                source=curve.source,
            )
        )
        self.set_subtitle(
            tr(
                "Growth of the smallest 30 % of US companies over that of the largest 30 %, a "
                "year, in the ten years that end with each month to {dates}; above 0 small "
                "companies led. {source}.",
                dates=day(curve.dates[-1]),
                source=curve.source,
            )
        )
        self.words.setText(
            tr(
                "{whole} a year in all ({days}), {latest} in the last ten years; small companies "
                "were ahead in {led} of all spans of ten years. It cuts both ways, for decades.",
                whole=text(premium.whole),
                days=window(premium.whole),
                latest=text(premium.latest),
                led=text(premium.led),
            )
        )
