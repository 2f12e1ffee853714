"""The decisions of packaging/dev.py; that it works on a bare machine is tried on one."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.tree import ROOT, script

SCRIPT = ROOT / "packaging" / "dev.py"


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    return script("dev")


def figures(lines: tuple[int, int], branches: tuple[int, int]) -> dict[str, object]:
    """Return what coverage.py says of an engine of one file with so many covered, of so many."""
    engine = {
        "covered_lines": lines[0],
        "num_statements": lines[1],
        "covered_branches": branches[0],
        "num_branches": branches[1],
    }
    window = {"covered_lines": 85, "num_statements": 100, "covered_branches": 0, "num_branches": 9}
    return {"files": {"rebalancer/a.py": {"summary": engine}, "ui/b.py": {"summary": window}}}


@pytest.mark.parametrize(
    ("lines", "branches", "verdict"),
    [
        ((1000, 1000), (95, 100), [True, True, True]),
        ((999, 1000), (100, 100), [False, True, True]),
        ((1000, 1000), (94, 100), [True, False, True]),
    ],
)
def test_lines_and_branches_are_judged_apart(
    dev: ModuleType, lines: tuple[int, int], branches: tuple[int, int], verdict: list[bool]
) -> None:
    found = dev.judge_coverage(figures(lines, branches), ("rebalancer", "ui"))

    assert [outcome.passed for outcome in found] == verdict


def test_only_what_is_measured_is_judged(dev: ModuleType) -> None:
    found = dev.judge_coverage(figures((1, 1), (1, 1)), ("rebalancer",))

    assert [outcome.name for outcome in found] == ["engine lines", "engine branches"]


def test_no_figures_are_not_a_pass(dev: ModuleType) -> None:
    found = dev.judge_coverage({}, ("rebalancer", "ui"))
    assert len(found) == 3
    assert not any(outcome.passed for outcome in found)


def test_a_display_asks_for_more_libraries(dev: ModuleType) -> None:
    offscreen = set(dev.OFFSCREEN_LIBRARIES)

    assert dev.missing_libraries(offscreen, {}) == {}
    assert "libxcb-cursor0" in dev.missing_libraries(offscreen, {"DISPLAY": ":0"}).values()
    assert dev.missing_libraries(set(), {}) == dev.OFFSCREEN_LIBRARIES


def test_a_half_made_environment_is_not_ready(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("numpy==2\n")
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    assert not dev.is_ready(lock)

    dev.STAMP.write_text(dev.digest(lock))
    assert dev.is_ready(lock)

    lock.write_text("numpy==3\n")
    assert not dev.is_ready(lock)


def test_an_environment_whose_python_is_gone_is_not_ready(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "python")
    dev.STAMP.write_text(dev.digest(SCRIPT))

    assert not dev.is_ready(SCRIPT)


def test_a_failure_is_named_and_decides_the_exit_code(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = [
        dev.Outcome(name="lint", passed=True, note="1 s"),
        dev.Outcome(name="types", passed=False, note="2 s"),
    ]

    assert dev.report(outcomes) == 1
    assert "1 of 2 failed: types" in capsys.readouterr().out
    assert dev.report(outcomes[:1]) == 0


@pytest.mark.parametrize("arguments", [[], ["dance"]])
def test_a_wrong_command_line_is_told_so(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "usage" in done.stderr


def test_all_faults_are_tried_by_one_command(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def start(arguments: list[str], **_: str) -> int:
        started.append(arguments)
        return 7

    monkeypatch.setattr(dev, "set_up", lambda _: 0)
    monkeypatch.setattr(dev, "start", start)
    monkeypatch.chdir(ROOT)
    assert dev.test(["--faults", "--", "-k", "power"]) == 7
    (arguments,) = started
    assert {"faults", "--faults"} < set(arguments)
    assert arguments[-2:] == ["-k", "power"]
