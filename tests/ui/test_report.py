"""The report that goes to a client: its figures are the plan's, and it fits on a few pages."""

import re
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from rebalancer import pipeline
from rebalancer.ingest.result import ImportResult, SkippedRow
from rebalancer.rebalance.checks import Check, check_plan
from rebalancer.rebalance.plan import Action, NotTraded, SafeDate, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.rebalance.tax.rules import TaxRules
from rebalancer.rebalance.wash_sale import WashSale
from ui.format import cents, percent, quantity
from ui.report.bars import Pair, draw_bars
from ui.report.contents import DISCLAIMER, MOST_TRADES, paper_of, report_on
from ui.report.pdf import WIDTH, pdf_of, write_pdf

PDFTOTEXT = shutil.which("pdftotext") or ""
HOUSEHOLD = """\
account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,NVDA,NVIDIA Corporation,250,180.00,1000.00,2019-03-04
Joint ...1001,taxable,AAPL,Apple Inc.,200,255.00,,
Joint ...1001,taxable,VTI,Vanguard Total Stock Market,300,340.00,60000.00,2018-01-02
Joint ...1001,taxable,CASH,,1250.25,1.00,,
Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,20000.00,2019-03-04
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    file = tmp_path_factory.mktemp("report") / "household.csv"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    return pipeline.import_files([file], pipeline.open_universe())


@pytest.fixture(scope="module")
def plan(imported: ImportResult) -> TradePlan:
    policy = replace(DEFAULT_POLICY, tax=TaxRules(gain_budget=Decimal(30_000)))
    return pipeline.plan_trades(
        imported.portfolio, policy, pipeline.open_universe(), today=date(2026, 11, 20)
    )


@pytest.fixture(autouse=True)
def letters(typeface: None) -> None:
    """Have the letters that the report is set in."""


def text_of(plan: TradePlan, imported: ImportResult) -> str:
    return report_on(plan, imported, check_plan(plan, imported.portfolio)).toPlainText()


def test_every_figure_of_the_report_is_the_plans(plan: TradePlan, imported: ImportResult) -> None:
    said = text_of(plan, imported)
    for outcome in plan.outcomes:
        assert outcome.title in said
        assert percent(outcome.before) in said
        assert percent(outcome.after) in said
    for trade in plan.trades:
        assert f"{'Sell' if trade.action is Action.SELL else 'Buy'} {trade.symbol}" in said
        assert cents(trade.value) in said
        assert quantity(trade.quantity) in said
    assert cents(plan.tax.estimated_tax) in said
    assert cents(Decimal(30_000)) in said
    assert plan.tax.rates in said
    assert "of unknown date" in said
    assert f"All {len(check_plan(plan, imported.portfolio))} checks of the trade list pass." in said


def test_the_report_says_what_it_rests_on(plan: TradePlan, imported: ImportResult) -> None:
    said = text_of(plan, imported)
    (source,) = imported.sources
    assert f"household.csv: {source.format}" in said
    assert source.sha256[:16] in said
    for trade in plan.trades:
        assert trade.price_source in said
    assert DISCLAIMER in said


def test_a_target_that_is_missed_says_why(plan: TradePlan, imported: ImportResult) -> None:
    missed = replace(plan.outcomes[0], shortfall=0.013, explanation="The gain budget is used up.")
    said = text_of(replace(plan, outcomes=(missed, *plan.outcomes[1:])), imported)
    assert f"missed by {percent(0.013)}" in said
    assert "The gain budget is used up." in said


def test_a_list_that_fails_a_check_is_not_to_be_placed(
    plan: TradePlan, imported: ImportResult
) -> None:
    wrong = Check(name="Cash", passed=False, detail="Joint lacks $5.00.")
    said = report_on(plan, imported, [wrong]).toPlainText()
    assert "Do not place these orders: Joint lacks $5.00." in said


def test_what_is_held_is_named_first_and_nowhere_else(
    plan: TradePlan, imported: ImportResult
) -> None:
    held = plan.trades[0]
    rest = replace(plan, trades=plan.trades[1:])
    said = report_on(rest, imported, (), [held]).toPlainText()
    order = f"{held.action.value} {quantity(held.quantity)} {held.symbol} in {held.account_label}"
    assert f"Held, and left out of everything below: {order}." in said
    assert "no other plan" not in said


def test_long_lists_are_cut_and_say_so(plan: TradePlan, imported: ImportResult) -> None:
    many = replace(
        plan,
        trades=plan.trades * 40,
        safe_dates=tuple(
            SafeDate(symbol="A", action=Action.BUY, first_day=date(2027, 1, 1), reason=f"No. {n}.")
            for n in range(20)
        ),
    )
    said = report_on(many, imported, []).toPlainText()
    assert f"{len(many.trades) - MOST_TRADES} more trades are in the workbook" in said
    assert "8 more of this kind are in the workbook." in said
    _, pages = pdf_of(report_on(many, imported, []), paper_of(many))
    assert 2 <= pages <= 5


def test_a_plan_without_trades_is_a_report_too(plan: TradePlan, imported: ImportResult) -> None:
    idle = replace(plan, trades=(), skipped=(), messages=())
    said = text_of(idle, replace(imported, sources=(replace(imported.sources[0], as_of=None),)))
    assert "There is nothing to trade." in said
    assert "without a date" in said


def test_doubts_and_untraded_holdings_are_counted(plan: TradePlan, imported: ImportResult) -> None:
    skipped = (SkippedRow(file="household.csv", line=9, reason="no value"),) * 3
    left = NotTraded(account_label="", symbol="T", rule="lock", reason="It is locked.")
    said = text_of(
        replace(plan, skipped=(left, left)), replace(imported, skipped=skipped, warnings=())
    )
    assert "3 rows or doubts of the import" in said
    assert "2 holdings are not traded" in said


def test_wash_sales_are_told(plan: TradePlan, imported: ImportResult) -> None:
    sale = WashSale(account_label="Joint", symbol="VOO", loss=Decimal(-5), message="Of the loss.")
    assert "Of the loss." in text_of(replace(plan, wash_sales=(sale,)), imported)


def test_the_pages_are_written_whole_and_for_their_owner_only(
    plan: TradePlan, imported: ImportResult, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    pages = write_pdf(path, report_on(plan, imported, []), paper_of(plan))
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", content)) == pages == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(not PDFTOTEXT, reason="needs pdftotext: apt-get install poppler-utils")
def test_another_program_reads_the_text_of_the_pages(
    plan: TradePlan, imported: ImportResult, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    write_pdf(path, report_on(plan, imported, []), paper_of(plan))
    done = subprocess.run(
        [PDFTOTEXT, "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    assert "Trade plan as of 20 Nov 2026" in done.stdout
    assert "Page 2 of 2" in done.stdout
    for trade in plan.trades:
        assert cents(trade.value) in done.stdout


def test_text_that_looks_like_markup_stays_text(plan: TradePlan, imported: ImportResult) -> None:
    rude = "<img src=x><b>Joint</b> & co"
    trade = replace(plan.trades[0], account_label=rude)
    assert rude in text_of(replace(plan, trades=(trade, *plan.trades[1:])), imported)


def test_bars_are_as_long_as_their_shares() -> None:
    image = draw_bars([Pair(title="A", before=0.5, after=0.25)], WIDTH)
    before, after = (_colored(image, row) for row in (8, 23))
    assert after == pytest.approx(before / 2, abs=1)
    assert draw_bars([Pair(title="None", before=0.0, after=0.0)], WIDTH).height() > 0


def _colored(image: QImage, row: int) -> float:
    """Return how many page pixels of a row are part of a bar."""
    scale = image.devicePixelRatio()
    line = range(image.width() // 5, image.width())
    blank = image.pixelColor(image.width() - 1, 0)
    hits = [x for x in line if image.pixelColor(x, round(row * scale)) != blank]
    first = hits[0]
    length = next((n for n, x in enumerate(hits) if x != first + n), len(hits))
    return length / scale
