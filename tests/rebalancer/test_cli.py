"""The command line: a public interface that scripts and people rely on."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import rebalancer
from rebalancer.cli import DONE, REFUSED, main
from rebalancer.ingest.mapping.file import save_mappings
from rebalancer.ingest.mapping.guess import guess_mapping, read_rows

USAGE = 2
ROOT = Path(rebalancer.__file__).parents[1]
HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
Printed = pytest.CaptureFixture[str]

KEYS: Mapping[str, str] = {
    "import": "as_of accounts skipped warnings",
    "measure": (
        "total_value coverage baskets size small_cap hhi effective_names top sectors as_of"
    ),
    "plan": "status gap trades before after tax wash_sales skipped cash_after not_done",
    "frontier": "key before as_of points",
    "glide": "key before chosen assumptions ways",
    "simulate": "scenario months current planned break_even by_group",
    "market": "as_of funds against precedents claims",
    "scenarios": "scenarios",
}
"""What each command's object has at least; the keys further in are with the JSON itself."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the demo household, copied where a person would keep it."""
    copy = tmp_path_factory.mktemp("holdings") / "household.csv"
    with as_file(files("resources") / "sample" / "household.csv") as path:
        copy.write_bytes(path.read_bytes())
    return str(copy)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a household of two lots, of which many plans are found quickly."""
    file = tmp_path_factory.mktemp("small") / "household.csv"
    chips = "Joint,taxable,NVDA,NVIDIA Corporation,100,214.72,1709.00,2021-05-27\n"
    fund = "Roth,tax_exempt,QQQ,Invesco QQQ Trust,50,700.00,20000.00,2020-03-24\n"
    file.write_text(HEADER + chips + fund, encoding="utf-8")
    return str(file)


def arguments_for(command: str, sample: str) -> list[str]:
    extra = {
        "market": [],
        "scenarios": [],
        "simulate": [sample, "--scenario", "reversal", "--paths", "50"],
        "plan": [sample, "--as-of", "2026-11-20"],
        "frontier": [sample, "--as-of", "2026-11-20", "--points", "3"],
        "glide": [sample, "--as-of", "2026-11-20", "--years", "2"],
    }
    return [command, *extra.get(command, [sample]), "--json"]


def content_of(text: str) -> dict[str, Any]:
    """Return the one JSON object that *text* consists of; NaN and Infinity are no JSON."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    content = json.loads(text, parse_constant=refuse)
    assert isinstance(content, dict)
    return content


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "rebalancer", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("command", KEYS)
def test_every_command_prints_one_object_with_the_documented_keys(
    command: str, small: str, capsys: Printed
) -> None:
    assert main(arguments_for(command, small)) == DONE

    assert set(KEYS[command].split()) <= content_of(capsys.readouterr().out).keys()


@pytest.mark.parametrize("command", KEYS)
def test_every_command_tells_a_person_the_same_in_words(
    command: str, small: str, capsys: Printed
) -> None:
    assert main(arguments_for(command, small)[:-1]) == DONE

    out = capsys.readouterr().out
    assert out.endswith("\n")
    assert not out.startswith("{")
    assert "Traceback" not in out


def test_a_simulation_is_as_long_and_as_often_as_asked(sample: str, capsys: Printed) -> None:
    numbers = ["--paths", "20", "--months", "6", "--seed", "3"]

    assert main(["simulate", sample, "--scenario", "Sticky-Inflation", "--json", *numbers]) == DONE

    content = content_of(capsys.readouterr().out)
    figures = (content["scenario"], content["months"], content["paths"], content["seed"])
    assert figures == ("sticky_inflation", 6, 20, 3)


def test_the_same_seed_gives_the_same_figures(sample: str, capsys: Printed) -> None:
    printed = []
    for _ in range(2):
        main(arguments_for("simulate", sample))
        printed.append(capsys.readouterr().out)

    assert printed[0] == printed[1]


def test_several_files_are_one_household(sample: str, tmp_path: Path, capsys: Printed) -> None:
    more = tmp_path / "more.csv"
    more.write_text(f"{HEADER}Other,taxable,CASH,,1000.00,1,,\n", encoding="utf-8")

    main(["measure", sample, str(more), "--json"])

    assert content_of(capsys.readouterr().out)["total_value"] == "1279230.54"


