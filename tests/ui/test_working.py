"""Whatever takes long is called by its name, can be called off, and leaves everything as it was."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rebalancer.export.orders.files import OrderRequest
from rebalancer.progress import Progress
from rebalancer.rebalance.glide import GlideWish
from tests.ui.conftest import PATIENCE_MS, WritePlain
from ui.app import Front
from ui.rooms import Rooms
from ui.tasks import Needed, Task, TaskRunner
from ui.widgets.inline_message import InlineMessage
from ui.widgets.status_line import StatusLine
from ui.working import Working

CANCELLED = "was cancelled; everything is as it was before."


class Patience:
    """Holds work where it reports itself for the first time, until it is let go on."""

    def __init__(self, *runners: TaskRunner) -> None:
        self.reached = threading.Event()
        self._go_on = threading.Event()
        self._runners = runners
        for runner in runners:
            runner.started.connect(self._follow)

    def let_go(self) -> None:
        self._go_on.set()
        for runner in self._runners:
            runner.started.disconnect(self._follow)

    def _follow(self, task: Task) -> None:
        if task.can_cancel:
            task.progressed.connect(self._hold, Qt.ConnectionType.DirectConnection)

    def _hold(self, *_: object) -> None:
        self.reached.set()
        assert self._go_on.wait(PATIENCE_MS / 1000)


def works_of(
    rooms: Rooms, place: Path, take: Callable[[object], object]
) -> dict[str, Callable[[], object]]:
    """Return what a person can ask for, by how it is called; files go to *place*."""
    session, desk, study = rooms.session, rooms.hand_over, rooms.session.planning.study
    path = rooms.document.scribe.path
    assert path is not None
    return {
        "Writing trades.xlsx": partial(session.export_workbook, place / "trades.xlsx"),
        "Writing report.pdf": partial(desk.write_report, place / "report.pdf"),
        "Writing plan.file": partial(desk.write_plan, place / "plan.file"),
        "Writing days.ics": partial(desk.write_calendar, place / "days.ics"),
        "Writing order files": partial(desk.write_orders, place, OrderRequest()),
        "Tracing the frontier": partial(study.look_along, session.decisions.policy),
        "Looking at the years ahead": partial(
            study.look_ahead, session.decisions.policy, GlideWish(years=2)
        ),
        "Looking at the back-ups of": partial(rooms.document.find_backups, path, take, take),
    }


def test_what_a_person_asked_for_is_called_off_and_leaves_no_trace(
    qtbot: QtBot, front: Front, write_plain: WritePlain, tmp_path: Path
) -> None:
    rooms = front.rooms
    assert isinstance(rooms, Rooms)
    session, study = rooms.session, rooms.session.planning.study
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain(),))
    with qtbot.waitSignal(session.plan_changed, timeout=PATIENCE_MS):
        session.solve()
    runners = (front.tasks, *rooms.runners)
    qtbot.waitUntil(lambda: not any(each.is_busy for each in runners), timeout=PATIENCE_MS)
    found: list[object] = []
    place = tmp_path / "wanted"
    place.mkdir()
    works = works_of(rooms, place, found.append)

    def state() -> tuple[object, ...]:
        held = (session.measured, session.decisions, session.plan, session.scenario, study.points)
        return (*held, study.glide, session.undo_stack.index(), found[:], list(place.iterdir()))

    before = state()
    for title, start in works.items():
        patience = Patience(*runners)
        start()
        qtbot.waitUntil(patience.reached.is_set, timeout=PATIENCE_MS)
        assert front.window.status.text.startswith(title)
        front.window.status.cancel_requested.emit()
        patience.let_go()
        qtbot.waitUntil(lambda: not any(each.is_busy for each in runners), timeout=PATIENCE_MS)

        assert state() == before, title
        assert front.window.message.text.startswith(f"“{title}"), title
        assert front.window.message.text.endswith(CANCELLED)
        assert front.window.status.text == ""
    assert front.errors.dialog is None


@pytest.fixture
def two_runners(qtbot: QtBot) -> Iterator[tuple[StatusLine, TaskRunner, TaskRunner]]:
    parent = QWidget()
    qtbot.addWidget(parent)
    status, message = StatusLine(parent), InlineMessage(parent)
    working = Working(status, message, parent)
    runners = TaskRunner(), TaskRunner()
    for runner in runners:
        working.watch(runner)
    yield status, *runners
    for runner in runners:
        runner.close()


def test_of_two_works_the_one_that_can_be_called_off_is_shown_to_its_end(
    qtbot: QtBot, two_runners: tuple[StatusLine, TaskRunner, TaskRunner]
) -> None:
    status, one, other = two_runners
    ends = {name: threading.Event() for name in ("Saving", "Importing", "Simulating")}

    def job(name: str, progress: Progress) -> None:
        progress(0.5, f"{name} half of it")
        assert ends[name].wait(PATIENCE_MS / 1000)

    one.start(Task("Saving", Needed(partial(job, "Saving"))))
    qtbot.waitUntil(lambda: status.text.startswith("Saving half"), timeout=PATIENCE_MS)
    assert status.cancel.isHidden()
    other.start(Task("Importing", partial(job, "Importing")))
    qtbot.waitUntil(lambda: status.text.startswith("Importing half"), timeout=PATIENCE_MS)
    other.start(Task("Simulating", partial(job, "Simulating")))
    assert status.text.startswith("Importing half")
    ends["Importing"].set()
    qtbot.waitUntil(lambda: status.text.startswith("Simulating"), timeout=PATIENCE_MS)
    ends["Simulating"].set()
    qtbot.waitUntil(lambda: status.text.startswith("Saving"), timeout=PATIENCE_MS)
    ends["Saving"].set()
    qtbot.waitUntil(lambda: status.text == "", timeout=PATIENCE_MS)
