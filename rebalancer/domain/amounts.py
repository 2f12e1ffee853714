"""A long column of exact amounts in little room: 9 bytes each, where a `Decimal` takes 104."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress
from typing import overload

from typing_extensions import override

from rebalancer.domain.money import ZERO

UNKNOWN = 255
"""Stands among the places of an amount that is not known."""
MOST_PLACES = 9
LARGEST = 10**9
"""What is smaller, to so many places, sums up exactly over any number of lots."""

_SELECTORS = tuple(
    bytes(each == places for each in range(UNKNOWN + 1)) for places in range(MOST_PLACES + 1)
)
_SCALES = tuple(Decimal(-places) for places in range(MOST_PLACES + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Amounts(Sequence[Decimal | None]):
    """Amounts as whole numbers, and how many of their digits are decimal places.

    ``12.50`` is 1250 to 2 places, and comes back as ``Decimal("12.50")``.
    """

    digits: "array[int]"
    """Signed, of 64 bits."""
    places: bytes
    """As many; `UNKNOWN` where the amount is not known."""

    @classmethod
    def of(cls, amounts: Iterable[Decimal | None]) -> "Amounts":
        """Return *amounts* as a column; each of them has to be one that `fits`."""
        digits, places = array("q"), bytearray()
        for amount in amounts:
            if amount is None:
                digits.append(0)
                places.append(UNKNOWN)
            else:
                count = decimal_places(amount)
                digits.append(int(amount.scaleb(count)))
                places.append(count)
        return cls(digits, bytes(places))

    @classmethod
    def pack(cls, digits: bytes, places: bytes) -> "Amounts":
        """Return a column of which *digits* are the bytes, eight for each amount."""
        whole = array("q")
        whole.frombytes(digits)
        return cls(whole, places)

    @override
    def __len__(self) -> int:
        return len(self.digits)

    @override
    def __iter__(self) -> Iterator[Decimal | None]:
        for digits, places in zip(self.digits, self.places, strict=True):
            yield _amount(digits, places)

    @overload
    def __getitem__(self, index: int) -> Decimal | None: ...
    @overload
    def __getitem__(self, index: slice) -> "Amounts": ...
    @override
    def __getitem__(self, index: int | slice) -> "Decimal | Amounts | None":
        if isinstance(index, slice):
            return Amounts(self.digits[index], self.places[index])
        return _amount(self.digits[index], self.places[index])

    @property
    def total(self) -> Decimal | None:
        """The exact sum, to the places of its finest part; None as soon as a part is unknown."""
        present = set(self.places)
        finest = max(present, default=0)
        if finest == UNKNOWN:
            return None
        whole = sum(
            10 ** (finest - places)
            * sum(compress(self.digits, self.places.translate(_SELECTORS[places])))
            for places in present
        )
        return Decimal(f"{whole}E-{finest}")

    def alike(self) -> Sequence[int | None]:
        """Return numbers that are equal where the amounts are."""
        known = [places for places in set(self.places) if places != UNKNOWN]
        if UNKNOWN not in self.places and len(known) == 1:
            return self.digits
        finest = max(known, default=0)
        return [
            None if places == UNKNOWN else digits * 10 ** (finest - places)
            for digits, places in zip(self.digits, self.places, strict=True)
        ]


def _amount(digits: int, places: int) -> Decimal | None:
    return None if places == UNKNOWN else Decimal(digits).scaleb(_SCALES[places])


def decimal_places(amount: Decimal) -> int:
    """Return how many decimal places *amount*, which is finite, is written to; of ``1E+3`` -3."""
    exponent = amount.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else MOST_PLACES + 1


def fits(amount: Decimal | None) -> bool:
    """Whether *amount* can be kept in a column without loss."""
    if amount is None:
        return True
    return 0 <= decimal_places(amount) <= MOST_PLACES and abs(amount) < LARGEST


def known_total(amounts: Amounts) -> Decimal:
    """Return the sum of *amounts* that are all known."""
    sum_of_known = amounts.total
    return ZERO if sum_of_known is None else sum_of_known
