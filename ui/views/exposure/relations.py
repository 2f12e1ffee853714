"""What the funds have in common, and what the figures depend on."""

from PySide6.QtWidgets import QWidget

from rebalancer.measure.health import Doubt, Severity
from rebalancer.measure.overlap import Overlap
from rebalancer.measure.report import Report
from ui.charts.card import ChartCard
from ui.charts.heat import HeatMap
from ui.format import as_read, percent
from ui.language import tr
from ui.models.table import Column
from ui.theme import Theme
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.text import PlainLabel

FUNDS = 12
"""So many funds, the largest, are held against each other."""
ROWS = 8
WHAT = 1
_RANKS = tuple(Severity)
_WORDS = {Severity.ERROR: tr("Error"), Severity.WARNING: tr("Warning"), Severity.NOTE: tr("Note")}

HEALTH_COLUMNS: tuple[Column[Doubt], ...] = (
    Column(
        title=tr("How bad"),
        text=lambda doubt: _WORDS[doubt.severity],
        sort_key=lambda doubt: _RANKS.index(doubt.severity),
    ),
    Column(title=tr("What"), text=lambda doubt: as_read(doubt.sentence)),
    Column(
        title=tr("Of all"),
        text=lambda doubt: "" if doubt.share is None else percent(doubt.share),
        amount=lambda doubt: doubt.share,
        is_numeric=True,
        tooltip=tr("The share of everything that is affected"),
    ),
    Column(title=tr("What helps"), text=lambda doubt: doubt.fix),
)


class Overlaps(ChartCard):
    """Fund against fund; hidden while fewer than two are held."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.chart = HeatMap(theme, tr("Overlap of funds"), ("", tr("and")))
        subtitle = tr("How much of two funds is the same companies in the same weights")
        super().__init__(tr("Overlap of funds"), subtitle, self.chart, parent)
        self.chart.set_explanation(
            tr(
                "For two funds, the smaller of the two weights of every company, added up: 100 % "
                "is the same portfolio twice. It is of their equity, and a lower bound where a "
                "fund is not looked through to its end."
            )
        )
        self.hide()

    def show_report(self, report: Report | None) -> None:
        """Show the largest funds of *report*, held against each other."""
        funds = [fund.key for fund in report.funds[:FUNDS]] if report is not None else []
        pairs = {} if report is None else _by_pair(report.overlaps)
        cells = [
            [None if one == other else pairs.get(frozenset((one, other))) for other in funds]
            for one in funds
        ]
        self.chart.set_cells(funds, funds, cells)
        self.setVisible(len(funds) > 1)


class Health(Card):
    """Everything that the figures depend on, the worst first.

    Attributes:
        table: A row for each doubt; the sentence is whole in its tooltip.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Health of the figures"), "", parent)
        self.table = DataTable(HEALTH_COLUMNS, tr("Health of the figures"))
        self.table.set_stretched(WHAT)
        self._nothing = PlainLabel(tr("Nothing in the figures is in doubt."), wraps=True)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.table)

    def show_report(self, report: Report | None) -> None:
        """Show what *report* depends on."""
        doubts = () if report is None else report.health
        self.table.set_rows(doubts)
        self.table.fit_height(ROWS)
        self.table.setVisible(bool(doubts))
        self._nothing.setVisible(not doubts)
        grave = sum(doubt.severity is not Severity.NOTE for doubt in doubts)
        self.set_subtitle(
            tr(
                "Stale prices, old baskets, what is not classified, costs that are missing, sums "
                "that do not close: {grave} that may change a figure, {count} good to know",
                grave=grave,
                count=len(doubts) - grave,
            )
            if doubts
            else ""
        )


def _by_pair(overlaps: tuple[Overlap, ...]) -> dict[frozenset[str], float]:
    """Return the overlaps that are known; nothing in common so far is not nothing at all."""
    return {
        frozenset((each.first, each.second)): each.common.lower
        for each in overlaps
        if each.common.lower > 0 or each.common.upper == 0
    }
