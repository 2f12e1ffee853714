"""A household is saved at every command, and is there again with its past."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.document.decisions import Decisions
from rebalancer.document.store.document import Document
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy, Target
from tests.ui.conftest import KEEPING, NOW, PATIENCE_MS, WritePlain
from ui.app import Front
from ui.rooms import Rooms
from ui.session import Session
from ui.settings import SchemeChoice
from ui.widgets.empty import Welcome
from ui.widgets.password_box import PasswordBox
from ui.widgets.pick_box import PickBox

Start = Callable[[], Front]


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, tmp_path: Path, typeface: None) -> Iterator[Start]:
    """Start the app as often as it is asked for; all of them are closed in the end."""
    fronts: list[Front] = []

    def begin() -> Front:
        front = Front(qapp, tmp_path / "settings.json", SchemeChoice.LIGHT, KEEPING)
        front.setProperty("announced", front.window.start.opening)
        with qtbot.waitSignal(front.opened, timeout=PATIENCE_MS):
            front.window.show()
        fronts.append(front)
        return front

    yield begin
    for front in fronts:
        front.window.close()
        front.window.deleteLater()
        front.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def rooms(front: Front) -> Rooms:
    assert isinstance(front.rooms, Rooms)
    return front.rooms


def session_of(front: Front) -> Session:
    return rooms(front).session


def import_file(qtbot: QtBot, front: Front, path: Path) -> None:
    with qtbot.waitSignal(session_of(front).measured_changed, timeout=PATIENCE_MS):
        front.import_files((path,))


def saved(qtbot: QtBot, front: Front) -> None:
    """Wait until the household has a file, and all of it is there."""
    document = rooms(front).document
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        pass
    qtbot.waitUntil(lambda: not document.scribe.is_behind, timeout=PATIENCE_MS)


def capped(cap: float) -> Policy:
    return replace(DEFAULT_POLICY, targets=(Target(key="magnificent_seven", maximum=cap),))


def household(tmp_path: Path) -> Path:
    return tmp_path / "households" / "Household.rebalancer"


def decide(qtbot: QtBot, session: Session) -> None:
    """Drag the cap, keep a plan, and take one more step back than ahead."""
    for cap in (0.3, 0.2):  # one drag
        session.set_policy(capped(cap), "change the cap", merge_key=3)
    session.solve()
    qtbot.waitUntil(lambda: session.plan is not None, timeout=PATIENCE_MS)
    session.planning.keep("A")
    session.set_policy(capped(0.1), "lower the cap")
    session.undo_stack.undo()


def test_everything_is_there_after_a_restart_and_can_be_undone(
    qtbot: QtBot, start: Start, write_plain: WritePlain
) -> None:
    front = start()
    import_file(qtbot, front, write_plain())
    saved(qtbot, front)
    assert front.window.windowTitle() == "Household \u2013 Rebalancer"
    decide(qtbot, session_of(front))
    value = front.window.strip.text.partition("|")[0]
    front.window.close()

    again = start()
    assert again.property("announced") == "Household"  # on the first frame: it is not gone
    assert {welcome.opening for welcome in again.window.findChildren(Welcome)} == {""}
    session = session_of(again)
    qtbot.waitUntil(lambda: "A" in session.planning.kept, timeout=PATIENCE_MS)
    assert again.window.strip.text.startswith(value)
    assert session.decisions.policy == session.planning.kept["A"].plan.policy == capped(0.2)
    assert session.planning.older == ()
    assert session.undo_stack.redoText() == "lower the cap"
    assert again.window.commands["edit.undo"].text() == "&Undo change the cap"
    session.undo_stack.redo()
    assert session.decisions.policy == capped(0.1)
    again.window.commands["edit.undo"].trigger()
    again.window.commands["edit.undo"].trigger()
    assert session.decisions.policy == DEFAULT_POLICY
    assert not session.undo_stack.canUndo()
    session.set_policy(capped(0.15), "begin again")
    again.window.close()

    session = session_of(start())
    assert session.decisions.policy == capped(0.15)
    assert session.undo_stack.count() == 1


def test_a_second_window_looks_on_and_changes_nothing(
    qtbot: QtBot, start: Start, tmp_path: Path, write_plain: WritePlain
) -> None:
    first = start()
    import_file(qtbot, first, write_plain())
    saved(qtbot, first)

    second = start()
    assert second.window.windowTitle() == "Household (read only) \u2013 Rebalancer"
    assert f"process {os.getpid()}" in second.window.banner.text
    assert "what you change is not saved" in second.window.banner.text
    session_of(second).set_policy(capped(0.1), "try something")
    assert session_of(second).undo_stack.canUndo()
    with qtbot.waitSignal(rooms(second).document.opened, timeout=PATIENCE_MS):
        rooms(second).document.save_as(tmp_path / "Copy.rebalancer")
    assert second.window.windowTitle() == "Copy \u2013 Rebalancer"
    session_of(first).set_policy(capped(0.2), "cap it")
    second.window.close()
    first.window.close()

    again = start()
    assert again.window.windowTitle() == "Copy \u2013 Rebalancer"
    assert session_of(again).decisions.policy == capped(0.1)
    with qtbot.waitSignal(rooms(again).document.opened, timeout=PATIENCE_MS):
        again.import_files((household(tmp_path),))
    assert session_of(again).decisions.policy == capped(0.2)


def test_a_damaged_household_is_restored_from_a_back_up(
    qtbot: QtBot, start: Start, tmp_path: Path, write_plain: WritePlain
) -> None:
    front = start()
    import_file(qtbot, front, write_plain())
    saved(qtbot, front)
    session_of(front).set_policy(capped(0.2), "cap it")
    front.window.close()
    path = household(tmp_path)
    path.write_bytes(path.read_bytes()[:1000])

    again = start()
    desk = rooms(again).households
    qtbot.waitUntil(lambda: desk.box is not None, timeout=PATIENCE_MS)
    assert isinstance(desk.box, PickBox)
    assert session_of(again).measured is None
    assert "not as it was saved" in again.window.banner.text
    with qtbot.waitSignal(rooms(again).document.opened, timeout=PATIENCE_MS):
        desk.box.button.click()
    qtbot.waitUntil(lambda: session_of(again).measured is not None, timeout=PATIENCE_MS)
    assert session_of(again).decisions.policy == capped(0.2)
    assert again.window.banner.text == ""
    assert again.window.message.text.startswith("Household is restored: ")


_WORK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from tests.ui.conftest import KEEPING
from tests.ui.document.test_document import capped
from ui.app import Front

app = QApplication([])
front = Front(app, Path(sys.argv[1]), None, KEEPING)
front.import_files((Path(sys.argv[2]),))

def work():
    session = front.rooms.session
    session.set_policy(capped(0.3), "cap it")
    session.set_policy(capped(0.2), "cap it lower")
    QTimer.singleShot(200, lambda: print("done", flush=True))

front.opened.connect(lambda: front.rooms.session.measured_changed.connect(
    lambda _: QTimer.singleShot(0, work)))
front.window.show()
app.exec()
"""


