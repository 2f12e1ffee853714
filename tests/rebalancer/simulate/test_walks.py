"""Many random paths: what is random in them, and what is not."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.domain.money import to_cents
from rebalancer.progress import Cancelled
from rebalancer.simulate import kernel, randomness, walks
from rebalancer.simulate.calibration import NO_DISPERSION, Calibration, embedded_calibration
from rebalancer.simulate.certain import walk_certainly
from rebalancer.simulate.compiled import is_compiled
from rebalancer.simulate.kernel import (
    AT_BAND,
    LANES,
    MONTHLY,
    NEVER,
    Custom,
    Noise,
    Way,
    make_noise,
    walk,
)
from rebalancer.simulate.options import Scatter, SimulationOptions
from rebalancer.simulate.paths import scenario_path, way_of
from rebalancer.simulate.run import noise_of
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup
from rebalancer.simulate.start import Start
from rebalancer.simulate.walks import PATHS_AT_ONCE, PREPARING, SIMULATING, walk_all

MANY = 100_000
GROUPS = len(SHOCK_GROUPS)
MID = SHOCK_GROUPS.index(ShockGroup.MID)
HOLD = Custom(NEVER, 0.2, 0.0)
EACH = np.diag(np.full(GROUPS, 100.0))
"""A portfolio for every group, with nothing else in it."""
PAST = SimulationOptions(scatter=Scatter.PAST_MONTHS)


def still(groups: int) -> Noise:
    """Return noise that leaves every group where it is."""
    return make_noise(np.zeros((groups, groups)), np.empty((groups, 0)), 0.0, seed=1)


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what lets Python run the functions that are compiled otherwise."""

    def interpret() -> None:
        for module in (kernel, randomness):
            for name, value in list(vars(module).items()):
                if hasattr(value, "py_func"):
                    monkeypatch.setattr(module, name, value.py_func)

    return interpret


def noise(
    calibration: Calibration | None = None,
    volatility: float = 1.0,
    options: SimulationOptions | None = None,
) -> Noise:
    chosen = options or SimulationOptions(seed=7)
    return noise_of(calibration or embedded_calibration(), volatility, chosen)


def walked(story: Scenario, months: int, paths: int, scatter: Noise | None = None) -> np.ndarray:
    """Return the log of what 1 USD in every group became beyond the scenario, by month and path."""
    path = scenario_path(story, months)
    walks = walk_all(EACH, way_of(path, 0.0, 0.0), scatter or noise(), HOLD, paths)
    return np.log(walks.values / 100.0 / path.T[:, :, None])


def test_without_dispersion_every_path_is_the_scenarios(story: Scenario) -> None:
    np.testing.assert_allclose(walked(story, 12, 3, noise(NO_DISPERSION)), 0, atol=1e-12)


def test_the_median_of_every_group_follows_the_scenario(story: Scenario) -> None:
    above = np.mean(walked(story, 6, MANY)[:, 1:] > 0, axis=2)
    # a share of n coin tosses has a standard error of 1 / (2 sqrt n)
    np.testing.assert_allclose(above, 0.5, atol=4.5 / (2 * MANY**0.5))


def test_one_month_has_the_mean_the_volatility_and_the_correlations_of_history(
    story: Scenario,
) -> None:
    calibration = embedded_calibration()
    log = walked(story, 1, MANY)[:, 1]
    # scaled by its standard deviation: a mean has a standard error of 1 / sqrt n; the variance of
    # Student's t with 5 degrees of freedom (kurtosis 9) has one of sqrt(8 / n)
    scaled = log / calibration.volatility[:, None]
    np.testing.assert_allclose(scaled.mean(axis=1), 0, atol=4 / MANY**0.5)
    np.testing.assert_allclose(scaled.var(axis=1), 1, atol=4 * (8 / MANY) ** 0.5)
    expected = calibration.covariance / np.outer(calibration.volatility, calibration.volatility)
    np.testing.assert_allclose(np.corrcoef(scaled), expected, atol=4 * (3 / MANY) ** 0.5)


