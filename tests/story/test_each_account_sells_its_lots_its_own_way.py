"""One file, one need of cash, and every way in which an account may pick the lots it sells.

Somebody needs 1,500 USD out of a taxable account that bought the same fund three times. What that
costs is a matter of which shares the broker sells; the terminal says for each method which ones,
and what is due. At the end they decide single trades themselves, and are told what cannot be done.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from rebalancer.cli import DONE, REFUSED, main

Printed = pytest.CaptureFixture[str]

FILE = """\
account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,VTI,Vanguard Total Stock Market ETF,10,100.00,850.00,2019-01-02
Joint ...1001,taxable,VTI,Vanguard Total Stock Market ETF,10,100.00,400.00,2024-05-06
Joint ...1001,taxable,VTI,Vanguard Total Stock Market ETF,10.5,100.00,945.00,2026-06-01
Roth ...1002,tax_exempt,IJR,iShares Core S&P Small-Cap ETF,50,100.00,,
Roth ...1002,tax_exempt,CASH,,2000.00,1.00,,
"""
NEED = """
[targets]
"class:cash" = { min = 0.0 }
[trading]
mode = "raise_cash"
withdraw = { "1001" = 1500 }
"""
NAMED = """
[[trading.specific_lots]]
account = "1001"
symbol = "VTI"
acquired = 2024-05-06
quantity = 4
[[trading.specific_lots]]
account = "1001"
symbol = "VTI"
acquired = 2026-06-01
quantity = 10.5
"""
OLDEST, MIDDLE, NEWEST = "2019-01-02", "2024-05-06", "2026-06-01"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the household's file."""
    path = tmp_path / "household.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def ask(file: Path, policy: str) -> int:
    """Ask the terminal for the plan of *policy* on a day in November 2026."""
    path = file.with_name("policy.toml")
    path.write_text(policy, encoding="utf-8")
    day = ["--as-of", "2026-11-20"]
    return main(["plan", str(file), "--policy", str(path), *day, "--json"])


def planned(file: Path, policy: str, printed: Printed) -> dict[str, Any]:
    assert ask(file, policy) == DONE
    content: dict[str, Any] = json.loads(printed.readouterr().out)
    return content


# short-term gains are taxed at 40 %, long-term ones at 20 %; the average cost is 71.97
ANSWERS = {
    "min_tax": ({OLDEST: "10", NEWEST: "5"}, "50.00"),  # 4.00 a share, then 3.00
    "fifo": ({OLDEST: "10", MIDDLE: "5"}, "90.00"),
    "lifo": ({NEWEST: "10.5", MIDDLE: "4.5"}, "96.00"),
    "hifo": ({NEWEST: "10.5", OLDEST: "4.5"}, "55.50"),
    "average": ({OLDEST: "10", MIDDLE: "5"}, "84.10"),
    "specific": ({NEWEST: "10.5", MIDDLE: "3.5"}, "84.00"),  # 14 of the 14.5 that are named
}


@pytest.mark.parametrize("method", ANSWERS)
def test_the_terminal_says_which_lots_go_and_what_they_cost(
    method: str, file: Path, capsys: Printed
) -> None:
    need = NEED if method != "specific" else NEED.replace("1500", "1400") + NAMED
    policy = need.replace("[trading]", f'[trading]\nlot_relief = {{ "1001" = "{method}" }}')

    plan = planned(file, policy, capsys)

    (trade,) = plan["trades"]
    lots, tax = ANSWERS[method]
    assert trade["lot_relief"] == method
    assert {lot["acquired"]: lot["quantity"] for lot in trade["lots"]} == lots
    assert plan["tax"]["estimated_tax"] == tax


def test_they_decide_one_trade_and_the_plan_is_made_around_it(file: Path, capsys: Printed) -> None:
    decided = '\n[[orders]]\naccount = "1001"\nsymbol = "VTI"\naction = "sell"\nquantity = 20\n'

    plan = planned(file, NEED + decided, capsys)

    (trade,) = plan["trades"]
    assert trade["quantity"] == "20"
    assert trade["reason"].startswith("You ordered this trade.")


def test_they_exclude_a_trade_and_are_told_that_the_cash_is_missing(
    file: Path, capsys: Printed
) -> None:
    excluded = '\n[[orders]]\naccount = "1001"\nsymbol = "VTI"\naction = "sell"\nquantity = 0\n'

    plan = planned(file, NEED + excluded, capsys)

    assert plan["trades"] == []
    assert plan["status"] == "infeasible"
    (kept,) = plan["skipped"]
    assert kept["reason"] == "VTI is not sold: you excluded this trade."


@pytest.mark.parametrize(
    ("order", "said", "nearest_choice"),
    [
        (("sell", "VTI", 31), "“orders[1].quantity” sells 31 VTI", "valid value is 30."),
        (("buy", "IJR", 900), "can raise", "valid value is"),
        (("sell", "VTV", 5), "which it does not hold", "Did you mean “VTI”?"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_nearest_thing_that_can(
    order: tuple[str, str, int], said: str, nearest_choice: str, file: Path, capsys: Printed
) -> None:
    action, symbol, shares = order
    decided = f'\n[[orders]]\naccount = "1001"\nsymbol = "{symbol}"\naction = "{action}"\n'

    free = NEED.replace('mode = "raise_cash"', "")
    code = ask(file, f"{free}{decided}quantity = {shares}\n")

    message = capsys.readouterr().err
    assert code == REFUSED
    assert said in message
    assert nearest_choice in message


def test_the_fraction_of_a_share_is_sold_only_where_that_is_asked_for(
    file: Path, capsys: Printed
) -> None:
    everything = NEED.replace("1500", "3050")

    whole = planned(file, everything, capsys)
    cleared = planned(file, everything + "sell_fractions = true\n", capsys)

    assert [trade["quantity"] for trade in whole["trades"]] == ["30"]
    assert [trade["quantity"] for trade in cleared["trades"]] == ["30.5"]
