"""A report says where it happened, and nothing of what a person owns."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.errors import RebalancerError
from ui.diagnosis import CrashLog, describe, describe_crash
from ui.errors import ErrorDesk

CANARY = "ZZ9-CANARY"
CRASH = """
import faulthandler, sys
from pathlib import Path
from ui.diagnosis import CrashLog
CrashLog(Path(sys.argv[1])).start()
def sell_ZZ9(amount):
    faulthandler._sigsegv()
sell_ZZ9(123456.789)
"""
ROOT = Path(__file__).parents[2]


class BrokenFileError(RebalancerError):
    title = "The file is broken"


def failing(value: str) -> float:
    """Fail as a bug would: with a cell of the file in the message."""
    return {"a": 1.0}[value]


def test_an_error_is_told_by_its_kind_and_its_place() -> None:
    with pytest.raises(KeyError) as caught:
        failing(CANARY)
    report = describe(caught.value)
    assert "KeyError" in report
    assert "test_diagnosis, line" in report
    assert "in failing" in report
    assert CANARY not in report
    assert str(Path.home()) not in report


def test_what_led_to_it_is_told_too_and_of_our_own_errors_the_title() -> None:
    report = ""
    try:
        try:
            float(CANARY)
        except ValueError as error:
            raise BrokenFileError(f"line 3: {CANARY}") from error
    except BrokenFileError as error:
        error.__cause__.__context__ = error  # type: ignore[union-attr]  # a circle is no trap
        report = describe(error)

    assert report.index("ValueError") < report.index("which led to")
    assert report.endswith("BrokenFileError: The file is broken")
    assert CANARY not in report


def test_a_crash_is_written_down_told_once_more_and_forgotten(
    qtbot: QtBot, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "private"
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(folder)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode < 0
    assert stat.S_IMODE((folder / "crash.txt").stat().st_mode) == 0o600

    log = CrashLog(folder)
    log.take_up()
    assert "Fatal Python error: Segmentation fault" in log.report
    assert "in sell_ZZ9" in log.report
    assert "123456" not in log.report
    desk = ErrorDesk()
    desk.offer_crash(log.report, log.forget)
    assert desk.dialog is not None
    qtbot.addWidget(desk.dialog)
    assert "sell_ZZ9" in desk.dialog.details
    again = CrashLog(folder)
    again.take_up()
    assert again.report == log.report
    desk.dialog.forget.click()
    assert not desk.dialog.isVisible()
    assert sorted(path.name for path in folder.iterdir()) == []


def test_only_lines_that_are_understood_are_told() -> None:
    dump = (
        "Fatal Python error: Aborted\n\n"
        "Current thread 0x00007f (most recent call first):\n"
        f'  File "/home/{CANARY}/site-packages/numpy/core/_methods.py", line 49 in _sum\n'
        f'  File "/home/{CANARY}/app/ui/views/holdings/page.py", line 12 in _show\n'
        f'  File "/home/{CANARY}.py", line 1 in <module>\n'
        f"{CANARY} 123456.789\n"
    )

    assert describe_crash(dump).splitlines() == [
        "Fatal Python error: Aborted",
        "Current thread 0x00007f",
        "  numpy.core._methods, line 49, in _sum",
        "  ui.views.holdings.page, line 12, in _show",
        "  ?, line 1, in <module>",
    ]


def test_the_thread_that_crashed_comes_first_and_those_that_wait_for_work_last() -> None:
    idle = '  File "/opt/python3.11/concurrent/futures/thread.py", line 81 in _worker\n'
    dump = (
        "Fatal Python error: Segmentation fault\n\n"
        "Thread 0x01 (most recent call first):\n" + idle + "\n"
        "Thread 0x02 (most recent call first):\n"
        '  File "/app/ui/document/clerk.py", line 7 in save\n\n'
        'Current thread 0x03 (most recent call first):\n  File "/app/ui/app.py", line 5 in main\n'
    )

    assert describe_crash(dump).splitlines() == [
        "Fatal Python error: Segmentation fault",
        "Current thread 0x03",
        "  ui.app, line 5, in main",
        "Thread 0x02",
        "  ui.document.clerk, line 7, in save",
        "Thread 0x01",
        "  concurrent.futures.thread, line 81, in _worker",
    ]


def test_the_thread_that_crashed_is_told_behind_as_many_others_as_are_ever_written(
    tmp_path: Path,
) -> None:
    frame = f'  File "/home/{"long/" * 20}ui/document/clerk.py", line 7 in save\n'
    others = "".join(f"Thread 0x{number:02x} (most\n{frame * 100}\n" for number in range(99))
    crashed = f"Current thread 0xff (most\n{frame.replace('save', 'crash') * 100}"
    (tmp_path / "crash.txt").write_text(f"Fatal Python error: Aborted\n\n{others}{crashed}")
    log = CrashLog(tmp_path)

    log.take_up()

    lines = log.report.splitlines()
    assert lines[:2] == ["Fatal Python error: Aborted", "Current thread 0xff"]
    assert lines[2:62] == ["  ui.document.clerk, line 7, in crash"] * 60
    assert lines[62] == "Thread 0x00"
    assert len(lines) == 1200


def test_without_a_place_to_write_there_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    log = CrashLog(tmp_path / "file" / "folder")

    log.start()
    log.stop()

    assert log.report == ""
