"""What keeps a scenario from being played: figures that cannot all be true."""

import re
from collections.abc import Iterator
from math import isfinite

from rebalancer.errors import RebalancerError
from rebalancer.simulate.driver import Driver, Kind
from rebalancer.simulate.mechanism import (
    MECHANISMS,
    limits_of,
    shocks_of_drivers,
    stated_returns,
)
from rebalancer.simulate.scenario import Scenario
from rebalancer.spelling import nearest

MAX_GAIN = 10.0
MAX_MONTHS = 600
MAX_VOLATILITY = 5.0


class ImpossibleScenarioError(RebalancerError):
    """A scenario's figures cannot all be true."""

    title = "This scenario cannot be played"

    def __init__(self, scenario: Scenario, field: str, problem: str) -> None:
        super().__init__(
            f"“{scenario.title}”: “{field}” {problem}.", remedy="Change it and try again."
        )


def check(scenario: Scenario) -> None:
    """Do nothing if *scenario* can be played.

    Raises:
        ImpossibleScenarioError: Naming the first field that is out of range.
    """
    for field, problem in flaws(scenario):
        raise ImpossibleScenarioError(scenario, field, problem)


def flaws(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield every field of *scenario* that is out of range, with what is wrong with it."""
    if not 1 <= scenario.months <= MAX_MONTHS:
        yield "months", f"has to be from 1 to {MAX_MONTHS}, not {scenario.months}"
    said = [(f"shocks.{group}", shock) for group, shock in scenario.shocks.items()]
    said += [(f"moves.{symbol}", move) for symbol, move in scenario.moves.items()]
    for field, shock in said:
        if not -1 < shock <= MAX_GAIN:
            yield field, f"{_IN_RANGE}, not {shock:g}"
    if not 0 <= scenario.volatility <= MAX_VOLATILITY:
        yield "volatility", f"has to be from 0 to {MAX_VOLATILITY:g}, not {scenario.volatility:g}"
    of_drivers = tuple(_flaws_of_drivers(scenario))
    yield from of_drivers
    yield from _flaws_of_replay(scenario)
    if scenario.shape and not of_drivers:
        yield from _flaws_of_shape(scenario)


_IN_RANGE = f"has to be above -1 (-100 %) and at most {MAX_GAIN:g} (+1,000 %)"


def _flaws_of_drivers(scenario: Scenario) -> Iterator[tuple[str, str]]:
    if scenario.kind is None:
        if scenario.drivers:
            yield "kind", f"has to say what the drivers do: {', '.join(MECHANISMS)}"
        return
    found = [flaw for driver in scenario.drivers for flaw in _flaws_of(driver, scenario.kind)]
    found += _missing(scenario.kind, frozenset(scenario.values))
    yield from found
    if found:
        return
    for group, shock in shocks_of_drivers(scenario.kind, scenario.values, scenario.months).items():
        if not -1 < shock <= MAX_GAIN and group not in scenario.shocks:
            yield "drivers", f"together let “{group}” return {shock:g}: it {_IN_RANGE}"


def _flaws_of(driver: Driver, kind: Kind) -> Iterator[tuple[str, str]]:
    field, known = f"drivers.{driver.name}", limits_of(kind)
    if driver.name not in known:
        hint = nearest(driver.name, known) or f"It has {', '.join(known)}."
        yield field, f"is not a driver of the kind “{kind}”. {hint.rstrip('.')}"
        return
    limits = known[driver.name]
    low, high = max(driver.low, limits.low), min(driver.high, limits.high)
    if not low <= driver.default <= high or (low, high) != (driver.low, driver.high):
        reach = f"{driver.text(limits.low)} to {driver.text(limits.high)}"
        default = driver.text(driver.default)
        yield field, f"needs a range within {reach} that has its default {default} in it"
    elif not low <= driver.value <= high:
        reach = f"{driver.text(low)} to {driver.text(high)}"
        yield field, f"has to be from {reach}, not {driver.text(driver.value)}"


def _missing(kind: Kind, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    needs = MECHANISMS[kind].needs
    whole = [need for need in needs if need <= names]
    if not whole:
        nearest_need = min(needs, key=lambda need: len(need - names))
        absent = ", ".join(sorted(nearest_need - names))
        yield "drivers", f"of the kind “{kind}” lack {absent}"
    elif len(whole) > 1:
        one, two = (sorted(need - frozenset.intersection(*needs)) for need in whole)
        yield "drivers", f"say the same in two ways: leave out {' and '.join(one)}, or {two[0]}"


def _flaws_of_replay(scenario: Scenario) -> Iterator[tuple[str, str]]:
    replay = scenario.replay
    if replay is None:
        return
    for field, month in (("replay.first", replay.first), ("replay.last", replay.last)):
        if not _MONTH.fullmatch(month):
            yield field, f"has to be a month such as 2000-04, not “{month}”"
            return
    if replay.window < 1:
        yield "replay.last", f"has to be {replay.first} or later, not {replay.last}"
    elif replay.times < 1:
        yield "replay.times", f"has to be at least 1, not {replay.times}"
    elif scenario.months != replay.months:
        yield "months", f"has to be {replay.months}, as long as the replay, not {scenario.months}"
    if scenario.shape:
        yield "shape", "cannot be had with a replay, which has its own path"


_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def _flaws_of_shape(scenario: Scenario) -> Iterator[tuple[str, str]]:
    shape, wanted = scenario.shape, scenario.months + 1
    if len(shape) != wanted:
        yield "shape", f"needs {wanted} numbers, today and one a month, not {len(shape)}"
    if shape[0] != 0 or shape[-1] != 1 or not all(isfinite(step) for step in shape):
        yield "shape", "has to begin with 0 (today) and end with 1 (all of the way)"
    for group, shock in stated_returns(scenario).items():
        if any(shock * step <= -1 for step in shape):
            yield "shape", f"takes “{group}” to zero or below on the way"
