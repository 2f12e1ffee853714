"""Work runs beside the window, reports itself, and stops when asked."""

import threading
from functools import partial
from itertools import groupby
from time import monotonic
from weakref import ref

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rebalancer.progress import Progress
from ui.tasks import APART, Errands, Task, TaskRunner

PATIENCE_MS = 5_000


def test_a_result_arrives_on_the_windows_thread(qtbot: QtBot, tasks: TaskRunner) -> None:
    threads: list[threading.Thread] = []
    task = Task("add", lambda _: 1 + 1)
    task.succeeded.connect(lambda _: threads.append(threading.current_thread()))

    with qtbot.waitSignal(task.succeeded, timeout=PATIENCE_MS) as arrived:
        tasks.start(task)

    assert arrived.args == [2]
    assert threads == [threading.main_thread()]


def test_an_error_arrives_instead_of_a_result(qtbot: QtBot, tasks: TaskRunner) -> None:
    def job(_: Progress) -> None:
        raise ValueError("no such thing")

    task = Task("fail", job)
    with qtbot.waitSignals([task.failed, task.finished], timeout=PATIENCE_MS):
        tasks.start(task)


def test_progress_is_told_in_fractions_and_words(qtbot: QtBot, tasks: TaskRunner) -> None:
    task = Task("half", lambda progress: progress(0.5, "half way"))
    told: list[tuple[float, str]] = []
    task.progressed.connect(lambda fraction, note: told.append((fraction, note)))

    with qtbot.waitSignal(task.finished, timeout=PATIENCE_MS):
        tasks.start(task)

    assert told == [(0.0, ""), (0.5, "half way")]


def test_of_many_reports_few_are_told_but_every_new_word_and_both_ends(
    qtbot: QtBot, tasks: TaskRunner
) -> None:
    count, words = 20_000, ("counting", "adding up", "counting")
    took: list[float] = []

    def job(progress: Progress) -> None:
        began = monotonic()
        progress(0.0)
        for place, note in enumerate(words):
            for number in range(count):
                progress((place + number / count) / len(words), note)
        progress(1.0, words[-1])
        progress(1.0, words[-1])
        took.append(monotonic() - began)

    task = Task("count", job)
    told: list[tuple[float, str]] = []
    task.progressed.connect(lambda fraction, note: told.append((fraction, note)))
    with qtbot.waitSignal(task.finished, timeout=PATIENCE_MS):
        tasks.start(task)

    assert told[0] == (0.0, "")
    assert told[-1] == (1.0, words[-1])
    assert told.count(told[0]) == told.count(told[-1]) == 1
    assert tuple(note for note, _ in groupby(note for _, note in told[1:])) == words
    assert len(told) <= 2 + len(words) + took[0] / APART
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)


def test_the_stop_is_looked_at_in_every_report(qtbot: QtBot, tasks: TaskRunner) -> None:
    reports: list[int] = []

    def job(progress: Progress) -> None:
        for number in range(1000):
            if number == 10:
                task.cancel()
            progress(0.5)
            reports.append(number)

    task = Task("count", job)
    with qtbot.waitSignal(task.cancelled, timeout=PATIENCE_MS):
        tasks.start(task)

    assert reports == list(range(10))


def test_cancelled_work_brings_neither_result_nor_error(qtbot: QtBot, tasks: TaskRunner) -> None:
    begun = threading.Event()

    def job(progress: Progress) -> None:
        begun.set()
        while True:
            progress(0.1)

    task = Task("forever", job)
    outcomes: list[str] = []
    task.succeeded.connect(lambda _: outcomes.append("succeeded"))
    task.failed.connect(lambda _: outcomes.append("failed"))
    with qtbot.waitSignals([task.cancelled, task.finished], timeout=PATIENCE_MS):
        tasks.start(task)
        assert begun.wait(5)
        tasks.cancel_all()

    assert outcomes == []


