"""How fast the largest companies add up, and which holding brings which company."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rebalancer.classify.exposure import CASH, Exposures
from rebalancer.measure.measurement import Measurement
from ui.charts import paint
from ui.charts.curve import ConcentrationCurve, RankCurve
from ui.charts.heat import HeatMap
from ui.theme import Theme
from ui.views.exposure.figures import (
    MARKET,
    cumulative,
    cumulative_as_held,
    heat,
    short_name,
)
from ui.widgets.card import Card

HEAT_COLUMNS = 10
HEAT_ROWS = 12


class Spread(Card):
    """The concentration curve."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            "Concentration curve", "What the largest companies make up together, by rank", parent
        )
        self.chart = ConcentrationCurve(theme, "Concentration curve")
        self.body.addWidget(self.chart, 1)

    def show_figures(
        self, exposures: Exposures, later: Exposures | None, reference: Exposures
    ) -> None:
        """Show *exposures* as held and looked through, what becomes of them, and the market."""
        curves = [
            RankCurve(name="Looked through", paint=paint.before, shares=cumulative(exposures)),
            RankCurve(
                name="Lines as held",
                paint=paint.series(3),
                shares=cumulative_as_held(exposures),
                dash=Qt.PenStyle.DotLine,
            ),
        ]
        if later is not None:
            dashed = Qt.PenStyle.DashLine
            shares = cumulative(later)
            curves.append(
                RankCurve(name="After the plan", paint=paint.after, shares=shares, dash=dashed)
            )
        curves.append(
            RankCurve(
                name=MARKET,
                paint=paint.muted,
                shares=cumulative(reference),
                dash=Qt.PenStyle.DashDotLine,
            )
        )
        self.chart.set_curves(curves)


class Ways(Card):
    """Which holding brings how much of which company."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            "Where does my Apple come from?",
            "Each holding's part in each of the largest companies, as a share of everything",
            parent,
        )
        self.chart = HeatMap(theme, "Holdings by company", ("Holding", ""))
        self.chart.set_empty_text("No company is known in what you hold.")
        self.body.addWidget(self.chart, 1)

    def show_figures(self, exposures: Exposures, measurement: Measurement) -> None:
        """Show the largest companies of *measurement* and the holdings that bring most of them."""
        companies = measurement.top[:HEAT_COLUMNS]
        rows, cells = heat(exposures, companies, HEAT_ROWS)
        names = ["Cash" if symbol == CASH else symbol for symbol in rows]
        self.chart.set_cells(names, [short_name(each.company) for each in companies], cells)