def test_months_do_not_depend_on_each_other(story: Scenario) -> None:
    log = np.diff(walked(story, 2, MANY)[MID], axis=0)
    assert abs(np.corrcoef(log)[0, 1]) < 4 * (3 / MANY) ** 0.5


def test_extreme_months_are_more_frequent_than_in_a_bell_curve(story: Scenario) -> None:
    log = walked(story, 1, MANY)[MID, 1]
    beyond_four = np.mean(np.abs(log) > 4 * embedded_calibration().volatility[MID])
    assert beyond_four > 20 * 6.3e-5


def test_volatility_scales_the_scatter(story: Scenario) -> None:
    once, twice = (walked(story, 2, 50, noise(volatility=v)) for v in (1.0, 2.0))
    np.testing.assert_allclose(twice, 2 * once, atol=2e-6)


@pytest.mark.parametrize("options", [SimulationOptions(), PAST])
def test_neither_threads_nor_companions_change_a_path(
    story: Scenario, options: SimulationOptions
) -> None:
    way = way_of(scenario_path(story, 3), 0.0, 0.0)
    scatter = noise(options=options)
    count = PATHS_AT_ONCE + LANES + 3
    one, two = (walk_all(EACH[:2], way, scatter, HOLD, count, threads=n) for n in (1, 2))
    np.testing.assert_array_equal(one.values, two.values)
    np.testing.assert_array_equal(one.falls, two.falls)
    few = walk_all(EACH[:1], way, scatter, HOLD, 5)
    np.testing.assert_array_equal(few.values[0], one.values[0, :, :5])


def test_the_past_comes_back_whole_month_by_whole_month(story: Scenario) -> None:
    """Every month of every path is one of the months of history, in all groups at once."""
    log = np.diff(walked(story, 4, 60, noise(options=PAST)), axis=1)
    known = embedded_calibration().months
    for month in log.transpose(1, 2, 0).reshape(-1, GROUPS):
        assert np.abs(known - month).max(axis=1).min() < 2e-6


def test_blocks_are_as_long_as_asked_on_average(story: Scenario) -> None:
    """A block ends with a chance of 1 in 6, so 5 of 6 months are followed by the next one."""
    log = np.diff(
        walked(
            story,
            40,
            400,
            noise(options=SimulationOptions(scatter=Scatter.PAST_MONTHS, block_months=6)),
        ),
        axis=1,
    )
    known = embedded_calibration().months
    places = np.abs(log.transpose(2, 1, 0)[:, :, None, :] - known).max(axis=3).argmin(axis=2)
    follows = (places[:, 1:] - places[:, :-1]) % len(known) == 1
    count = follows.size
    # a new block may begin where the old one would have gone on
    chance = 5 / 6 + 1 / 6 / len(known)
    assert follows.mean() == pytest.approx(chance, abs=4 * (chance * (1 - chance) / count) ** 0.5)


@pytest.mark.parametrize(
    ("growth", "fall"), [([1.2, 0.75, 1.5, 0.8], 0.25), ([0.6, 1.2], 0.4), ([1.1, 1.2], 0.0)]
)
def test_a_fall_is_measured_from_the_high_before_and_today_counts(
    growth: list[float], fall: float
) -> None:
    way = Way(np.array(growth)[:, None], np.zeros(len(growth)))
    walks = walk_all(np.array([[100.0]]), way, still(1), HOLD, 1)
    assert walks.falls[0, 0] == pytest.approx(fall)


def test_money_taken_out_is_no_fall() -> None:
    way = Way(np.ones((3, 1)), np.full(3, -30.0))
    walks = walk_all(np.array([[100.0]]), way, still(1), HOLD, 1)
    np.testing.assert_allclose(walks.values[0, :, 0], [100, 70, 40, 10])
    assert walks.falls[0, 0] == 0


def test_no_more_is_taken_out_than_there_is() -> None:
    way = Way(np.ones((3, 2)), np.full(3, -60.0))
    walks = walk_all(np.array([[70.0, 30.0]]), way, still(2), HOLD, 1)
    np.testing.assert_allclose(walks.values[0, :, 0], [100, 40, 0, 0])


