"""How the command line ends: as a module, for a reader that has gone, for Ctrl+C."""

import os
import runpy
import subprocess
import sys
from importlib.resources import as_file, files

import pytest

import rebalancer
from rebalancer import pipeline
from rebalancer.cli import DONE, REFUSED, main


def test_it_runs_as_a_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["rebalancer", "--version"])

    with pytest.raises(SystemExit) as ended:
        runpy.run_module("rebalancer", run_name="__main__")

    assert ended.value.code == 0
    assert rebalancer.__version__ in capsys.readouterr().out


def test_a_reader_that_went_away_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def write(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(pipeline, "rotation", write)

    assert main(["market"]) == DONE
    assert capfd.readouterr() == ("", "")


def test_a_reader_that_has_seen_enough_ends_it_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    sample = files("resources") / "sample" / "household.csv"

    with os.fdopen(writing, "wb") as closed, as_file(sample) as path:
        command = [sys.executable, "-m", "rebalancer", "import", str(path), "--json"]
        ended = subprocess.run(
            command, stdout=closed, stderr=subprocess.PIPE, text=True, check=False
        )

    assert ended.returncode == DONE
    assert "Traceback" not in ended.stderr


def test_a_stop_from_the_keyboard_is_not_a_crash(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "rotation", interrupt)

    assert main(["market"]) == REFUSED
    assert capsys.readouterr().err == "Stopped.\n"
