"""The scenarios that a person tuned and kept: one TOML file each, in a folder of their own."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rebalancer.atomic import make_private_folder, write_atomically
from rebalancer.simulate.scenario import Scenario
from rebalancer.simulate.scenario_files import SUFFIX, read_scenario, write_scenario
from rebalancer.simulate.toml_fields import ScenarioFileError

UNNAMED = "scenario"
LONGEST_KEY = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a folder of scenarios holds.

    Attributes:
        scenarios: By title.
        troubles: A sentence for every file that cannot be used; it is left as it is.
    """

    scenarios: tuple[Scenario, ...] = ()
    troubles: tuple[str, ...] = ()


def read_shelf(folder: Path) -> Shelf:
    """Return the scenarios in *folder*; a folder that is not there has none."""
    scenarios: list[Scenario] = []
    troubles: list[str] = []
    for file in _files(folder):
        try:
            scenarios.append(read_scenario(file))
        except ScenarioFileError as error:
            troubles.append(error.sentence())
    by_title = sorted(scenarios, key=lambda scenario: scenario.title.casefold())
    return Shelf(scenarios=tuple(by_title), troubles=tuple(troubles))


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    with suppress(OSError):
        found = sorted(item for item in folder.iterdir() if item.name.endswith(SUFFIX))
    return found


def named(scenario: Scenario, title: str, taken: Iterable[str]) -> Scenario:
    """Return *scenario* under another *title*, with a key that is none of those *taken*."""
    letters = "".join(letter if letter.isalnum() else " " for letter in title.lower())
    word = "_".join(letters.split())[:LONGEST_KEY].strip("_") or UNNAMED
    keys, key, number = frozenset(taken), word, 1
    while key in keys:
        number += 1
        key = f"{word}_{number}"
    return replace(scenario, key=key, title=title)


def keep_scenario(folder: Path, scenario: Scenario) -> Path:
    """Write *scenario* to *folder*, all or nothing, and return its file.

    Raises:
        RebalancerError: It cannot be written; an older file stays as it was.
    """
    make_private_folder(folder)
    file = folder / f"{scenario.key}{SUFFIX}"
    content = write_scenario(scenario).encode()
    write_atomically(file, lambda stream: stream.write(content))
    return file


def discard_scenario(folder: Path, key: str) -> None:
    """Remove the file of the scenario called *key*, if there is one.

    Raises:
        ScenarioFileError: The system does not allow it.
    """
    file = folder / f"{key}{SUFFIX}"
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        remedy = "See that its folder may be written to, and delete the scenario once more."
        raise ScenarioFileError(file.name, "it cannot be removed", remedy=remedy) from error
