"""The household of these tests, its plan, and its workbook written and read back."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from rebalancer.export.workbook import write_workbook
from rebalancer.ingest.result import ImportResult
from rebalancer.rebalance.plan import TradePlan
from tests.rebalancer.export.household import household, imported_from, plan_for


@pytest.fixture(scope="session")
def plan() -> TradePlan:
    return plan_for(household())


@pytest.fixture(scope="session")
def imported() -> ImportResult:
    return imported_from(household())


@pytest.fixture(scope="session")
def path(plan: TradePlan, imported: ImportResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export") / "trades.xlsx"
    write_workbook(target, plan, imported)
    return target


@pytest.fixture(scope="session")
def workbook(path: Path) -> Workbook:
    return openpyxl.load_workbook(path, data_only=True)
