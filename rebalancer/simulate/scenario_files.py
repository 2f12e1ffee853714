"""Scenarios as TOML files: the ones that ship, and the ones that a person tunes and saves.

title = "Reversal"
summary = "Earnings disappoint, and money goes back to mega-cap tech."
source = "A4, “The Great Rotation of 2026 …”, 28 January 2026"
as_of = 2026-01-28
months = 3
claims = "The story is the article's; the figures are our assumption, tune them."
volatility = 1.0                 # optional: multiple of the historical one
shape = [0, 0.5, 0.8, 1]         # optional: share of the way gone, today and month by month
[shocks]                         # total return by group over all months
mega_cap_tech = 0.06
small_other = -0.07
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar

from rebalancer.errors import RebalancerError
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup, flaws
from rebalancer.spelling import nearest

SUFFIX = ".toml"
EXACT = 2**53
"""A larger whole number is no longer one number as a float, and no figure of a scenario."""
_FIELDS = tuple(field.name for field in fields(Scenario) if field.name != "key")
_REQUIRED = ("title", "summary", "source", "as_of", "months", "shocks")
_Value = TypeVar("_Value")


class ScenarioFileError(RebalancerError):
    """A scenario file cannot be used as it is."""

    title = "This scenario file needs a correction"

    def __init__(self, file: str, problem: str, *, remedy: str = "") -> None:
        super().__init__(f"“{file}”: {problem}.", remedy=remedy)


class UnknownScenarioError(RebalancerError):
    """No scenario has this name."""

    title = "No such scenario"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = tuple(known)
        guess = nearest(name, names)
        super().__init__(
            f"There is no scenario “{name}”.", remedy=guess or f"There are {', '.join(names)}."
        )


@cache
def shipped_scenarios() -> Mapping[str, Scenario]:
    """Return every scenario that ships, by key."""
    folder = files("resources") / "scenarios"
    found = sorted(
        (item for item in folder.iterdir() if item.name.endswith(SUFFIX)),
        key=lambda item: item.name,
    )
    scenarios = [read_scenario(file) for file in found]
    return MappingProxyType({scenario.key: scenario for scenario in scenarios})


def find_scenario(name: str) -> Scenario:
    """Return the shipped scenario whose key is *name*; blanks and hyphens count as underscores.

    Raises:
        UnknownScenarioError: There is none.
    """
    scenarios = shipped_scenarios()
    key = name.strip().lower().replace("-", "_").replace(" ", "_")
    if key not in scenarios:
        raise UnknownScenarioError(name, scenarios)
    return scenarios[key]


def read_scenario(file: Traversable) -> Scenario:
    """Return the scenario in *file*; its key is the name of the file without ``.toml``.

    Raises:
        ScenarioFileError: It cannot be read, or a field of it is wrong.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioFileError(file.name, "it cannot be read as a text file") from error
    return parse_scenario(text, file.name)


def parse_scenario(text: str, file: str) -> Scenario:
    """Return the scenario in the TOML *text* of a file called *file*.

    Raises:
        ScenarioFileError: It is not TOML, or a field of it is wrong.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScenarioFileError(file, f"it is not valid TOML: {error}") from error
    _refuse_unknown(file, table, _FIELDS, "field")
    for name in _REQUIRED:
        if name not in table:
            raise ScenarioFileError(file, f"the field “{name}” is missing")
    scenario = Scenario(
        key=file.removesuffix(SUFFIX),
        title=_text(file, table, "title"),
        summary=_text(file, table, "summary"),
        source=_text(file, table, "source"),
        as_of=_day(file, table["as_of"]),
        months=_typed(file, "months", table["months"], int, "a whole number"),
        shocks=_shocks(file, table["shocks"]),
        shape=_shape(file, table.get("shape", [])),
        claims=_text(file, table, "claims"),
        volatility=_number(file, "volatility", table.get("volatility", 1.0)),
    )
    for field, problem in flaws(scenario):
        raise ScenarioFileError(file, f"“{field}” {problem}")
    return scenario


def write_scenario(scenario: Scenario) -> str:
    """Return *scenario* as TOML text, which ``parse_scenario`` reads back."""
    lines = [
        f"{name} = {_quoted(getattr(scenario, name))}"
        for name in ("title", "summary", "source", "claims")
    ]
    lines.append(f"as_of = {scenario.as_of.isoformat()}")
    lines.append(f"months = {scenario.months}")
    lines.append(f"volatility = {float(scenario.volatility)!r}")
    if scenario.shape:
        lines.append(f"shape = {[float(step) for step in scenario.shape]!r}")
    lines.append("[shocks]")
    lines.extend(f"{group.value} = {float(shock)!r}" for group, shock in scenario.shocks.items())
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return *text* as a TOML string: JSON's, except that TOML escapes the delete character too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refuse_unknown(
    file: str, names: Iterable[str], known: Iterable[str], what: str, prefix: str = ""
) -> None:
    words = tuple(known)
    for name in names:
        if name not in words:
            raise ScenarioFileError(
                file,
                f"“{prefix}{name}” is not a {what} of a scenario",
                remedy=nearest(name, words) or f"A {what} is one of {', '.join(words)}.",
            )


def _typed(file: str, name: str, value: object, kind: type[_Value], words: str) -> _Value:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ScenarioFileError(file, f"“{name}” has to be {words}, not {value!r}")
    return value


def _text(file: str, table: Mapping[str, object], name: str) -> str:
    return _typed(file, name, table.get(name, ""), str, "a text in quotes")


def _number(file: str, name: str, value: object) -> float:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= EXACT:
        return float(value)
    return _typed(file, name, value, float, "a number")


def _day(file: str, value: object) -> date:
    words = "a date without quotes, as 2026-01-28"
    if isinstance(value, datetime):
        raise ScenarioFileError(file, f"“as_of” has to be {words}, not a time of day")
    return _typed(file, "as_of", value, date, words)


def _shocks(file: str, value: object) -> Mapping[ShockGroup, float]:
    table = _typed(file, "shocks", value, dict, "a table of returns by group")
    _refuse_unknown(file, table, (group.value for group in SHOCK_GROUPS), "group", "shocks.")
    return {
        ShockGroup(name): _number(file, f"shocks.{name}", shock) for name, shock in table.items()
    }


def _shape(file: str, value: object) -> tuple[float, ...]:
    steps = _typed(file, "shape", value, list, "a list of numbers")
    return tuple(_number(file, "shape", step) for step in steps)
