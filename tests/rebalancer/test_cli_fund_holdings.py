"""A fund's own holdings file, given on the command line."""

import json
from pathlib import Path

import pytest

from rebalancer.cli import DONE, REFUSED, main

HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
Printed = pytest.CaptureFixture[str]


def test_a_funds_own_file_goes_before_the_embedded_basket(tmp_path: Path, capsys: Printed) -> None:
    household, fund = tmp_path / "household.csv", tmp_path / "QQQ=x.csv"
    household.write_text(HEADER + "A,taxable,QQQ,,10,700.00,1000.00,2020-01-02\n", encoding="utf-8")
    fund.write_text(
        "Ticker,Name,Weight (%)\nAAPL,APPLE INC,60.00\nUSD,US DOLLAR,40.00\n", encoding="utf-8"
    )

    for named in (f"QQQ={fund}", f"qqq={fund}"):
        assert main(["measure", str(household), "--fund-holdings", named, "--json"]) == DONE
        printed = capsys.readouterr()
        assert json.loads(printed.out)["baskets"]["magnificent_seven"]["share"] == 0.6
        assert "QQQ is looked through by “QQQ=x.csv”" in printed.err
        assert "an unknown day" in printed.err

    assert main(["measure", str(household), "--fund-holdings", str(fund)]) == REFUSED
    assert "It may be QQQ." in capsys.readouterr().err
    assert main(["measure", str(household), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["baskets"]["magnificent_seven"]["share"] != 0.6
