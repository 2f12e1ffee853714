"""A broker's file cannot smuggle a formula, a link or a broken character into the workbook."""

import csv
import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest

from rebalancer.classify.exposure import expose
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.money import to_cents
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.export.annex import Annex
from rebalancer.export.cells import clean_text
from rebalancer.export.path_table import write_rows
from rebalancer.export.workbook import write_workbook
from rebalancer.ingest.result import ImportResult
from rebalancer.measure.measurement import measure
from rebalancer.rebalance.plan import TradePlan
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario_files import shipped_scenarios

REVERSAL = shipped_scenarios()["reversal"]
PAYLOADS = (
    "=1+1",
    "==1",
    "=",
    '=HYPERLINK("http://x.test","y")',
    '=WEBSERVICE("http://x.test")',
    "=cmd|' /C calc'!A0",
    "=Inputs!A1",
    "{=1+1}",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "\ud800=1+1",
    "_x003D_1+1",
    "\uff1d1+1",
    "#N/A",
    "#REF!",
    "http://x.test/y",
    "mailto:x@x.test",
    "</t></is></c><c><f>1+1</f></c>",
)
OURS = re.compile(
    "="
    r"(?:SUM|SUMIFS|SUMPRODUCT|ROUND|IF|ABS|MIN|MAX|[-+*/(),:<>=]|\d+(?:\.\d+)?"
    r"|(?:'[A-Z][a-z]+(?: [a-z]+)*'!)?\$?[A-Z]{1,2}\$?\d+"
    r'|"(?:Buy|Sell|Short-term|Long-term|agrees|changed by hand|cash is short)")+'
)
"""A formula of the app's own: its functions, its sheets, its words, cells and numbers."""
IDENTITIES = {"account", "key", "sha256"}
"""Texts of ours that tie records together, or that no file decides."""

Record = TypeVar("Record")


def poison(record: Record, payload: str) -> Record:
    """Return *record* with *payload* in every text that a file or a person may decide."""
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changes = {
        field.name: _poisoned(getattr(record, field.name), payload)
        for field in fields(record)
        if field.name not in IDENTITIES
    }
    return replace(record, **changes)


def _poisoned(value: Any, payload: str) -> Any:  # noqa: ANN401 - walks whatever there is
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return payload
    if isinstance(value, tuple):
        return tuple(_poisoned(item, payload) for item in value)
    if isinstance(value, frozenset):
        return frozenset({payload})
    return poison(value, payload)


def hostile(
    plan: TradePlan, imported: ImportResult, payload: str
) -> tuple[TradePlan, ImportResult]:
    """Return a plan and an import in which every text is *payload*, company names included."""
    bad_import = poison(imported, payload)
    accounts = tuple(
        replace(
            account,
            positions=tuple(
                replace(position, kind=SecurityKind.STOCK, value=to_cents(position.value))
                for position in account.positions
            ),
        )
        for account in bad_import.portfolio.accounts
    )
    portfolio = Portfolio(accounts=accounts)
    exposures = expose(accounts, embedded_universe())
    measured = measure(exposures)
    bad_plan = replace(
        plan,
        trades=tuple(poison(trade, payload) for trade in plan.trades),
        outcomes=tuple(poison(outcome, payload) for outcome in plan.outcomes),
        wash_sales=tuple(poison(sale, payload) for sale in plan.wash_sales),
        skipped=tuple(poison(item, payload) for item in plan.skipped),
        messages=(payload,),
        policy=replace(
            plan.policy,
            buy=(payload,),
            restrictions=poison(plan.policy.restrictions, payload),
            trading=replace(plan.policy.trading, contribute={payload: to_cents(1.0)}),
        ),
        before=measured,
        after=measured,
        exposures_before=exposures,
        exposures_after=exposures,
        portfolio_after=portfolio,
    )
    return bad_plan, replace(bad_import, portfolio=portfolio)


@pytest.fixture(scope="module")
def played(plan: TradePlan) -> ScenarioResult:
    options = SimulationOptions(paths=10)
    return simulate(plan.exposures_before, REVERSAL, planned=plan.exposures_after, options=options)


def told(played: ScenarioResult, payload: str) -> Annex:
    """Return a scenario that a person has passed on, with *payload* in every text."""
    story = replace(REVERSAL, title=payload, summary=payload, source=payload, claims=payload)
    return Annex(scenario=replace(played, scenario=story, doubts=(payload,)))


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_no_cell_of_a_table_of_years_becomes_a_formula(tmp_path: Path, payload: str) -> None:
    path = tmp_path / "glide.csv"
    write_rows(path, [["cap", "turns_long_next"], [-0.5, payload]])
    with path.open(encoding="utf-8", newline="") as file:
        _, (number, text) = csv.reader(file)
    assert number == "-0.5"
    assert not text.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_no_text_becomes_a_formula_or_a_link(
    plan: TradePlan,
    imported: ImportResult,
    played: ScenarioResult,
    tmp_path: Path,
    payload: str,
) -> None:
    path = tmp_path / "hostile.xlsx"
    write_workbook(path, *hostile(plan, imported, payload), told(played, payload))
    cells = [
        cell
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert {cell.data_type for cell in cells} == {"s", "n", "d", "f"}
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert [formula for formula in formulas if OURS.fullmatch(formula) is None] == []
    assert not [cell for cell in cells if cell.hyperlink]
    shown = [cell for cell in cells if cell.value == clean_text(payload)]
    assert len(shown) > 40
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".rels"):
                assert b"hyperlink" not in content
                assert b'TargetMode="External"' not in content
