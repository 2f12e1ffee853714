"""Rounded weights become exact by the values beside them, or stay as they are printed."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rebalancer.ingest.issuers.precision import Printed, exact_weights

D = Decimal
_VALUES = st.lists(st.integers(1, 10**9), min_size=1, max_size=60)


@example(values=[*[1] * 3, 118_210, *[489_115] * 2, 597_566, 925_088, 19_071_147], part=D(1))
@given(values=_VALUES, part=st.sampled_from([D(1), D("0.4")]))
def test_what_was_rounded_is_exact_again(values: list[int], part: Decimal) -> None:
    true = [100 * part * D(value) / sum(values) for value in values]
    printed = [round(weight, 2) for weight in true]

    found = exact_weights(list(zip(printed, map(D, values), strict=True)))

    worst = max(abs(one - other) for one, other in zip(found, true, strict=True))
    size_is_off_by = D("0.005") * len(values) / (50 * part)  # it follows from rounded weights
    assert worst <= D("0.02") + size_is_off_by * max(true)
    assert found == printed or sum(found) == pytest.approx(100 * part, rel=D("0.01"))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [(D(60), None), (D(40), D(4))],
        [(D("60.00"), D(6)), (D("40.00"), D(5))],
        [(D("60.00"), D(-6)), (D("40.00"), D(-4))],
        [(D(-60), D(6)), (D(-40), D(4))],
        [(D(0), D(6))],
    ],
)
def test_values_that_are_missing_or_do_not_fit_change_nothing(lines: list[Printed]) -> None:
    assert exact_weights(lines) == [weight for weight, _ in lines]


def test_lines_that_are_printed_as_nothing_are_there_again() -> None:
    lines = [(D("99.99"), D(9_999_600)), (D("0.00"), D(400))]

    assert exact_weights(lines)[1] == pytest.approx(D("0.004"), rel=D("0.01"))
