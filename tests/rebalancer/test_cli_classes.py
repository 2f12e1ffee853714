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
