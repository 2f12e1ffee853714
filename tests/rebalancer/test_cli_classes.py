"""Classes of your own on the command line: measured, capped, and refused with a hint."""

import json
from pathlib import Path

import pytest

from rebalancer.cli import DONE, REFUSED, main

Printed = pytest.CaptureFixture[str]
HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
HOLDINGS = f"""{HEADER}\
Joint ...1001,taxable,HBAN,Huntington,1000,16.00,12000.00,2020-01-02
Joint ...1001,taxable,THR,Thermon,100,40.00,3000.00,2020-01-02
Joint ...1001,taxable,IJR,iShares Core,100,150.00,12000.00,2024-01-02
"""
CLASSES = """
[baskets.regional_banks]
companies = ["HBAN", "TFC"]
[corrections.THR]
kind = "stock"
size = "small"
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    texts = {
        "holdings.csv": HOLDINGS,
        "classes.toml": CLASSES,
        "policy.toml": '[targets]\nregional_banks = { max = 0.2 }\n[buy]\nsymbols = ["IJR"]\n',
        "typo.toml": "[targets]\nregional_bank = { max = 0.2 }\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: str(tmp_path / name) for name in texts}


def test_your_own_basket_and_correction_are_measured(
    files: dict[str, str], capsys: Printed
) -> None:
    without = ["measure", files["holdings.csv"], "--json"]
    assert main(without) == DONE
    before = json.loads(capsys.readouterr().out)

    assert main([*without, "--classes", files["classes.toml"]]) == DONE
    after = json.loads(capsys.readouterr().out)

    assert "regional_banks" not in before["baskets"]
    assert after["baskets"]["regional_banks"]["share"] == pytest.approx(16 / 35)
    assert after["size"]["small"] - before["size"]["small"] == pytest.approx(4 / 35)


def test_a_policy_caps_a_basket_of_your_own(files: dict[str, str], capsys: Printed) -> None:
    arguments = ["plan", files["holdings.csv"], "--policy", files["policy.toml"], "--json"]

    assert main([*arguments, "--classes", files["classes.toml"]]) == DONE
    plan = json.loads(capsys.readouterr().out)

    assert [target["title"] for target in plan["targets"]] == ["Regional banks"]
    assert plan["after"]["baskets"]["regional_banks"]["share"] == pytest.approx(0.2, abs=0.01)


def test_a_basket_that_nobody_named_is_refused_with_the_nearest(
    files: dict[str, str], capsys: Printed
) -> None:
    arguments = ["plan", files["holdings.csv"], "--policy", files["typo.toml"]]

    assert main([*arguments, "--classes", files["classes.toml"]]) == REFUSED
    assert "Did you mean “regional_banks”?" in capsys.readouterr().err

    assert main(["plan", files["holdings.csv"], "--policy", files["policy.toml"]]) == REFUSED
    assert "“targets.regional_banks”" in capsys.readouterr().err


def test_classes_that_cannot_be_followed_are_refused_by_file_and_key(
    files: dict[str, str], tmp_path: Path, capsys: Printed
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[corrections.POOL]\nlooked_through_as = "SP50"\n', encoding="utf-8")

    assert main(["measure", files["holdings.csv"], "--classes", str(wrong)]) == REFUSED
    said = capsys.readouterr().err
    assert "wrong.toml: “corrections.POOL.looked_through_as”" in said
    assert "SP500" in said


def test_a_measurement_holds_its_parts_their_bounds_and_what_it_depends_on(
    files: dict[str, str], capsys: Printed
) -> None:
    arguments = ["measure", files["holdings.csv"], "--against", "IJR=0.6, VTI=0.4", "--json"]

    assert main(arguments) == DONE
    found = json.loads(capsys.readouterr().out)

    assert [part["name"] for part in found["accounts"]] == ["Joint ...1001"]
    assert [part["key"] for part in found["funds"]] == ["IJR"]
    assert found["funds"][0]["small_cap"]["share"] == pytest.approx(1, abs=0.01)
    assert [item["against"] for item in found["comparisons"]] == ["VTI", "target"]
    assert found["top_share"]["10"]["lower"] <= found["top_share"]["10"]["upper"]
    assert found["hhi"]["lower"] <= found["hhi"]["look_through"] <= found["hhi"]["upper"]
    small = found["size_bounds"]["small"]
    assert small["upper"] - small["lower"] == pytest.approx(4 / 35, abs=1e-3)
    assert found["sector_bounds"]["Financials"]["upper"] > found["sectors"]["Financials"]
    assert found["explanations"]["hhi"]["baskets"][0]["name"] == "SP600"
    rules = {doubt["rule"]: doubt for doubt in found["health"]}
    assert rules["opaque_fund"]["symbols"] == ["THR"]
    assert {"severity", "sentence", "symbols", "share", "fix"} <= set(rules["opaque_fund"])


def test_a_person_is_told_the_same_and_how_a_figure_was_computed(
    files: dict[str, str], capsys: Printed
) -> None:
    assert main(["measure", files["holdings.csv"]]) == DONE
    said = capsys.readouterr().out
    assert "Active share against VTI" in said
    assert "Warning: 11.4% of everything is a part of THR that nobody can see into" in said

    assert main(["measure", files["holdings.csv"], "--explain", "top"]) == DONE
    assert "Corrected by you" not in capsys.readouterr().out

    explain = ["measure", files["holdings.csv"], "--classes", files["classes.toml"], "--explain"]
    assert main([*explain, "regional_banks"]) == DONE
    said = capsys.readouterr().out
    assert "Regional banks: 45.7%\n" in said
    assert "IJR by SP600 of 2026-08-21 (estimated, 100.0% known)" in said
    assert "Corrected by you: THR." in said

    assert main([*explain, "regional_bank"]) == REFUSED
    assert "Did you mean “regional_banks”?" in capsys.readouterr().err


@pytest.mark.parametrize("mix", ["VTI", "VTI=x", "VTI=0", "VTI=2"])
def test_a_target_that_is_no_mix_is_wrong_usage(
    mix: str, files: dict[str, str], capsys: Printed
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["measure", files["holdings.csv"], "--against", mix])
    assert ended.value.code == 2
    assert mix in capsys.readouterr().err


def test_symbols_are_classified_with_reasons(files: dict[str, str], capsys: Printed) -> None:
    asked = ["classify", "hban", "THR", "VT", "GOOG", "EYPT"]

    assert main([*asked, "--json"]) == DONE
    found = {item["symbol"]: item for item in json.loads(capsys.readouterr().out)["symbols"]}
    assert found["HBAN"]["size"] == "large"
    assert found["THR"]["size"] == "unclassified"
    assert found["VT"]["parts"][0]["name"] == "VTI"

    assert main([*asked, "--classes", files["classes.toml"]]) == DONE
    said = capsys.readouterr().out
    assert "THR: THR (stock)\n  size small: your correction\n" in said
    assert "  sector unknown: no source names one" in said
    assert "  fund rule proxy: split drifts with markets" in said
    assert "  62% VTI of 2025-08-27, actual, 99.3% known: SEC Form N-PORT" in said
    assert "  in magnificent_seven, mega_cap_tech" in said
    assert "  in regional_banks" in said
    assert "You say that THR is small." in said
