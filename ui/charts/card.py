"""A card with one chart."""

from PySide6.QtWidgets import QWidget

from ui.charts.plot import Chart
from ui.widgets.card import Card


class ChartCard(Card):
    """A titled surface for *chart*."""

    def __init__(
        self, title: str, subtitle: str, chart: Chart, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, subtitle, parent)
        self.body.addWidget(chart, 1)
