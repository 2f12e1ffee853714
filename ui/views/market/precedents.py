"""What happened the last times, both ways, and what commentary claims against the figures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rebalancer.measure.claim import ClaimCheck, Verdict
from rebalancer.measure.figure import Curve
from rebalancer.measure.rotation import Precedent, RotationReport
from ui.charts import paint
from ui.charts.lines import Line, LineChart
from ui.format import UNKNOWN
from ui.language import tr
from ui.models.table import Column
from ui.text_size import hold
from ui.theme import Theme
from ui.views.market.words import amount, key, origin, text, window
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.side_by_side import SideBySide

CHART_WIDTH = 400
SENTENCE_WIDTH = 540

PRECEDENT_COLUMNS: tuple[Column[Precedent], ...] = (
    Column(
        title=tr("Precedent"),
        text=lambda precedent: precedent.title,
        cell_tooltip=lambda precedent: f"{precedent.title}: {origin(precedent.gap)}",
    ),
    Column(
        title=tr("Small"),
        text=lambda precedent: text(precedent.small),
        amount=lambda precedent: key(precedent.small),
        is_numeric=True,
        tooltip=tr("Total return of the smallest 30 % of US companies over the precedent"),
        cell_tooltip=lambda precedent: window(precedent.small),
    ),
    Column(
        title=tr("Large"),
        text=lambda precedent: text(precedent.large),
        amount=lambda precedent: key(precedent.large),
        is_numeric=True,
        tooltip=tr("Total return of the largest 30 % of US companies over the precedent"),
        cell_tooltip=lambda precedent: window(precedent.large),
    ),
    Column(
        title=tr("Led"),
        tooltip=tr("Which of the two returned more over the days of the precedent"),
        text=lambda precedent: tr("small") if precedent.small_led else tr("large"),
    ),
)


def _claimed(check: ClaimCheck) -> str:
    if check.figure is None:
        return UNKNOWN
    return amount(check.claimed, check.figure.unit)


def _verdict(check: ClaimCheck) -> str:
    if check.verdict is not Verdict.DIFFERS or check.figure is None:
        return check.verdict.value
    more = "+" if (check.difference or 0.0) > 0 else ""
    by = more + amount(check.difference, check.figure.unit).removeprefix("+")
    points = by.removesuffix("\u202f%")
    return (
        tr("differs by {by}", by=by)
        if points == by
        else tr("differs by {points} points", points=points)
    )


def _measured_over(check: ClaimCheck) -> str:
    if check.figure is None:
        return tr("{claim} No embedded table has this figure.", claim=check.sentence)
    return tr("{claim} Measured over {origin}", claim=check.sentence, origin=origin(check.figure))


CLAIM_COLUMNS: tuple[Column[ClaimCheck], ...] = (
    Column(
        title=tr("What commentary says"),
        text=lambda check: check.sentence,
        cell_tooltip=_measured_over,
    ),
    Column(
        title=tr("Claimed"),
        tooltip=tr("The figure as the commentary states it"),
        text=_claimed,
        sort_key=lambda c: c.claimed,
        is_numeric=True,
    ),
    Column(
        title=tr("Measured"),
        text=lambda check: text(check.figure),
        amount=lambda check: key(check.figure),
        is_numeric=True,
        tooltip=tr("From the embedded daily total returns of IWM, QQQ, SPY and AAPL"),
        cell_tooltip=_measured_over,
    ),
    Column(
        title=tr("Verdict"),
        text=_verdict,
        tooltip=tr(
            "Agrees within half a percentage point; the figures are those of funds, not of "
            "indexes, so a small difference proves nothing"
        ),
    ),
    Column(
        title=tr("Whose"),
        text=lambda check: check.source,
        tooltip=tr("The commentary and its date"),
    ),
)


class Precedents(Card):
    """Earlier rotations in a table; a click draws one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Precedents, both ways"), "", parent)
        self.table = DataTable(PRECEDENT_COLUMNS, tr("Precedents"))
        self.chart = LineChart(theme, tr("Small and large companies in a precedent"))
        hold(self.chart, least_height=260)
        both = SideBySide(CHART_WIDTH, 2)
        both.add(self.table, self.chart)
        self.body.addWidget(both)
        self.table.row_selected.connect(self.show_precedent)

    def show_report(self, report: RotationReport) -> None:
        """List the precedents of *report* and draw the first."""
        self.table.set_rows(report.precedents)
        if report.precedents:
            first = report.precedents[0]
            led = sum(precedent.small_led for precedent in report.precedents)
            self.set_subtitle(
                tr(
                    "Small caps led in {led} of {count}; click one to see its path. The smallest "
                    "and the largest 30 % of US companies; {source}.",
                    led=led,
                    count=len(report.precedents),
                    source=first.gap.source,
                )
            )
            self.table.selectRow(0)

    def show_precedent(self, precedent: Precedent | None) -> None:
        """Draw *precedent*; None leaves what is there."""
        if precedent is None:
            return
        self.chart.set_lines(
            [
                _line(precedent.small_curve, paint.series(0), Qt.PenStyle.SolidLine),
                _line(precedent.large_curve, paint.series(1), Qt.PenStyle.DashLine),
            ],
            reference=0.0,
        )
        self.chart.set_explanation(
            tr(
                "“{precedent}”: what $1 became, less 1, by the monthly total returns of the "
                "smallest and of the largest 30 % of US companies, multiplied up from the start "
                "of the precedent; costs and taxes are left out. {origin}",
                precedent=precedent.title,
                origin=origin(precedent.gap),
            )
        )


def _line(curve: Curve, color: paint.Paint, dash: Qt.PenStyle) -> Line:
    return Line(
        name=curve.title,
        paint=color,
        days=curve.dates,
        values=tuple(float(value) - 1.0 for value in curve.values),
        dash=dash,
    )


class Claims(Card):
    """Commentary and figures side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Commentary against figures"), "", parent)
        self.table = DataTable(CLAIM_COLUMNS, tr("Commentary against figures"))
        self.table.set_stretched(len(CLAIM_COLUMNS) - 1)
        self.body.addWidget(self.table)

    def show_report(self, report: RotationReport) -> None:
        """List every claim of *report* with what the figures say of it."""
        self.table.set_rows(report.claims)
        self.table.setColumnWidth(0, SENTENCE_WIDTH)
        self.table.fit_height(len(report.claims), scrolls_sideways=True)
        agree = sum(check.verdict is Verdict.AGREES for check in report.claims)
        differ = sum(check.verdict is Verdict.DIFFERS for check in report.claims)
        self.set_subtitle(
            tr(
                "{agree} claims agree with the figures within half a point, {differ} differ, "
                "{count} cannot be checked offline.",
                agree=agree,
                differ=differ,
                count=len(report.claims) - agree - differ,
            )
        )
