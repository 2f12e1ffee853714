"""Another office program opens the workbook, prints it and reads the same numbers."""

import csv
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from rebalancer.domain.money import total
from rebalancer.rebalance.plan import Action, TradePlan

SOFFICE = shutil.which("soffice") or ""
ALL_SHEETS_RAW = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

pytestmark = pytest.mark.skipif(
    not SOFFICE,
    reason="needs LibreOffice: apt-get install --no-install-recommends libreoffice-calc",
)


def convert(workbook: Path, target: str, folder: Path) -> None:
    done = subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(folder / "out"),
            str(workbook),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )
    assert done.returncode == 0, done.stderr


def test_the_workbook_prints(path: Path, tmp_path: Path) -> None:
    convert(path, "pdf", tmp_path)
    printed = (tmp_path / "out" / "trades.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert len(printed) > 20_000


def test_another_program_reads_the_same_totals(path: Path, tmp_path: Path, plan: TradePlan) -> None:
    convert(path, ALL_SHEETS_RAW, tmp_path)
    sales = total(trade.value for trade in plan.trades if trade.action is Action.SELL)
    bought = total(trade.value for trade in plan.trades if trade.action is Action.BUY)
    (everything,) = _rows(tmp_path, "Trades", "All accounts")
    assert everything[10] == sales - bought
    assert everything[17] == plan.tax.estimated_tax
    (lots,) = _rows(tmp_path, "Lots", "All sales, as far as known")
    assert lots[11] == sales
    (cash,) = _rows(tmp_path, "Cash", "All accounts")
    assert (cash[5], cash[6], cash[8]) == (sales, bought, total(plan.cash_after.values()))
    exposure = _rows(tmp_path, "Exposure", "Everything")[0]
    assert (exposure[4], exposure[5]) == (plan.before.total_value, plan.after.total_value)
    (household,) = _rows(tmp_path, "Summary", "Household value")
    assert household[1:3] == [plan.before.total_value, plan.after.total_value]
    checks = _rows(tmp_path, "Inputs", "agrees")
    assert len(checks) == 10
    assert all(row[1] == row[2] for row in checks)
    assert len(_rows(tmp_path, "Not traded", "MSFT")) == 1


def _rows(folder: Path, sheet: str, mark: str) -> list[list[Decimal | str]]:
    """Return the rows of a sheet with a cell that says *mark*, numbers as numbers."""
    with (folder / "out" / f"trades-{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return [[_number(cell) for cell in row] for row in csv.reader(file) if mark in row]


def _number(cell: str) -> Decimal | str:
    try:
        return Decimal(cell)
    except ArithmeticError:
        return cell
