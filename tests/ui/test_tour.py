"""The tour and the command line, in this process."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.errors import RebalancerError
from ui import app, start, tour
from ui.app import Front
from ui.main_window import MainWindow
from ui.rooms import Rooms
from ui.start import main
from ui.tour import Tour


class NoCrash:
    """The test runner watches for crashes by itself."""

    report = ""

    def __init__(self, _: Path) -> None:
        pass

    def start(self) -> None:
        """Watch nothing."""

    stop = start


@pytest.fixture(autouse=True)
def _one_application(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``main`` use the application of the tests: there can only be one."""
    monkeypatch.setattr(start, "_application", lambda: qapp)


def take(qtbot: QtBot, front: Front, folder: Path, *, fails: Exception | None = None) -> int:
    assert isinstance(front.rooms, Rooms)
    journey = Tour(
        QApplication.instance(),  # type: ignore[arg-type]  # a QApplication, says pytest-qt
        front.window,
        front.theme,
        front.tasks,
        front.rooms,
        folder,
    )
    if fails is not None:
        front.rooms.session.failed.emit(fails)
    with qtbot.waitSignal(journey.ended, timeout=60_000) as ended:
        journey.start()
    assert ended.args is not None
    return int(ended.args[0])


def test_a_tour_that_takes_too_long_ends(
    qtbot: QtBot,
    front: Front,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tour, "DEADLINE_SECONDS", 0.0)

    assert take(qtbot, front, tmp_path) == 1
    assert "took longer" in capsys.readouterr().err


def test_a_tour_on_which_something_fails_ends_with_its_sentence(
    qtbot: QtBot, front: Front, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = RebalancerError("The solver is on holiday.")

    assert take(qtbot, front, tmp_path, fails=broken) == 1
    assert "The solver is on holiday." in capsys.readouterr().err


def test_no_display_is_said_on_the_error_stream(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "reason_to_refuse", lambda _: "There is no display.")

    assert main([]) == 2
    assert capsys.readouterr().err == "There is no display.\n"


def test_files_on_the_command_line_are_imported(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[Path, ...]] = []
    monkeypatch.setattr(Front, "import_files", lambda _, paths: asked.append(paths))
    for module in (start, app):
        monkeypatch.setattr(module, "settings_path", lambda: tmp_path / "settings.json")
    monkeypatch.setattr(QApplication, "exec", lambda *_: 0)
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    monkeypatch.setattr("threading.excepthook", lambda *_: None)
    monkeypatch.setattr(app, "CrashLog", NoCrash)

    assert main(["a.csv", "b.csv"]) == 0
    assert asked == [(Path("a.csv"), Path("b.csv"))]
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            window.close()
            window.deleteLater()
