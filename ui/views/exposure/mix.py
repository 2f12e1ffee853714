"""Size classes and sectors, against the market and the plan."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from rebalancer.classify.size import SizeClass
from rebalancer.measure.measurement import Measurement
from ui.charts import paint
from ui.charts.grouped_bars import BarSeries, GroupedBars
from ui.theme import Theme
from ui.views.exposure.figures import MARKET, SIZE_TITLES
from ui.widgets.card import Card

WORTH_A_ROW = 0.0005
"""Categories below this everywhere are left out."""


class SizeMix(Card):
    """Size classes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            "Size mix", "By the size of the companies in it, against the US market", parent
        )
        self.chart = GroupedBars(theme, "Size mix")
        self.body.addWidget(self.chart, 1)

    def show_figures(
        self, now: Measurement, later: Measurement | None, reference: Measurement
    ) -> None:
        """Show *now* against the market, *reference*, and *later* where there is a plan."""
        known = [each for each in (now, later, reference) if each is not None]
        sizes = [s for s in SizeClass if max(each.size[s] for each in known) >= WORTH_A_ROW]
        self.chart.set_series(
            [SIZE_TITLES[size] for size in sizes],
            _series(now, later, reference, lambda m: [m.size[size] for size in sizes]),
        )


class SectorMix(Card):
    """Sectors."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Sectors", "By the sector of the companies in it", parent)
        self.chart = GroupedBars(theme, "Sectors")
        self.body.addWidget(self.chart, 1)

    def show_figures(
        self, now: Measurement, later: Measurement | None, reference: Measurement
    ) -> None:
        """Show *now* against the market, *reference*, and *later* where there is a plan."""
        known = [each for each in (now, later, reference) if each is not None]
        names = dict.fromkeys(name for each in known for name in each.sectors)
        sectors = [
            n for n in names if max(each.sectors.get(n, 0.0) for each in known) >= WORTH_A_ROW
        ]
        self.chart.set_series(
            sectors,
            _series(now, later, reference, lambda m: [m.sectors.get(n, 0.0) for n in sectors]),
        )


def _series(
    now: Measurement,
    later: Measurement | None,
    reference: Measurement,
    values: Callable[[Measurement], list[float]],
) -> list[BarSeries]:
    found = [BarSeries(name="You", paint=paint.before, values=tuple(values(now)))]
    if later is not None:
        series = BarSeries(name="After the plan", paint=paint.after, values=tuple(values(later)))
        found.append(series)
    found.append(BarSeries(name=MARKET, paint=paint.muted, values=tuple(values(reference))))
    return found
