"""Where a portfolio ends, summed up."""

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.simulate.outcome import chance_of_more, outcome_of, pick, quantiles
from rebalancer.simulate.result import QUANTILES


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_quantiles_are_those_of_numpy(values: list[float]) -> None:
    array = np.array(values)
    expected = np.quantile(array, QUANTILES)
    np.testing.assert_allclose(quantiles(array, QUANTILES), expected, atol=1e-6)


def test_the_median_over_paths_is_reported() -> None:
    values = np.array([[100.0, 100.0, 100.0], [100.0, 90.0, 50.0]])
    outcome = outcome_of(values, np.array([0.0, 0.1, 0.5]))
    assert outcome.median == Decimal("90.00")
    assert outcome.max_drawdown == 0.1


def test_the_fan_begins_today_and_ends_with_the_outcome() -> None:
    values = np.array([[100.0, 100.0, 100.0], [130.0, 90.0, 110.0]])
    outcome = outcome_of(values, np.zeros(3))
    assert outcome.fan.shape == (2, len(QUANTILES))
    np.testing.assert_array_equal(outcome.fan[0], 100)
    assert outcome.p05 <= outcome.p25 <= outcome.median <= outcome.p75 <= outcome.p95


def test_ties_do_not_count_as_more() -> None:
    one, other = np.array([110.0, 120.0, 130.0, 100.0]), np.array([100.0, 120.0, 140.0, 90.0])
    assert chance_of_more(one, other) == 0.5


@given(
    st.lists(st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, 1e300]), min_size=1, max_size=60),
    st.sets(st.integers(0, 59), min_size=1),
)
def test_what_is_picked_stands_where_sorting_would_put_it(
    values: list[float], places: set[int]
) -> None:
    array = np.array(values)
    wanted = np.array(sorted({place % len(values) for place in places}))
    fast, slow = np.empty((2, len(wanted)))
    pick(array, wanted, fast)
    pick.py_func(array, wanted, slow)
    np.testing.assert_array_equal(fast, np.sort(array)[wanted])
    np.testing.assert_array_equal(slow, fast)
