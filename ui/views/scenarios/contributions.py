"""Which group, and which holding, brings what in a scenario."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from rebalancer.classify.exposure import CASH
from rebalancer.domain.money import total
from rebalancer.simulate.result import HoldingContribution, ScenarioResult
from ui.charts import paint
from ui.charts.grouped_bars import BarSeries, GroupedBars
from ui.charts.scale import DOLLARS
from ui.language import tr, tr_n
from ui.theme import Theme
from ui.views.scenarios.words import AFTER, AS_IT_IS, group_title, months
from ui.widgets.card import Card
from ui.widgets.segments import Segments

MOST_HOLDINGS = 12
"""So many holdings have a bar each; the others share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one group or holding brings, in USD; None where it is not held."""

    name: str
    current: Decimal | None
    planned: Decimal | None


class Contributions(Card):
    """What each part of the household brings: by group, or by holding."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("What each part brings"), "", parent)
        self._result: ScenarioResult | None = None
        self.parts = Segments((tr("By group"), tr("By holding")))
        self.parts.changed.connect(self._redraw)
        self.corner.addWidget(self.parts)
        self.chart = GroupedBars(theme, tr("Contribution"), unit=DOLLARS)
        self.body.addWidget(self.chart, 1)

    def show_result(self, result: ScenarioResult) -> None:
        """Draw the contributions of *result*."""
        self._result = result
        self._redraw()
        self.set_subtitle(
            tr(
                "Gain or loss in dollars at the scenario's own returns, after {months}",
                months=months(result.months),
            )
        )
        self.chart.set_explanation(
            tr(
                "What each group gains or loses in {months} if the scenario comes exactly as it "
                "is told, without any scatter: after the plan, of what its tax leaves. A group's "
                "gain goes to the holdings in it, in proportion to what they hold of it today. "
                "The bars of one colour add up to the end value of the scenario alone, less the "
                "start, less what is paid in, before the costs of trading on the way.",
                months=months(result.months),
            )
        )

    def _redraw(self) -> None:
        result = self._result
        if result is None:
            return
        parts = holding_parts(result) if self.parts.chosen else group_parts(result)
        series = [
            BarSeries(name=AS_IT_IS, paint=paint.before, values=_heights(p.current for p in parts))
        ]
        if result.planned is not None:
            later = _heights(part.planned for part in parts)
            series.append(BarSeries(name=AFTER, paint=paint.after, values=later))
        self.chart.set_series([part.name for part in parts], series)


def group_parts(result: ScenarioResult) -> tuple[Part, ...]:
    """Return the groups that bring anything."""
    return tuple(
        Part(name=group_title(part.group), current=part.current, planned=part.planned)
        for part in result.by_group
        if part.current or part.planned
    )


def holding_parts(result: ScenarioResult) -> tuple[Part, ...]:
    """Return the holdings that move most, and all others as one; they sum to what groups do."""
    moving = [part for part in result.by_holding if part.weight]
    shown, others = moving[:MOST_HOLDINGS], moving[MOST_HOLDINGS:]
    parts = [
        Part(
            name=tr("Cash") if part.symbol == CASH else part.symbol,
            current=part.current,
            planned=part.planned,
        )
        for part in shown
    ]
    if others:
        parts.append(_together(others))
    return tuple(parts)


def _together(others: Sequence[HoldingContribution]) -> Part:
    now = [part.current for part in others if part.current is not None]
    later = [part.planned for part in others if part.planned is not None]
    return Part(
        name=tr_n("{count} other", "{count} others", len(others)),
        current=total(now) if now else None,
        planned=total(later) if later else None,
    )


def _heights(amounts: Iterable[Decimal | None]) -> tuple[float | None, ...]:
    return tuple(None if amount is None else float(amount) for amount in amounts)
