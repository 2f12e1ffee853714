"""The command line shows the way: the frontier, the glide path, and what stands in the way."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rebalancer.cli import DONE, REFUSED, main

USAGE = 2
HOLDINGS = """account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,AAPL,Apple Inc.,300,100.00,6000.00,2019-03-04
Joint ...1001,taxable,NVDA,NVIDIA,200,100.00,12000.00,2026-06-01
Joint ...1001,taxable,XOM,Exxon Mobil,500,100.00,40000.00,2019-03-04
Roth ...1002,tax_exempt,BND,Vanguard Total Bond,400,72.00,28800.00,2020-03-04
Roth ...1002,tax_exempt,CASH,,500.00,1.00,,
"""
POLICY = """
[targets]
magnificent_seven = { max = 0.2 }
[buy]
symbols = ["IJR"]
[tax]
gain_budget = 5000
"""
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def household(tmp_path: Path) -> list[str]:
    """Return the arguments that name a household, its policy and the day."""
    holdings, policy = tmp_path / "holdings.csv", tmp_path / "policy.toml"
    holdings.write_text(HOLDINGS, encoding="utf-8")
    policy.write_text(POLICY, encoding="utf-8")
    return [str(holdings), "--policy", str(policy), "--as-of", "2026-11-20"]


def printed(capsys: Printed, *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == DONE
    content = json.loads(capsys.readouterr().out)
    assert isinstance(content, dict)
    return content


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_frontier_is_a_plan_for_every_cap(household: list[str], capsys: Printed) -> None:
    content = printed(capsys, "frontier", *household, "--points", "4")

    points = content["points"]
    assert content["key"] == "magnificent_seven"
    assert content["before"] == pytest.approx(0.3867, abs=0.0001)
    assert [point["marks"] for point in points if point["marks"]] == [
        ["today"],
        ["gain_budget"],
        ["policy"],
        ["least"],
    ]
    assert points == sorted(points, key=lambda point: -point["cap"])
    (policy,) = (point for point in points if "policy" in point["marks"])
    assert policy["reached"]
    assert float(policy["over_budget"]) > 0
    assert policy["note"].startswith("Its gains exceed the policy's limit by $")
    sold = [trade for trade in policy["trades"] if trade["action"] == "sell"]
    assert all(trade["lots"] for trade in sold)
    assert sum(float(trade["tax"]) for trade in sold) == float(policy["estimated_tax"])


def test_caps_can_be_named_and_those_out_of_reach_are_said_to_be(
    household: list[str], tmp_path: Path, capsys: Printed
) -> None:
    (tmp_path / "policy.toml").write_text(
        f'{POLICY}[restrictions]\ndo_not_sell = ["AAPL"]\n', encoding="utf-8"
    )
    table = tmp_path / "frontier.csv"
    asked = ["--caps", "0.3,0.1", "--output", str(table)]

    assert main(["frontier", *household, *asked]) == DONE

    out, err = capsys.readouterr()
    assert out.startswith("Magnificent Seven: 38.7% today, on 2026-11-20\n")
    assert "Cannot be reached. Magnificent Seven misses its bound" in out
    assert "as far as the limits on gains allow" in out
    assert f"The table is in {table}." in err
    rows = rows_of(table)
    assert [row["cap"] for row in rows if row["marks"] != "gain_budget"] == ["0.3", "0.2", "0.1"]
    assert rows[-1]["reached"] == "no"
    assert rows[0]["reached"] == "yes"


def test_the_glide_path_compares_the_ways_and_says_what_turns_long_term(
    household: list[str], capsys: Printed
) -> None:
    content = printed(capsys, "glide", *household, "--years", "3")

    assert content["chosen"] in {way["way"] for way in content["ways"]}
    ways = {way["way"]: way for way in content["ways"]}
    assert list(ways) == [
        "all_now",
        "as_allowed",
        "wait_for_long_term",
        "even_steps",
        "level_gains",
    ]
    assert 0 < float(ways["level_gains"]["yearly_gains"]) < 5000
    assert ways["all_now"]["yearly_gains"] is None
    chosen = ways[content["chosen"]]
    assert chosen["keeps_limits"]
    assert not ways["all_now"]["keeps_limits"]
    assert [year["date"] for year in chosen["years"]] == [
        "2026-11-20",
        "2027-11-20",
        "2028-11-20",
    ]
    first, *_, last = chosen["years"]
    assert float(last["cumulated_tax"]) == float(chosen["total_tax"])
    assert first["turns_long"][0]["symbol"] == "NVDA"
    assert first["turns_long"][0]["first_day"] == "2027-06-02"
    assert content["assumptions"][0] == "Prices stay as they are in all years."


def test_the_glide_path_is_a_table_for_people_and_spreadsheets(
    household: list[str], tmp_path: Path, capsys: Printed
) -> None:
    table = tmp_path / "glide.csv"
    more = ["--growth", "magnificent_seven=0.02", "--later", "07-01", "--output", str(table)]

    assert main(["glide", *household, *more]) == DONE

    out, err = capsys.readouterr()
    assert "All now: $" in out
    assert "(the least tax of those that reach the goal)" in out
    assert "over the limit by $" in out
    assert "Prices grow every year as you say (Magnificent Seven +2.0%)" in out
    assert f"The table is in {table}." in err
    rows = rows_of(table)
    assert len(rows) == 15
    assert "of gains a year are enough" in out
    assert {row["date"] for row in rows} == {"2026-11-20", "2027-07-01", "2028-07-01"}
    assert any("NVDA 2027-06-02" in row["turns_long_next"] for row in rows)


def test_a_goal_out_of_reach_is_said_to_be_missed(
    household: list[str], tmp_path: Path, capsys: Printed
) -> None:
    policy = POLICY.replace("5000", "0").replace('symbols = ["IJR"]', "symbols = []")
    (tmp_path / "policy.toml").write_text(policy, encoding="utf-8")

    assert main(["glide", *household, "--years", "2"]) == DONE

    out = capsys.readouterr().out
    assert "(comes nearest)" in out
    assert "  The goal is missed by " in out


def test_without_a_cap_the_table_of_a_glide_path_says_so(
    household: list[str], tmp_path: Path, capsys: Printed
) -> None:
    (tmp_path / "policy.toml").write_text(
        "[targets]\nsmall_cap = { min = 0.1 }\n", encoding="utf-8"
    )
    table = tmp_path / "glide.csv"

    assert main(["glide", *household, "--years", "1", "--output", str(table)]) == DONE

    assert "2026-11-20: no cap, " in capsys.readouterr().out
    assert rows_of(table)[0]["cap"] == ""


def test_a_terminal_sees_how_far_it_is(
    household: list[str], capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    main(["frontier", *household, "--points", "2"])

    err = capsys.readouterr().err
    assert "finding the least that can be reached" in err
    assert "100% 4 of 4 plans" in err


def test_a_plan_names_the_smallest_change_that_makes_it_possible(
    household: list[str], capsys: Printed
) -> None:
    content = printed(capsys, "plan", *household)

    assert content["status"] == "infeasible"
    limits = {each["limit"]: each for each in content["not_done"]}
    budget = limits["tax.gain_budget"]
    assert budget["price_of"] == "missed"
    assert float(budget["price"]) > 1
    assert budget["change_that_helps"].startswith("the gain budget from $5,000 to $")
    cap = limits["targets.magnificent_seven.max"]
    assert cap["change_that_helps"].startswith("Magnificent Seven at most 2")
    assert cap["account"] is None
    assert main(["plan", *household]) == DONE
    assert "What would do: the gain budget from $5,000 to $" in capsys.readouterr().out


def test_a_plan_says_what_its_limits_cost_and_what_a_dollar_of_tax_removes(
    household: list[str], tmp_path: Path, capsys: Printed
) -> None:
    (tmp_path / "policy.toml").write_text(POLICY.replace("5000", "90000"), encoding="utf-8")

    content = printed(capsys, "plan", *household)

    (cap,) = content["not_done"]
    assert cap["limit"] == "targets.magnificent_seven.max"
    assert cap["price_of"] == "cost"
    assert float(cap["costs"]) > 1000
    assert cap["change_that_helps"] is None
    sold = [trade for trade in content["trades"] if trade["action"] == "sell"]
    for trade in sold:
        removed = -float(trade["exposure_change"]["magnificent_seven"])
        assert float(trade["removed_per_tax_dollar"]) == pytest.approx(
            removed / float(trade["tax"]), abs=0.01
        )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["frontier", "--points", "1"], "“1” is not a number from 2 to 100"),
        (["frontier", "--points", "many"], "“many” is not a number from 2 to 100"),
        (["frontier", "--caps", "0.3,x"], "“0.3,x” is not like 0.40,0.35,0.30"),
        (["frontier", "--caps", "0.3,30"], "a share in “0.3,30” is not between 0 and 1"),
        (["glide", "--years", "6"], "invalid choice: 6"),
        (["glide", "--growth", "small_cap"], "is not like magnificent_seven=0.08"),
        (["glide", "--growth", "small_cap=8"], "is not above -1 and at most 1"),
        (["glide", "--later", "13-01"], "“13-01” is not a day like 01-15"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    arguments: list[str], sentence: str, household: list[str], capsys: Printed
) -> None:
    command, *more = arguments

    with pytest.raises(SystemExit) as ended:
        main([command, *household, *more])

    assert ended.value.code == USAGE
    assert sentence in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("asked", [["frontier", "--key"], ["glide", "--key"]])
def test_an_unknown_group_is_refused_with_the_nearest_one(
    asked: list[str], household: list[str], capsys: Printed
) -> None:
    command, option = asked

    assert main([command, *household, option, "small_caps"]) == REFUSED

    err = capsys.readouterr().err
    assert "There is no basket, size or asset class “small_caps”." in err
    assert "Did you mean “small_cap”?" in err
