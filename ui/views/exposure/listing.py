"""Every company that is held, in a table."""

from PySide6.QtWidgets import QWidget

from rebalancer.measure.portrait import CompanyLine, Portrait
from ui.models.exposure import AFTER, COMPANY_COLUMNS
from ui.views.exposure.focus import Focus
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.filter_field import FilterField

ROWS = 14


class Listing(Card):
    """The companies, to be sorted, filtered and copied.

    Attributes:
        table: The companies that focus and filter leave.
        field: Narrows the table to what it says.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("All companies", "", parent)
        self.table = DataTable(COMPANY_COLUMNS, "All companies")
        self.field = FilterField("Filter companies")
        self.field.textChanged.connect(self.table.set_filter_text)
        self.corner.addWidget(self.field)
        self.body.addWidget(self.table)

    def show_focus(
        self, portrait: Portrait, focus: Focus | None, lines: tuple[CompanyLine, ...]
    ) -> None:
        """List *lines*, which are what *focus* leaves of *portrait*."""
        held = len(portrait.companies)
        every = f"Every one of the {held:,} companies held directly or inside a fund"
        chosen = f"{len(lines):,} of the {held:,} companies held directly or inside a fund"
        self.set_subtitle(every if focus is None else f"{focus.words(lines)}: {chosen}")
        self.table.set_rows(lines)
        self.table.setColumnHidden(AFTER, portrait.after is None)
        self.table.fit_height(ROWS)
