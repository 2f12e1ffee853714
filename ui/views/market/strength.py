"""Small caps against the large, day by day, and every fund that is watched."""

from bisect import bisect_left
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rebalancer.measure.figure import Curve
from rebalancer.measure.rotation import SMALL_CAPS, FundTrack, RotationReport
from ui.charts import paint
from ui.charts.lines import Line, LineChart, Span
from ui.format import day
from ui.language import tr
from ui.models.table import Column
from ui.text_size import hold
from ui.theme import Theme
from ui.views.market.words import key, text, window
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.segments import Segments

QUARTER = timedelta(days=91)
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)

FUND_NAMES = {
    "IWM": tr("Russell 2000, small caps"),
    "IJR": tr("S&P SmallCap 600, profitable small caps"),
    "SPY": "S&P 500",
    "QQQ": tr("Nasdaq-100"),
    "RSP": tr("S&P 500, every company alike"),
    "MAGS": tr("the Magnificent Seven alike"),
    "AAPL": tr("Apple"),
}

FUND_COLUMNS: tuple[Column[FundTrack], ...] = (
    Column(title=tr("Symbol"), text=lambda track: track.symbol),
    Column(title=tr("What it is"), text=lambda track: FUND_NAMES.get(track.symbol, "")),
    Column(
        title=tr("This year"),
        text=lambda track: text(track.year_to_date),
        amount=lambda track: key(track.year_to_date),
        is_numeric=True,
        tooltip=tr("Total return, distributions included, since the last close of the year before"),
        cell_tooltip=lambda track: window(track.year_to_date),
    ),
    Column(
        title=tr("Below its high"),
        text=lambda track: text(track.drawdown),
        amount=lambda track: key(track.drawdown),
        is_numeric=True,
        tooltip=tr(
            "How far the last session is below the highest one of all days there are, with "
            "distributions reinvested"
        ),
        cell_tooltip=lambda track: window(track.drawdown),
    ),
    Column(
        title=tr("Deepest fall"),
        text=lambda track: text(track.worst_drawdown),
        amount=lambda track: key(track.worst_drawdown),
        is_numeric=True,
        tooltip=tr("Largest fall from a high in all days there are, with distributions reinvested"),
        cell_tooltip=lambda track: window(track.worst_drawdown),
    ),
    Column(
        title=tr("From high to low"),
        text=lambda track: window(track.worst_drawdown),
        sort_key=lambda track: track.worst_drawdown.first.toordinal(),
        tooltip=tr("From the high to the low of the deepest fall"),
    ),
)


class Strength(Card):
    """Relative strength over a window that the person picks."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Small caps against large caps"), "", parent)
        self.chart = LineChart(theme, tr("Relative strength of small caps"))
        hold(self.chart, least_height=300)
        self._report: RotationReport | None = None
        self.windows = Segments((tr("3 months"), tr("This year"), tr("All days")), chosen=1)
        self.windows.changed.connect(self._redraw)
        self.corner.addWidget(self.windows)
        self.body.addWidget(self.chart, 1)

    def show_report(self, report: RotationReport) -> None:
        """Draw the curves of *report*."""
        self._report = report
        self._redraw()

    def _redraw(self) -> None:
        report = self._report
        if report is None:
            return
        since = self._since(report)
        lines = [
            _line(comparison.strength, since, number)
            for number, comparison in enumerate(report.against.values())
        ]
        spans = [
            Span(
                first=run.first,
                last=run.last,
                text=tr("{sessions} ahead of {rival}", sessions=text(run), rival=rival),
            )
            for rival, run in ((r, c.longest) for r, c in report.against.items())
            if run.value and run.first >= lines[0].days[0]
        ]
        self.chart.set_lines(lines, spans=spans[:1], reference=0.0)
        first, last = lines[0].days[0], lines[0].days[-1]
        self.chart.set_explanation(
            tr(
                "Session by session, 1 plus the total return of {small_caps}, distributions "
                "included, divided by 1 plus that of its rival; multiplied up from the close "
                "before the first day shown, less 1. The shaded days are the longest run of "
                "sessions in which small caps returned more. {first} to {last}. Source: {source}.",
                small_caps=SMALL_CAPS,
                first=day(first),
                last=day(last),
                source=report.against["SPY"].strength.source,
            )
        )
        self.set_subtitle(
            tr(
                "Growth of {small_caps} over growth of its rival, less 1: above 0 small caps "
                "lead. {first} to {last}; {source}.",
                small_caps=SMALL_CAPS,
                first=day(first),
                last=day(last),
                source=report.against["SPY"].strength.source,
            )
        )

    def _since(self, report: RotationReport) -> date:
        match self.windows.chosen:
            case 0:
                return report.as_of - QUARTER
            case 1:
                return date(report.as_of.year, 1, 1)
            case _:
                return date.min


def _line(curve: Curve, since: date, number: int) -> Line:
    """Return *curve* from *since* on, counted from the close before."""
    start = bisect_left(curve.dates, since)
    base = float(curve.values[start - 1]) if start else 1.0
    return Line(
        name=curve.title,
        paint=paint.series(number),
        days=curve.dates[start:],
        values=tuple(float(value) / base - 1.0 for value in curve.values[start:]),
        dash=DASHES[number % len(DASHES)],
    )


class Funds(Card):
    """Every fund that is watched, in a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What is watched"), "", parent)
        self.table = DataTable(FUND_COLUMNS, tr("Funds watched"))
        self.table.set_stretched(1)
        self.body.addWidget(self.table)

    def show_report(self, report: RotationReport) -> None:
        """List the funds of *report*."""
        self.table.set_rows(tuple(report.funds.values()))
        self.table.fit_height()
        track = report.funds[SMALL_CAPS]
        self.set_subtitle(
            tr(
                "Total returns up to {as_of}; {source}. Hover a figure for its days.",
                as_of=day(report.as_of),
                source=track.year_to_date.source,
            )
        )
