"""Work goes on while the window waits for the person, and rests while it is at something itself."""

import time
from time import monotonic

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from rebalancer.progress import Progress
from ui.right_of_way import RightOfWay
from ui.tasks import Task, TaskRunner

PATIENCE_MS = 5_000
AT_WORK = 0.06
SOON = 0.03
"""Within so many seconds work has noticed that the window is at something."""
OFTEN = 100


def test_work_rests_while_the_window_is_at_something(qtbot: QtBot) -> None:
    parent = QObject()
    tasks = TaskRunner(parent, gives_way=True)
    reported: list[float] = []
    is_enough = False

    def job(progress: Progress) -> None:
        while not is_enough:
            progress(0.5)
            reported.append(monotonic())
            time.sleep(0.0005)

    tasks.start(Task("count", job))
    qtbot.waitUntil(lambda: len(reported) > OFTEN)
    began = monotonic()
    time.sleep(AT_WORK)
    before = len(reported)
    meanwhile = [moment for moment in reported if began + SOON < moment < began + AT_WORK]
    qtbot.waitUntil(lambda: len(reported) > before + OFTEN)
    is_enough = True
    tasks.finish()

    assert not meanwhile


@pytest.mark.usefixtures("qapp")
def test_work_that_the_window_waits_for_comes_to_its_end() -> None:
    parent = QObject()
    tasks = TaskRunner(parent, gives_way=True)
    done: list[int] = []

    def job(progress: Progress) -> None:
        for number in range(OFTEN):
            progress(number / OFTEN)
            done.append(number)

    tasks.start(Task("count", job))
    tasks.finish()

    assert len(done) == OFTEN


@pytest.mark.usefixtures("qapp")
def test_work_waits_only_once_for_a_window_that_does_not_come_back() -> None:
    parent = QObject()
    way = RightOfWay(parent)
    way.begin()
    time.sleep(AT_WORK)

    began = monotonic()
    way.give_way()
    waited = monotonic() - began
    for _ in range(OFTEN):
        way.give_way()

    assert monotonic() - began < 2 * waited
