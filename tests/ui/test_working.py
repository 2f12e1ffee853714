"""Whatever takes long is called by its name, and can be called off: what that leaves is said."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rebalancer.document.store.backups import backups_of
from rebalancer.document.store.document import Document
from rebalancer.document.store.encrypted import write_encrypted
from rebalancer.export.orders.files import OrderRequest
from rebalancer.progress import Cancelled, Progress
from rebalancer.rebalance.glide import GlideWish
from tests.ui.conftest import NOW, PATIENCE_MS, WritePlain
from ui.app import Front
from ui.rooms import Rooms
from ui.tasks import Needed, Task, TaskRunner
from ui.widgets.inline_message import InlineMessage
from ui.widgets.status_line import StatusLine
from ui.working import Working

PASSWORD = "long enough"  # noqa: S105 - of a test
CANCELLED = "was cancelled; everything is as it was before."


class Patience:
    """Holds work where it first tells how far it is, or what *until* names, until it is let go."""

    def __init__(self, *runners: TaskRunner, until: str = "progressed") -> None:
        self._until = until
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
            told: SignalInstance = getattr(task, self._until)
            told.connect(self._hold, Qt.ConnectionType.DirectConnection)

    def _hold(self, *_: object) -> None:
        self.reached.set()
        assert self._go_on.wait(PATIENCE_MS / 1000)


def ignore_cancelled(error: Exception) -> None:
    assert isinstance(error, Cancelled)


def place_of_others(folder: Path) -> Path:
    """Return a folder with another household, its back-up, and an encrypted copy of it."""
    place = folder / "wanted"
    place.mkdir()
    with Document.create(place / "other.rebalancer", {}, now=NOW) as other:
        other.back_up(now=NOW)
        write_encrypted(other, place / "copy.encrypted", PASSWORD)
    return place


def works_of(
    rooms: Rooms, place: Path, take: Callable[[object], object]
) -> dict[str, Callable[[], object]]:
    """Return what a person can ask for, by how it is called; files go to *place*."""
    session, desk, study = rooms.session, rooms.hand_over, rooms.session.planning.study
    document, other, copy = rooms.document, place / "other.rebalancer", place / "copy.encrypted"
    path = document.scribe.path
    assert path is not None
    return {
        "Opening other.rebalancer": partial(document.open, other),
        "Opening copy.encrypted": partial(document.open_copy, copy, PASSWORD),
        "Restoring other.rebalancer": partial(document.restore, backups_of(other)[0], other),
        "Writing new.encrypted": partial(
            document.scribe.export, place / "new.encrypted", PASSWORD, take, ignore_cancelled
        ),
        "Writing trades.xlsx": partial(session.export_workbook, place / "trades.xlsx"),
        "Writing report.pdf": partial(desk.write_report, place / "report.pdf"),
        "Writing plan.file": partial(desk.write_plan, place / "plan.file"),
        "Writing days.ics": partial(desk.write_calendar, place / "days.ics"),
        "Writing order files": partial(desk.write_orders, place, OrderRequest()),
        "Tracing the frontier": partial(study.look_along, session.decisions.policy),
        "Looking at the years ahead": partial(
            study.look_ahead, session.decisions.policy, GlideWish(years=2)
        ),
        "Looking at the back-ups of": partial(document.find_backups, path, take, ignore_cancelled),
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
    place = place_of_others(tmp_path)
    works = works_of(rooms, place, found.append)

    def state() -> tuple[object, ...]:
        held = (session.measured, session.decisions, session.plan, session.scenario, study.points)
        files = sorted(place.rglob("*")), rooms.document.scribe.path, rooms.document.is_busy
        return (*held, study.glide, session.undo_stack.index(), found[:], *files)

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


def test_what_was_found_before_work_was_called_off_stays_and_that_is_said(
    qtbot: QtBot, front: Front, write_plain: WritePlain
) -> None:
    rooms = front.rooms
    assert isinstance(rooms, Rooms)
    session, study = rooms.session, rooms.session.planning.study
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain(),))
    qtbot.waitUntil(lambda: not front.tasks.is_busy, timeout=PATIENCE_MS)
    patience = Patience(study.tasks, until="delivered")
    study.look_along(session.decisions.policy)
    qtbot.waitUntil(patience.reached.is_set, timeout=PATIENCE_MS)
    front.window.status.cancel_requested.emit()
    patience.let_go()
    qtbot.waitUntil(lambda: not study.tasks.is_busy, timeout=PATIENCE_MS)

    assert len(study.points) == 1
    assert front.window.message.text == (
        "“Tracing the frontier” was cancelled; what was found by then stays."
    )


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
