"""What a scenario does to the household, as it is and after the plan."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from rebalancer.simulate.result import Outcome, ScenarioResult
from ui.charts import paint
from ui.charts.fan import Fan, FanChart, Note
from ui.format import UNKNOWN, as_read, day, dollars, percent, signed_percent
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
NO_PLAN = "needs a plan: see Rebalance"


class Answers(SideBySide):
    """Four tiles."""

    asked = Signal(str)
    """The person wants to know how a figure was computed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TILE_WIDTH, 4, parent, spacing=12)
        small = FigureSize.SMALL
        self.median = Tile("Median at the end", size=small)
        self.chance = Tile("Rotating beats staying", size=small)
        self.break_even = Tile("Break-even", size=small)
        self.fall = Tile("Typical deepest fall", size=small)
        tiles = (self.median, self.chance, self.break_even, self.fall)
        for tile in tiles:
            tile.asked.connect(self.asked)
        self.add(*tiles)

    def show_result(self, result: ScenarioResult) -> None:
        """Show the answers of *result*."""
        now, later = result.current, result.planned
        basis = f"{result.options.paths:,} paths over {months(result.months)}"
        self.median.set_value(
            dollars(now.median), dollars(later.median) if later else "", f"after tax; {basis}"
        )
        self.median.set_explanation(
            f"Half of {basis} end higher, half lower. The plan's tax is taken at the start. Both "
            f"portfolios go along the same paths (seed {result.options.seed})."
        )
        self.fall.set_value(
            percent(now.max_drawdown),
            percent(later.max_drawdown) if later else "",
            "from a high, at the median path",
        )
        self.fall.set_explanation(
            "The largest fall from an earlier high on each path; half of the paths fall less."
        )
        self._show_chance(result)
        self._show_break_even(result)

    def _show_chance(self, result: ScenarioResult) -> None:
        chance = result.chance_of_rotating
        note = NO_PLAN if result.planned is None else "of the paths, after tax"
        if changes_nothing(result):
            chance, note = None, "the plan changes nothing"
        self.chance.set_value(percent(chance, 0), note=note)
        self.chance.set_explanation(
            f"The share of {result.options.paths:,} paths on which the planned portfolio, its tax "
            "paid, ends above today's on the same path. It holds for this scenario only: it is no "
            "forecast."
        )

    def _show_break_even(self, result: ScenarioResult) -> None:
        rate = result.break_even
        if rate is not None:
            text, note = f"{signed_percent(rate)} a year", "small caps over mega-cap tech"
        elif result.planned is None:
            text, note = UNKNOWN, NO_PLAN
        else:
            text, note = UNKNOWN, "no tax to earn back, or nothing moves into small caps"
        self.break_even.set_value(text, note=note)
        self.break_even.set_explanation(break_even_sentence(result))


def break_even_sentence(result: ScenarioResult) -> str:
    """Return by how much small caps have to do better for the plan to be worth its tax."""
    if result.break_even is None:
        return "The yearly lead of small caps over mega-cap tech that repays the plan's tax."
    return (
        f"Small caps have to return {percent(result.break_even)} a year more than mega-cap tech "
        f"for {months(result.months)} to repay the plan's tax; beyond that rotating pays."
    )


class Paths(Card):
    """The fan."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Where it may lead", "", parent)
        self.chart = FanChart(theme, "Value of the household")
        hold(self.chart, least_height=320)
        self.log = QCheckBox("Log scale")
        explain(self.log, "Equal distances are equal ratios")
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
            level=Note(at=today, text=f"today, {dollars(today)}"),
            months=_ends(result),
        )
        self.set_subtitle(
            f"Median, half and nine in ten of {paths} paths; both on the same paths"
            if result.planned
            else f"Median, half and nine in ten of {paths} paths; there is no plan to compare with"
        )


def _ends(result: ScenarioResult) -> tuple[Note, ...]:
    """Mark where the scenario ends, if the paths go on."""
    end = result.scenario.months
    return (Note(at=end, text=" the scenario ends"),) if end < result.months else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRow:
    """One line of the table of end values, as it reads."""

    name: str
    current: str
    planned: str
    difference: str


END_COLUMNS: tuple[Column[EndRow], ...] = (
    Column(title="At the end", text=lambda row: row.name),
    Column(
        title=AS_IT_IS,
        tooltip="The household left alone, on every path",
        text=lambda row: row.current,
        is_numeric=True,
    ),
    Column(
        title=AFTER,
        tooltip="The same after the plan's trades, on the same paths, its tax paid at the start",
        text=lambda row: row.planned,
        is_numeric=True,
    ),
    Column(
        title="Difference",
        tooltip="Planned less as it is",
        text=lambda row: row.difference,
        is_numeric=True,
    ),
)

PLANNED, DIFFERENCE = 2, 3

_VALUES: tuple[tuple[str, Callable[[Outcome], float]], ...] = (
    ("1 in 20 below", lambda outcome: float(outcome.p05)),
    ("1 in 4 below", lambda outcome: float(outcome.p25)),
    ("Median", lambda outcome: float(outcome.median)),
    ("1 in 4 above", lambda outcome: float(outcome.p75)),
    ("1 in 20 above", lambda outcome: float(outcome.p95)),
)


class Ends(Card):
    """Where the paths end, in a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Where it ends", "", parent)
        self.table = DataTable(END_COLUMNS, "End values")
        self.body.addWidget(self.table)
        self.body.addStretch(1)

    def show_result(self, result: ScenarioResult) -> None:
        """List the end values of *result*."""
        self.table.set_rows(end_rows(result))
        for column in (PLANNED, DIFFERENCE):
            self.table.columns_header.offer(column, is_offered=result.planned is not None)
        self.table.fit_height()
        self.set_subtitle(f"After {months(result.months)}, the plan's tax paid")


def end_rows(result: ScenarioResult) -> tuple[EndRow, ...]:
    """Return the lines of the table of end values."""
    now, later = result.current, result.planned
    rows = [_money_row(name, v(now), v(later) if later else None) for name, v in _VALUES]
    exact = result.deterministic
    planned = float(exact["planned"]) if "planned" in exact else None
    rows.append(_money_row("Scenario alone", float(exact["current"]), planned))
    rows.append(
        EndRow(
            name="Deepest fall",
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
        super().__init__("What this rests on", "", parent)
        self.text = PlainLabel(wraps=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.text)

    def show_result(self, result: ScenarioResult) -> None:
        """List the source and the doubts of *result*."""
        scenario = result.scenario
        lines = [
            f"Source: {scenario.source} (as of {day(scenario.as_of)}).",
            *((f"Whose figures: {scenario.claims}",) if scenario.claims else ()),
            *result.doubts,
        ]
        self.text.setText("\n".join(f"\u2022 {as_read(line)}" for line in lines))
