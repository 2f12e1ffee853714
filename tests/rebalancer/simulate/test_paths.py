"""The way of the groups in a scenario."""

from dataclasses import replace

import numpy as np
import pytest

from rebalancer.simulate.groups import market_mix
from rebalancer.simulate.paths import scenario_path, shocks_of, way_of
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup

MID = SHOCK_GROUPS.index(ShockGroup.MID)
OPAQUE = SHOCK_GROUPS.index(ShockGroup.UNCLASSIFIED)


def test_what_is_unclassified_moves_like_the_market(story: Scenario) -> None:
    shocks = shocks_of(story)
    assert shocks[OPAQUE] == pytest.approx(market_mix() @ shocks)
    named = replace(story, shocks={ShockGroup.UNCLASSIFIED: -0.3})
    assert shocks_of(named)[OPAQUE] == pytest.approx(-0.3)


def test_without_a_shape_the_way_is_a_straight_line(story: Scenario) -> None:
    path = scenario_path(story, story.months)
    assert path.shape == (13, len(SHOCK_GROUPS))
    np.testing.assert_array_equal(path[0], 1)
    np.testing.assert_allclose(path[:, MID], np.linspace(1, 1.08, 13))


def test_a_shape_may_overshoot(story: Scenario) -> None:
    bumpy = replace(story, months=3, shape=(0.0, 2.0, 0.5, 1.0))
    np.testing.assert_allclose(scenario_path(bumpy, 3)[:, MID], [1, 1.16, 1.04, 1.08])


def test_fewer_months_cut_the_shape_and_more_stand_still(story: Scenario) -> None:
    whole = scenario_path(story, 12)
    np.testing.assert_array_equal(scenario_path(story, 5), whole[:6])
    longer = scenario_path(story, 15)
    np.testing.assert_array_equal(longer[:13], whole)
    np.testing.assert_array_equal(longer[13:], whole[[12, 12, 12]])


def test_a_way_multiplies_up_to_its_path(story: Scenario) -> None:
    path = scenario_path(story, 12)
    way = way_of(path, 250.0, 0.0)
    np.testing.assert_allclose(np.cumprod(way.growth, axis=0), path[1:], rtol=1e-12)
    np.testing.assert_array_equal(way.flows, np.full(12, 250.0))


def test_a_fee_of_a_year_is_gone_after_twelve_months(story: Scenario) -> None:
    path = scenario_path(story, 12)
    way = way_of(path, 0.0, 0.01)
    np.testing.assert_allclose(np.prod(way.growth, axis=0), path[-1] * 0.99, rtol=1e-12)
