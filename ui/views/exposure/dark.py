"""What is not looked through: in which holding it sits, why, and what would help."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.measure.portrait import Portrait
from ui.format import dollars, percent
from ui.language import tr
from ui.models.exposure import DARK_COLUMNS, WHY
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.text import PlainLabel

ROWS = 8


class Dark(Card):
    """The holdings with a part that nobody can see into, the largest first.

    Attributes:
        table: A row for each of them.
        choose: Brings the file that a fund company publishes.
    """

    file_requested = Signal()
    """The person wants to choose a holdings file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Not looked through"), "", parent)
        self.table = DataTable(DARK_COLUMNS, tr("Not looked through"))
        self.table.set_stretched(WHY)
        self.choose = Button(tr("Add a holdings file\u2026"))
        self.choose.clicked.connect(self._ask)
        self._nothing = PlainLabel(tr("Everything is looked through to its end."), wraps=True)
        self.corner.addWidget(self.choose)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.table)

    def show_portrait(self, portrait: Portrait) -> None:
        """Show what stays dark in *portrait*."""
        parts = portrait.uncovered
        self._nothing.setVisible(not parts)
        self.table.setVisible(bool(parts))
        self.table.set_rows(parts)
        self.table.fit_height(ROWS)
        value = sum(part.value for part in parts)
        self.set_subtitle(
            tr(
                "{dollars}, {coverage} of everything: it is counted, and so far the bounds of "
                "every share are apart. The file that a fund company publishes of its fund's "
                "holdings closes them: drop it anywhere on the window.",
                dollars=dollars(value),
                coverage=percent(1 - portrait.now.coverage),
            )
            if parts
            else ""
        )

    def _ask(self) -> None:
        self.file_requested.emit()
