"""The source tree as data, for the tests of its laws."""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("rebalancer", "ui", "resources")
HOUSE = (*PRODUCT, "tests", "packaging")

HEAVY = ("highspy", "numba", "numpy", "openpyxl", "pandas", "pyqtgraph", "yfinance")
"""What must not be imported before the first paint: together they take most of a second."""


def sources(*folders: str) -> Iterator[Path]:
    """Yield every Python file under *folders*."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of *path*."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, line: int = 0) -> str:
    """Return where something is, in a form that an editor can open."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


@cache
def script(name: str) -> ModuleType:
    """Return the module that is the script *name* in ``packaging/``, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def printed_by(program: str) -> list[str]:
    """Run *program* in a fresh Python and return the words it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()
