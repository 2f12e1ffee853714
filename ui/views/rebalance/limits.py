"""What stands in the way of a better plan, what each limit costs, and what would help."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rebalancer.rebalance.plan import NotDone, PlanStatus, PriceOf, TradePlan
from ui.format import UNKNOWN, cents, dollars
from ui.language import tr
from ui.models.table import Column
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.text import Caption

_HINT = tr("Select a limit to see what would help.")
_NO_HELP = tr("No single change of this limit makes the targets possible.")


def price_words(row: NotDone) -> str:
    """Return what a dollar more of a limit buys: ``$0.23``; a limit as a whole has no such."""
    return cents(row.price) if row.price else UNKNOWN


COLUMNS: tuple[Column[NotDone], ...] = (
    Column(title=tr("Limit"), text=lambda row: row.title[:1].upper() + row.title[1:]),
    Column(
        title=tr("A dollar more"),
        text=price_words,
        amount=lambda row: row.price or None,
        is_numeric=True,
        tooltip=tr("What a dollar more of the limit saves, or reduces of what is missing"),
    ),
    Column(
        title=tr("Costs in all"),
        text=lambda row: dollars(row.costs),
        amount=lambda row: row.costs,
        is_numeric=True,
        tooltip=tr("What the plan would cost less without the limit"),
    ),
    Column(title=tr("Why"), text=lambda row: row.sentence, cell_tooltip=lambda row: row.sentence),
)


class LimitsCard(Card):
    """The limits, the dearest first; where one can give way, a button that lets it."""

    change_requested = Signal(object)
    """The ``NotDone`` whose smallest change is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What stands in the way"), parent=parent)
        self._selected: NotDone | None = None
        self.table: DataTable[NotDone] = DataTable(COLUMNS, tr("What stands in the way"))
        self.table.set_stretched(len(COLUMNS) - 1)
        self.table.row_selected.connect(self._select)
        self.said = Caption(_HINT)
        self.help = Button(tr("Let it give way"))
        self.help.clicked.connect(self._ask)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        row.addWidget(self.help, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.table)
        self.body.addLayout(row)

    def show_plan(self, plan: TradePlan) -> None:
        """Show the limits of *plan*; without any the card is not shown."""
        self.table.set_rows(plan.not_done)
        self.table.fit_height(8)
        missed = [row for row in plan.not_done if row.of is PriceOf.MISSED]
        self.set_subtitle(
            tr("The targets cannot all be met; each limit with what a dollar more of it would do")
            if plan.status is PlanStatus.INFEASIBLE or missed
            else tr("The targets are met; each limit with what it adds to the cost")
        )
        self._select(next((row for row in plan.not_done if row.changed), None))
        self.setVisible(bool(plan.not_done))

    def _select(self, row: NotDone | None) -> None:
        self._selected = row
        self.help.setVisible(bool(row is not None and row.changed))
        if row is None:
            self.said.setText(_HINT)
        elif row.changed is not None:
            self.said.setText(
                tr(
                    "{limit} What would do: {change}.",
                    limit=row.sentence,
                    change=row.change_that_helps,
                )
            )
        elif row.of is PriceOf.MISSED:
            self.said.setText(_NO_HELP)
        else:
            self.said.setText(row.sentence)

    def _ask(self) -> None:
        if self._selected is not None:
            self.change_requested.emit(self._selected)
