"""A portfolio followed along its paths."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.simulate.ledger import Ledger, chance_of_more, quantiles
from rebalancer.simulate.result import QUANTILES


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_quantiles_are_those_of_numpy(values: list[float]) -> None:
    array = np.array(values)
    expected = np.quantile(array, QUANTILES)
    np.testing.assert_allclose(quantiles(array, QUANTILES), expected, atol=1e-6)


def ledger_of(*paths: list[float]) -> Ledger:
    growth = np.array(paths)[:, :, None]
    ledger = Ledger(np.array([100.0]), growth.shape[1] - 1, len(paths))
    for path in growth:
        ledger.record(path[None])
    return ledger


def test_a_drawdown_is_the_largest_fall_from_a_high_before() -> None:
    outcome = ledger_of([1.0, 1.2, 0.9, 1.5, 1.2]).outcome()
    assert outcome.max_drawdown == pytest.approx(0.25)


def test_today_counts_as_a_high() -> None:
    assert ledger_of([1.0, 0.6, 0.8]).outcome().max_drawdown == pytest.approx(0.4)


def test_the_median_over_paths_is_reported() -> None:
    outcome = ledger_of([1.0, 1.0], [1.0, 0.9], [1.0, 0.5]).outcome()
    assert outcome.max_drawdown == pytest.approx(0.1)
    assert outcome.median == Decimal("90.00")


def test_the_fan_begins_today_and_ends_with_the_outcome() -> None:
    outcome = ledger_of([1.0, 1.3], [1.0, 0.9], [1.0, 1.1]).outcome()
    assert outcome.fan.shape == (2, len(QUANTILES))
    np.testing.assert_array_equal(outcome.fan[0], 100)
    assert outcome.p05 <= outcome.p25 <= outcome.median <= outcome.p75 <= outcome.p95


def test_ties_do_not_count_as_more() -> None:
    one = ledger_of([1.0, 1.1], [1.0, 1.2], [1.0, 1.3], [1.0, 1.0])
    other = ledger_of([1.0, 1.0], [1.0, 1.2], [1.0, 1.4], [1.0, 0.9])
    assert chance_of_more(one, other) == 0.5
