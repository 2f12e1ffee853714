"""The workbook that the command line writes tells of a scenario, and of limits, where asked."""

from pathlib import Path

import openpyxl
import pytest

from rebalancer.cli import DONE, main

Printed = pytest.CaptureFixture[str]

HOUSEHOLD = """\
account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,AAPL,Apple Inc.,100,300.00,20000.00,2019-03-04
Joint ...1001,taxable,CASH,,250.00,1.00,,
"""


@pytest.fixture
def holdings(tmp_path: Path) -> str:
    """Return a file of a household that is all one company."""
    file = tmp_path / "household.csv"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    return str(file)


def test_a_scenario_and_limits_are_told_in_the_workbook(
    holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / "trades.xlsx"
    asked = ["--what-if", "IWM=-0.2", "--limit-bp", "50"]
    assert main(["plan", holdings, "--output", str(path), *asked]) == DONE
    workbook = openpyxl.load_workbook(path, data_only=True)
    said = [row[0] for row in workbook["Scenarios"].iter_rows(values_only=True)]
    assert any(str(cell).startswith("One scenario in full: ") for cell in said)
    types = [row[11] for row in workbook["Trades"].iter_rows(values_only=True)]
    assert types[3:5] == ["Order type", "Limit"]
    capsys.readouterr()


def test_a_scenario_without_a_workbook_is_a_mistake_of_usage(
    holdings: str, capsys: Printed
) -> None:
    with pytest.raises(SystemExit):
        main(["plan", holdings, "--scenario", "reversal"])
    assert "name one with --output" in capsys.readouterr().err
