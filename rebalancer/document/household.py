"""A household as a file can hold it: every lot written out."""

from dataclasses import dataclass, fields

from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPosition(Position):
    """A position whose lots stand there one by one."""

    lots: tuple[TaxLot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAccount(Account):
    """An account of such positions."""

    positions: tuple[WrittenPosition, ...] = ()


def written_out(portfolio: Portfolio) -> tuple[WrittenAccount, ...]:
    """Return the accounts of *portfolio* as a file can hold them."""
    return tuple(map(_account, portfolio.accounts))


def _account(account: Account) -> WrittenAccount:
    values = {field.name: getattr(account, field.name) for field in fields(Account)}
    return WrittenAccount(**values | {"positions": tuple(map(_position, account.positions))})


def _position(position: Position) -> WrittenPosition:
    values = {field.name: getattr(position, field.name) for field in fields(Position)}
    return WrittenPosition(**values | {"lots": tuple(position.lots)})
