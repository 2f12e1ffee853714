"""The window looks like its committed pictures, and what changes in one is found."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "window"
SCRIPT = ROOT / "packaging" / "pictures.py"
LOOK = "sample-light-1440x900"
PAGES = ("Holdings", "Exposure", "Trades")


@pytest.fixture(scope="module")
def pictures() -> ModuleType:
    """The script that takes the pictures."""
    spec = importlib.util.spec_from_file_location("pictures", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["pictures"] = module
    spec.loader.exec_module(module)
    return module


def test_three_pages_look_like_their_pictures(tmp_path: Path) -> None:
    pages = [word for page in PAGES for word in ("--page", page)]
    done = subprocess.run(
        [sys.executable, SCRIPT, tmp_path, "--against", GOLDEN, "--look", LOOK, *pages],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    assert len(list(tmp_path.glob("*.png"))) == len(PAGES)


def test_every_page_is_kept_under_every_look(pictures: ModuleType) -> None:
    wanted = {
        pictures.Picture(page=step.name, look=look).file
        for look in pictures.LOOKS
        for step in pictures.STEPS
    }

    assert {path.name for path in GOLDEN.glob("*.png")} == wanted
    assert sum(path.stat().st_size for path in GOLDEN.glob("*.png")) < 5_000_000


def test_a_button_that_is_gone_is_found_and_other_digits_are_not(pictures: ModuleType) -> None:
    kept = QImage(str(GOLDEN / f"holdings-{LOOK}.png"))
    background = QColor("#f4f5f7")

    def without(left: int, top: int, width: int, height: int) -> QImage:
        image = kept.convertToFormat(QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.fillRect(left, top, width, height, background)
        painter.end()
        return image

    assert pictures.differing_cells(kept, kept) == []
    assert len(pictures.differing_cells(without(700, 440, 16, 12), kept)) <= pictures.FEW
    gone = pictures.differing_cells(without(1284, 140, 126, 38), kept)
    assert len(gone) > pictures.FEW
    assert {(left // 100, top // 100) for left, top in gone} <= {(12, 1), (13, 1), (14, 1)}
