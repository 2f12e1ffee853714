"""Where rotating pays: the plan's lead over staying, for every pair of two shocks."""

import numpy as np
from PySide6.QtWidgets import QWidget

from rebalancer.classify.exposure import Exposures
from rebalancer.rebalance.plan import TradePlan
from rebalancer.simulate.heat_map import HeatMap as ShockMap
from rebalancer.simulate.heat_map import map_shocks
from rebalancer.simulate.result import ScenarioResult
from ui.charts.heat import HeatMap
from ui.charts.scale import DOLLARS
from ui.format import signed_percent
from ui.language import tr
from ui.theme import Theme
from ui.widgets.card import Card

SHOCKS = np.linspace(-0.4, 0.4, 9)


class Crossing(Card):
    """A matrix of mega-cap against small-cap returns; the dashed line is the break-even."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Where rotating pays"), "", parent)
        self.chart = HeatMap(
            theme, tr("Lead of the plan"), (tr("Mega-cap tech"), tr("Small caps")), unit=DOLLARS
        )
        self.body.addWidget(self.chart, 1)

    def show_plan(self, exposures: Exposures, plan: TradePlan, result: ScenarioResult) -> None:
        """Show by how much *plan* ends above *exposures* in the scenario of *result*."""
        found = map_shocks(
            exposures,
            result.scenario,
            planned=plan.exposures_after,
            plan_tax=plan.tax.estimated_tax,
            mega_cap_tech=SHOCKS[::-1],
            small_caps=SHOCKS,
        )
        self.chart.set_cells(
            [signed_percent(float(shock), 0) for shock in found.mega_cap_tech],
            [signed_percent(float(shock), 0) for shock in found.small_caps],
            leads(found),
            edge=edge(found),
        )
        self.chart.set_explanation(
            tr(
                "The end value of the planned portfolio, its tax taken at the start from every "
                "group in proportion, less that of today's portfolio. Mega-cap tech returns what "
                "the row says, all small caps what the column says, every other group what "
                "“{scenario}” says in all; what is not looked through moves like the US market "
                "unless the scenario has a figure for it. Nothing scatters; money paid in, fees "
                "and rebalancing on the way are left out.",
                scenario=result.scenario.title,
            )
        )
        self.set_subtitle(
            tr(
                "Dollars by which the plan ends ahead (blue) or behind (orange) after tax, for "
                "returns of mega-cap tech (down) and small caps (across); other groups return "
                "what the scenario says. The dashed line is the break-even."
            )
        )


def leads(found: ShockMap) -> list[list[float | None]]:
    """Return the planned end less the current one, in USD, row by row."""
    if found.planned is None:
        return []
    return [[float(lead) for lead in row] for row in found.planned - found.current]


def edge(found: ShockMap) -> list[float]:
    """Return where in each row the break-even lies, counted in columns."""
    if found.break_even is None:
        return []
    step = float(found.small_caps[1] - found.small_caps[0])
    return [(float(value) - float(found.small_caps[0])) / step for value in found.break_even]