def test_as_a_process_it_prints_json_alone_and_messages_beside_it(
    sample: str, tmp_path: Path
) -> None:
    trades = tmp_path / "trades.xlsx"
    done = run("plan", sample, "--as-of", "2026-11-20", "--output", str(trades), "--json")

    assert done.returncode == DONE
    assert set(KEYS["plan"].split()) <= content_of(done.stdout).keys()
    assert "No policy is given: Magnificent Seven at most 25%" in done.stderr
    assert f"The trade list is in {trades}." in done.stderr
    assert "Trades" in openpyxl.load_workbook(trades).sheetnames


def test_as_a_process_it_refuses_with_a_sentence(tmp_path: Path) -> None:
    done = run("measure", str(tmp_path / "gone.csv"), "--json")

    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert "“gone.csv” could not be opened" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_terminal_that_cannot_spell_a_name_still_shows_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "household.csv"
    path.write_text(f"{HEADER}日本 Müller,taxable,AAPL,Apple,1,200,,\n", encoding="utf-8")

    words = run("import", str(path), PYTHONIOENCODING="ascii")
    script = run("import", str(path), "--json", PYTHONIOENCODING="ascii")

    assert (words.returncode, script.returncode) == (DONE, DONE)
    assert "?? M?ller" in words.stdout
    assert content_of(script.stdout)["accounts"][0]["name"] == "日本 Müller"


