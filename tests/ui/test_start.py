"""The app starts at once, says no in a sentence, and does its job without a display."""

import os
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import Front
from ui.rooms import PAGES
from ui.settings import SchemeChoice, Settings, save_settings
from ui.start import reason_to_refuse

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "pandas", "pyqtgraph", "openpyxl", "highspy", "ui.session", "ui.rooms")
FIRST_PAINT = """
import sys
from PySide6.QtWidgets import QApplication
from ui.first_frame import FirstFrame
app = QApplication([])
frame = FirstFrame(app, None)
frame.show()
print(*sys.modules)
"""

SIZES = """
from PySide6.QtWidgets import QApplication
from ui.first_frame import FirstFrame
app = QApplication([])
window = FirstFrame(app, None).window
screen = window.screen().availableGeometry()
print(window.minimumWidth() <= screen.width(), window.minimumHeight() < screen.height())
print(window.height() < screen.height(), screen.contains(window.geometry()))
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_nothing_heavy_is_loaded_before_the_window_is_on_the_screen() -> None:
    done = run("-c", FIRST_PAINT, QT_QPA_PLATFORM="offscreen")

    loaded = set(done.stdout.split())
    assert done.returncode == 0, done.stderr
    assert "ui.main_window" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_window_and_its_title_fit_on_a_screen_that_draws_everything_larger() -> None:
    done = run("-c", SIZES, QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR="1.25")

    assert done.stdout.split() == ["True"] * 4, done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others have a display")
def test_without_a_display_it_says_so_instead_of_crashing() -> None:
    done = run("-m", "ui")

    assert done.returncode == 2
    assert "no display" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "environment", [{"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "w"}, {"QT_QPA_PLATFORM": "offscreen"}]
)
def test_any_way_to_show_a_window_will_do(environment: dict[str, str]) -> None:
    assert reason_to_refuse(environment) == ""


def test_the_qt_that_aborts_on_this_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PySide6, "__version__", "6.12.0")
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    assert "6.11.3" in reason_to_refuse({"DISPLAY": ":0"})

    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert reason_to_refuse({"DISPLAY": ":0"}) == ""


def test_a_wish_from_before_the_engine_is_loaded_is_granted(
    qapp: QApplication, qtbot: QtBot
) -> None:
    front = Front(qapp, None, SchemeChoice.DARK)
    front.window.commands["file.sample"].trigger()
    with qtbot.waitSignal(front.opened, timeout=60_000):
        front.window.show()
    qtbot.waitUntil(lambda: "$1,278,231" in front.window.strip.text, timeout=60_000)

    front.window.close()
    front.window.deleteLater()
    front.deleteLater()


def test_a_window_that_is_closed_at_once_opens_no_rooms(qapp: QApplication, qtbot: QtBot) -> None:
    front = Front(qapp, None, SchemeChoice.DARK)
    front.tasks.started.connect(
        lambda loading: loading.progressed.connect(lambda *_: front.window.close())
    )
    with qtbot.waitSignal(front.tasks.idle, timeout=60_000):
        front.window.show()
    assert front.rooms is None
    front.window.deleteLater()
    front.deleteLater()


@pytest.mark.parametrize(
    ("geometry", "kept"), [((40, 30, 1100, 700), True), ((90_000, 0, 1100, 700), False)]
)
def test_the_window_comes_back_where_it_was_if_that_is_on_a_screen(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    geometry: tuple[int, int, int, int],
    kept: bool,  # noqa: FBT001 - a case of the table above
) -> None:
    file = tmp_path / "settings.json"
    save_settings(file, Settings(geometry=geometry))

    front = Front(qapp, file)
    qtbot.addWidget(front.window)
    front.tasks.close()

    place = front.window.geometry()
    assert ((place.x(), place.y()) == geometry[:2]) is kept


def test_the_tour_does_the_whole_job_without_a_display(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    done = run("-m", "ui", "--tour", str(folder), "--scheme", "dark")

    assert done.returncode == 0, done.stderr
    assert "\u2192" in done.stdout
    assert done.stdout.count("picture: ") == len(list(folder.glob("*.png")))
    workbook = load_workbook(folder / "trades.xlsx")
    assert workbook.sheetnames
    for number, (name, _) in enumerate(PAGES, start=1):
        for scheme in ("light", "dark"):
            picture = QImage(str(folder / f"{number}-{name.lower()}-{scheme}.png"))
            assert (picture.width(), picture.height()) == (1440, 900)


def test_a_tour_that_cannot_write_ends_with_a_sentence(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")

    done = run("-m", "ui", "--tour", str(in_the_way))

    assert done.returncode == 1
    assert "file" in done.stderr
    assert "Traceback" not in done.stderr
