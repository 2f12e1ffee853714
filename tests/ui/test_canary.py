"""The whole job with figures that would sing: they are nowhere but in what a person asked for."""

import re
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rebalancer.document.store.document import SUFFIX
from tests.ui.conftest import PATIENCE_MS, WritePlain
from ui.app import Front
from ui.rooms import Rooms
from ui.session import Session

SINGS = re.compile(r"ZZ9-CANARY|ZZ98765432|123,?456\.7|CANARYCO")
ROWS = (
    "ZZ9-CANARY,taxable,NVDA,CANARYCO,500,123456.789,3000.00,2019-03-04",
    "ZZ9-CANARY,taxable,CASH,,123456.789,1.00,,",
)
PASTED = (
    "Account\tSymbol\tDescription\tQuantity\tPrice\n"
    "ZZ9-CANARY\tNVDA\tCANARYCO\t500\t123456.789\n"
    "ZZ9-CANARY\tNVDA\tCANARYCO\tCANARYCO\t123456.789\n"
)
"""The second row has a flaw, and is told of in the grid."""
UNKNOWN = (
    "WKN;Anzahl;Kurswert in USD;Lagerstelle\n"
    "NVDA;1;123.456,79;CANARYCO\nIWM;500;123.456,79;CANARYCO\n"
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let everything that makes a temporary file make it where it can be looked at."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    return folder


@pytest.fixture
def workbook(
    qtbot: QtBot, front: Front, live_session: Session, write_plain: WritePlain, tmp_path: Path
) -> Path:
    """Import, plan and export as a person does; return what they asked for."""
    path = tmp_path / "asked" / "trades.xlsx"
    path.parent.mkdir()
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain(ROWS, "asked/positions.csv"),))
    with qtbot.waitSignal(live_session.plan_changed, timeout=PATIENCE_MS):
        live_session.solve()
    with qtbot.waitSignal(live_session.exported, timeout=PATIENCE_MS):
        live_session.export_workbook(path)
    return path


def enter_and_map(qtbot: QtBot, front: Front, session: Session, folder: Path) -> None:
    """Paste a table with a flaw and use the grid; say what the columns of another file are."""
    rooms = front.rooms
    assert isinstance(rooms, Rooms)
    QGuiApplication.clipboard().setText(PASTED)
    front.window.commands["edit.paste"].trigger()
    qtbot.waitUntil(lambda: rooms.entries.dialog is not None, timeout=PATIENCE_MS)
    dialog = rooms.entries.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: SINGS.search(str(dialog.entry.rows)) is not None)
    dialog.entry.clear((1, column) for column in range(dialog.entry.columnCount()))
    qtbot.waitUntil(dialog.use.isEnabled, timeout=PATIENCE_MS)
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        dialog.use.click()
    file = folder / "ZZ98765432.csv"
    file.write_text(UNKNOWN, encoding="utf-8")
    front.import_files((file,))
    qtbot.waitUntil(lambda: rooms.mappings.dialog is not None, timeout=PATIENCE_MS)
    asked = rooms.mappings.dialog
    assert asked is not None
    qtbot.waitUntil(asked.use.isEnabled, timeout=PATIENCE_MS)
    with qtbot.waitSignal(session.proposal_changed, timeout=PATIENCE_MS):
        asked.use.click()


def saved(qtbot: QtBot, front: Front) -> None:
    """Wait until nothing is written any more."""
    assert isinstance(front.rooms, Rooms)
    done: list[object] = []
    front.rooms.document.scribe.work(lambda _: None, done.append, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=PATIENCE_MS)


def fail() -> None:
    """Fail in a slot or a thread, as a bug that quotes what it met would."""
    account = "ZZ9-CANARY"
    raise ValueError(f"{account} holds 123456.789 of CANARYCO in {Path.home()}")


class Failing:
    """Fails when it goes, where nothing can be raised any more."""

    def __del__(self) -> None:
        fail()


def report_of_a_bug(qtbot: QtBot, front: Front) -> str:
    """Let a slot, a thread and a destructor fail, and copy what the window says about it."""
    front.errors.install()
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    QTimer.singleShot(0, fail)
    Failing()
    qtbot.waitUntil(lambda: front.errors.dialog is not None, timeout=PATIENCE_MS)
    assert front.errors.dialog is not None
    dialog = front.errors.dialog
    qtbot.waitUntil(lambda: dialog.details.count("ValueError") == 3, timeout=PATIENCE_MS)
    dialog.copy_details()
    return QGuiApplication.clipboard().text()


def test_what_a_person_owns_is_in_nothing_but_the_household_and_what_was_asked_for(
    qtbot: QtBot,
    front: Front,
    live_session: Session,
    workbook: Path,
    temporary: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = workbook.parent
    enter_and_map(qtbot, front, live_session, asked)
    report = report_of_a_bug(qtbot, front)
    front.window.commands["edit.undo"].trigger()  # the session goes on
    saved(qtbot, front)
    folder = temporary.parent
    told = [report, *texts_beside(folder, asked)]  # the lock is there now
    front.window.close()

    out, err = capfd.readouterr()
    told += [out, err, caplog.text, *texts_beside(folder, asked)]
    assert "ValueError" in err
    assert [text for text in told if SINGS.search(text) or str(Path.home()) in text] == []
    rows = [row for sheet in load_workbook(workbook).worksheets for row in sheet.values]
    assert any(SINGS.search(str(cell)) for row in rows for cell in row)


def texts_beside(folder: Path, asked: Path) -> list[str]:
    """Return what stands in all files but households and what a person wrote or asked for."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent != asked]
    kept = [path for path in files if path.suffix != SUFFIX]
    names = {path.name for path in kept}
    assert {"mappings.json", "recent.json"} < names
    assert {"Household.rebalancer.lock", "settings.json"} & names
    return [path.read_text(errors="replace") for path in kept]
