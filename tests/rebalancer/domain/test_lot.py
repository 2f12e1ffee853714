"""A lot knows its gain and how long it was held."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.domain.lot import TaxLot, Term, long_term_from


def lot(acquired: date | None = None, cost: str | None = None) -> TaxLot:
    return TaxLot(
        quantity=Decimal(10),
        acquired=acquired,
        cost_basis=None if cost is None else Decimal(cost),
    )


@pytest.mark.parametrize(
    ("bought", "first_long_term_day"),
    [
        (date(2025, 3, 14), date(2026, 3, 15)),
        (date(2025, 12, 31), date(2027, 1, 1)),
        (date(2025, 4, 30), date(2026, 5, 1)),  # the last of a month counts from the first
        (date(2023, 2, 27), date(2024, 2, 28)),
        (date(2023, 2, 28), date(2024, 3, 1)),  # into a leap year: the 29th is too early
        (date(2024, 2, 28), date(2025, 3, 1)),  # out of a leap year: there is no 29th
        (date(2024, 2, 29), date(2025, 3, 1)),
        (date(2024, 3, 1), date(2025, 3, 2)),
    ],
)
def test_more_than_a_year_is_counted_from_the_day_after_the_purchase(
    bought: date, first_long_term_day: date
) -> None:
    assert long_term_from(bought) == first_long_term_day
    assert lot(bought).term(first_long_term_day) is Term.LONG
    assert lot(bought).term(first_long_term_day - timedelta(days=1)) is Term.SHORT


@given(bought=st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)))
def test_a_year_has_366_to_368_days_of_waiting_and_never_starts_earlier_for_later_lots(
    bought: date,
) -> None:
    wait = long_term_from(bought) - bought
    assert timedelta(days=366) <= wait <= timedelta(days=368)
    assert long_term_from(bought) <= long_term_from(bought + timedelta(days=1))


def test_without_a_purchase_date_the_term_is_unknown() -> None:
    assert lot().term(date(2026, 8, 21)) is Term.UNKNOWN


def test_a_gain_is_proceeds_less_cost() -> None:
    assert lot(cost="900").gain(Decimal(100)) == Decimal(100)
    assert lot(cost="1100").gain(Decimal(100)) == Decimal(-100)


def test_without_a_cost_the_gain_is_unknown_and_not_everything() -> None:
    assert lot().gain(Decimal(100)) is None


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_lot_needs_shares(quantity: str) -> None:
    with pytest.raises(ValueError, match="a lot needs shares"):
        TaxLot(quantity=Decimal(quantity))
