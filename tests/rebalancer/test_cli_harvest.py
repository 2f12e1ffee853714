"""Harvesting losses and placing income, from a plain file through the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from rebalancer.cli import DONE, REFUSED, main

Printed = pytest.CaptureFixture[str]

HOUSEHOLD = """\
account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,SPY,S&P 500,100,700.00,80000.00,2019-03-04
Joint ...1001,taxable,SPY,S&P 500,10,700.00,6000.00,2019-03-04
Joint ...1001,taxable,IWM,Russell 2000,100,300.00,33000.00,2026-06-01
Joint ...1001,taxable,AAPL,Apple Inc.,10,300.00,3600.00,2026-06-01
Joint ...1001,taxable,CASH,,250.00,1.00,,
Roth ...1002,tax_exempt,VOO,S&P 500,5,690.00,5000.00,2019-03-04
"""


@pytest.fixture
def holdings(tmp_path: Path) -> str:
    """Return a file of a household with gains and losses."""
    file = tmp_path / "household.csv"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    return str(file)


def planned(holdings: str, policy: str, capsys: Printed) -> dict[str, Any]:
    """Return what ``plan --json`` prints under *policy*."""
    content = json.loads(said(holdings, policy, capsys, "--json"))
    assert isinstance(content, dict)
    return content


def said(holdings: str, policy: str, capsys: Printed, *more: str) -> str:
    """Return what ``plan`` prints under *policy*."""
    file = Path(holdings).with_name("policy.toml")
    file.write_text(policy, encoding="utf-8")
    arguments = ["plan", holdings, "--policy", str(file), "--as-of", "2026-11-20", *more]
    assert main(arguments) == DONE
    return capsys.readouterr().out


def test_losses_are_sold_replaced_and_explained(holdings: str, capsys: Printed) -> None:
    policy = 'trading.mode = "tlh"\nharvest.carried_loss_value = 0.2\n'

    plan = planned(holdings, policy, capsys)

    sales = {t["symbol"]: t for t in plan["trades"] if t["action"] == "sell"}
    bought = {t["symbol"]: t for t in plan["trades"] if t["action"] == "buy"}
    assert sales["SPY"]["quantity"] == "100"  # the lot with the gain stays
    assert set(sales) == {"SPY", "IWM", "AAPL"}
    assert set(bought) == {"VTI", "IJR"}
    (instead,) = bought["VTI"]["replaces"]
    assert instead["sold"] == "SPY"
    assert instead["overlap"]["share"] == pytest.approx(0.797, abs=0.001)
    assert instead["moves"] == pytest.approx(0.116, abs=0.001)
    assert instead["moved_group"] == "Mega caps"
    assert instead["difference"] == "it is looked through by VTI, not by SP500"
    assert plan["harvest"]["loss"] == "13600.00"
    assert plan["harvest"]["short_term_loss"] == "3600.00"
    assert plan["harvest"]["saved"] == "1200.00"
    assert plan["harvest"]["carried"] == "10600.00"
    assert plan["harvest"]["carried_value"] == "2120.00"
    assert float(plan["harvest"]["in_cash"]) == pytest.approx(3000, abs=100)  # of AAPL
    assert any("may replace AAPL" in message for message in plan["messages"])
    assert plan["wash_sales"] == []
    assert {each["first_day"] for each in plan["safe_dates"]} == {"2026-12-21"}


def test_losses_and_targets_go_together(holdings: str, capsys: Printed) -> None:
    policy = """
        targets.small_cap = { min = 0.4 }
        buy.symbols = ["IJR"]
        trading.mode = "tlh_and_rebalance"
        harvest.carried_loss_value = 0.2
    """

    plan = planned(holdings, policy, capsys)

    assert plan["targets"][0]["shortfall"] == 0
    assert float(plan["harvest"]["loss"]) >= 13_000
    assert plan["wash_sales"] == []


def test_a_person_is_told_the_same_in_words(holdings: str, capsys: Printed) -> None:
    text = said(holdings, 'trading.mode = "tlh"\n', capsys)

    assert "Harvests $" in text
    assert "% of the two is the same" in text
    assert "do not buy it in any account before 2026-12-21" in text


def test_what_took_a_loss_over_is_told_with_its_new_cost(holdings: str, capsys: Printed) -> None:
    policy = """
        targets."symbol:SPY" = { max = 0.5 }
        buy.symbols = ["VOO"]
        tax.wash_sales = "warn"
        restrictions.do_not_sell = ["IWM"]
    """

    plan = planned(holdings, policy, capsys)

    (washed,) = plan["wash_sales"]
    (lot,) = washed["carried"]
    assert lot["symbol"] == "VOO"
    assert lot["counts_from"] == "2019-03-04"
    (purchase,) = (t for t in plan["trades"] if t["action"] == "buy")
    assert float(lot["cost_basis"]) == pytest.approx(float(purchase["value"]) + float(lot["loss"]))


def test_income_is_placed_where_it_is_taxed_least(tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "household.csv"
    file.write_text(
        "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
        "Joint ...1001,taxable,BND,Bonds,500,72.00,36000.00,2019-03-04\n"
        "Roth ...1002,tax_exempt,VTI,Total market,100,378.00,20000.00,2019-03-04\n",
        encoding="utf-8",
    )
    policy = """
        targets = { "symbol:BND" = { min = 0.48 }, "symbol:VTI" = { min = 0.5 } }
        buy.symbols = ["BND", "VTI"]
        location = { weigh = true, years = 10 }
    """

    plan = planned(str(file), policy, capsys)

    assert float(plan["location"]["drag_after"]) < float(plan["location"]["drag_before"]) / 2
    assert plan["location"]["years"] == 10
    reasons = [trade["reason"] for trade in plan["trades"]]
    assert any(each.startswith("Moves BND to Roth ...1002") for each in reasons)
    assert plan["tax"]["estimated_tax"] == "0.00"


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ('trading.mode = "tlh_and_rebalanse"\n', "tlh_and_rebalance"),
        ("harvest.min_overlap = 3\n", "nearest valid value is 1"),
        ("location.income.bonds = { yield = 0.04 }\n", "bond"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_the_nearest(
    policy: str, words: str, holdings: str, capsys: Printed
) -> None:
    file = Path(holdings).with_name("policy.toml")
    file.write_text(policy, encoding="utf-8")

    assert main(["plan", holdings, "--policy", str(file)]) == REFUSED
    assert words in capsys.readouterr().err
