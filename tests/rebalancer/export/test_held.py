"""What is held is not in the workbook's trades, and all its figures are of the others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from rebalancer import pipeline
from rebalancer.classify.classes_file import parse_classes
from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.result import ImportResult
from rebalancer.rebalance.approval import NOTHING_SAID, Status
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.rebalancer.export.household import household, imported_from
from tests.rebalancer.export.reading import money, records, texts


@pytest.fixture(scope="module")
def imported() -> ImportResult:
    first, *others = household().accounts
    owing = replace(first, pending=Decimal("-150.00"))
    return imported_from(Portfolio(accounts=(owing, *others)))


@pytest.fixture(scope="module")
def plan(imported: ImportResult) -> TradePlan:
    universe, day = pipeline.open_universe(), date(2026, 11, 20)
    return pipeline.plan_trades(imported.portfolio, DEFAULT_POLICY, universe, today=day)


def test_a_trade_that_is_held_is_listed_as_not_traded(
    tmp_path: Path, plan: TradePlan, imported: ImportResult
) -> None:
    path, held = tmp_path / "rest.xlsx", plan.trades[0]
    approval = NOTHING_SAID.with_status([held], Status.HELD)
    pipeline.export_workbook(path, plan, imported, approval=approval)
    workbook = openpyxl.load_workbook(path, data_only=True)
    rows = [(row["Account"], row["Symbol"]) for row in records(workbook, "Trades", "Seq")]
    assert len(rows) == len(plan.trades) - 1
    assert (held.account_label, held.symbol) not in rows
    assert f"{held.symbol} is not sold: you hold this trade." in texts(workbook, "Not traded")
    assert "Some trades of the plan are held" in texts(workbook, "Summary")
    assert "differs by" not in texts(workbook, "Inputs") + texts(workbook, "Cash")


def test_a_scenario_is_told_of_what_is_left(
    tmp_path: Path, plan: TradePlan, imported: ImportResult
) -> None:
    story = shipped_scenarios()["reversal"]
    played = pipeline.run_scenario(
        plan.exposures_before, story, plan=plan, options=SimulationOptions(paths=50)
    )
    path = tmp_path / "none.xlsx"
    approval = NOTHING_SAID.with_status(plan.trades, Status.HELD)
    pipeline.export_workbook(path, plan, imported, approval=approval, scenario=played)
    rows = records(openpyxl.load_workbook(path, data_only=True), "Scenarios", "On the paths")
    ends = next(row for row in rows if row["On the paths"] == "End: median")
    assert money(ends["As it is"]) == played.current.median
    assert money(ends["As planned"]) == played.current.median  # nothing is traded any more


def test_what_unsettled_purchases_will_take_is_set_aside(
    tmp_path: Path, plan: TradePlan, imported: ImportResult
) -> None:
    assert any(account.pending < 0 for account in imported.portfolio.accounts)
    path = tmp_path / "pending.xlsx"
    pipeline.export_workbook(path, plan, imported)
    workbook = openpyxl.load_workbook(path, data_only=True)
    *rows, _ = records(workbook, "Cash", "Account")
    after = {account.label: plan.cash_after[account.key] for account in imported.portfolio.accounts}
    for row in rows:
        assert (money(row["Cash after"]), row["Check"]) == (after[str(row["Account"])], "agrees")
    assert any(money(row["Set aside"]) < 0 for row in rows)


def test_a_basket_called_like_another_column_has_its_key_beside_it(
    tmp_path: Path, imported: ImportResult
) -> None:
    classes = parse_classes('[baskets.mine]\ntitle = "Small caps"\ncompanies = ["AAPL"]\n')
    universe = pipeline.open_universe(classes)
    plan = pipeline.plan_trades(
        imported.portfolio, DEFAULT_POLICY, universe, today=date(2026, 11, 20)
    )
    path = tmp_path / "twins.xlsx"
    pipeline.export_workbook(path, plan, imported)
    workbook = openpyxl.load_workbook(path, data_only=True)
    assert "Small caps (mine)" in texts(workbook, "Prices and tax")