def test_a_killed_window_has_lost_nothing(
    start: Start, tmp_path: Path, write_plain: WritePlain
) -> None:
    settings = tmp_path / "settings.json"
    with subprocess.Popen(
        [sys.executable, "-c", _WORK, settings, write_plain()],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"done"
        child.send_signal(signal.SIGKILL)

    session = session_of(start())
    assert session.decisions.policy == capped(0.2)
    session.undo_stack.undo()
    assert session.decisions.policy == capped(0.3)


def test_what_was_decided_on_the_sample_comes_back_when_a_new_household_is_undone(
    qtbot: QtBot, start: Start
) -> None:
    front = start()
    session, commands = session_of(front), front.window.commands
    front.open_sample()
    qtbot.waitUntil(lambda: session.measured is not None, timeout=PATIENCE_MS)
    session.set_policy(capped(0.1), "try it on the sample")

    commands["file.new"].trigger()
    assert session.measured is None
    assert session.decisions == Decisions()
    assert commands["edit.undo"].text() == "&Undo new household"

    commands["edit.undo"].trigger()
    qtbot.waitUntil(lambda: session.measured is not None, timeout=PATIENCE_MS)
    assert session.decisions.policy == capped(0.1)
    commands["edit.undo"].trigger()
    assert session.decisions == Decisions()
    assert rooms(front).document.scribe.path is None


def test_households_are_left_and_found_again(
    qtbot: QtBot, start: Start, tmp_path: Path, write_plain: WritePlain
) -> None:
    front = start()
    document, commands = rooms(front).document, front.window.commands
    import_file(qtbot, front, write_plain())
    saved(qtbot, front)
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        document.save_as(tmp_path / "Mine.rebalancer")
    assert front.window.windowTitle() == "Mine \u2013 Rebalancer"

    front.window.status.show_selection("2 rows: value $12,300")
    with qtbot.waitSignal(session_of(front).measured_changed, timeout=PATIENCE_MS):
        commands["file.new"].trigger()
    assert front.window.status.selection == ""
    assert session_of(front).measured is None
    assert front.window.windowTitle() == "Rebalancer"
    start_page = front.window.start
    qtbot.waitUntil(lambda: [r.path.stem for r in start_page.recent] == ["Mine", "Household"])
    assert None not in {each.written for each in start_page.recent}
    front.open_sample()
    qtbot.waitUntil(lambda: session_of(front).measured is not None, timeout=PATIENCE_MS)
    session_of(front).set_policy(capped(0.1), "try it on the sample")
    assert document.scribe.path is None
    assert front.window.windowTitle() == "Sample \u2013 Rebalancer"

    commands["file.recent"].trigger()
    box = rooms(front).households.box
    assert isinstance(box, PickBox)
    assert [box.lines.item(row).text().split()[0] for row in range(2)] == ["Mine", "Household"]
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        box.button.click()
    qtbot.waitUntil(lambda: session_of(front).measured is not None, timeout=PATIENCE_MS)
    assert front.window.windowTitle() == "Mine \u2013 Rebalancer"


def test_an_encrypted_copy_opens_with_its_password_only(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    front = start()
    document, desk = rooms(front).document, rooms(front).households
    front.open_sample()
    qtbot.waitUntil(lambda: session_of(front).measured is not None, timeout=PATIENCE_MS)
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        document.save_as(tmp_path / "Sample.rebalancer")
    session_of(front).set_policy(capped(0.1), "cap the sample")
    copy = tmp_path / "Pass it on.rebalancer-encrypted"
    desk.ask_for_password(copy)
    assert isinstance(desk.box, PasswordBox)
    desk.box.password.setText("correct horse")
    assert desk.box.again is not None
    assert not desk.box.button.isEnabled()
    desk.box.again.setText("correct horse")
    desk.box.button.click()
    qtbot.waitUntil(lambda: "Pass it on" in front.window.message.text, timeout=PATIENCE_MS)

    for password, outcome in (("wrong horse", document.failed), ("correct horse", document.opened)):
        desk.open(copy)
        assert isinstance(desk.box, PasswordBox)
        desk.box.password.setText(password)
        with qtbot.waitSignal(outcome, timeout=PATIENCE_MS):
            desk.box.button.click()
    assert document.name == "Pass it on"
    assert session_of(front).undo_stack.undoText() == "cap the sample"
    qtbot.waitUntil(lambda: session_of(front).measured is not None, timeout=PATIENCE_MS)
    assert front.window.windowTitle() == "Pass it on (sample) \u2013 Rebalancer"


def test_a_file_that_somebody_else_has_changed_is_left_alone(
    qtbot: QtBot, start: Start, tmp_path: Path, write_plain: WritePlain
) -> None:
    front = start()
    document, banner = rooms(front).document, front.window.banner
    import_file(qtbot, front, write_plain())
    saved(qtbot, front)
    path = household(tmp_path)
    Document.create(tmp_path / "Other.rebalancer", {}, now=NOW).close()
    other = (tmp_path / "Other.rebalancer").read_bytes()
    path.write_bytes(other)
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))

    with qtbot.waitSignal(document.unwritten, timeout=PATIENCE_MS):
        session_of(front).set_policy(capped(0.3), "cap it")
    assert "changed by something else" in banner.text
    assert banner.action.text() == "Open it again"
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        document.save_as(tmp_path / "Mine.rebalancer")
    assert banner.text == ""
    assert path.read_bytes() == other
    with qtbot.waitSignal(document.scribe.written, timeout=PATIENCE_MS):
        session_of(front).undo_stack.undo()
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        document.open(path)
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        document.open(tmp_path / "Mine.rebalancer")
    assert session_of(front).undo_stack.redoText() == "cap it"


