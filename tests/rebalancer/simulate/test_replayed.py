"""History once more, month by month, and ranges from the months of its own window."""

from dataclasses import replace

import numpy as np
import pytest

from rebalancer.classify.exposure import Exposures
from rebalancer.market.history import embedded_history
from rebalancer.simulate.calibration import NO_DISPERSION
from rebalancer.simulate.options import Scatter, SimulationOptions
from rebalancer.simulate.paths import scenario_path, shocks_of
from rebalancer.simulate.replayed import MissingHistoryError
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup
from rebalancer.simulate.scenario_files import find_scenario
from rebalancer.simulate.start import ImpossibleSimulationError

FEW = SimulationOptions(paths=300)
SMALL, BOND = SHOCK_GROUPS.index(ShockGroup.SMALL_OTHER), SHOCK_GROUPS.index(ShockGroup.BOND)


@pytest.fixture
def nifty() -> Scenario:
    return find_scenario("precedent_1973")


def test_the_path_is_that_of_history_month_by_month(nifty: Scenario) -> None:
    path = scenario_path(nifty, 30)
    window = embedded_history().size_portfolios.in_months("1973-01", "1974-12")
    expected = np.cumprod(1 + window.series("small_30"))
    np.testing.assert_allclose(path[1:25, SMALL], expected)
    np.testing.assert_array_equal(path[25:], path[[24] * 6])
    np.testing.assert_array_equal(scenario_path(nifty, 7), path[:8])


def test_a_window_can_be_played_several_times() -> None:
    january = find_scenario("rotation_continues")
    path = scenario_path(january, 3)
    np.testing.assert_allclose(path[3], path[1] ** 3, atol=0.02)
    assert path[1, SMALL] == pytest.approx(1.0565, abs=0.0001)


def test_a_group_that_is_tuned_keeps_its_ups_and_downs_and_ends_there(nifty: Scenario) -> None:
    tuned = replace(nifty, shocks={ShockGroup.SMALL_OTHER: 0.1, ShockGroup.BOND: 0.02})
    path, before = scenario_path(tuned, 24), scenario_path(nifty, 24)
    assert path[-1, SMALL] == pytest.approx(1.1)
    assert path[-1, BOND] == pytest.approx(1.02)
    drift = np.diff(np.log(path[:, SMALL])) - np.diff(np.log(before[:, SMALL]))
    np.testing.assert_allclose(drift, drift[0])


def test_ranges_are_those_of_the_window(household: Exposures, nifty: Scenario) -> None:
    own = simulate(household, nifty, options=FEW)
    assert "24 months replayed, 1973-01 to 1974-12" in " ".join(own.doubts)
    assert own.options.scatter is Scatter.PAST_MONTHS
    fat = simulate(household, nifty, options=replace(FEW, scatter=Scatter.FAT_TAILS))
    assert "170 months" in " ".join(fat.doubts)
    assert own.current.p05 != fat.current.p05


def test_precedents_cut_both_ways_and_the_result_says_so(
    household: Exposures, nifty: Scenario
) -> None:
    said = " ".join(simulate(household, nifty, options=FEW).doubts)
    assert "+105% against +2% from 2000-04 to 2006-12" in said
    assert "-54% against -39% from 1973-01 to 1974-12" in said
    assert "No figure of their own: companies outside the US, bonds, commodities" in said


def test_without_dispersion_a_replay_ends_where_history_did(
    household: Exposures, nifty: Scenario
) -> None:
    still = simulate(household, replace(nifty, volatility=0.0), options=FEW)
    assert still.current.p05 == still.current.p95 == still.deterministic["current"]
    calm = replace(FEW, scatter=Scatter.FAT_TAILS)
    other = simulate(household, nifty, options=calm, calibration=NO_DISPERSION)
    assert other.current.median == still.current.median


def test_a_short_window_scatters_with_fat_tails_unless_told_otherwise(household: Exposures) -> None:
    january = find_scenario("rotation_continues")
    assert simulate(household, january, options=FEW).options.scatter is Scatter.FAT_TAILS
    with pytest.raises(ImpossibleSimulationError, match="replays 1 months; past months can only"):
        simulate(household, january, options=replace(FEW, scatter=Scatter.PAST_MONTHS))


def test_what_history_lacks_is_named(nifty: Scenario) -> None:
    assert nifty.replay is not None
    for series, words in (
        ("QQQ", "“replay.series.bond”: “QQQ” is known from 1999-04 to 2026-07, not from 1973-01"),
        ("large_3", "“replay.series.bond”: the embedded history has no series “large_3”"),
    ):
        replay = replace(nifty.replay, series={**nifty.replay.series, ShockGroup.BOND: (series,)})
        with pytest.raises(MissingHistoryError, match=words):
            shocks_of(replace(nifty, replay=replay))


def test_a_replay_without_any_series_leaves_everything_still(nifty: Scenario) -> None:
    assert nifty.replay is not None
    empty = replace(nifty, replay=replace(nifty.replay, series={}))
    np.testing.assert_array_equal(shocks_of(empty), 0.0)
