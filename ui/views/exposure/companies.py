"""The largest companies, and through which holdings they are held."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from rebalancer.classify.exposure import CASH, Exposures
from rebalancer.measure.measurement import CompanyShare, Measurement
from ui.charts.stacked_bars import Bar, StackedBars
from ui.format import dollars, percent
from ui.models.table import Column
from ui.theme import Theme
from ui.views.exposure.figures import Source, shares_by_company, sources
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.side_by_side import SideBySide

SHOWN = 15
CARD_WIDTH = 400


def _way(source: Source) -> str:
    return "direct" if source.is_direct else "fund"


def _symbol(source: Source) -> str:
    return "Cash" if source.symbol == CASH else source.symbol


SOURCE_COLUMNS: tuple[Column[Source], ...] = (
    Column(title="Company", text=lambda source: source.company.company),
    Column(title="Held in", text=_symbol, tooltip="The line of the statement that brings it"),
    Column(title="How", text=_way, tooltip="Held directly, or inside a fund"),
    Column(
        title="Value",
        text=lambda source: dollars(source.value),
        sort_key=lambda source: source.value,
        is_numeric=True,
    ),
    Column(
        title="Of all",
        text=lambda source: percent(source.of_total, 2),
        sort_key=lambda source: source.of_total,
        is_numeric=True,
        tooltip="Share of everything you hold",
    ),
    Column(
        title="Of company",
        text=lambda source: percent(source.of_company, 0),
        sort_key=lambda source: source.of_company,
        is_numeric=True,
        tooltip="Share of what you hold of the company",
    ),
)


class Companies(SideBySide):
    """Bars of the largest companies; a click on one says where it comes from."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(CARD_WIDTH, 2, parent)
        self._companies: tuple[CompanyShare, ...] = ()
        self.bars = StackedBars(theme, "Largest companies", ("Direct", "Through funds"))
        self.bars.set_empty_text("No company is known in what you hold.")
        self.table = DataTable(SOURCE_COLUMNS, "Where companies come from")
        self._source_card = Card("Where does it come from?")
        self._all = Button("Show all", Loudness.QUIET)
        self._lay_out()
        self.bars.picked.connect(self.show_company)
        self._all.clicked.connect(self._show_all)

    def _lay_out(self) -> None:
        card = Card("Companies", "Share of everything, looked through. Click a bar to see its way.")
        card.body.addWidget(self.bars, 1)
        self._source_card.corner.addWidget(self._all)
        self._source_card.body.addWidget(self.table, 1)
        self.table.setMinimumHeight(280)
        self.add(card, self._source_card)

    def show_figures(
        self, exposures: Exposures, measurement: Measurement, later: Exposures | None
    ) -> None:
        """Show the largest companies of *measurement*, and what becomes of them."""
        self._companies = measurement.top[:SHOWN]
        after = shares_by_company(later) if later is not None else None
        leaves = exposures.through.leaves
        self.bars.set_bars(
            [
                Bar(
                    key=leaves[company.leaf].key,
                    label=company.company,
                    first=company.direct,
                    second=company.through_funds,
                    after=None if after is None else after.get(leaves[company.leaf].key, 0.0),
                )
                for company in self._companies
            ]
        )
        self.table.set_rows(sources(exposures, self._companies))
        self._keys = {leaves[company.leaf].key: company for company in self._companies}
        self._show_all()

    def show_company(self, key: str) -> None:
        """Show only where the company *key* comes from; "" shows all."""
        company = self._keys.get(key)
        self._all.setVisible(company is not None)
        if company is None:
            self.table.table.set_filter(None)
            self._source_card.set_subtitle(_all_of(self._companies))
            return
        leaf = company.leaf
        self.table.table.set_filter(lambda source: source.company.leaf == leaf)
        ways = len(self.table.table.rows())
        self._source_card.set_subtitle(
            f"{company.company}: {dollars(company.value)}, {percent(company.share)} of everything, "
            f"in {ways} {'holding' if ways == 1 else 'holdings'}"
        )

    def _show_all(self) -> None:
        self.bars.set_picked("")
        self.show_company("")


def _all_of(companies: Sequence[CompanyShare]) -> str:
    return f"Every way in which the {len(companies)} largest companies are held"