@settings(max_examples=60, deadline=None)
@given(
    growth=st.lists(st.lists(st.floats(0.3, 2.0), min_size=3, max_size=3), min_size=1, max_size=6),
    start=st.lists(st.floats(1, 1000), min_size=3, max_size=3),
    flow=st.floats(-200, 200),
    rule=st.sampled_from([NEVER, MONTHLY, AT_BAND]),
    cost=st.floats(0, 0.05),
)
def test_without_noise_the_kernel_ends_where_plain_arithmetic_does(
    growth: list[list[float]], start: list[float], flow: float, rule: int, cost: float
) -> None:
    way = Way(np.array(growth), np.full(len(growth), flow))
    custom = Custom(rule, 0.2, cost)
    groups = np.array(start)
    worth = Start(groups=groups, worth=to_cents(float(groups.sum())))
    end = walk_certainly(worth, way, custom)
    walks = walk_all(groups[None], way, still(3), custom, 2)
    np.testing.assert_allclose(walks.values[0, -1], float(end.worth), atol=0.006)
    assert worth.worth + sum(end.gains) + end.paid_in - end.costs == end.worth
    assert end.costs >= 0
    assert abs(float(end.paid_in)) <= abs(flow) * len(growth) + 0.006


def test_restoring_the_mix_holds_it() -> None:
    way = Way(np.array([[2.0, 1.0], [2.0, 1.0]]), np.zeros(2))
    start = np.array([[50.0, 50.0]])
    held = walk_all(start, way, still(2), HOLD, 1).values[0, -1, 0]
    monthly = walk_all(start, way, still(2), Custom(MONTHLY, 0.2, 0.0), 1).values[0, -1, 0]
    patient = walk_all(start, way, still(2), Custom(AT_BAND, 0.5, 0.0), 1).values[0, -1, 0]
    assert (held, monthly) == pytest.approx((250, 225))
    # 100 to 50 is off by a third of its share after a month, and 200 to 50 by three fifths
    assert patient == pytest.approx(250)


def test_the_first_run_says_that_it_gets_ready(
    story: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = way_of(scenario_path(story, 1), 0.0, 0.0)
    notes: list[str] = []
    walk_all(EACH, way, noise(), HOLD, 1)
    assert is_compiled(walk)
    for ready in (True, False):
        monkeypatch.setattr(walks, "is_compiled", lambda _, ready=ready: ready)
        walk_all(EACH, way, noise(), HOLD, 1, progress=lambda _, note="": notes.append(note))
    assert notes == [SIMULATING, SIMULATING, PREPARING, SIMULATING]


def test_a_long_run_can_be_stopped(story: Scenario) -> None:
    def stop(fraction: float, note: str = "") -> None:
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        walk_all(
            EACH, way_of(scenario_path(story, 12), 0.0, 0.0), noise(), HOLD, MANY, progress=stop
        )


@pytest.mark.parametrize("custom", [HOLD, Custom(MONTHLY, 0.2, 0.01), Custom(AT_BAND, 0.0, 0.01)])
@pytest.mark.parametrize("options", [SimulationOptions(), PAST])
def test_machine_code_walks_as_python_does(
    interpreted: Callable[[], None], custom: Custom, options: SimulationOptions
) -> None:
    way = Way(np.full((2, GROUPS), 1.01), np.array([5.0, -5.0]))
    starts = np.stack([np.arange(1.0, GROUPS + 1), np.ones(GROUPS)])
    fast, slow = np.empty((2, 2, 3, 5))
    fast_falls, slow_falls = np.empty((2, 2, 5))
    walk(9, noise(options=options), way, custom, starts, fast, fast_falls)
    interpreted()
    walk.py_func(9, noise(options=options), way, custom, starts, slow, slow_falls)
    np.testing.assert_allclose(fast, slow, rtol=1e-6)
    np.testing.assert_allclose(fast_falls, slow_falls, atol=1e-6)
