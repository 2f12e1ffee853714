"""Scenarios from the command line: moved drivers, one's own files, and a question of one symbol."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from rebalancer.cli import DONE, REFUSED, main
from rebalancer.simulate.own_scenarios import keep_scenario, named
from rebalancer.simulate.scenario_files import find_scenario
from rebalancer.simulate.tune import set_figures

Printed = pytest.CaptureFixture[str]
SAMPLE = str(files("resources") / "sample" / "household.csv")
GAP = ("--scenario", "valuation_gap_closes")


@pytest.fixture
def played(capsys: Printed) -> Callable[..., dict[str, Any]]:
    def play(*arguments: str) -> dict[str, Any]:
        assert main(["simulate", SAMPLE, "--paths", "20", "--json", *arguments]) == DONE
        content = json.loads(capsys.readouterr().out)
        assert isinstance(content, dict)
        return content

    return play


def test_a_driver_that_is_set_moves_the_groups(played: Callable[..., dict[str, Any]]) -> None:
    usual = played(*GAP)
    wider = played(*GAP, "--set", "closing=-0.5", "--set", "growth-small=0.08")
    shocks = {group: part["shock"] for group, part in wider["by_group"].items()}
    assert usual["by_group"]["small_quality"]["shock"] == pytest.approx(0.854, abs=0.001)
    assert shocks["small_quality"] == pytest.approx(0.145, abs=0.001)
    assert shocks["large"] == pytest.approx(0.546, abs=0.001)


def test_drivers_are_listed_with_range_unit_source_and_date(
    played: Callable[..., dict[str, Any]],
) -> None:
    content = played(*GAP, "--set", "discount=0.3")
    by_name = {driver["name"]: driver for driver in content["drivers"]}
    small = by_name["multiple_small"]
    assert (small["value"], small["default"]) == (pytest.approx(15.4), 15.0)
    assert (small["low"], small["high"], small["unit"]) == (8.0, 40.0, "multiple")
    assert small["as_of"] == "2026-01-05"
    assert "first sessions of 2026" in small["source"]
    assert content["derived"] == {"discount": pytest.approx(0.3)}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("closng=0.5", "Did you mean “closing”?"),
        ("closing=3", "has to be from -1 to 1 (-100 % to 100 %), not 3"),
        ("months=0", "“months” has to be from 1 to 600, not 0"),
    ],
)
def test_what_cannot_be_set_is_answered_with_a_sentence(
    said: str, answer: str, capsys: Printed
) -> None:
    assert main(["simulate", SAMPLE, *GAP, "--set", said]) == REFUSED
    printed = capsys.readouterr()
    assert answer in printed.err
    assert printed.out == ""


@pytest.mark.parametrize(
    "wrong", [("--set", "closing"), ("--what-if", "IWM"), ("--scenario", "x", "--what-if", "A=1")]
)
def test_what_is_not_understood_is_wrong_usage(wrong: tuple[str, ...], capsys: Printed) -> None:
    base = () if "--what-if" in wrong else GAP
    with pytest.raises(SystemExit) as ended:
        main(["simulate", SAMPLE, *base, *wrong])
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_a_question_of_one_symbol_moves_everything_that_goes_with_it(
    played: Callable[..., dict[str, Any]],
) -> None:
    content = played("--what-if", "iwm=-0.2", "--months", "3")
    assert content["title"] == "What if IWM returns -20.0%"
    assert content["months"] == 3
    assert -0.2 < content["by_group"]["mega_cap_tech"]["shock"] < -0.05
    assert any("No figure of their own" in doubt for doubt in content["doubts"])


def test_a_scenario_can_be_a_file(tmp_path: Path, played: Callable[..., dict[str, Any]]) -> None:
    mine = named(set_figures(find_scenario("reversal"), {"large": -0.3}), "Mine", ())
    file = keep_scenario(tmp_path, mine)
    content = played("--scenario", str(file))
    assert (content["scenario"], content["title"]) == ("mine", "Mine")
    assert content["by_group"]["large"]["shock"] == pytest.approx(-0.3)


def test_own_scenarios_are_found_where_the_window_keeps_them(
    tmp_path: Path,
    played: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Printed,
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "rebalancer" / "scenarios"
    keep_scenario(folder, named(find_scenario("reversal"), "Mine", ()))
    assert played("--scenario", "mine")["title"] == "Mine"

    (folder / "broken.toml").write_text("=", encoding="utf-8")
    assert main(["scenarios", "--json"]) == DONE
    printed = capsys.readouterr()
    assert "“broken.toml”: it is not valid TOML" in printed.err
    names = [scenario["name"] for scenario in json.loads(printed.out)["scenarios"]]
    assert names[0] == "mine"
    assert "reversal" in names


def test_the_list_names_every_driver_with_its_range(tmp_path: Path, capsys: Printed) -> None:
    assert main(["scenarios", "--scenarios", str(tmp_path)]) == DONE
    printed = capsys.readouterr().out
    assert "closing = 0.5: Part of the gap that closes, 50 %" in printed
    assert "-100 % to 100 %" in printed
    assert main(["simulate", SAMPLE, *GAP, "--set", "closing=0.25", "--paths", "20"]) == DONE
    assert "closing = 0.25: Part of the gap that closes, 25 % (was 50 %)" in capsys.readouterr().out
