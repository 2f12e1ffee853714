"""Weights printed to a hundredth of a percent, made exact by the market values beside them.

Two thousand small companies have weights of 0.01 to 0.10: as printed, a fortieth of such a fund is
in the wrong place, and the smallest are not there at all.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from rebalancer.domain.money import ZERO

Printed: TypeAlias = tuple[Decimal, Decimal | None]
"""The weight of a line and its value, None where that is not known."""

_SLACK = Decimal("0.6")
"""Of the last digit: half of it is rounding."""
_DRIFT = Decimal("0.002")
"""Of a weight: the fund's size is known only from rounded weights."""
_HALF = Decimal("0.5")
_WHOLE = (Decimal("99.5"), Decimal("100.5"))


def exact_weights(lines: Sequence[Printed]) -> list[Decimal]:
    """Return each line's weight, from its value if the values agree with every printed weight.

    Where one does not (a swap at its notional amount, a value in another currency) all weights
    stay as they are printed.
    """
    printed = [weight for weight, _ in lines]
    size = _size_of_fund(lines)
    if size is None:
        return printed
    exact = [value / size for _, value in lines if value is not None]
    digits = Counter(weight.as_tuple().exponent for weight in printed)
    last = Decimal(1).scaleb(int(digits.most_common(1)[0][0]))
    agree = all(
        abs(one - other) <= _SLACK * last + _DRIFT * abs(other)
        for one, other in zip(exact, printed, strict=True)
    )
    return exact if agree else printed


def _size_of_fund(lines: Sequence[Printed]) -> Decimal | None:
    """Return the value that has a weight of 1; None if a value is missing or makes no sense.

    Of a whole list it follows from the sums; of a part, or where many weights are printed as 0,
    from the largest lines.
    """
    known = [(weight, value) for weight, value in lines if value is not None]
    whole = sum((weight for weight, _ in known), ZERO)
    if len(known) < len(lines) or whole <= 0:
        return None
    if not _WHOLE[0] <= whole <= _WHOLE[1]:
        known = list(_largest(known, whole))
    value = sum((value for _, value in known), ZERO)
    weight = sum((weight for weight, _ in known), ZERO)
    return value / weight if value > 0 and weight > 0 else None


def _largest(
    lines: Sequence[tuple[Decimal, Decimal]], whole: Decimal
) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield the largest lines, until they are half of the *whole*."""
    total = ZERO
    for weight, value in sorted(lines, reverse=True):
        if total >= _HALF * whole:
            return
        total += weight
        yield weight, value
