"""Paths: the scenario's own, and the scatter around it."""

from dataclasses import replace

import numpy as np
import pytest

from rebalancer.simulate import paths
from rebalancer.simulate.calibration import NO_DISPERSION, embedded_calibration
from rebalancer.simulate.groups import market_mix
from rebalancer.simulate.paths import scattered_paths, scenario_path, shocks_of
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup

MID = SHOCK_GROUPS.index(ShockGroup.MID)
OPAQUE = SHOCK_GROUPS.index(ShockGroup.UNCLASSIFIED)
MANY = 40_000


def test_what_is_unclassified_moves_like_the_market(story: Scenario) -> None:
    shocks = shocks_of(story)
    assert shocks[OPAQUE] == pytest.approx(market_mix() @ shocks)
    named = replace(story, shocks={ShockGroup.UNCLASSIFIED: -0.3})
    assert shocks_of(named)[OPAQUE] == -0.3


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


def drawn(story: Scenario, months: int, count: int, volatility: float = 1.0) -> np.ndarray:
    path = scenario_path(story, months)
    batches = scattered_paths(path, embedded_calibration(), volatility, count, seed=7)
    return np.concatenate(list(batches))


def test_without_dispersion_every_path_is_the_scenarios(story: Scenario) -> None:
    path = scenario_path(story, 12)
    (batch,) = scattered_paths(path, NO_DISPERSION, 1.0, 3, seed=1)
    np.testing.assert_array_equal(batch, np.broadcast_to(path, (3, 13, len(SHOCK_GROUPS))))


def test_the_median_of_every_group_follows_the_shape(story: Scenario) -> None:
    path = scenario_path(story, 6)
    above = np.mean(drawn(story, 6, MANY)[:, 1:] > path[1:], axis=0)
    # a share of n coin tosses has a standard error of 1 / (2 sqrt n)
    np.testing.assert_allclose(above, 0.5, atol=4.5 / (2 * MANY**0.5))


def test_one_month_has_the_mean_the_volatility_and_the_correlations_of_history(
    story: Scenario,
) -> None:
    calibration = embedded_calibration()
    log = np.log(drawn(story, 1, MANY)[:, 1] / scenario_path(story, 1)[1])
    # scaled by its standard deviation: a mean has a standard error of 1 / sqrt n; the variance of
    # Student's t with 5 degrees of freedom (kurtosis 9) has one of sqrt(8 / n)
    scaled = log / calibration.volatility
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=4 / MANY**0.5)
    np.testing.assert_allclose(scaled.var(axis=0), 1, atol=4 * (8 / MANY) ** 0.5)
    expected = calibration.covariance / np.outer(calibration.volatility, calibration.volatility)
    np.testing.assert_allclose(
        np.corrcoef(scaled, rowvar=False), expected, atol=4 * (3 / MANY) ** 0.5
    )


def test_extreme_months_are_more_frequent_than_in_a_bell_curve(story: Scenario) -> None:
    log = np.log(drawn(story, 1, MANY)[:, 1, MID] / scenario_path(story, 1)[1, MID])
    beyond_four = np.mean(np.abs(log) > 4 * embedded_calibration().volatility[MID])
    assert beyond_four > 20 * 6.3e-5


def test_volatility_scales_the_scatter(story: Scenario) -> None:
    path = scenario_path(story, 2)
    once, twice = (np.log(drawn(story, 2, 50, volatility=v) / path) for v in (1.0, 2.0))
    np.testing.assert_allclose(twice, 2 * once, atol=1e-12)


def test_the_size_of_a_batch_changes_nothing(
    story: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = drawn(story, 3, 20)
    monkeypatch.setattr(paths, "NUMBERS_AT_ONCE", 7 * 3 * len(SHOCK_GROUPS))
    path = scenario_path(story, 3)
    batches = list(scattered_paths(path, embedded_calibration(), 1.0, 20, seed=7))
    assert [len(batch) for batch in batches] == [7, 7, 6]
    np.testing.assert_allclose(np.concatenate(batches), together, rtol=1e-12)
