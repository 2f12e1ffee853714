"""The top level of the tree is fixed; a newcomer learns it once."""

import os
import subprocess

from tests.architecture.tree import PRODUCT, ROOT

FOLDERS = {"rebalancer", "ui", "resources", "tests", "packaging"}
FILES = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"}
MADE_HERE = {"build", "dist", "__pycache__"}
"""Left behind by our own commands; what starts with a dot is a tool's."""


def test_the_top_level_holds_what_it_should_and_nothing_else() -> None:
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert visible - MADE_HERE == {name for name in FOLDERS | FILES if name[0] != "."}


def test_every_package_of_the_product_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for package in PRODUCT
        for path in (ROOT / package).rglob("__init__.py")
        if not path.read_text(encoding="utf-8").startswith('"""')
    ]

    assert silent == []


def test_the_gate_is_one_command() -> None:
    gate = ROOT / ".ci" / "run"
    commands = [
        line
        for line in gate.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]

    assert commands == ["exec python3 packaging/dev.py test"]
    assert os.access(gate, os.X_OK)
    assert subprocess.run(["/bin/bash", "-n", gate], check=False).returncode == 0
