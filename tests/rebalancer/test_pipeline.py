"""The steps in their order, from a file to a workbook."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from rebalancer import pipeline
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.fix import CorrectSymbol, SetTaxTreatment, apply_fix
from rebalancer.ingest.mapping.guess import guess_mapping, read_rows
from rebalancer.ingest.result import ImportResult
from rebalancer.measure.measurement import NothingToMeasureError
from rebalancer.rebalance.plan import PlanStatus, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy, Target
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.scenario_files import find_scenario

TODAY = date(2026, 11, 20)
HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
HOUSEHOLD = f"""{HEADER}\
Joint ...1001,taxable,AAPL,Apple Inc.,200,250.00,20000.00,2019-03-04
Joint ...1001,taxable,CASH,,5000.00,1.00,,
Roth ...1002,tax_exempt,VOO,Vanguard S&P 500,80,600.00,,
Somewhere ...1003,,IJR,iShares Core,10,150.00,1200.00,2024-01-02
"""
POLICY = Policy(targets=(Target(key="magnificent_seven", maximum=0.30),), buy=("IJR",))


def written(folder: Path, text: str, name: str = "household.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    return pipeline.import_files(
        [written(tmp_path_factory.mktemp("story"), HOUSEHOLD)], embedded_universe()
    )


@pytest.fixture(scope="module")
def plan(imported: ImportResult) -> TradePlan:
    return pipeline.plan_trades(imported.portfolio, POLICY, embedded_universe(), today=TODAY)


def test_a_file_becomes_accounts_worth_what_the_file_says(imported: ImportResult) -> None:
    labels = [account.label for account in imported.portfolio.accounts]

    assert labels == ["Joint ...1001", "Roth ...1002", "Somewhere ...1003"]
    assert imported.portfolio.total_value == Decimal("104500.00")


def test_a_person_can_say_how_an_account_is_taxed(imported: ImportResult) -> None:
    unsure = imported.portfolio.accounts[2]
    assert unsure.tax_treatment is TaxTreatment.UNKNOWN

    sure = apply_fix(
        imported, SetTaxTreatment(account=unsure.key, treatment=TaxTreatment.TAX_DEFERRED)
    )

    assert sure.portfolio.account(unsure.key).tax_treatment is TaxTreatment.TAX_DEFERRED
    assert sure.portfolio.accounts[:2] == imported.portfolio.accounts[:2]
    assert sure.warnings == imported.warnings
    assert imported.portfolio.accounts[2] is unsure


def test_what_is_wrong_with_an_import_is_found_with_what_mends_it(imported: ImportResult) -> None:
    unsure = imported.portfolio.accounts[2].key

    fixes = [
        each.fix
        for each in pipeline.examine(imported, embedded_universe())
        if each.account == unsure
    ]

    assert SetTaxTreatment(account=unsure, treatment=TaxTreatment.TAXABLE) in fixes
    assert pipeline.correct_symbol("X", "voo", embedded_universe()) == CorrectSymbol(
        symbol="X", to="VOO", kind=SecurityKind.FUND
    )


def test_measuring_hands_on_the_exposures_and_their_figures(imported: ImportResult) -> None:
    exposures, figures = pipeline.measure_portfolio(imported.portfolio, embedded_universe())

    assert exposures.total == figures.total_value == imported.portfolio.total_value
    assert figures.as_of == imported.portfolio.as_of
    assert figures.baskets["magnificent_seven"].direct == pytest.approx(50000 / 104500)


def test_a_file_of_nothing_but_zeros_cannot_be_measured(tmp_path: Path) -> None:
    empty = pipeline.import_files(
        [written(tmp_path, f"{HEADER}Joint,taxable,CASH,,0,1,,\n")], embedded_universe()
    )

    with pytest.raises(NothingToMeasureError):
        pipeline.measure_portfolio(empty.portfolio, embedded_universe())


def test_all_spellings_of_a_class_share_are_one_holding(tmp_path: Path) -> None:
    spellings = ("BRKB", "BRK/B", "BRK.B", "BRK-B", "BRK B")
    rows = "".join(f"Joint,taxable,{symbol},Berkshire,1,480,,\n" for symbol in spellings)
    household = pipeline.import_files([written(tmp_path, HEADER + rows)], embedded_universe())
    exposures, figures = pipeline.measure_portfolio(household.portfolio, embedded_universe())

    assert [holding.symbol for holding in exposures.holdings] == ["BRK-B"]
    assert [(item.value, item.share) for item in figures.top] == [(Decimal("2400.00"), 1.0)]


def test_a_plan_meets_the_policy(plan: TradePlan) -> None:
    assert plan.status in {PlanStatus.OPTIMAL, PlanStatus.FEASIBLE}
    assert plan.before.baskets["magnificent_seven"].share > 0.30
    assert plan.after.baskets["magnificent_seven"].share <= 0.30 + 1e-4
    assert plan.trades


@pytest.mark.parametrize(
    ("asked", "in_policy", "day"),
    [
        (None, None, TODAY),
        (None, date(2026, 9, 1), date(2026, 9, 1)),
        (date(2026, 10, 1), date(2026, 9, 1), date(2026, 10, 1)),
    ],
)
def test_the_day_of_trading_is_asked_for_or_in_the_policy_or_today(
    imported: ImportResult, asked: date | None, in_policy: date | None, day: date
) -> None:
    anything_goes = (Target(key="magnificent_seven", maximum=1.0),)
    policy = Policy(targets=anything_goes, as_of=in_policy)

    plan = pipeline.plan_trades(
        imported.portfolio, policy, embedded_universe(), today=TODAY, as_of=asked
    )

    assert plan.as_of == day


def test_a_scenario_plays_today_and_the_plan_side_by_side(
    imported: ImportResult, plan: TradePlan
) -> None:
    options = SimulationOptions(paths=50, seed=1)
    exposures, _ = pipeline.measure_portfolio(imported.portfolio, embedded_universe())
    scenario = find_scenario("reversal")

    alone = pipeline.run_scenario(exposures, scenario, options=options)
    both = pipeline.run_scenario(exposures, scenario, plan=plan, options=options)

    assert (alone.planned, alone.chance_of_rotating) == (None, None)
    assert both.planned is not None
    assert both.current.median == alone.current.median
    assert both.options.paths == 50


def test_a_scenario_is_played_as_often_as_usual_unless_told_otherwise(
    imported: ImportResult,
) -> None:
    exposures, _ = pipeline.measure_portfolio(imported.portfolio, embedded_universe())

    result = pipeline.run_scenario(exposures, find_scenario("reversal"))

    assert result.options.paths == SimulationOptions().paths
    assert result.months == find_scenario("reversal").months


def test_the_rotation_is_told_from_the_embedded_history() -> None:
    report = pipeline.rotation()

    assert report.as_of == date(2026, 7, 31)
    assert report.funds["IWM"].year_to_date.value == pytest.approx(0.188, abs=5e-4)


def test_the_trade_list_leaves_as_a_workbook_with_every_trade(
    imported: ImportResult, plan: TradePlan, tmp_path: Path
) -> None:
    path = tmp_path / "trades.xlsx"
    pipeline.export_workbook(path, plan, imported)

    trades = openpyxl.load_workbook(path, data_only=True)["Trades"]
    cells = {cell for row in trades.iter_rows(values_only=True) for cell in row}
    assert {trade.symbol for trade in plan.trades} <= cells


def test_the_default_policy_is_about_the_rotation() -> None:
    assert {target.key for target in DEFAULT_POLICY.targets} == {"magnificent_seven", "small_cap"}


def test_a_mapping_is_tried_without_reading_anything_else() -> None:
    content = b"WKN;Bestand;Kurswert\nVTI;2;1.234,50\n"
    mapping = guess_mapping(read_rows(content, "depot.csv"), "My bank")

    tried = pipeline.try_mapping(content, "depot.csv", mapping, embedded_universe())

    assert tried.portfolio.total_value == Decimal("1234.50")
