"""Drivers become returns: the worked examples, and what must hold whatever the drivers."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.simulate.driver import Kind
from rebalancer.simulate.mechanism import (
    derived,
    discount_of,
    earnings_hit,
    gap_of_discount,
    in_place_of,
    refinanced,
    shocks_of_drivers,
    small_and_large,
)
from rebalancer.simulate.scenario import ShockGroup

GAP = log(22 / 15)
TO_A_TENTH_OF_A_PERCENT = 0.0006

WALL = {
    "unprofitable_share": 0.4,
    "default_rate": 0.1,
    "profitable": -0.05,
    "unprofitable": -0.20,
    "loss": 0.80,
}
NO_DEARER_DEBT = {"debt_to_earnings": 0.0, "maturing": 0.0, "rate_rise": 0.0, "tax_rate": 0.21}
DISCOUNTED = {"closing": 0.5, "by_small": 0.5, "growth_small": 0.19, "growth_large": 0.12}
MULTIPLES = {"multiple_large": 22.0, "multiple_small": 15.0}


@pytest.mark.parametrize(
    ("closing", "by_small", "growth", "years", "expected"),
    [
        (0.0, 0.5, (0.19, 0.12), 3, (0.685, 0.405)),
        (0.5, 0.5, (0.19, 0.12), 3, (0.854, 0.277)),
        (1.0, 0.5, (0.19, 0.12), 3, (1.041, 0.160)),
        (1.0, 0.0, (0.19, 0.12), 3, (0.685, -0.042)),
        (0.5, 0.5, (0.17, 0.14), 3, (0.763, 0.346)),
        (0.5, 0.5, (0.22, 0.14), 3, (0.998, 0.346)),
        (0.5, 0.5, (0.325, 0.14), 1, (0.458, 0.036)),
        (0.5, 0.5, (0.40, 0.14), 1, (0.541, 0.036)),
        (0.0, 0.5, (0.20, 0.14), 1, (0.200, 0.140)),
        (-0.5, 0.5, (0.08, 0.12), 3, (0.145, 0.546)),
    ],
)
def test_the_worked_examples_of_a_closing_gap(
    closing: float,
    by_small: float,
    growth: tuple[float, float],
    years: float,
    expected: tuple[float, float],
) -> None:
    found = small_and_large(GAP, closing, by_small, growth, years)
    assert found == pytest.approx(expected, abs=TO_A_TENTH_OF_A_PERCENT)


def test_a_forecast_of_40_percent_that_half_fails_is_20_percent() -> None:
    values = {"growth_small": 0.4, "growth_large": 0.14, "haircut": 0.5}
    shocks = shocks_of_drivers(Kind.GROWTH_DIFFERENTIAL, values, 12)
    assert shocks[ShockGroup.SMALL_OTHER] == pytest.approx(0.20)
    assert shocks[ShockGroup.LARGE] == pytest.approx(0.14)
    gap = shocks_of_drivers(
        Kind.VALUATION_GAP, {**values, **MULTIPLES, "closing": 0.0, "by_small": 0.5}, 12
    )
    assert gap[ShockGroup.SMALL_QUALITY] == pytest.approx(0.20)


def test_the_refinancing_example_is_minus_13_4_percent() -> None:
    profitable, everyone = refinanced({**WALL, **NO_DEARER_DEBT})
    assert [profitable, everyone] == pytest.approx([-0.05, -0.134])
    shocks = shocks_of_drivers(Kind.REFINANCING_WALL, WALL, 12)
    assert shocks == {
        ShockGroup.SMALL_QUALITY: pytest.approx(-0.05),
        ShockGroup.SMALL_OTHER: pytest.approx(-0.134),
    }


def test_dearer_debt_takes_its_part_of_what_the_profitable_earn() -> None:
    assert earnings_hit(6.0, 0.5, 0.02, 0.21) == pytest.approx(6 * 0.5 * 0.02 * 0.79)
    dearer = {**WALL, "debt_to_earnings": 6.0, "maturing": 0.5, "rate_rise": 0.02}
    shocks = shocks_of_drivers(Kind.REFINANCING_WALL, dearer, 12)
    hit = 6 * 0.5 * 0.02 * 0.79
    assert shocks[ShockGroup.SMALL_QUALITY] == pytest.approx(0.95 * (1 - hit) - 1)
    assert shocks[ShockGroup.SMALL_OTHER] < -0.134


def test_floating_rate_debt_makes_the_policy_rate_matter() -> None:
    values = {
        "rate_change": 0.005,
        "floating_share": 0.5,
        "debt_to_earnings": 20.0,
        "debt_to_earnings_quality": 6.0,
        "multiple_change": -0.06,
        "multiple_change_quality": -0.03,
        "duration": 6.0,
        "bond_yield": 0.0475,
        "cash_yield": 0.0383,
    }
    shocks = shocks_of_drivers(Kind.POLICY_RATE, values, 9)
    assert shocks[ShockGroup.SMALL_OTHER] == pytest.approx((1 - 0.0395) * 0.94 - 1)
    assert shocks[ShockGroup.SMALL_QUALITY] == pytest.approx((1 - 0.01185) * 0.97 - 1)
    assert shocks[ShockGroup.BOND] == pytest.approx(1.0475**0.75 - 1 - 0.03)
    assert shocks[ShockGroup.CASH] == pytest.approx(1.0383**0.75 - 1)
    cuts = shocks_of_drivers(Kind.POLICY_RATE, {**values, "rate_change": -0.005}, 9)
    assert cuts[ShockGroup.SMALL_OTHER] > shocks[ShockGroup.SMALL_OTHER]
    assert cuts[ShockGroup.BOND] > shocks[ShockGroup.BOND]


def test_two_multiples_make_a_discount_and_a_discount_a_multiple() -> None:
    assert discount_of(22, 15) == pytest.approx(0.318, abs=0.0005)
    assert gap_of_discount(discount_of(22, 15)) == pytest.approx(GAP)
    told = {**DISCOUNTED, **MULTIPLES}
    assert derived(Kind.VALUATION_GAP, told) == {"discount": pytest.approx(7 / 22)}
    other = {**DISCOUNTED, "multiple_large": 22.0, "discount": 0.30}
    assert derived(Kind.VALUATION_GAP, other) == {"multiple_small": pytest.approx(15.4)}
    assert derived(Kind.VALUATION_GAP, {**DISCOUNTED, "discount": 0.3}) == {}
    assert derived(Kind.REFINANCING_WALL, WALL) == {}
    assert in_place_of(Kind.VALUATION_GAP, told, "discount", 0.3) == {
        "multiple_small": pytest.approx(15.4)
    }
    assert in_place_of(Kind.VALUATION_GAP, other, "multiple_small", 15.0) == {
        "discount": pytest.approx(7 / 22)
    }
    assert in_place_of(Kind.VALUATION_GAP, told, "closing", 0.3) == {}


@given(discount=st.floats(0.01, 0.6), closing=st.floats(-1, 1), by_small=st.floats(0, 1))
def test_a_discount_and_its_multiples_tell_the_same_story(
    discount: float, closing: float, by_small: float
) -> None:
    rest = {**DISCOUNTED, "closing": closing, "by_small": by_small}
    multiples = {"multiple_large": 22.0, "multiple_small": 22 * (1 - discount)}
    one = shocks_of_drivers(Kind.VALUATION_GAP, {**rest, "discount": discount}, 36)
    two = shocks_of_drivers(Kind.VALUATION_GAP, {**rest, **multiples}, 36)
    assert one == {group: pytest.approx(shock) for group, shock in two.items()}


@given(closing=st.floats(-1, 1), by_small=st.floats(0, 1), years=st.integers(1, 10))
def test_what_closes_of_the_gap_is_what_small_gains_on_large(
    closing: float, by_small: float, years: int
) -> None:
    small, large = small_and_large(GAP, closing, by_small, (0.1, 0.1), years)
    assert log((1 + small) / (1 + large)) == pytest.approx(closing * GAP, abs=1e-12)


def test_the_russell_may_have_a_discount_of_its_own() -> None:
    values = {**DISCOUNTED, **MULTIPLES, "discount_other": 0.26}
    shocks = shocks_of_drivers(Kind.VALUATION_GAP, values, 36)
    assert shocks[ShockGroup.SMALL_QUALITY] == pytest.approx(0.854, abs=TO_A_TENTH_OF_A_PERCENT)
    assert shocks[ShockGroup.SMALL_OTHER] == pytest.approx(0.817, abs=TO_A_TENTH_OF_A_PERCENT)
    assert shocks[ShockGroup.MID] == pytest.approx(0.539, abs=TO_A_TENTH_OF_A_PERCENT)
