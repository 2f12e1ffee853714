"""Problems with answers that can be worked out by hand, from a plain file through the command line.

A case is one entry of ``CASES``: a file, a policy, and what the plan has to be. To add one, add an
entry. Unless a case says otherwise, short-term gains are taxed at 40 % and long-term ones at 20 %,
the day is 20 November 2026, and nothing is bought but what the policy lists.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rebalancer.cli import DONE, main
from tests.rebalancer import known_cases, known_cases_of_rules, known_mistakes
from tests.rebalancer.known_case import HEADER, Case, Printed

CASES = (*known_cases.CASES, *known_cases_of_rules.CASES, *known_mistakes.CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_command_line_finds_the_known_answer(
    case: Case, tmp_path: Path, capsys: Printed
) -> None:
    plan = planned(case, tmp_path, capsys)

    assert shares(plan, "sell") == pytest.approx(case.sold)
    if case.bought is not None:
        assert shares(plan, "buy") == pytest.approx(case.bought)
    for path, expected in case.values.items():
        found = value_at(plan, path)
        is_number = isinstance(expected, int | float)
        assert found == (pytest.approx(expected, abs=1e-4) if is_number else expected), path
    everything = json.dumps(plan)
    for words in case.says:
        assert words in everything


def planned(case: Case, folder: Path, capsys: Printed) -> dict[str, Any]:
    """Return the plan for *case* as the command line prints it."""
    file, policy, classes = (
        folder / name for name in ("household.csv", "policy.toml", "classes.toml")
    )
    rows = [csv_row(line) for line in case.holdings.strip().splitlines()]
    file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    policy.write_text(case.policy, encoding="utf-8")
    arguments = ["plan", str(file), "--policy", str(policy), "--as-of", case.as_of, "--json"]
    if case.classes:
        classes.write_text(case.classes, encoding="utf-8")
        arguments += ["--classes", str(classes)]
    assert main(arguments) == DONE
    content = json.loads(capsys.readouterr().out)
    assert isinstance(content, dict)
    return content


def csv_row(line: str) -> str:
    """Return a row of the plain file for one of the lines that a case is written in."""
    account, treatment, symbol, amount, *rest = line.split()
    label = f"Account ...{account}"
    if symbol == "CASH":
        return f"{label},{treatment},CASH,,{amount},1.00,,"
    price, acquired = rest
    quantity, _, cost = amount.partition("@")
    basis = Decimal(quantity) * Decimal(cost)
    return f"{label},{treatment},{symbol},{symbol} shares,{quantity},{price},{basis},{acquired}"


def shares(plan: dict[str, Any], action: str) -> dict[str, float]:
    """Return the shares that *plan* sells or buys, by symbol."""
    counted: dict[str, float] = {}
    for trade in plan["trades"]:
        if trade["action"] == action:
            symbol = trade["symbol"]
            counted[symbol] = counted.get(symbol, 0.0) + float(trade["quantity"])
    return counted


def value_at(content: Any, path: str) -> object:  # noqa: ANN401 - JSON has no type of its own
    """Return what stands at *path*; a decimal string as the number that it is."""
    for key in path.split("."):
        content = content[int(key)] if isinstance(content, list) else content[key]
    try:
        return float(content)
    except (TypeError, ValueError):
        return content
