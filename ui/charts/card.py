"""A card with one chart, which says in place how it was computed."""

from PySide6.QtWidgets import QWidget

from ui.charts.plot import Chart
from ui.widgets.card import Card
from ui.widgets.inline_message import InlineMessage


class ChartCard(Card):
    """A titled surface for *chart*; its answer comes between the two.

    Attributes:
        note: How the chart was computed, while somebody wants to know.
    """

    def __init__(
        self, title: str, subtitle: str, chart: Chart, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, subtitle, parent)
        self.note = InlineMessage()
        self.body.addWidget(self.note)
        self.body.addWidget(chart, 1)
        chart.asked.connect(self.note.answer)
