"""Rows in columns: some of them, and one by one."""

from array import array
from decimal import Decimal

import numpy as np

from rebalancer.ingest.lot_rows import Figures, LotRows


def figures(*numbers: str) -> Figures:
    exact = [Decimal(number) for number in numbers]
    places = [-int(number.as_tuple().exponent) for number in exact]
    digits = [int(number.scaleb(place)) for number, place in zip(exact, places, strict=True)]
    return Figures(np.array(digits), np.array(places, np.uint8))


def test_some_of_the_rows_keep_all_that_they_say() -> None:
    rows = LotRows(
        lines=np.array([2, 3, 4]),
        quantity=figures("1", "2.5", "3"),
        cost_basis=figures("10.00", "20.00", "30.00"),
        acquired=np.array(array("q", [737000, 737001, 737002])),
        price=Decimal("11.5"),
    )

    kept = rows.only(np.array([True, False, True]))

    assert kept.lines.tolist() == [2, 4]
    assert [kept.quantity.number(index) for index in range(2)] == [Decimal(1), Decimal(3)]
    assert kept.cost_basis is not None
    assert kept.cost_basis.total() == Decimal("40.00")
    assert kept.acquired is not None
    assert kept.acquired.tolist() == [737000, 737002]
    assert (kept.value, kept.price) == (None, Decimal("11.5"))
    assert rows.only(np.array([True] * 3)) is rows
