"""The wheel is the whole app: both commands, the window, and every figure it needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import PRODUCT, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Return the wheel, built with what is installed and nothing from a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("rebalancer-*-py3-none-any.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_every_file_of_the_product(wheel: zipfile.ZipFile) -> None:
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in PRODUCT
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    packed = {name for name in wheel.namelist() if name.partition("/")[0] in PRODUCT}
    assert packed == expected


def test_the_wheel_puts_the_app_into_the_menu(wheel: zipfile.ZipFile) -> None:
    shared = [name.partition(".data/data/")[2] for name in wheel.namelist() if ".data/" in name]

    assert sorted(shared) == [
        "share/applications/rebalancer.desktop",
        "share/icons/hicolor/scalable/apps/rebalancer.svg",
    ]
    entry = (ROOT / "packaging" / "rebalancer.desktop").read_text(encoding="utf-8")
    assert "Exec=rebalancer-window %F\n" in entry


def test_the_wheel_installs_both_commands(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    text = wheel.read(name).decode()

    assert "[console_scripts]\nrebalancer = rebalancer.cli:main" in text
    assert "[gui_scripts]\nrebalancer-window = ui.__main__:main" in text


def test_the_app_works_from_the_wheel_alone(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from rebalancer.market import snapshot\n"
        "print(snapshot.__file__, 'AAPL' in snapshot.load_snapshot())"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False
    )

    assert done.stdout.split() == [
        str(tmp_path / "rebalancer" / "market" / "snapshot.py"),
        "True",
    ], done.stderr
