"""The workbook tells what scenarios do, in figures and in pictures that follow them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart

from rebalancer.export.annex import Annex
from rebalancer.export.book import Book
from rebalancer.export.plan_workbook import build_workbook
from rebalancer.export.sheets.scenarios import write_scenarios
from rebalancer.ingest.result import ImportResult
from rebalancer.rebalance.plan import TradePlan
from rebalancer.simulate.options import Rebalancing, Scatter, SimulationOptions
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.rebalancer.export.reading import money, read_back, records, share, texts

OPTIONS = SimulationOptions(paths=200, monthly_flow=-50.0, yearly_fee=0.002)


@pytest.fixture(scope="module")
def result(plan: TradePlan) -> ScenarioResult:
    return simulate(
        plan.exposures_before,
        shipped_scenarios()["reversal"],
        planned=plan.exposures_after,
        plan_tax=plan.tax.estimated_tax,
        options=OPTIONS,
    )


@pytest.fixture(scope="module")
def told(plan: TradePlan, imported: ImportResult, result: ScenarioResult) -> Workbook:
    return read_back(build_workbook(plan, imported, Annex(scenario=result)))


def alone(plan: TradePlan, result: ScenarioResult | None = None) -> Workbook:
    """Return a workbook of the one sheet."""
    book = Book(["Scenarios"])
    write_scenarios(book.pages["Scenarios"], plan, result)
    return read_back(book)


def test_every_scenario_has_its_row_its_source_and_its_bars(
    told: Workbook, plan: TradePlan
) -> None:
    *rows, _ = records(told, "Scenarios", "Scenario")  # a note follows them
    assert [row["Scenario"] for row in rows] == [
        scenario.title for scenario in shipped_scenarios().values()
    ]
    tax, start = plan.tax.estimated_tax, plan.exposures_before.total
    for row in rows:
        now, then = money(row["End as it is"]), money(row["End as planned"])
        assert money(row["Planned less as it is"]) == then - now
        assert share(row["Change as it is"]) == pytest.approx(float(now / start - 1))
        planned = float(then / plan.exposures_after.total - 1)
        assert share(row["Change as planned"]) == pytest.approx(planned)
    starts = {row["Start"]: money(row["Amount"]) for row in records(told, "Scenarios", "Start")}
    assert starts["Tax of the plan, paid at once"] == tax
    said = texts(told, "Scenarios")
    for scenario in shipped_scenarios().values():
        assert f"{scenario.title}: {scenario.source}." in said


def test_one_scenario_is_told_in_full(told: Workbook, result: ScenarioResult) -> None:
    assert result.planned is not None
    figures = {row["On the paths"]: row for row in records(told, "Scenarios", "On the paths")}
    assert money(figures["End: median"]["As it is"]) == result.current.median
    assert money(figures["End: 5th percentile"]["As planned"]) == result.planned.p05
    chance = figures["Paths on which the planned household ends higher"]
    assert chance["As it is"] is None
    assert chance["As planned"] == result.chance_of_rotating
    assert money(figures["End without any scatter"]["As it is"]) == result.certain["current"].worth
    months = records(told, "Scenarios", "Month")
    assert [row["Month"] for row in months] == list(range(result.months + 1))
    last = money(months[-1]["Median, as planned"])
    assert last == pytest.approx(Decimal(str(result.planned.fan[-1][2])), abs=Decimal("0.01"))
    groups = {row["Group"]: row for row in records(told, "Scenarios", "Group")}
    assert share(groups["Mega-cap tech"]["Return"]) == result.by_group[0].shock
    assert "Companies outside the US" in groups
    said = texts(told, "Scenarios")
    for sentence in (
        f"Source: {result.scenario.source}. As of {result.scenario.as_of}.",
        f"200 paths over {result.months} months (seed {OPTIONS.seed}), scattered with the",
        "the mix is restored: never, -50.00 USD a month, a yearly fee of 0.20%.",
        *result.doubts,
    ):
        assert sentence in said


def test_the_pictures_are_native_and_drawn_from_cells(told: Workbook) -> None:
    charts = vars(told["Scenarios"])["_charts"]  # there is no public way to ask for them
    kinds = [type(chart) for chart in charts]
    assert kinds == [BarChart, LineChart, LineChart, BarChart]
    names = [series.tx.strRef.f for series in charts[2].series]
    assert len(names) == 5
    sheet = told["Scenarios"]
    cells = [name.split("!")[1].replace("$", "") for name in names]
    assert [sheet[cell].value for cell in cells] == [
        f"{name}, as planned" for name in ("5th", "25th", "Median", "75th", "95th")
    ]
    scales = [(chart.y_axis.scaling.min, chart.y_axis.scaling.max) for chart in charts[1:3]]
    assert scales[0] == scales[1]


def test_the_bars_of_all_scenarios_are_printed_on_a_sheet_of_paper_of_their_own(
    told: Workbook,
) -> None:
    sheet = told["Scenarios"]
    bars, *_ = vars(sheet)["_charts"]
    breaks = [each.id for each in sheet.row_breaks.brk]
    titles = [cell.value for cell in sheet["A"]]
    sources = titles.index("Where the scenarios come from")
    top = bars.anchor._from.row  # noqa: SLF001  # there is no public way to ask for it
    assert breaks[0] <= top < sources == breaks[1]


def test_a_scenario_without_a_plan_has_one_side(plan: TradePlan, result: ScenarioResult) -> None:
    one_sided = replace(
        result,
        planned=None,
        break_even=None,
        chance_of_rotating=None,
        certain={"current": result.certain["current"]},
        by_group=tuple(replace(group, planned=None) for group in result.by_group),
        options=SimulationOptions(
            scatter=Scatter.PAST_MONTHS, rebalancing=Rebalancing.AT_BAND, paths=1
        ),
    )
    workbook = alone(plan, one_sided)
    figures = records(workbook, "Scenarios", "On the paths")
    assert {row["As planned"] for row in figures} == {None}
    assert "Gain as planned" not in records(workbook, "Scenarios", "Group")[0]
    assert "1 path over" in texts(workbook, "Scenarios")
    assert "months of history in blocks; the mix is restored: at band." in texts(
        workbook, "Scenarios"
    )


def test_a_plan_whose_tax_takes_everything_has_no_scenarios(plan: TradePlan) -> None:
    ruin = replace(plan, tax=replace(plan.tax, estimated_tax=plan.exposures_after.total))
    assert "nothing is left to simulate" in texts(alone(ruin), "Scenarios")
