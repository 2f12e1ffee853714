"""Whoever changes a number in the workbook sees what the engine would have said."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from rebalancer.export.book import Book
from rebalancer.export.plan_workbook import build_workbook
from rebalancer.ingest.result import ImportResult
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax.rules import TaxRules
from rebalancer.rebalance.tax.taxpayer import situation_of
from rebalancer.rebalance.tax.year import FilingStatus
from rebalancer.rebalance.tax_estimate import estimate, share_tax
from tests.rebalancer.export import household
from tests.rebalancer.export.household import household as holdings
from tests.rebalancer.export.household import plan_for
from tests.rebalancer.export.reading import read_back, records

SOFFICE = shutil.which("soffice") or ""
needs_libreoffice = pytest.mark.skipif(
    not SOFFICE,
    reason="needs LibreOffice: apt-get install --no-install-recommends libreoffice-calc",
)
BRACKETS = TaxRules(
    filing_status=FilingStatus.MARRIED_JOINT,
    income=Decimal(235_000),
    state_rate=0.05,
    realised=Gains(short=Decimal(-4000), long=Decimal(1500)),
    loss_carryforward=Gains(long=Decimal(2500)),
)
LOSSES = TaxRules(
    realised=Gains(short=Decimal(-61_000)), loss_carryforward=Gains(short=Decimal(9000))
)
RULES = {"flat": TaxRules(gain_budget=Decimal(20_000)), "brackets": BRACKETS, "losses": LOSSES}
Cells = Mapping[tuple[str, str], object]


def taxed_by(plan: TradePlan, rules: TaxRules) -> TradePlan:
    """Return *plan* in a household that pays by *rules*."""
    situation = situation_of(rules, plan.as_of.year)
    trades = share_tax(plan.trades, situation)
    policy = replace(plan.policy, tax=rules)
    return replace(plan, policy=policy, trades=trades, tax=estimate(trades, situation))


def formulas(book: Book) -> Iterator[tuple[str, str, object]]:
    """Yield sheet, cell and result of every formula, as they stand in the file."""
    live, shown = read_back(book, live=True), read_back(book)
    for sheet in live.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, shown[sheet.title][cell.coordinate].value


def computed(workbook: Workbook, folder: Path) -> Workbook:
    """Return *workbook*, whose results openpyxl has dropped, as LibreOffice computes it."""
    bare = folder / "bare.xlsx"
    workbook.save(bare)
    done = subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "computed"),
            str(bare),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "HOME": str(folder)},
    )
    assert done.returncode == 0, done.stderr
    return openpyxl.load_workbook(folder / "computed" / "bare.xlsx", data_only=True)


def differing(
    found: Workbook, book: Book, most: float = 1e-3
) -> list[tuple[str, str, object, object]]:
    """Return where *found* is further than *most* from what the engine says in *book*."""
    wrong = []
    for title, cell, result in formulas(book):
        shown = found[title][cell].value
        if isinstance(result, str):
            agrees = shown == result
        else:
            agrees = isinstance(shown, int | float) and abs(shown - float(str(result))) < most
        if not agrees:
            wrong.append((title, cell, shown, result))
    return wrong


def cell_of(workbook: Workbook, title: str, first: str) -> str:
    """Return the cell beside the one that says *first*."""
    for row in workbook[title].iter_rows():
        if row[0].value == first:
            return row[1].coordinate
    raise AssertionError(f"{first} is not on {title}")


@needs_libreoffice
@pytest.mark.parametrize("name", RULES)
def test_every_formula_comes_to_the_engines_own_figure(
    plan: TradePlan, imported: ImportResult, tmp_path: Path, name: str
) -> None:
    book = build_workbook(taxed_by(plan, RULES[name]), imported)
    assert len(list(formulas(book))) > 150
    assert differing(computed(read_back(book, live=True), tmp_path), book) == []


@needs_libreoffice
def test_another_price_gives_the_value_weights_and_tax_that_the_engine_gives(
    plan: TradePlan, imported: ImportResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = read_back(build_workbook(plan, imported), live=True)
    edited["Prices and tax"][cell_of(edited, "Prices and tax", "AAPL")].value = 340.0
    found = computed(edited, tmp_path)
    monkeypatch.setitem(household.PRICES, "AAPL", Decimal("340.00"))
    dearer = plan_for(holdings())
    changed = build_workbook(dearer, replace(imported, portfolio=holdings()))
    wrong = [
        entry
        for entry in differing(found, changed, most=0.0201)  # each row rounds to its cent
        if entry[0] in {"Trades", "Lots", "Cash", "Holdings", "Prices and tax"}
    ]
    assert wrong == []
    assert dearer.tax.estimated_tax != plan.tax.estimated_tax
    checks = {row[0].value: row[3].value for row in found["Inputs"].iter_rows() if len(row) > 3}
    assert checks["Trades: amounts of all trades"] == "changed by hand"


@needs_libreoffice
def test_another_rate_gives_the_tax_that_the_engine_gives(
    plan: TradePlan, imported: ImportResult, tmp_path: Path
) -> None:
    rules = replace(plan.policy.tax, long_term_rate=0.238)
    edited = read_back(build_workbook(plan, imported), live=True)
    sheet = edited["Prices and tax"]
    sheet[cell_of(edited, sheet.title, "Long-term rate")].value = 0.238
    found = computed(edited, tmp_path)
    owed = found[sheet.title][cell_of(edited, sheet.title, "Tax that the plan adds")].value
    assert owed == pytest.approx(float(taxed_by(plan, rules).tax.estimated_tax))


@needs_libreoffice
def test_more_shares_than_cash_pays_for_are_noticed(
    plan: TradePlan, imported: ImportResult, tmp_path: Path
) -> None:
    edited = read_back(build_workbook(plan, imported), live=True)
    (row,) = (row for row in edited["Trades"].iter_rows(min_row=5) if row[0].value == 3)
    row[6].value = 5000
    found = computed(edited, tmp_path)
    verdicts = [row[9].value for row in found["Cash"].iter_rows(min_row=5, max_row=7)]
    assert verdicts == ["cash is short", "agrees", "agrees"]


def test_lots_that_miss_a_cent_do_not_take_it_from_the_trade(
    plan: TradePlan, imported: ImportResult
) -> None:
    sale = next(trade for trade in plan.trades if trade.lots)
    dearer = replace(sale, value=sale.value + Decimal("0.01"))
    trades = tuple(dearer if trade is sale else trade for trade in plan.trades)
    edited = read_back(build_workbook(replace(plan, trades=trades), imported), live=True)
    headers = [cell.value for cell in edited["Trades"][4]]
    amounts = [
        row[headers.index("Est. amount")].value for row in edited["Trades"].iter_rows(min_row=5)
    ]
    assert str(amounts[trades.index(dearer)]).endswith(")+0.01")
    assert sum(str(amount).endswith(")+0.01") for amount in amounts) == 1


def test_every_formula_stands_beside_its_result(plan: TradePlan, imported: ImportResult) -> None:
    found = list(formulas(build_workbook(plan, imported)))
    assert len(found) > 150
    assert [entry for entry in found if not isinstance(entry[2], int | float | str)] == []


@pytest.mark.parametrize("name", RULES)
def test_the_sheet_says_the_tax_of_the_plan(
    plan: TradePlan, imported: ImportResult, name: str
) -> None:
    taxed = taxed_by(plan, RULES[name])
    rows = {
        row["Amount"]: row
        for row in records(read_back(build_workbook(taxed, imported)), "Summary", "Amount")
    }
    assert rows["Estimated tax"]["This plan"] == pytest.approx(float(taxed.tax.estimated_tax))
    carried = rows["Loss carried to next year"]["This plan"]
    assert carried == pytest.approx(float(taxed.tax.carried_loss))


def test_what_is_left_of_the_gain_budget_is_said(plan: TradePlan, imported: ImportResult) -> None:
    shown = read_back(build_workbook(plan, imported))
    left = {row["Amount"]: row["This plan"] for row in records(shown, "Summary", "Amount")}
    taxed = sum(trade.taxed.short + trade.taxed.long for trade in plan.trades)
    assert left["Left of the gain budget of $20,000.00"] == pytest.approx(float(20_000 - taxed))
