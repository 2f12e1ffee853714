"""A worker never destroys what is of Qt, however much it makes."""

import gc
import threading
from weakref import finalize

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from rebalancer.progress import Progress
from tests.ui.conftest import PATIENCE_MS
from ui.sweeping import Sweeping
from ui.tasks import Task, TaskRunner

HERE, AWAY = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive


class Knot(QObject):
    """Reaches itself, so that only the search for garbage finds that nobody else does."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def make_many(_: Progress) -> list[list[object]]:
    """Make more objects than Python's own collector would wait for."""
    return [[] for _ in range(2 * gc.get_threshold()[0])]


def test_what_nobody_reaches_is_destroyed_on_the_thread_of_the_window(
    qtbot: QtBot, tasks: TaskRunner
) -> None:
    destroyed: list[threading.Thread] = []
    gc.enable()
    sweeping = Sweeping()
    sweeping.begin()
    finalize(Knot(), lambda: destroyed.append(threading.current_thread()))
    task = Task("Making many", make_many)
    with qtbot.waitSignal(task.succeeded, timeout=PATIENCE_MS) as many:
        tasks.start(task)

    assert many.args is not None
    qtbot.waitUntil(lambda: bool(destroyed), timeout=PATIENCE_MS)
    sweeping.end()
    assert destroyed == [threading.main_thread()]


def test_what_came_of_the_work_is_looked_through_once_when_it_is_over(qtbot: QtBot) -> None:
    destroyed: list[str] = []
    gc.enable()
    sweeping = Sweeping()
    sweeping.begin()
    old, new = Knot(), Knot()
    finalize(old, lambda: destroyed.append("old"))
    finalize(new, lambda: destroyed.append("new"))
    del new
    for _ in range(2):
        gc.collect(1)  # which makes what is left old
    finalize(Knot(), lambda: destroyed.append("newer"))
    sweeping.rest()
    qtbot.waitUntil(lambda: "newer" in destroyed, timeout=PATIENCE_MS)
    del old
    frozen = gc.get_freeze_count()
    sweeping.wait()
    sweeping.end()

    assert frozen > 0
    assert destroyed == ["new", "newer"]
    gc.collect()
    assert destroyed == ["new", "newer", "old"]


def test_very_much_is_not_looked_through_while_the_person_is_here(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.sweeping._AWAY_MS", 1)
    destroyed: list[str] = []
    gc.enable()
    sweeping = Sweeping()
    sweeping.begin()
    before = gc.get_freeze_count()
    finalize(Knot(), lambda: destroyed.append("knot"))
    much: list[list[object]] = [[] for _ in range(20_000)]

    sweeping.rest()
    sweeping.follow(HERE)
    assert gc.get_freeze_count() > before + len(much)
    qtbot.wait(600)
    assert destroyed == []
    sweeping.follow(AWAY)
    qtbot.waitUntil(lambda: destroyed == ["knot"], timeout=PATIENCE_MS)

    sweeping.end()


def test_everything_is_looked_through_while_nothing_runs_and_the_person_is_elsewhere(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.sweeping._AWAY_MS", 1)
    destroyed: list[str] = []
    gc.enable()
    old = Knot()
    finalize(old, lambda: destroyed.append("old"))
    sweeping = Sweeping()
    sweeping.begin()
    del old

    sweeping.wait()
    sweeping.follow(AWAY)
    sweeping.rest()
    sweeping.follow(HERE)
    gc.collect()
    qtbot.wait(5)
    assert destroyed == []
    sweeping.follow(AWAY)
    qtbot.waitUntil(lambda: destroyed == ["old"], timeout=PATIENCE_MS)
    assert gc.get_freeze_count() > 0
    sweeping.end()
