"""Two scenarios side by side, on the same household and the same random numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from rebalancer.simulate.result import Outcome, ScenarioResult
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario
from ui.charts import paint
from ui.charts.fan import Fan, FanChart
from ui.charts.grouped_bars import BarSeries, GroupedBars
from ui.charts.scale import PERCENT
from ui.format import UNKNOWN, dollars, percent, signed_percent
from ui.language import tr
from ui.models.table import Column
from ui.text_size import hold
from ui.theme import Theme
from ui.views.scenarios.words import group_title
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.fields import ChoiceField
from ui.widgets.text import Caption

NOTHING = tr("nothing")
OTHER_WIDTH = 200
FIRST, SECOND = paint.series(0), paint.series(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """One line of the table, as it reads."""

    name: str
    one: str
    other: str


PAIR_COLUMNS: tuple[Column[PairRow], ...] = (
    Column(title=tr("At the end"), text=lambda row: row.name),
    Column(
        title=tr("Scenario 1"),
        text=lambda row: row.one,
        is_numeric=True,
        tooltip=tr("The scenario that is played above; its figures are explained there"),
    ),
    Column(
        title=tr("Scenario 2"),
        text=lambda row: row.other,
        is_numeric=True,
        tooltip=tr("The same figures of the scenario compared with, on the same random numbers"),
    ),
)


class Comparison(Card):
    """The scenario that is played, and another one that the person picks."""

    chosen = Signal(object)
    """The ``Scenario`` to compare with, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Side by side"), "", parent)
        self.other = ChoiceField(tr("Compare with"), ((NOTHING, None),))
        self.chart = FanChart(theme, tr("Two scenarios"))
        self.groups = GroupedBars(theme, tr("Returns by group"), unit=PERCENT)
        self.table = DataTable(PAIR_COLUMNS, tr("Two scenarios"))
        self._parts = (self.chart, self.table, self.groups)
        self._one: ScenarioResult | None = None
        hold(self.other, least_width=OTHER_WIDTH)
        self.corner.addWidget(Caption(tr("Compare with"), wraps=False))
        self.corner.addWidget(self.other)
        for part in self._parts:
            self.body.addWidget(part)
        self.other.chosen.connect(self.chosen)
        self.show_compared(None)

    def offer(self, scenarios: Sequence[Scenario]) -> None:
        """Let the person choose among *scenarios*."""
        self.other.set_choices(
            ((NOTHING, None), *((scenario.title, scenario) for scenario in scenarios))
        )

    @property
    def scenario(self) -> Scenario | None:
        """The other scenario."""
        value = self.other.value
        return value if isinstance(value, Scenario) else None

    def show_result(self, one: ScenarioResult) -> None:
        """Take the result of the main scenario."""
        self._one = one

    def show_compared(self, other: ScenarioResult | None) -> None:
        """Show *other* beside the main one; None shows nothing."""
        one = self._one
        for part in self._parts:
            part.setVisible(one is not None and other is not None)
        if one is None or other is None:
            self.set_subtitle(tr("Play a second scenario on the same household, and see both."))
            return
        names = (_name(one, 1), _name(other, 2))
        dashed = Qt.PenStyle.DashLine
        self.chart.set_fans(
            [
                Fan(name=names[0], paint=FIRST, bands=one.current.fan),
                Fan(name=names[1], paint=SECOND, bands=other.current.fan, dash=dashed),
            ]
        )
        self.chart.set_explanation(
            tr(
                "The household as it is, in both scenarios: {paths} paths each, on the same random "
                "numbers. At every month half of the paths lie above the line in the middle, half "
                "within the inner band, nine in ten within the outer one.",
                paths=f"{one.options.paths:,}",
            )
        )
        self.table.set_rows(pair_rows(one, other))
        self.table.fit_height()
        self._show_groups(one, other, names)
        self.set_subtitle(
            tr(
                "The household as it is in both, on the same random numbers; the table has the "
                "plan as well"
            )
        )

    def _show_groups(
        self, one: ScenarioResult, other: ScenarioResult, names: tuple[str, str]
    ) -> None:
        shocks = [{part.group: part.shock for part in each.by_group} for each in (one, other)]
        shown = [group for group in SHOCK_GROUPS if any(each[group] for each in shocks)]
        series = [
            BarSeries(name=name, paint=color, values=tuple(each[group] for group in shown))
            for name, color, each in zip(names, (FIRST, SECOND), shocks, strict=True)
        ]
        self.groups.set_explanation(
            tr(
                "What a group returns in all, over the months of its scenario and without any "
                "scatter: as the scenario states it, as history had it where that is replayed, or "
                "as its co-movement with the stated figures makes likely."
            )
        )
        self.groups.set_series([group_title(group) for group in shown], series)


def _name(result: ScenarioResult, number: int) -> str:
    return f"{number}: {result.scenario.title}"


_VALUES: tuple[tuple[str, Callable[[Outcome], float]], ...] = (
    (tr("1 in 20 below"), lambda outcome: float(outcome.p05)),
    (tr("Median"), lambda outcome: float(outcome.median)),
    (tr("1 in 20 above"), lambda outcome: float(outcome.p95)),
)


def pair_rows(one: ScenarioResult, other: ScenarioResult) -> tuple[PairRow, ...]:
    """Return the lines of the table of two scenarios."""
    both = (one, other)
    rows = [
        _row(tr("Scenario"), [each.scenario.title for each in both]),
        _row(tr("Months"), [str(each.months) for each in both]),
    ]
    rows += [_row(name, [dollars(v(each.current)) for each in both]) for name, v in _VALUES]
    rows.append(
        _row(tr("Scenario alone"), [dollars(float(each.deterministic["current"])) for each in both])
    )
    rows.append(_row(tr("Deepest fall"), [percent(each.current.max_drawdown) for each in both]))
    if one.planned is None or other.planned is None:
        return tuple(rows)
    rows += [
        _row(
            tr("{name}, after the plan", name=name),
            [UNKNOWN if each.planned is None else dollars(v(each.planned)) for each in both],
        )
        for name, v in _VALUES
    ]
    rows.append(
        _row(tr("Rotating beats staying"), [percent(each.chance_of_rotating, 0) for each in both])
    )
    rows.append(_row(tr("Break-even a year"), [signed_percent(each.break_even) for each in both]))
    return tuple(rows)


def _row(name: str, cells: list[str]) -> PairRow:
    return PairRow(name=name, one=cells[0], other=cells[1])
