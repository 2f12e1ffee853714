"""Scenarios as TOML files: the ones that ship, and the ones that a person tunes and saves.

title = "Reversal"
summary = "Earnings disappoint, and money goes back to mega-cap tech."
source = "A4, “The Great Rotation of 2026 …”, 28 January 2026"
as_of = 2026-01-28
months = 3                       # with a replay, as long as that is
claims = "The story is the article's; the figures are our assumption, tune them."
volatility = 1.0                 # optional: multiple of the historical one
shape = [0, 0.5, 0.8, 1]         # optional: share of the way gone, today and month by month
rest = "still"                   # optional: or "likely", by their co-movement with the others
kind = "valuation_gap"           # optional: how drivers become returns
[shocks]                         # total return by group over all months; wins over all below
mega_cap_tech = 0.06
small_other = -0.07
[moves]                          # total return by symbol: what if IWM does this?
IWM = -0.2
[drivers.closing]                # the figures behind it; which there are, the kind says
title = "Share of the gap that closes"
value = 0.7                      # optional: as tuned
default = 0.5
range = [-1, 1]
unit = "share"                   # return, per_year, points, multiple, years
source = "our assumption"
as_of = 2026-01-05
[replay]                         # history once more
first = "2000-04"
last = "2006-12"
times = 1                        # optional
[replay.series]
large = "large_30"               # or a list: its equal-weighted average
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

import tomli_w

from rebalancer.errors import RebalancerError
from rebalancer.simulate.driver import Driver, DriverUnit, Kind
from rebalancer.simulate.flaws import flaws
from rebalancer.simulate.scenario import SHOCK_GROUPS, Replay, Rest, Scenario, ShockGroup
from rebalancer.simulate.toml_fields import Fields, ScenarioFileError
from rebalancer.spelling import nearest
from rebalancer.toml_text import read_text

SUFFIX = ".toml"
_FIELDS = tuple(field.name for field in fields(Scenario) if field.name != "key")
_REQUIRED = ("title", "summary", "source", "as_of")
_OF_DRIVER = ("title", "value", "default", "range", "unit", "source", "as_of")
_GROUPS = "a table of returns by group"
_ENDS = 2


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


def find_scenario(name: str, own: Iterable[Scenario] = ()) -> Scenario:
    """Return the scenario whose key is *name*; blanks and hyphens count as underscores.

    A person's *own* scenario comes before one that ships.

    Raises:
        UnknownScenarioError: There is none.
    """
    scenarios = {**shipped_scenarios(), **{scenario.key: scenario for scenario in own}}
    by_word = {_word(key): scenario for key, scenario in scenarios.items()}
    if _word(name) not in by_word:
        raise UnknownScenarioError(name, scenarios)
    return by_word[_word(name)]


def _word(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def read_scenario(file: Traversable) -> Scenario:
    """Return the scenario in *file*; its key is the name of the file without ``.toml``.

    Raises:
        ScenarioFileError: It cannot be read, or a field of it is wrong.
    """
    try:
        text = read_text(file)
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Choose a scenario that this app saved."
        raise ScenarioFileError(
            file.name, "it cannot be read as a text file", remedy=remedy
        ) from error
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
    read = Fields(file, table)
    read.refuse_unknown(_FIELDS, "field")
    read.require(_REQUIRED)
    replay = _replay(read.fields("replay", "a table")) if "replay" in table else None
    read.require(() if replay else ("months",))
    read.require(("shocks",) if not {"kind", "moves", "replay"} & set(table) else ())
    scenario = Scenario(
        key=file.removesuffix(SUFFIX),
        title=read.text("title"),
        summary=read.text("summary"),
        source=read.text("source"),
        as_of=read.day("as_of"),
        months=read.whole("months", _length(replay)),
        shocks=_shocks(read.fields("shocks", _GROUPS)),
        shape=read.numbers("shape"),
        claims=read.text("claims"),
        volatility=read.number("volatility", 1.0),
        kind=read.choice("kind", Kind) if "kind" in table else None,
        drivers=_drivers(read.fields("drivers", "a table of drivers")),
        replay=replay,
        moves=_moves(read.fields("moves", "a table of returns by symbol")),
        rest=read.choice("rest", Rest) if "rest" in table else Rest.STILL,
    )
    for field, problem in flaws(scenario):
        raise ScenarioFileError(file, f"“{field}” {problem}")
    return scenario


def write_scenario(scenario: Scenario) -> str:
    """Return *scenario* as TOML text, which ``parse_scenario`` reads back."""
    content: dict[str, object] = {
        name: getattr(scenario, name) for name in ("title", "summary", "source", "claims")
    }
    content |= {
        "as_of": scenario.as_of,
        "months": scenario.months,
        "volatility": float(scenario.volatility),
        "rest": scenario.rest.value,
    }
    if scenario.shape:
        content["shape"] = [float(step) for step in scenario.shape]
    if scenario.kind is not None:
        content["kind"] = scenario.kind.value
    content["shocks"] = {group.value: float(shock) for group, shock in scenario.shocks.items()}
    content["moves"] = {symbol: float(move) for symbol, move in scenario.moves.items()}
    content["drivers"] = {driver.name: _driver_table(driver) for driver in scenario.drivers}
    if scenario.replay is not None:
        content["replay"] = _replay_table(scenario.replay)
    return tomli_w.dumps(content)


def _driver_table(driver: Driver) -> dict[str, str | float | list[float] | date]:
    return {
        "title": driver.title,
        "value": driver.value,
        "default": driver.default,
        "range": [driver.low, driver.high],
        "unit": driver.unit.value,
        "source": driver.source,
        "as_of": driver.as_of,
    }


def _replay_table(replay: Replay) -> dict[str, object]:
    series = {group.value: list(names) for group, names in replay.series.items()}
    window = {"first": replay.first, "last": replay.last}
    return {**window, "times": replay.times, "series": series}


def _shocks(read: Fields) -> Mapping[ShockGroup, float]:
    read.refuse_unknown((group.value for group in SHOCK_GROUPS), "group")
    return {ShockGroup(name): read.number(name) for name in read.table}


def _moves(read: Fields) -> Mapping[str, float]:
    return {symbol.upper(): read.number(symbol) for symbol in read.table}


def _drivers(read: Fields) -> tuple[Driver, ...]:
    return tuple(_driver(name, read.fields(name, "a table")) for name in read.table)


def _driver(name: str, read: Fields) -> Driver:
    read.refuse_unknown(_OF_DRIVER, "field of a driver")
    read.require(field for field in _OF_DRIVER if field != "value")
    ends = read.numbers("range")
    if len(ends) != _ENDS:
        raise read.error("range", "has to be two numbers, lowest and highest")
    return Driver(
        name=name,
        title=read.text("title"),
        value=read.number("value", read.number("default")),
        default=read.number("default"),
        low=ends[0],
        high=ends[1],
        unit=read.choice("unit", DriverUnit),
        source=read.text("source"),
        as_of=read.day("as_of"),
    )


def _replay(read: Fields) -> Replay:
    read.refuse_unknown(("first", "last", "times", "series"), "field of a replay")
    read.require(("first", "last", "series"))
    series = read.fields("series", "a table of series by group")
    series.refuse_unknown((group.value for group in SHOCK_GROUPS), "group")
    return Replay(
        first=read.text("first"),
        last=read.text("last"),
        times=read.whole("times", 1),
        series={ShockGroup(name): series.texts(name) for name in series.table},
    )


def _length(replay: Replay | None) -> int:
    """Return how many months *replay* has, or 1 where that cannot be told yet."""
    try:
        return 0 if replay is None else replay.months
    except ValueError:  # no months at all, which is found and said as a flaw
        return 1