def test_work_that_was_cancelled_while_waiting_never_begins(
    qtbot: QtBot, tasks: TaskRunner
) -> None:
    gate = threading.Event()
    begun: list[str] = []
    first = Task("first", lambda _: gate.wait(5))
    second = Task("second", lambda _: begun.append("second"))
    tasks.start(first)
    with qtbot.waitSignal(second.cancelled, timeout=PATIENCE_MS):
        tasks.start(second)
        second.cancel()
        gate.set()

    assert begun == []


def test_the_runner_says_when_everything_is_done(qtbot: QtBot, tasks: TaskRunner) -> None:
    done: list[int] = []

    def job(number: int, _: Progress) -> None:
        done.append(number)

    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        for number in range(20):
            tasks.start(Task(str(number), partial(job, number)))
        assert tasks.is_busy

    assert done == list(range(20))
    assert not tasks.is_busy


def test_closing_stops_what_runs_and_waits_for_it(qapp: object) -> None:
    runner = TaskRunner()
    begun = threading.Event()

    def job(progress: Progress) -> None:
        begun.set()
        while True:
            progress(0.1)

    runner.start(Task("forever", job))
    assert begun.wait(5)

    runner.close()

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("engine")]


def test_what_is_asked_for_after_closing_is_not_begun(qapp: object) -> None:
    runner = TaskRunner()
    begun: list[int] = []
    runner.close()

    runner.start(Task("too late", lambda _: begun.append(1)))

    assert not runner.is_busy
    assert begun == []


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("well", ["settled"]),
        ("with an error", ["dropped", "failed", "settled"]),
        ("early", ["dropped", "cancelled", "settled"]),
        ("replaced", ["settled"]),
    ],
)
def test_of_the_latest_work_of_a_kind_it_is_told_how_it_ended(
    qtbot: QtBot, tasks: TaskRunner, ends: str, told: list[str]
) -> None:
    heard: list[str] = []
    errands = Errands(tasks)
    for signal, name in (
        (errands.dropped, "dropped"),
        (errands.cancelled, "cancelled"),
        (errands.failed, "failed"),
        (errands.settled, "settled"),
    ):
        signal.connect(partial(lambda name, _: heard.append(name), name))

    def job(progress: Progress) -> None:
        if ends == "with an error":
            raise ValueError("no such thing")
        while ends in {"early", "replaced"}:
            progress(0.1)

    with qtbot.waitSignal(errands.settled, timeout=PATIENCE_MS):
        errands.run("look", "Looking", job, lambda _: None)
        if ends == "early":
            tasks.cancel_all()
        elif ends == "replaced":
            errands.abandon("look")

    assert heard == told


@pytest.mark.parametrize("ends", ["well", "with an error", "early"])
def test_work_that_is_over_is_let_go_with_all_that_it_held(
    qtbot: QtBot, tasks: TaskRunner, ends: str
) -> None:
    class Household:
        """What the work is about: it would be heavy."""

    household = Household()
    seen = ref(household)
    errands = Errands(tasks)

    def job(about: Household, progress: Progress) -> Household:
        if ends == "with an error":
            raise ValueError("no such thing")
        while ends == "early":
            progress(0.1)
        return about

    with qtbot.waitSignal(errands.settled, timeout=PATIENCE_MS):
        errands.run("look", "Looking", partial(job, household), lambda _: None, lambda _: None)
        if ends == "early":
            errands.abandon("look")
    del household

    qtbot.waitUntil(lambda: seen() is None, timeout=PATIENCE_MS)


def test_work_is_let_go_also_when_its_thread_is_slow_to_end(
    qtbot: QtBot, tasks: TaskRunner
) -> None:
    may_end = threading.Event()

    def hold_up(task: Task) -> None:
        """Keep the thread, though the window hears that the work is over."""
        task.finished.connect(lambda: may_end.wait(1), Qt.ConnectionType.DirectConnection)

    tasks.started.connect(hold_up)
    task = Task("slow to end", lambda _: None)
    seen = ref(task)

    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        tasks.start(task)
    del task
    qtbot.wait(50)
    may_end.set()

    qtbot.waitUntil(lambda: seen() is None, timeout=PATIENCE_MS)
