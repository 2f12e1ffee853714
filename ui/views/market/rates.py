"""Small caps and the 10-year Treasury yield, month by month."""

from datetime import date

from PySide6.QtWidgets import QWidget

from rebalancer.measure.figure import Curve
from rebalancer.measure.rotation import SMALL_CAPS, RotationReport
from ui.charts import paint
from ui.charts.lines import Line, LineChart
from ui.charts.scale import DOLLARS, PERCENT, Unit
from ui.format import day, percent
from ui.language import tr
from ui.text_size import hold
from ui.theme import Theme
from ui.views.market.words import text, window
from ui.widgets.card import Card
from ui.widgets.side_by_side import SideBySide
from ui.widgets.text import Caption

YEARS = 10
CHART_WIDTH = 360
STARTING_WITH = 100.0


class Rates(Card):
    """Two charts over the same years, and what the figures say of them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Small caps and the 10-year Treasury yield"), "", parent)
        self.growth = _chart(
            theme, tr("What $100 in {small_caps} became", small_caps=SMALL_CAPS), DOLLARS
        )
        self.treasury = _chart(theme, tr("10-year Treasury yield"), PERCENT)
        self.words = Caption()
        both = SideBySide(CHART_WIDTH, 2)
        both.add(self.growth, self.treasury)
        self.body.addWidget(both, 1)
        self.body.addWidget(self.words)

    def show_report(self, report: RotationReport) -> None:
        """Draw the last years of *report*."""
        rates = report.treasury
        last = rates.small_caps.dates[-1]
        since = date(last.year - YEARS, last.month, 1)
        growth = _growth(rates.small_caps, since)
        self.growth.set_lines([growth])
        self.treasury.set_lines([_yields(rates.treasury, since)])
        self._explain(report, growth.days[0])
        self.set_subtitle(
            tr(
                "{years} years to {last}; {small_caps} {source}; yield {treasury}",
                years=YEARS,
                last=day(last),
                small_caps=SMALL_CAPS,
                source=rates.small_caps.source,
                treasury=rates.treasury.source,
            )
        )
        level = float(rates.treasury.values[-1])
        self.words.setText(
            tr(
                "The yield stands at {level}: {change} in a year ({days}). Correlation of small "
                "caps' monthly lead over SPY with the change of the yield: {correlation} "
                "({correlation_days}); \u22121 and 1 are in step, 0 is unrelated.",
                level=percent(level, 2),
                change=text(rates.change),
                days=window(rates.change),
                correlation=text(rates.correlation),
                correlation_days=window(rates.correlation),
            )
        )

    def _explain(self, report: RotationReport, first: date) -> None:
        small, treasury = report.treasury.small_caps, report.treasury.treasury
        self.growth.set_explanation(
            tr(
                "What $100 in {small_caps} on {first} became by the end of every month to {last}, "
                "by its monthly total returns, distributions included; taxes and the cost of "
                "trading are left out. Source: {source}.",
                first=day(first),
                small_caps=SMALL_CAPS,
                last=day(small.dates[-1]),
                source=small.source,
            )
        )
        self.treasury.set_explanation(
            tr(
                "The yield of Treasury bonds of 10 years, a rate a year, one figure for every "
                "month as the source states it. To {last}. Source: {source}.",
                last=day(treasury.dates[-1]),
                source=treasury.source,
            )
        )


def _chart(theme: Theme, name: str, unit: Unit) -> LineChart:
    chart = LineChart(theme, name, unit=unit)
    hold(chart, least_height=220)
    return chart


def _growth(curve: Curve, since: date) -> Line:
    shown = [(when, float(v)) for when, v in zip(curve.dates, curve.values, strict=True)]
    shown = [pair for pair in shown if pair[0] >= since]
    base = shown[0][1]
    return Line(
        name=tr("What $100 in {small_caps} became", small_caps=SMALL_CAPS),
        paint=paint.series(0),
        days=tuple(when for when, _ in shown),
        values=tuple(STARTING_WITH * value / base for _, value in shown),
    )


def _yields(curve: Curve, since: date) -> Line:
    pairs = [(w, float(v)) for w, v in zip(curve.dates, curve.values, strict=True) if w >= since]
    return Line(
        name=tr("10-year Treasury yield"),
        paint=paint.series(2),
        days=tuple(when for when, _ in pairs),
        values=tuple(value for _, value in pairs),
    )
