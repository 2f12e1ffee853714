"""The command line hands the trades over as files for brokers and calendars."""

import stat
from pathlib import Path

import pytest

from rebalancer.cli import DONE, REFUSED, main
from rebalancer.export.orders import generic

HOLDINGS = """account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,AAPL,Apple Inc.,50,255.00,3000.00,2019-03-04
Joint ...1001,taxable,META,Meta Platforms,20,600.00,14000.00,2026-05-04
Joint ...1001,taxable,CASH,,1250.25,1.00,,
"""
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def holdings(tmp_path: Path) -> str:
    path = tmp_path / "holdings.csv"
    path.write_text(HOLDINGS, encoding="utf-8")
    return str(path)


def test_a_plan_becomes_an_order_list_and_a_calendar(
    holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    dates = tmp_path / "dates.ics"
    asked = ["--orders", str(tmp_path), "--limit-bp", "25", "--calendar", str(dates)]
    assert main(["plan", holdings, "--as-of", "2026-11-20", *asked]) == DONE
    (orders,) = tmp_path.glob("Orders*.csv")
    assert f"Orders are in {orders}." in capsys.readouterr().err
    placed = generic.read(orders.read_text(encoding="utf-8"))
    assert {symbol for _, _, symbol, _ in placed} >= {"META"}
    assert stat.S_IMODE(orders.stat().st_mode) == 0o600
    text = dates.read_bytes().decode()
    assert "SUMMARY:META may be bought again" in text
    assert "DTSTART;VALUE=DATE:20261221" in text


def test_the_columns_are_those_that_were_asked_for(holdings: str, tmp_path: Path) -> None:
    asked = ["--orders", str(tmp_path), "--order-format", "generic", "--columns"]
    assert main(["plan", holdings, *asked, "account, action,symbol,quantity,tax"]) == DONE
    (orders,) = tmp_path.glob("Orders*.csv")
    assert orders.read_text(encoding="utf-8").startswith("account,action,symbol,quantity,tax")


def test_a_broker_that_holds_none_of_it_is_refused_in_words(
    holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    asked = ["--orders", str(tmp_path), "--order-format", "wealthscape"]
    number = ["--account-number", "1001=Z12345678"]
    assert main(["plan", holdings, *asked, *number]) == REFUSED
    assert "No account with trades is at a broker that reads" in capsys.readouterr().err


def test_a_number_for_an_account_that_is_not_there_is_refused(
    holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    asked = ["--orders", str(tmp_path), "--account-number", "9=Z1"]
    assert main(["plan", holdings, *asked]) == REFUSED
    assert "--account-number" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [["--limit-bp", "much"], ["--limit-bp", "-1"], ["--account-number", "1001"]],
)
def test_what_cannot_be_understood_is_a_matter_of_usage(
    wrong: list[str], holdings: str, capsys: Printed
) -> None:
    with pytest.raises(SystemExit):
        main(["plan", holdings, *wrong])
    assert "is not" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(
    holdings: str, tmp_path: Path, capsys: Printed
) -> None:
    assert main(["plan", holdings, "--orders", str(tmp_path / "nowhere")]) == REFUSED
    assert "its folder does not exist" in capsys.readouterr().err
