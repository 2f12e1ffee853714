"""What a person says to mend an import; each fix is a value, applied to what was read.

A fix never touches the doubts of an import, which tell what its files say. It is undone by applying
the others again to what was read: ``apply_fixes(as_read, without_it)``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, TypeAlias

from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.lots import has_repeats
from rebalancer.domain.money import USD, ZERO, to_cents, total, total_known
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTaxTreatment:
    """Say how an account is taxed."""

    action: ClassVar[str] = "set_tax_treatment"
    account: str
    treatment: TaxTreatment

    @property
    def subject(self) -> tuple[str, ...]:
        """What is mended; a later fix of the same takes its place."""
        return self.action, self.account

    def mend(self, account: Account) -> Account | None:
        """Return *account* as it is to be; None leaves it out."""
        if account.key != self.account:
            return account
        return replace(account, tax_treatment=self.treatment)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCostBasis:
    """Say what a position was bought for."""

    action: ClassVar[str] = "set_cost_basis"
    account: str
    symbol: str
    cost_basis: Decimal | None = None
    """USD for the whole position; None is a form that is yet to be filled in."""

    @property
    def subject(self) -> tuple[str, ...]:
        """What is mended; a later fix of the same takes its place."""
        return self.action, self.account, self.symbol

    def mend(self, account: Account) -> Account | None:
        """Return *account* as it is to be; None leaves it out."""
        cost = self.cost_basis
        if account.key != self.account or cost is None:
            return account
        positions = tuple(
            _with_cost(each, cost) if each.symbol == self.symbol else each
            for each in account.positions
        )
        return replace(account, positions=positions)


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatAsCash:
    """Say that a symbol is cash, a sweep or a money-market fund, wherever it is held."""

    action: ClassVar[str] = "treat_as_cash"
    symbol: str

    @property
    def subject(self) -> tuple[str, ...]:
        """What is mended; a later fix of the same takes its place."""
        return self.action, self.symbol

    def mend(self, account: Account) -> Account | None:
        """Return *account* as it is to be; None leaves it out."""
        cash = [each for each in account.positions if self._is_meant(each)]
        if not cash:
            return account
        return replace(
            account,
            positions=tuple(each for each in account.positions if not self._is_meant(each)),
            cash_holdings=(*account.cash_holdings, *map(_as_cash, cash)),
        )

    def _is_meant(self, position: Position) -> bool:
        return position.symbol == self.symbol and position.currency == USD


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectSymbol:
    """Say what a symbol is really called, wherever it is held."""

    action: ClassVar[str] = "correct_symbol"
    symbol: str
    to: str = ""
    """In the snapshot's spelling; "" is a form that is yet to be filled in."""
    kind: SecurityKind = SecurityKind.UNKNOWN
    """Of the security that *to* names."""

    @property
    def subject(self) -> tuple[str, ...]:
        """What is mended; a later fix of the same takes its place."""
        return self.action, self.symbol

    def mend(self, account: Account) -> Account | None:
        """Return *account* as it is to be; None leaves it out."""
        if not self.to or all(each.symbol != self.symbol for each in account.positions):
            return account
        merged: dict[tuple[str, str], Position] = {}
        for each in account.positions:
            is_meant = each.symbol == self.symbol
            position = replace(each, symbol=self.to, kind=self.kind) if is_meant else each
            known = merged.get((position.symbol, position.currency))
            merged[position.symbol, position.currency] = (
                position if known is None else _together(known, position)
            )
        return replace(account, positions=tuple(merged.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkKind:
    """Say what kind of security a symbol is, wherever it is held."""

    action: ClassVar[str] = "mark_kind"
    symbol: str
    kind: SecurityKind

    @property
    def subject(self) -> tuple[str, ...]:
        """What is mended; a later fix of the same takes its place."""
        return self.action, self.symbol

    def mend(self, account: Account) -> Account | None:
        """Return *account* as it is to be; None leaves it out."""
        positions = tuple(
            replace(each, kind=self.kind) if each.symbol == self.symbol else each
            for each in account.positions
        )
        return replace(account, positions=positions)


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAccount:
    """Leave out an account that is there twice."""

    action: ClassVar[str] = "drop_account"
    account: str

    @property
    def subject(self) -> tuple[str, ...]:
        """What is mended; a later fix of the same takes its place."""
        return self.action, self.account

    def mend(self, account: Account) -> Account | None:
        """Return *account* as it is to be; None leaves it out."""
        return None if account.key == self.account else account


@dataclass(frozen=True, slots=True, kw_only=True)
class DropRepeatedRows:
    """Count rows of a position only once that are there several times."""

    action: ClassVar[str] = "drop_repeated_rows"
    account: str
    symbol: str

    @property
    def subject(self) -> tuple[str, ...]:
        """What is mended; a later fix of the same takes its place."""
        return self.action, self.account, self.symbol

    def mend(self, account: Account) -> Account | None:
        """Return *account* as it is to be; None leaves it out."""
        if account.key != self.account:
            return account
        positions = tuple(
            _without_repeats(each) if each.symbol == self.symbol else each
            for each in account.positions
        )
        return replace(account, positions=positions)


Fix: TypeAlias = (
    SetTaxTreatment
    | SetCostBasis
    | TreatAsCash
    | CorrectSymbol
    | MarkKind
    | DropAccount
    | DropRepeatedRows
)


def apply_fix(imported: ImportResult, fix: Fix) -> ImportResult:
    """Return *imported* with *fix*; where it meets nothing to mend, nothing changes."""
    mended = (fix.mend(account) for account in imported.portfolio.accounts)
    accounts = tuple(account for account in mended if account is not None)
    return replace(imported, portfolio=Portfolio(accounts=accounts))


def apply_fixes(imported: ImportResult, fixes: Iterable[Fix]) -> ImportResult:
    """Return *imported* with all *fixes*, in their order."""
    for fix in fixes:
        imported = apply_fix(imported, fix)
    return imported


def with_fix(fixes: Sequence[Fix], fix: Fix) -> tuple[Fix, ...]:
    """Return *fixes* and *fix*, which takes the place of an earlier one of the same subject."""
    return (*(each for each in fixes if each.subject != fix.subject), fix)


def correct_symbol(
    symbol: str, typed: str, snapshot: Snapshot
) -> CorrectSymbol | TreatAsCash | None:
    """Return the fix that makes *symbol* what a person typed; None if that is not known either."""
    wanted = snapshot.canonical(typed)
    if snapshot.is_cash_fund(wanted):
        return TreatAsCash(symbol=symbol)
    if wanted not in snapshot:
        return None
    return CorrectSymbol(symbol=symbol, to=wanted, kind=snapshot.kind_of(wanted))


def repeats_rows(position: Position) -> bool:
    """Whether some row of *position* is there again: as many shares, of that day, for as much."""
    return has_repeats(position.lots)


def _as_cash(position: Position) -> CashHolding:
    return CashHolding(
        symbol=position.symbol,
        description=position.description,
        amount=position.value,
        origin=position.origin,
    )


def _with_cost(position: Position, cost: Decimal) -> Position:
    """Return *position* with its whole cost; lots of unknown cost share what the others leave."""
    rest = cost - total(lot.cost_basis for lot in position.lots if lot.cost_basis is not None)
    silent = [lot for lot in position.lots if lot.cost_basis is None]
    shares = total(lot.quantity for lot in silent)
    if rest <= 0 or shares <= 0:
        return replace(position, cost_basis=cost)
    lots: list[TaxLot] = []
    told = before = ZERO
    for lot in position.lots:
        if lot.cost_basis is not None:
            lots.append(lot)
            continue
        before += lot.quantity
        until = to_cents(rest * before / shares)
        lots.append(replace(lot, cost_basis=until - told))
        told = until
    return replace(position, cost_basis=cost, lots=tuple(lots))


def _together(first: Position, second: Position) -> Position:
    """Return two positions of one security as one."""
    return replace(
        first,
        kind=second.kind if first.kind is SecurityKind.UNKNOWN else first.kind,
        value=first.value + second.value,
        quantity=total_known((first.quantity, second.quantity)),
        price=second.price if first.price is None else first.price,
        cost_basis=total_known((first.cost_basis, second.cost_basis)),
        lots=(*first.open_lots, *second.open_lots),
    )


def _without_repeats(position: Position) -> Position:
    """Return *position* without its repeated rows; worth what is left of its shares."""
    lots = tuple(dict.fromkeys(position.lots))
    listed, kept = (total(lot.quantity for lot in each) for each in (position.lots, lots))
    if not listed or position.quantity != listed:
        return replace(position, lots=lots)
    return replace(
        position,
        lots=lots,
        quantity=kept,
        value=to_cents(position.value * kept / listed),
        cost_basis=total_known(lot.cost_basis for lot in lots),
    )