@pytest.mark.parametrize("command", ["import", "measure", "plan", "simulate"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.csv", None),
        ("empty.csv", b""),
        ("blank.csv", b"\n\n  \n"),
        ("binary.csv", b"PK\x03\x04" + bytes(range(256))),
        ("letter.csv", b"Dear Sir or Madam,\nthank you for your letter.\n"),
        ("history.csv", b"Run Date,Action,Symbol\n01/02/2026,BUY,AAPL\n"),
        ("headings.csv", HEADER.encode()),
    ],
)
def test_a_file_that_lists_no_holdings_is_refused_by_its_name(
    command: str, name: str, content: bytes | None, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    scenario = ["--scenario", "reversal"] if command == "simulate" else []

    assert main([command, str(path), *scenario, "--json"]) == REFUSED

    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"“{name}”" in printed.err
    assert str(tmp_path) not in printed.err


def test_a_folder_is_not_a_positions_file(tmp_path: Path, capsys: Printed) -> None:
    assert main(["measure", str(tmp_path)]) == REFUSED
    assert tmp_path.name in capsys.readouterr().err


def test_one_bad_file_among_good_ones_is_told_and_left_out(
    sample: str, tmp_path: Path, capsys: Printed
) -> None:
    bad = tmp_path / "empty.csv"
    bad.write_bytes(b"")

    assert main(["measure", sample, str(bad), "--json"]) == DONE

    printed = capsys.readouterr()
    assert printed.err == "empty.csv: not read: “empty.csv” is empty.\n"
    assert content_of(printed.out)["total_value"] == "1278230.54"


def test_holdings_that_are_worth_nothing_are_refused(tmp_path: Path, capsys: Printed) -> None:
    path = tmp_path / "nothing.csv"
    path.write_text(f"{HEADER}Joint,taxable,CASH,,0,1,,\n", encoding="utf-8")

    assert main(["measure", str(path)]) == REFUSED
    assert "Nothing to measure: " in capsys.readouterr().err


def test_an_unknown_scenario_is_answered_with_the_nearest(sample: str, capsys: Printed) -> None:
    assert main(["simulate", sample, "--scenario", "reversl"]) == REFUSED

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "“reversl”" in printed.err
    assert "Did you mean “reversal”?" in printed.err


@pytest.mark.parametrize(
    ("policy", "hint"),
    [
        ("[tradin]\n", "Did you mean “trading”?"),
        ("[targets]\nsmal_cap = { min = 0.1 }\n", "Did you mean “small_cap”?"),
        ("[trading]\nmode = 'ful'\n", "Did you mean “full”?"),
    ],
)
@pytest.mark.parametrize("command", ["plan", "simulate"])
def test_a_wrong_word_in_a_policy_is_answered_with_the_nearest(
    command: str, policy: str, hint: str, sample: str, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(policy, encoding="utf-8")

    assert main([*arguments_for(command, sample), "--policy", str(path)]) == REFUSED

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "policy.toml" in printed.err
    assert hint in printed.err


def test_a_policy_that_is_not_there_is_refused(
    sample: str, tmp_path: Path, capsys: Printed
) -> None:
    assert main(["plan", sample, "--policy", str(tmp_path / "none.toml")]) == REFUSED
    assert "none.toml" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["plan", "simulate"])
def test_whoever_gives_no_policy_is_told_which_one_is_used(
    command: str, sample: str, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("as_of = 2026-10-01\n", encoding="utf-8")
    without = arguments_for(command, sample)

    main(without)
    assert capsys.readouterr().err.startswith("No policy is given: Magnificent Seven at most 25%")
    main([*without, "--policy", str(path)])
    assert capsys.readouterr().err == ""


def test_a_plan_is_made_for_today_unless_told_otherwise(sample: str, capsys: Printed) -> None:
    before = datetime.now(tz=UTC).astimezone().date()
    main(["plan", sample, "--json"])
    after = datetime.now(tz=UTC).astimezone().date()

    as_of = content_of(capsys.readouterr().out)["as_of"]
    assert as_of in {before.isoformat(), after.isoformat()}


def test_a_plan_is_made_for_the_day_that_is_asked_for(sample: str, capsys: Printed) -> None:
    main(["plan", sample, "--as-of", "2025-02-03", "--json"])

    assert content_of(capsys.readouterr().out)["as_of"] == "2025-02-03"


def test_a_trade_list_is_written_and_its_place_told(
    sample: str, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / "trades.xlsx"

    assert main([*arguments_for("plan", sample), "--output", str(path)]) == DONE

    assert f"The trade list is in {path}.\n" in capsys.readouterr().err
    assert "Summary" in openpyxl.load_workbook(path).sheetnames


def test_a_trade_list_that_cannot_be_written_is_refused(
    sample: str, tmp_path: Path, capsys: Printed
) -> None:
    nowhere = tmp_path / "no such folder" / "trades.xlsx"

    assert main([*arguments_for("plan", sample), "--output", str(nowhere)]) == REFUSED

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "trades.xlsx" in printed.err


@pytest.mark.parametrize("value", ["0", "-5", "999999999"])
def test_an_impossible_number_of_paths_is_refused(value: str, sample: str, capsys: Printed) -> None:
    assert main(["simulate", sample, "--scenario", "reversal", "--paths", value]) == REFUSED
    assert "number of paths has to be" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["measure"],
        ["transmogrify", "household.csv"],
        ["simulate", "household.csv"],
        ["simulate", "household.csv", "--scenario", "reversal", "--paths", "many"],
        ["plan", "household.csv", "--as-of", "tomorrow"],
        ["plan", "household.csv", "--as-of", "2026-02-30"],
        ["market", "household.csv"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: Printed) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "usage: rebalancer" in printed.err


def test_a_wrong_day_is_quoted_with_an_example(capsys: Printed) -> None:
    with pytest.raises(SystemExit):
        main(["plan", "household.csv", "--as-of", "20/11/2026"])

    assert "“20/11/2026” is not a date like 2026-11-20" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "opened"),
    [([], []), (["gui"], []), (["gui", "our.rebalancer"], ["our.rebalancer"])],
)
def test_the_window_is_a_process_of_its_own(
    arguments: list[str], opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def start(command: list[str], *, check: bool) -> subprocess.CompletedProcess[bytes]:
        assert not check
        started.append(command)
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", start)

    assert main(arguments) == 3
    assert started == [[sys.executable, "-m", "ui", *opened]]


def test_what_was_typed_is_what_is_run_without_other_arguments(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setattr(sys, "argv", ["rebalancer", "market", "--json"])

    assert main() == DONE
    assert content_of(capsys.readouterr().out)["as_of"] == "2026-07-31"


def test_a_mapping_reads_a_file_of_an_unknown_layout(tmp_path: Path, capsys: Printed) -> None:
    bank, mapping = tmp_path / "depot.csv", tmp_path / "mappings.json"
    bank.write_text("WKN;Bestand;Kurswert\nVTI;2;1.234,50\n", encoding="utf-8")
    rows = read_rows(bank.read_bytes(), bank.name)
    save_mappings(mapping, (guess_mapping(rows, "My bank"),))

    assert main(["import", str(bank)]) == REFUSED
    assert "Say once what its columns mean" in capsys.readouterr().err
    assert main(["import", str(bank), "--mapping", str(mapping), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["accounts"][0]["total_value"] == "1234.50"
