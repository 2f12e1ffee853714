"""The size premium: a rate per year that compounds to what both sides really grew by."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.classify.exposure import Floats
from rebalancer.market.history import Figures, History
from rebalancer.measure.size_premium import LARGE, MONTHS, SMALL, SizePremium, size_premium

RETURNS = st.floats(-0.5, 0.5)


def table(small: list[float], large: list[float]) -> Figures:
    return Figures(
        names=(SMALL, LARGE),
        rows=np.datetime64("1926-07") + np.arange(len(small)),
        values=np.column_stack([small, large]),
        as_of=date(2026, 7, 31),
        source="a test",
    )


def rates(premium: SizePremium) -> Floats:
    return premium.curve.values


@settings(max_examples=50)
@given(st.lists(st.tuples(RETURNS, RETURNS), min_size=1, max_size=40))
def test_the_rate_compounds_to_the_growth_of_both_sides(pairs: list[tuple[float, float]]) -> None:
    small, large = zip(*pairs, strict=True)
    premium = size_premium(table(list(small), list(large)))
    ratio = np.prod(1 + np.array(small)) / np.prod(1 + np.array(large))
    assert premium.whole.value is not None
    assert (1 + premium.whole.value) ** (len(pairs) / 12) == pytest.approx(ratio)
    assert premium.latest.value is None
    assert premium.led.value is None


def test_every_month_looks_back_ten_years() -> None:
    lead = [0.0] * MONTHS + [0.01] * MONTHS
    premium = size_premium(table(lead, [0.0] * len(lead)))
    assert len(rates(premium)) == MONTHS + 1
    assert premium.curve.dates[0].year == 1936
    assert rates(premium)[0] == pytest.approx(0)
    assert premium.latest.value == pytest.approx(1.01**12 - 1)
    assert premium.led.value == pytest.approx(MONTHS / (MONTHS + 1))


def test_in_the_real_history_both_sides_led_for_decades() -> None:
    premium = size_premium(History().size_portfolios)
    assert premium.whole.first.year == 1926
    assert premium.whole.value is not None
    assert 0 < premium.whole.value < 0.05
    assert rates(premium).min() < -0.02
    assert rates(premium).max() > 0.05
