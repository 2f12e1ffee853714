"""What pyproject.toml asks for, the locks pin: exactly, and each file by its hash."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.architecture.tree import ROOT

RUN_LOCK = ROOT / "packaging" / "requirements.lock"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.lock"


def name_of(requirement: str) -> str:
    """Return the normalised package name of *requirement* (PEP 503)."""
    name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: Path) -> dict[str, str]:
    """Return the pinned lines of *lock* with their hashes, by line without the hashes."""
    blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))
    return {block.split(" \\\n")[0]: block for block in blocks if not block.startswith("#")}


def declared() -> tuple[list[str], list[str]]:
    """Return what the app and what its development ask for in pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    return project["project"]["dependencies"], project["dependency-groups"]["dev"]


def test_every_dependency_of_the_app_is_locked() -> None:
    locked = {name_of(line) for line in pins(RUN_LOCK)}

    assert [each for each in declared()[0] if name_of(each) not in locked] == []


def test_every_tool_is_locked() -> None:
    locked = {name_of(line) for line in pins(DEV_LOCK)}

    assert [each for each in declared()[1] if name_of(each) not in locked] == []


def test_exact_pins_are_the_same_in_the_lock() -> None:
    exact = {each.lower() for each in declared()[0] if "==" in each}

    assert exact <= set(pins(RUN_LOCK))


def test_tests_run_with_the_versions_that_the_app_ships() -> None:
    assert pins(RUN_LOCK).keys() <= pins(DEV_LOCK).keys()


@pytest.mark.parametrize("lock", [RUN_LOCK, DEV_LOCK], ids=lambda path: path.name)
def test_every_file_is_pinned_by_hash(lock: Path) -> None:
    assert pins(lock)
    assert [line for line in pins(lock) if "==" not in line] == []
    assert [line for line, block in pins(lock).items() if "--hash=sha256:" not in block] == []


def test_the_locks_leave_nothing_to_resolve() -> None:
    """They are installed without looking for dependencies, so they have to name them all."""
    locked = {name_of(line) for line in pins(DEV_LOCK)}
    wanted = {
        name_of(requirement.name)
        for name in locked & {name_of(each.name) for each in metadata.distributions()}
        for requirement in map(Requirement, metadata.requires(name) or ())
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }

    assert wanted
    assert wanted - locked == set()
