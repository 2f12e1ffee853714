"""The length of the blocks in which the past repeats itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.simulate.blocks import block_length


def autoregression(slope: float, count: int, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal(count)
    series = np.zeros(count)
    for place in range(1, count):
        series[place] = slope * series[place - 1] + noise[place]
    return series


@pytest.mark.parametrize("slope", [0.3, 0.6, -0.5])
def test_on_average_it_is_what_the_theory_asks_for(slope: float) -> None:
    """For a first-order autoregression: the cube root of n (2 phi / (1 - phi^2))^2."""
    count = 2_000
    found = [block_length(autoregression(slope, count, seed)) for seed in range(40)]
    theory = (count * (2 * slope / (1 - slope**2)) ** 2) ** (1 / 3)
    assert np.mean(found) == pytest.approx(theory, rel=0.25)


def test_what_does_not_depend_on_the_past_needs_short_blocks() -> None:
    found = [block_length(autoregression(0.0, 500, seed)) for seed in range(20)]
    assert np.median(found) < 4


def test_what_never_moves_has_blocks_of_one() -> None:
    assert block_length(np.full(50, 0.01)) == 1


def test_a_trend_asks_for_longer_blocks_than_what_follows_it() -> None:
    trend = np.arange(100, dtype=np.float64)
    assert block_length(trend) > 5 * block_length(autoregression(0.0, 100, 1))


@given(st.lists(st.floats(-1, 1), min_size=12, max_size=60))
def test_blocks_are_never_longer_than_a_third_of_the_past(values: list[float]) -> None:
    assert 1 <= block_length(np.array(values)) <= np.ceil(len(values) / 3)
