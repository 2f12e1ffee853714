"""Drivers are moved by name; what cannot be is answered with the nearest thing that can."""

from dataclasses import replace

import pytest

from rebalancer.simulate.flaws import ImpossibleScenarioError
from rebalancer.simulate.mechanism import derived
from rebalancer.simulate.scenario import Scenario, ShockGroup
from rebalancer.simulate.scenario_files import find_scenario
from rebalancer.simulate.tune import (
    DriverOutOfRangeError,
    UnknownDriverError,
    as_shipped,
    set_figures,
    settable,
)


@pytest.fixture
def gap() -> Scenario:
    return find_scenario("valuation_gap_closes")


def test_a_driver_is_moved_and_its_default_stays(gap: Scenario) -> None:
    moved = set_figures(gap, {"closing": 0.0, "growth_small": 0.08})
    assert moved.values["closing"] == 0.0
    assert moved.drivers[0].default == 0.5
    assert as_shipped(moved) == gap


def test_a_discount_may_be_said_in_place_of_a_multiple(gap: Scenario) -> None:
    moved = set_figures(gap, {"discount": 0.30})
    assert moved.values["multiple_small"] == pytest.approx(15.4)
    assert moved.kind is not None
    assert derived(moved.kind, moved.values) == {"discount": pytest.approx(0.30)}


def test_groups_and_months_are_figures_too(gap: Scenario, story: Scenario) -> None:
    moved = set_figures(gap, {"months": 12, "small_other": -0.1})
    assert (moved.months, moved.shocks) == (12, {ShockGroup.SMALL_OTHER: -0.1})
    assert "months" not in settable(replace(story, months=1, shape=(0.0, 1.0)))
    assert "months" not in settable(find_scenario("precedent_1973"))
    with pytest.raises(ImpossibleScenarioError, match="“months” has to be from 1 to 600"):
        set_figures(gap, {"months": float("nan")})


def test_an_unknown_driver_is_answered_with_the_nearest(gap: Scenario, story: Scenario) -> None:
    with pytest.raises(UnknownDriverError) as caught:
        set_figures(gap, {"closng": 0.5})
    assert caught.value.sentence() == (
        "“Valuation gap closes” has no driver “closng”. Did you mean “closing”?"
    )
    with pytest.raises(UnknownDriverError, match="no driver “zzz”") as other:
        set_figures(story, {"zzz": 1})
    assert "It has mega_cap_tech, large" in other.value.sentence()


def test_a_driver_out_of_range_is_answered_with_its_range(gap: Scenario) -> None:
    with pytest.raises(DriverOutOfRangeError) as caught:
        set_figures(gap, {"closing": 3.0})
    assert caught.value.sentence() == (
        "“Valuation gap closes”: “closing” (part of the gap that closes) has to be from -1 to 1 "
        "(-100 % to 100 %), not 3. The nearest valid value is 1."
    )
    with pytest.raises(DriverOutOfRangeError, match=r"not 2\.2, which “discount” makes it"):
        set_figures(gap, {"discount": 0.9})


def test_drivers_that_together_go_too_far_are_refused(gap: Scenario) -> None:
    far = {"growth_small": 0.5, "months": 120}
    with pytest.raises(ImpossibleScenarioError, match="“drivers” together let “mid”"):
        set_figures(gap, far)
