"""What is to be done soon is done one thing a turn, and the window answers in between."""

import time
from functools import partial

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from ui.turns import Soon, Turns


def test_whoever_asks_only_one_thing_is_done_in_a_turn(qtbot: QtBot, qapp: QObject) -> None:
    done: list[str] = []
    owner = QObject()
    answering = QTimer(owner)
    answering.timeout.connect(lambda: done.append(""))
    answering.start(0)
    things = [Soon(owner, partial(done.append, name)) for name in "abc"]
    for thing in things:
        thing.ask()
        thing.ask()

    qtbot.waitUntil(lambda: set("abc") <= set(done))

    turns = "".join(each or " " for each in done).split()
    assert sorted(turns) == ["a", "b", "c"]


def test_what_comes_late_lets_the_window_answer_first(qtbot: QtBot, qapp: QObject) -> None:
    done: list[str] = []
    owner = QObject()
    thing = Soon(owner, partial(done.append, "a"))
    thing.ask()
    answering = QTimer(owner)
    answering.timeout.connect(partial(done.append, ""))
    answering.start(0)
    time.sleep(0.03)  # a page is laid out

    qtbot.waitUntil(lambda: "a" in done)

    assert done.index("a") > 0


def test_what_is_always_late_is_done_all_the_same(qtbot: QtBot, qapp: QObject) -> None:
    done: list[str] = []
    owner = QObject()
    busy = QTimer(owner)
    busy.timeout.connect(partial(time.sleep, 0.03))
    busy.start(0)
    thing = Soon(owner, partial(done.append, "a"))
    thing.ask()
    assert thing.is_asked

    qtbot.waitUntil(lambda: done == ["a"])

    assert not thing.is_asked


def test_what_is_not_wanted_any_more_is_not_done(qtbot: QtBot, qapp: QObject) -> None:
    done: list[str] = []
    owner = QObject()
    thing = Soon(owner, lambda: done.append("a"))
    thing.ask()
    thing.stop()
    qtbot.wait(20)
    assert done == []


def test_steps_are_done_in_their_order_and_the_end_is_told(qtbot: QtBot, qapp: QObject) -> None:
    done: list[int] = []
    owner = QObject()
    turns = Turns(owner)
    with qtbot.waitSignal(turns.over):
        turns.add(*(partial(done.append, number) for number in range(4)))
        assert not turns.are_over
    assert done == [0, 1, 2, 3]
    assert turns.are_over


def test_after_a_step_that_fails_the_others_are_done(qtbot: QtBot, qapp: QObject) -> None:
    done: list[int] = []
    owner = QObject()
    turns = Turns(owner)
    with qtbot.captureExceptions() as failures, qtbot.waitSignal(turns.over):
        turns.add(partial(int, "nothing"), partial(done.append, 1))
    assert done == [1]
    assert [kind for kind, *_ in failures] == [ValueError]
