"""Every company of any weight in a table."""

from PySide6.QtWidgets import QWidget

from rebalancer.classify.exposure import Exposures
from rebalancer.measure.measurement import top_companies
from ui.format import dollars, percent
from ui.models.table import Column
from ui.views.exposure.figures import LISTED, CompanyRow, shares_by_company
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.filter_field import FilterField

COMPANY_COLUMNS: tuple[Column[CompanyRow], ...] = (
    Column(title="Company", text=lambda row: row.company.company),
    Column(
        title="Symbols",
        text=lambda row: ", ".join(row.company.symbols),
        tooltip="All share classes of the company",
    ),
    Column(
        title="Value",
        text=lambda row: dollars(row.company.value),
        sort_key=lambda row: float(row.company.value),
        is_numeric=True,
        tooltip="Held directly and through funds",
    ),
    Column(
        title="Share",
        text=lambda row: percent(row.company.share, 2),
        sort_key=lambda row: row.company.share,
        is_numeric=True,
        tooltip="Of everything you hold",
    ),
    Column(
        title="Direct",
        text=lambda row: percent(row.company.direct, 2),
        sort_key=lambda row: row.company.direct,
        is_numeric=True,
    ),
    Column(
        title="Through funds",
        text=lambda row: percent(row.company.through_funds, 2),
        sort_key=lambda row: row.company.through_funds,
        is_numeric=True,
    ),
    Column(
        title="After the plan",
        text=lambda row: percent(row.after, 2),
        sort_key=lambda row: -1.0 if row.after is None else row.after,
        is_numeric=True,
        tooltip="Share once the plan's trades are made",
    ),
)
AFTER = len(COMPANY_COLUMNS) - 1


class Listing(Card):
    """The companies, to be sorted, filtered and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("All companies", "", parent)
        self.table = DataTable(COMPANY_COLUMNS, "All companies")
        self.field = FilterField("Filter companies")
        self.field.textChanged.connect(self.table.set_filter_text)
        self.corner.addWidget(self.field)
        self.body.addWidget(self.table)

    def show_figures(self, exposures: Exposures, later: Exposures | None) -> None:
        """List the companies of *exposures*, and what becomes of them."""
        after = shares_by_company(later) if later is not None else None
        leaves = exposures.through.leaves
        rows = [
            CompanyRow(
                company=company,
                after=None if after is None else after.get(leaves[company.leaf].key, 0.0),
            )
            for company in top_companies(exposures, LISTED)
        ]
        held = len(shares_by_company(exposures))
        self.set_subtitle(
            f"The {len(rows)} largest of {held:,} companies held directly or inside a fund"
        )
        self.table.set_rows(rows)
        self.table.setColumnHidden(AFTER, after is None)
        self.table.fit_height(14)
