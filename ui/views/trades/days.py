"""The days to keep in mind once the orders are placed: safe dates, lots turning long-term."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.export.calendar_file import Reminder, reminders_of
from rebalancer.rebalance.plan import TradePlan
from ui.format import as_read, day
from ui.language import tr
from ui.models.table import Column
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.text import Caption

_MOST_ROWS = 8
COLUMNS: Sequence[Column[Reminder]] = (
    Column(title=tr("From"), text=lambda row: day(row.day), day=lambda row: row.day),
    Column(title=tr("What"), text=lambda row: row.title),
    Column(
        title=tr("Why"),
        text=lambda row: as_read(row.reason),
        cell_tooltip=lambda row: as_read(row.reason),
    ),
)


class DaysCard(Card):
    """When what may be bought or sold again, and when a gain turns long-term.

    Attributes:
        table: A row a day, the first one first.
    """

    calendar_requested = Signal()
    """The days are wanted as a calendar file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Days to keep in mind"), parent=parent)
        self._plan: TradePlan | None = None
        self.table: DataTable[Reminder] = DataTable(COLUMNS, tr("Days to keep in mind"))
        self.table.set_stretched(len(COLUMNS) - 1)
        self._nothing = Caption(tr("No sale at a loss, and no lot that turns long-term."))
        self.save = Button(tr("Save as calendar…"), Loudness.QUIET)
        self.save.clicked.connect(self._ask)
        self.corner.addWidget(self.save)
        self.body.addWidget(self.table)
        self.body.addWidget(self._nothing)

    def show_plan(self, plan: TradePlan) -> None:
        """Show the days after *plan*."""
        if plan is self._plan:
            return
        self._plan = plan
        days = reminders_of(plan)
        self.set_subtitle(tr("Once the orders are placed that are not held") if days else "")
        self.table.set_rows(days)
        self.table.fit_height(_MOST_ROWS)
        self.table.setVisible(bool(days))
        self.save.setVisible(bool(days))
        self._nothing.setVisible(not days)

    def _ask(self) -> None:
        self.calendar_requested.emit()
