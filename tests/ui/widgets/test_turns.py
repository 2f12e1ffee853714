"""What is to be done soon is done one thing a turn, and the window answers in between."""

from functools import partial

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from ui.widgets.turns import Soon, Turns


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