def test_a_file_that_was_taken_away_can_be_put_back_or_saved_elsewhere(
    qtbot: QtBot, start: Start, tmp_path: Path, write_plain: WritePlain
) -> None:
    front = start()
    document, banner = rooms(front).document, front.window.banner
    import_file(qtbot, front, write_plain())
    saved(qtbot, front)
    path, elsewhere = household(tmp_path), tmp_path / "elsewhere"
    path.rename(elsewhere)

    with qtbot.waitSignal(document.unwritten, timeout=PATIENCE_MS):
        session_of(front).set_policy(capped(0.3), "cap it")
    assert "has been moved or deleted" in banner.text
    assert banner.action.text() == "Save as\u2026"

    elsewhere.rename(path)
    with qtbot.waitSignal(document.scribe.written, timeout=PATIENCE_MS):
        session_of(front).set_policy(capped(0.2), "cap it lower")
    assert banner.text == ""


def test_what_cannot_be_saved_is_told_tried_again_and_rescued(
    qtbot: QtBot, start: Start, tmp_path: Path, write_plain: WritePlain
) -> None:
    front = start()
    document, banner = rooms(front).document, front.window.banner
    session = session_of(front)
    import_file(qtbot, front, write_plain())
    saved(qtbot, front)
    holder = sqlite3.connect(household(tmp_path))
    holder.execute("BEGIN EXCLUSIVE")
    with qtbot.waitSignal(document.unwritten, timeout=PATIENCE_MS):
        session.set_policy(capped(0.3), "cap it")
    assert "in this window only" in banner.text
    holder.close()
    with qtbot.waitSignal(document.caught_up, timeout=PATIENCE_MS):
        session.set_policy(capped(0.2), "cap it lower")
    assert banner.text == ""

    household(tmp_path).unlink()
    session.set_policy(capped(0.1), "cap it at last")
    front.window.close()

    again = start()
    assert again.window.windowTitle() == "Household (rescued) \u2013 Rebalancer"
    stack = session_of(again).undo_stack
    titles = [stack.text(place) for place in range(stack.count())]
    assert titles == ["cap it", "cap it lower", "cap it at last"]
    assert session_of(again).decisions.policy == capped(0.1)
