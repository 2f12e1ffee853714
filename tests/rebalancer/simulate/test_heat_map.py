"""The heat map agrees with the simulation wherever both have something to say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from rebalancer.classify.exposure import Exposures
from rebalancer.simulate.calibration import NO_DISPERSION
from rebalancer.simulate.flaws import ImpossibleScenarioError
from rebalancer.simulate.heat_map import HeatMap, map_shocks
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario import Scenario, ShockGroup

TAX = Decimal("2345.67")


@pytest.fixture(scope="module")
def household_map(household: Exposures, rotated: Exposures) -> HeatMap:
    return map_shocks(household, plain(), planned=rotated, plan_tax=TAX)


def plain(mega: float = 0.0, small: float = 0.0) -> Scenario:
    varied = {
        ShockGroup.MEGA_CAP_TECH: mega,
        ShockGroup.SMALL_QUALITY: small,
        ShockGroup.SMALL_OTHER: small,
    }
    return Scenario(
        key="plain",
        title="Plain",
        summary="",
        source="",
        as_of=date(2026, 1, 2),
        months=6,
        shocks={ShockGroup.LARGE: 0.05, ShockGroup.BOND: 0.02, **varied},
    )


@pytest.mark.parametrize(("row", "column"), [(0, 0), (3, 17), (20, 20)])
def test_every_cell_is_a_deterministic_end(
    household: Exposures, rotated: Exposures, household_map: HeatMap, row: int, column: int
) -> None:
    scenario = plain(household_map.mega_cap_tech[row], household_map.small_caps[column])
    result = simulate(household, scenario, planned=rotated, plan_tax=TAX, calibration=NO_DISPERSION)
    assert household_map.planned is not None
    assert household_map.current[row, column] == pytest.approx(
        float(result.deterministic["current"]), abs=0.01
    )
    assert household_map.planned[row, column] == pytest.approx(
        float(result.deterministic["planned"]), abs=0.01
    )


def test_both_end_alike_on_the_break_even_line(
    household: Exposures, rotated: Exposures, household_map: HeatMap
) -> None:
    assert household_map.break_even is not None
    at = map_shocks(
        household,
        plain(),
        planned=rotated,
        plan_tax=TAX,
        small_caps=household_map.break_even,
    )
    assert at.planned is not None
    np.testing.assert_allclose(np.diag(at.current), np.diag(at.planned))


def test_what_the_scenario_names_unclassified_keeps_its_own_return(household: Exposures) -> None:
    named = replace(plain(), shocks={ShockGroup.UNCLASSIFIED: -0.5})
    ends = map_shocks(household, named, mega_cap_tech=np.zeros(1), small_caps=np.zeros(1)).current
    result = simulate(household, named, calibration=NO_DISPERSION)
    assert ends[0, 0] == pytest.approx(float(result.deterministic["current"]), abs=0.01)


def test_without_a_plan_there_is_no_line(household: Exposures) -> None:
    alone = map_shocks(household, plain())
    assert alone.planned is None
    assert alone.break_even is None


def test_a_plan_that_moves_nothing_never_breaks_even(household: Exposures) -> None:
    same = map_shocks(household, plain(), planned=household)
    assert same.break_even is not None
    assert np.isnan(same.break_even).all()


def test_an_impossible_scenario_is_refused(household: Exposures) -> None:
    with pytest.raises(ImpossibleScenarioError):
        map_shocks(household, replace(plain(), months=0))
