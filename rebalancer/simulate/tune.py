"""Moves the figures of a scenario: its drivers, its groups, its length."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rebalancer.errors import RebalancerError
from rebalancer.simulate.driver import Driver
from rebalancer.simulate.flaws import MAX_MONTHS, check
from rebalancer.simulate.mechanism import derived, in_place_of
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup
from rebalancer.spelling import nearest

MONTHS = "months"


class UnknownDriverError(RebalancerError):
    """A scenario has no such figure."""

    title = "No such driver"

    def __init__(self, scenario: Scenario, name: str, known: Iterable[str]) -> None:
        names = tuple(known)
        super().__init__(
            f"“{scenario.title}” has no driver “{name}”.",
            remedy=nearest(name, names) or f"It has {', '.join(names)}.",
        )


class DriverOutOfRangeError(RebalancerError):
    """A figure lies where its scenario does not reach."""

    title = "This figure is out of range"

    def __init__(self, scenario: Scenario, name: str, driver: Driver, number: float) -> None:
        low, high = driver.text(driver.low), driver.text(driver.high)
        super().__init__(
            f"“{scenario.title}”: “{driver.name}” ({driver.title.lower()}) has to be from "
            f"{driver.low:g} to {driver.high:g} ({low} to {high}), not {number:g}"
            f"{'' if name == driver.name else f', which “{name}” makes it'}.",
            remedy=f"The nearest valid value is {min(max(number, driver.low), driver.high):g}.",
        )


def settable(scenario: Scenario) -> tuple[str, ...]:
    """Return what can be set in *scenario*: drivers, what follows from them, groups, months."""
    also = () if scenario.kind is None else tuple(derived(scenario.kind, scenario.values))
    has_path = bool(scenario.shape) or scenario.replay is not None
    return (
        *scenario.values,
        *also,
        *(group.value for group in SHOCK_GROUPS),
        *(() if has_path else (MONTHS,)),
    )


def set_figures(scenario: Scenario, figures: Mapping[str, float]) -> Scenario:
    """Return *scenario* with *figures* by name, in the units of the scenario's files.

    A driver that follows from others, such as the discount from two multiples, moves the other
    ones so that it is what was asked for.

    Raises:
        UnknownDriverError: It has no such figure.
        DriverOutOfRangeError: A driver would leave its range.
        ImpossibleScenarioError: The figures cannot all be true.
    """
    for name, number in figures.items():
        scenario = _set_one(scenario, name, number)
    check(scenario)
    return scenario


def _set_one(scenario: Scenario, name: str, number: float) -> Scenario:
    if name not in settable(scenario):
        raise UnknownDriverError(scenario, name, settable(scenario))
    if name in scenario.values:
        return _with_driver(scenario, name, name, number)
    if name == MONTHS:
        whole = round(number) if 1 <= number <= MAX_MONTHS else 0
        return replace(scenario, months=whole)
    if name in SHOCK_GROUPS:
        return replace(scenario, shocks={**scenario.shocks, ShockGroup(name): number})
    for other, value in _in_place_of(scenario, name, number).items():
        scenario = _with_driver(scenario, name, other, value)
    return scenario


def _in_place_of(scenario: Scenario, name: str, number: float) -> dict[str, float]:
    return (
        {} if scenario.kind is None else in_place_of(scenario.kind, scenario.values, name, number)
    )


def _with_driver(scenario: Scenario, said: str, name: str, number: float) -> Scenario:
    moved = []
    for driver in scenario.drivers:
        if driver.name == name:
            if not driver.low <= number <= driver.high:
                raise DriverOutOfRangeError(scenario, said, driver, number)
            driver = replace(driver, value=number)  # noqa: PLW2901 - the one that is moved
        moved.append(driver)
    return replace(scenario, drivers=tuple(moved))


def as_shipped(scenario: Scenario) -> Scenario:
    """Return *scenario* with every driver at its default."""
    drivers = tuple(replace(driver, value=driver.default) for driver in scenario.drivers)
    return replace(scenario, drivers=drivers)
