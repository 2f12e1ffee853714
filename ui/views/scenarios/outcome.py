"""What a scenario does to the household, as it is and after the plan."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from rebalancer.simulate.result import Outcome, ScenarioResult
from ui.charts import paint
from ui.charts.fan import Fan, FanChart, Note
from ui.format import UNKNOWN, as_read, day, dollars, percent, signed_percent
from ui.language import tr
from ui.models.table import Column
from ui.text_size import hold
from ui.theme import Theme
from ui.views.scenarios.words import AFTER, AS_IT_IS, changes_nothing, months
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.side_by_side import SideBySide
from ui.widgets.spoken import explain
from ui.widgets.text import FigureSize, PlainLabel
from ui.widgets.tile import Tile

TILE_WIDTH = 196
NO_PLAN = tr("needs a plan: see Rebalance")


class Answers(SideBySide):
    """Four tiles."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TILE_WIDTH, 4, parent, spacing=12)
        small = FigureSize.SMALL
        self.median = Tile(tr("Median at the end"), size=small)
        self.chance = Tile(tr("Rotating beats staying"), size=small)
        self.break_even = Tile(tr("Break-even"), size=small)
        self.fall = Tile(tr("Typical deepest fall"), size=small)
        self.add(self.median, self.chance, self.break_even, self.fall)

    def show_result(self, result: ScenarioResult) -> None:
        """Show the answers of *result*."""
        now, later = result.current, result.planned
        basis = tr(
            "{paths} paths over {months}",
            paths=f"{result.options.paths:,}",
            months=months(result.months),
        )
        self.median.set_value(
            dollars(now.median),
            dollars(later.median) if later else "",
            tr("after tax; {basis}", basis=basis),
        )
        self.median.set_explanation(
            tr(
                "Half of {basis} end higher, half lower. The plan's tax is taken at the start. "
                "Both portfolios go along the same paths (seed {seed}).",
                basis=basis,
                seed=result.options.seed,
            )
        )
        self.fall.set_value(
            percent(now.max_drawdown),
            percent(later.max_drawdown) if later else "",
            tr("from a high, at the median path"),
        )
        self.fall.set_explanation(
            tr(
                "The largest fall from an earlier month's end on each of {basis}; half of the "
                "paths fall less. After the plan: the same on the same paths.",
                basis=basis,
            )
        )
        self._show_chance(result)
        self._show_break_even(result)

    def _show_chance(self, result: ScenarioResult) -> None:
        chance = result.chance_of_rotating
        note = NO_PLAN if result.planned is None else tr("of the paths, after tax")
        if changes_nothing(result):
            chance, note = None, tr("the plan changes nothing")
        self.chance.set_value(percent(chance, 0), note=note)
        self.chance.set_explanation(
            tr(
                "The share of {paths} paths on which the planned portfolio, its tax paid, ends "
                "above today's on the same path. It holds for this scenario only: it is no "
                "forecast.",
                paths=f"{result.options.paths:,}",
            )
        )

    def _show_break_even(self, result: ScenarioResult) -> None:
        rate = result.break_even
        if rate is not None:
            text, note = (
                tr("{rate} a year", rate=signed_percent(rate)),
                tr("small caps over mega-cap tech"),
            )
        elif result.planned is None:
            text, note = UNKNOWN, NO_PLAN
        else:
            text, note = UNKNOWN, tr("no tax to earn back, or nothing moves into small caps")
        self.break_even.set_value(text, note=note)
        self.break_even.set_explanation(break_even_sentence(result))


def break_even_sentence(result: ScenarioResult) -> str:
    """Return by how much small caps have to do better for the plan to be worth its tax."""
    if result.break_even is None:
        return tr(
            "The yearly lead of small caps over mega-cap tech that repays the plan's tax. There is "
            "none while there is no plan, where the plan's tax is nothing or less, and where it "
            "moves nothing into small caps."
        )
    return tr(
        "Small caps have to return {break_even} a year more than mega-cap tech for {months} to "
        "repay the plan's tax; beyond that rotating pays. It is the tax, divided by what the plan "
        "adds to small caps after tax, spread over the years; every other group is taken to keep "
        "pace with mega-cap tech, and taxes on later gains are left out.",
        break_even=percent(result.break_even),
        months=months(result.months),
    )


