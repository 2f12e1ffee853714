"""Many lots of one position in little room: as columns, from which `TaxLot`s are made on demand.

A position holds its lots as a tuple or, where there are many, as `Lots`; the two compare equal.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias, overload

from typing_extensions import override

from rebalancer.domain.amounts import Amounts, known_total
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.money import ZERO, total, total_known


@dataclass(frozen=True, slots=True, eq=False)
class Lots(Sequence[TaxLot]):
    """An immutable sequence of tax lots: 22 bytes each, where a `TaxLot` takes 270."""

    quantities: Amounts
    """All known, all positive."""
    acquired: "array[int]"
    """Days as ``date.toordinal`` counts them; 0 where the day is not known."""
    costs: Amounts

    @override
    def __len__(self) -> int:
        return len(self.quantities)

    @override
    def __iter__(self) -> Iterator[TaxLot]:
        for quantity, acquired, cost in zip(
            self.quantities, self.acquired, self.costs, strict=True
        ):
            yield _lot(quantity, acquired, cost)

    @overload
    def __getitem__(self, index: int) -> TaxLot: ...
    @overload
    def __getitem__(self, index: slice) -> "Lots": ...
    @override
    def __getitem__(self, index: int | slice) -> "TaxLot | Lots":
        if isinstance(index, slice):
            return Lots(self.quantities[index], self.acquired[index], self.costs[index])
        return _lot(self.quantities[index], self.acquired[index], self.costs[index])

    @override
    def __eq__(self, other: object) -> bool:
        if isinstance(other, Lots):
            return self._columns() == other._columns() or tuple(self) == tuple(other)
        return tuple(self) == other if isinstance(other, tuple) else NotImplemented

    @override
    def __hash__(self) -> int:
        return hash(tuple(self))

    def _columns(self) -> tuple[object, ...]:
        quantities, costs = self.quantities, self.costs
        return quantities.digits, quantities.places, self.acquired, costs.digits, costs.places


def _lot(quantity: Decimal | None, acquired: int, cost: Decimal | None) -> TaxLot:
    day = date.fromordinal(acquired) if acquired else None
    return TaxLot(quantity=quantity or ZERO, acquired=day, cost_basis=cost)


LotSequence: TypeAlias = tuple[TaxLot, ...] | Lots
"""The lots of a position, few or many."""


def shares_in(lots: LotSequence) -> Decimal:
    """Return how many shares *lots* are together."""
    if isinstance(lots, Lots):
        return known_total(lots.quantities)
    return total(lot.quantity for lot in lots)


def cost_of_lots(lots: LotSequence) -> Decimal | None:
    """Return what *lots* cost together, or None as soon as the cost of one is unknown."""
    if isinstance(lots, Lots):
        return lots.costs.total
    return total_known(lot.cost_basis for lot in lots)


def are_dated(lots: LotSequence) -> bool:
    """Whether the purchase date of every lot is known."""
    if isinstance(lots, Lots):
        return all(lots.acquired)
    return all(lot.acquired is not None for lot in lots)


def first_day(lots: LotSequence) -> date | None:
    """Return the first of the purchase dates that are known, or None where none is."""
    if isinstance(lots, Lots):
        first = min(filter(None, lots.acquired), default=0)
        return date.fromordinal(first) if first else None
    return min((lot.acquired for lot in lots if lot.acquired is not None), default=None)


def has_repeats(lots: LotSequence) -> bool:
    """Whether some lot is there again: as many shares, of that day, for as much."""
    if isinstance(lots, Lots):
        columns = lots.quantities.alike(), lots.acquired, lots.costs.alike()
        return len(set(zip(*columns, strict=True))) < len(lots)
    return len(set(lots)) < len(lots)
