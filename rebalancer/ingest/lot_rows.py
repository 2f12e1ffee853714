"""Rows of one table that say the same but for what was bought, when and for how much."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalancer.domain.amounts import Amounts, known_total
from rebalancer.ingest.scan import POWERS, Bytes, Flags, Integers
from rebalancer.ingest.statement import Entry

Floats: TypeAlias = NDArray[np.float64]

_SURELY_64_BITS = 9e18


class Figures(NamedTuple):
    """A column of exact numbers: ``12.50`` is 1250 with 2 places."""

    digits: Integers
    places: Bytes

    @classmethod
    def of(cls, amount: Decimal | None) -> "Figures":
        """Return a column of one number."""
        column = Amounts.of([amount])
        return cls(np.array(column.digits), np.frombuffer(column.places, np.uint8))

    def only(self, kept: Flags | Integers | slice) -> "Figures":
        """Return those of the numbers that are *kept*."""
        return Figures(self.digits[kept], self.places[kept])

    def number(self, index: int) -> Decimal:
        """Return one of the numbers."""
        return Decimal(int(self.digits[index])).scaleb(-int(self.places[index]))

    def approximate(self) -> Floats:
        """Return all numbers as floats, good to 15 digits."""
        approximate: Floats = self.digits / POWERS.take(self.places)
        return approximate

    def total(self) -> Decimal:
        """Return the exact sum, to the places of its finest part."""
        finest = int(self.places.max())
        units = POWERS.take(finest - self.places)
        if self.digits.astype(np.float64) @ units > _SURELY_64_BITS:
            return known_total(self.amounts())
        return Decimal(f"{self.digits @ units}E-{finest}")

    def amounts(self) -> Amounts:
        """Return all numbers as they are kept in a portfolio."""
        return Amounts.pack(self.digits.tobytes(), self.places.tobytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRows:
    """What the rows that are like one entry say in its place; None is unknown in all of them."""

    lines: Integers
    """Counted from 1, ascending."""
    quantity: Figures
    value: Figures | None = None
    cost_basis: Figures | None = None
    unit_cost: Figures | None = None
    acquired: Integers | None = None
    """Days as ``date.toordinal`` counts them."""
    price: Decimal | None = None
    """Stated, the same in every row."""

    def __len__(self) -> int:
        return len(self.lines)

    def only(self, kept: Flags) -> "LotRows":
        """Return those of the rows that are *kept*."""
        if kept.all():
            return self
        return LotRows(
            lines=self.lines[kept],
            quantity=self.quantity.only(kept),
            value=_only(self.value, kept),
            cost_basis=_only(self.cost_basis, kept),
            unit_cost=_only(self.unit_cost, kept),
            acquired=None if self.acquired is None else self.acquired[kept],
            price=self.price,
        )

    def entry(self, like: Entry, index: int) -> Entry:
        """Return one of the rows as an entry."""
        acquired = None if self.acquired is None else int(self.acquired[index])
        return replace(
            like,
            line=int(self.lines[index]),
            quantity=self.quantity.number(index),
            value=_number(self.value, index),
            cost_basis=_number(self.cost_basis, index),
            unit_cost=_number(self.unit_cost, index),
            acquired=None if acquired is None else date.fromordinal(acquired),
        )

    def entries(self, like: Entry) -> Iterator[Entry]:
        """Yield every row as an entry."""
        return (self.entry(like, index) for index in range(len(self)))


def _only(figures: Figures | None, kept: Flags) -> Figures | None:
    return None if figures is None else figures.only(kept)


def _number(figures: Figures | None, index: int) -> Decimal | None:
    return None if figures is None else figures.number(index)


def join_figures(parts: Sequence[Figures]) -> Figures:
    """Return several columns as one."""
    return Figures(
        np.concatenate([part.digits for part in parts]),
        np.concatenate([part.places for part in parts]),
    )