class Paths(Card):
    """The fan."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Where it may lead"), "", parent)
        self.chart = FanChart(theme, tr("Value of the household"))
        hold(self.chart, least_height=320)
        self.log = QCheckBox(tr("Log scale"))
        explain(self.log, tr("Equal distances are equal ratios"))
        self.log.toggled.connect(self.chart.set_log)
        self.corner.addWidget(self.log)
        self.body.addWidget(self.chart, 1)

    def show_result(self, result: ScenarioResult) -> None:
        """Draw the fans of *result*."""
        fans = [Fan(name=AS_IT_IS, paint=paint.before, bands=result.current.fan)]
        if result.planned is not None:
            bands, dashed = result.planned.fan, Qt.PenStyle.DashLine
            fans.append(Fan(name=AFTER, paint=paint.after, bands=bands, dash=dashed))
        today, paths = float(result.current.fan[0, 0]), f"{result.options.paths:,}"
        self.chart.set_fans(
            fans,
            level=Note(at=today, text=tr("today, {today}", today=dollars(today))),
            months=_ends(result),
        )
        self.chart.set_explanation(fan_words(result))
        self.set_subtitle(
            tr("Median, half and nine in ten of {paths} paths; both on the same paths", paths=paths)
            if result.planned
            else tr(
                "Median, half and nine in ten of {paths} paths; there is no plan to compare with",
                paths=paths,
            )
        )


def fan_words(result: ScenarioResult) -> str:
    """Return in sentences how the fan of *result* comes about."""
    return tr(
        "{paths} paths are played, each the way of the scenario with chance scattered around it. "
        "At every month their values are ranked: half of them lie above the line in the middle, "
        "half within the inner band, nine in ten within the outer one. After the plan: the same "
        "paths for the planned portfolio, its tax taken at the start. Taxes on later gains are "
        "left out. “What this rests on” says where the scatter comes from; it is no forecast.",
        paths=f"{result.options.paths:,}",
    )


def _ends(result: ScenarioResult) -> tuple[Note, ...]:
    """Mark where the scenario ends, if the paths go on."""
    end = result.scenario.months
    return (Note(at=end, text=tr(" the scenario ends")),) if end < result.months else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRow:
    """One line of the table of end values, as it reads."""

    name: str
    current: str
    planned: str
    difference: str


END_COLUMNS: tuple[Column[EndRow], ...] = (
    Column(title=tr("At the end"), text=lambda row: row.name),
    Column(
        title=AS_IT_IS,
        tooltip=tr(
            "The household left alone: the value below or above which so many of the paths end; "
            "“Scenario alone” is the end without any scatter"
        ),
        text=lambda row: row.current,
        is_numeric=True,
    ),
    Column(
        title=AFTER,
        tooltip=tr(
            "The same after the plan's trades, on the same paths, its tax paid at the start"
        ),
        text=lambda row: row.planned,
        is_numeric=True,
    ),
    Column(
        title=tr("Difference"),
        tooltip=tr(
            "The figure after the plan less the figure as it is; two ranks of one set of paths, "
            "which need not be the same path"
        ),
        text=lambda row: row.difference,
        is_numeric=True,
    ),
)

PLANNED, DIFFERENCE = 2, 3

_VALUES: tuple[tuple[str, Callable[[Outcome], float]], ...] = (
    (tr("1 in 20 below"), lambda outcome: float(outcome.p05)),
    (tr("1 in 4 below"), lambda outcome: float(outcome.p25)),
    (tr("Median"), lambda outcome: float(outcome.median)),
    (tr("1 in 4 above"), lambda outcome: float(outcome.p75)),
    (tr("1 in 20 above"), lambda outcome: float(outcome.p95)),
)


class Ends(Card):
    """Where the paths end, in a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Where it ends"), "", parent)
        self.table = DataTable(END_COLUMNS, tr("End values"))
        self.body.addWidget(self.table)
        self.body.addStretch(1)

    def show_result(self, result: ScenarioResult) -> None:
        """List the end values of *result*."""
        self.table.set_rows(end_rows(result))
        for column in (PLANNED, DIFFERENCE):
            self.table.columns_header.offer(column, is_offered=result.planned is not None)
        self.table.fit_height()
        self.set_subtitle(tr("After {months}, the plan's tax paid", months=months(result.months)))


def end_rows(result: ScenarioResult) -> tuple[EndRow, ...]:
    """Return the lines of the table of end values."""
    now, later = result.current, result.planned
    rows = [_money_row(name, v(now), v(later) if later else None) for name, v in _VALUES]
    exact = result.deterministic
    planned = float(exact["planned"]) if "planned" in exact else None
    rows.append(_money_row(tr("Scenario alone"), float(exact["current"]), planned))
    rows.append(
        EndRow(
            name=tr("Deepest fall"),
            current=percent(now.max_drawdown),
            planned=percent(later.max_drawdown) if later else UNKNOWN,
            difference=signed_percent(later.max_drawdown - now.max_drawdown) if later else UNKNOWN,
        )
    )
    return tuple(rows)


def _money_row(name: str, now: float, later: float | None) -> EndRow:
    gain = None if later is None else later - now
    sign = "+" if gain is not None and round(gain) > 0 else ""
    return EndRow(
        name=name, current=dollars(now), planned=dollars(later), difference=f"{sign}{dollars(gain)}"
    )


class Doubts(Card):
    """Whose figures these are, and what they rest on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What this rests on"), "", parent)
        self.text = PlainLabel(wraps=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.text)

    def show_result(self, result: ScenarioResult) -> None:
        """List the source and the doubts of *result*."""
        scenario = result.scenario
        lines = [
            tr(
                "Source: {source} (as of {as_of}).",
                source=scenario.source,
                as_of=day(scenario.as_of),
            ),
            *((tr("Whose figures: {claims}", claims=scenario.claims),) if scenario.claims else ()),
            *result.doubts,
        ]
        self.text.setText("\n".join(f"\u2022 {as_read(line)}" for line in lines))
