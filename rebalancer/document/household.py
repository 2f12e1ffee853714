"""A household as a file can hold it: few lots one by one, many as columns."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import msgspec
import numpy as np

from rebalancer.domain.account import Account, Position
from rebalancer.domain.amounts import Amounts, fits
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.lots import Lots, LotSequence
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Progress, Share, silent, watched

MANY = 100
"""So many lots of one position are written as columns, where their amounts allow it."""
_DAY, _WHOLE = "<i4", "<i8"
_Kind = TypeVar("_Kind", bound=Account | Position)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAmounts:
    """A column of amounts: whole numbers of eight bytes, the lowest first, and their places."""

    digits: bytes
    places: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLots:
    """Many lots as columns; days in four bytes each, the lowest first."""

    quantities: WrittenAmounts
    acquired: bytes
    costs: WrittenAmounts


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPosition(Position):
    """A position whose lots stand there one by one, or as columns."""

    lots: tuple[TaxLot, ...] = ()
    columns: WrittenLots | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _SlicedAccount(Account):
    """An account of positions, each of them as it is written."""

    positions: tuple[msgspec.Raw, ...] = ()  # type: ignore[assignment]  # written, not held


def encode(value: object) -> bytes:
    """Return *value* as canonical JSON."""
    return msgspec.json.encode(value, order="sorted")


def slices_of(portfolio: Portfolio) -> Iterator[msgspec.Raw]:
    """Yield the accounts of *portfolio*, each as canonical JSON; written position by position.

    However many lots there are, other threads have their turn in between.
    """
    return map(_slice, portfolio.accounts)


def from_slices(accounts: Sequence[msgspec.Raw], progress: Progress = silent) -> Portfolio:
    """Return the portfolio whose accounts are *accounts*, read position by position.

    Raises:
        msgspec.MsgspecError: It is none.
        ValueError: Columns are not of one length, or hold what no lot can be.
        Cancelled: *progress* no longer wants it.
    """
    count = len(accounts)
    read = (
        _read_slice(each, Share.of(progress, number, count)) for number, each in enumerate(accounts)
    )
    return Portfolio(accounts=tuple(read))


def _slice(account: Account) -> msgspec.Raw:
    positions = tuple(msgspec.Raw(encode(_write_position(each))) for each in account.positions)
    return msgspec.Raw(encode(_like(account, _SlicedAccount, positions=positions)))


def _read_slice(written: msgspec.Raw, progress: Progress) -> Account:
    account = msgspec.json.decode(written, type=_SlicedAccount)
    slices = watched(account.positions, len(account.positions), progress, "", every=1)
    positions = (msgspec.json.decode(each, type=WrittenPosition) for each in slices)
    return _like(account, Account, positions=tuple(map(_read_position, positions)))


def _write_position(position: Position) -> WrittenPosition:
    columns = _columns(position.lots)
    lots = tuple(position.lots) if columns is None else ()
    return _like(position, WrittenPosition, lots=lots, columns=columns)


def _read_position(position: WrittenPosition) -> Position:
    columns = position.columns
    return _like(position, Position, lots=position.lots if columns is None else _read_lots(columns))


def _like(value: Account | Position, kind: type[_Kind], **others: object) -> _Kind:
    """Return a *kind* with the fields of *value*, but for *others*."""
    values: dict[str, Any] = dict(others)
    for each in fields(kind):
        if each.name not in values:
            values[each.name] = getattr(value, each.name)
    return kind(**values)


def _columns(lots: LotSequence) -> WrittenLots | None:
    """Return *lots* as columns; None where they are few, or have amounts that fit into none."""
    if len(lots) < MANY:
        return None
    if not isinstance(lots, Lots):
        if not all(fits(lot.quantity) and fits(lot.cost_basis) for lot in lots):
            return None
        days = (0 if lot.acquired is None else lot.acquired.toordinal() for lot in lots)
        lots = Lots(
            quantities=Amounts.of(lot.quantity for lot in lots),
            acquired=array("q", days),
            costs=Amounts.of(lot.cost_basis for lot in lots),
        )
    return WrittenLots(
        quantities=_write_amounts(lots.quantities),
        acquired=_as_bytes(lots.acquired, _DAY),
        costs=_write_amounts(lots.costs),
    )


def _write_amounts(amounts: Amounts) -> WrittenAmounts:
    return WrittenAmounts(digits=_as_bytes(amounts.digits, _WHOLE), places=amounts.places)


def _read_lots(columns: WrittenLots) -> Lots:
    quantities, costs = _read_amounts(columns.quantities), _read_amounts(columns.costs)
    acquired = _from_bytes(columns.acquired, _DAY)
    if not len(quantities) == len(acquired) == len(costs):
        raise ValueError("columns of lots are not of one length")
    if min(quantities.digits, default=1) <= 0 or min(acquired, default=0) < 0:
        raise ValueError("a lot has no shares, or a day that never was")
    return Lots(quantities=quantities, acquired=acquired, costs=costs)


def _read_amounts(written: WrittenAmounts) -> Amounts:
    amounts = Amounts(_from_bytes(written.digits, _WHOLE), written.places)
    if len(amounts.digits) != len(amounts.places):
        raise ValueError("a column of amounts has another length than its places")
    return amounts


def _as_bytes(numbers: "array[int]", kind: str) -> bytes:
    return np.asarray(numbers).astype(kind, copy=False).tobytes()


def _from_bytes(content: bytes, kind: str) -> "array[int]":
    numbers = array("q")
    numbers.frombytes(np.frombuffer(content, kind).astype(np.int64, copy=False).tobytes())
    return numbers
