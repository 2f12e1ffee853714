"""Money is exact, and rounded once."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.domain.money import CENT, ZERO, to_cents, total, total_known

amounts = st.decimals(
    min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False
)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        (Decimal("0.005"), "0.00"),
        (Decimal("0.015"), "0.02"),
        (Decimal("-1.005"), "-1.00"),
        (Decimal(7), "7.00"),
        (0.1, "0.10"),
        (2.675, "2.68"),
    ],
)
def test_half_a_cent_goes_to_the_even_neighbour(amount: Decimal | float, cents: str) -> None:
    assert str(to_cents(amount)) == cents


@given(amount=amounts)
def test_rounding_moves_an_amount_by_half_a_cent_at_most(amount: Decimal) -> None:
    assert abs(to_cents(amount) - amount) <= CENT / 2


@given(parts=st.lists(amounts))
def test_a_sum_does_not_depend_on_the_order(parts: list[Decimal]) -> None:
    assert total(parts) == total(reversed(parts)) == total_known(parts)


def test_nothing_sums_to_zero() -> None:
    assert total([]) == ZERO
    assert total_known([]) == ZERO


def test_one_unknown_amount_makes_the_sum_unknown() -> None:
    assert total_known([Decimal(1), None, Decimal(2)]) is None
