"""Lots in columns are the same lots, in less room."""

from array import array
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rebalancer.domain.amounts import Amounts, fits
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.lots import (
    Lots,
    are_dated,
    cost_of_lots,
    first_day,
    has_repeats,
    shares_in,
)

amounts = st.decimals(min_value="0.001", max_value=10**6, places=3) | st.sampled_from(
    [Decimal("1.50"), Decimal("1.5"), Decimal(2), Decimal("0.000000001")]
)
tuples = st.lists(
    st.builds(
        TaxLot,
        quantity=amounts,
        acquired=st.none() | st.sampled_from([date(2020, 2, 29), date(2021, 1, 4)]),
        cost_basis=st.none() | amounts,
    ),
    max_size=8,
).map(tuple)


def in_columns(lots: tuple[TaxLot, ...]) -> Lots:
    days = [lot.acquired.toordinal() if lot.acquired else 0 for lot in lots]
    return Lots(
        quantities=Amounts.of(lot.quantity for lot in lots),
        acquired=array("q", days),
        costs=Amounts.of(lot.cost_basis for lot in lots),
    )


@given(lots=tuples)
def test_columns_are_the_same_lots(lots: tuple[TaxLot, ...]) -> None:
    columns = in_columns(lots)
    assert columns == lots
    assert lots == columns
    assert columns == in_columns(lots)
    assert hash(columns) == hash(lots)
    assert repr(tuple(columns)) == repr(lots)
    assert [columns[index] for index in range(len(columns))] == list(lots)
    assert columns[1:3] == lots[1:3]
    assert columns != "lots"


@given(lots=tuples)
def test_columns_tell_the_same_of_all_lots(lots: tuple[TaxLot, ...]) -> None:
    columns = in_columns(lots)
    assert str(shares_in(columns)) == str(shares_in(lots))
    assert str(cost_of_lots(columns)) == str(cost_of_lots(lots))
    assert are_dated(columns) == are_dated(lots)
    assert first_day(columns) == first_day(lots)
    assert has_repeats(columns) == has_repeats(lots)


def test_what_a_column_cannot_hold_without_loss_does_not_fit() -> None:
    assert fits(None)
    assert fits(Decimal("999999999.123456789"))
    assert not fits(Decimal("0.1234567891"))
    assert not fits(Decimal(10**9))
    assert not fits(Decimal("1E+3"))
    assert not fits(Decimal("NaN"))
