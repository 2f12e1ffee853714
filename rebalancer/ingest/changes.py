"""A newer file of accounts that are already there takes their place, and what changes is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from rebalancer.domain.account import Account, CashHolding, Position
from rebalancer.domain.lots import LotSequence
from rebalancer.domain.money import ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.identity import Match, distinct_name, match_accounts, separate_key
from rebalancer.ingest.result import ImportResult

_NO_CHOICES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A household with the accounts of newer files in place of its own."""

    imported: ImportResult
    matches: tuple[Match, ...] = ()
    """Which account is which, one for each of the newer files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolChange:
    """What became of one symbol in one account; None where it is not held, or not known."""

    symbol: str
    currency: str
    shares_before: Decimal | None = None
    shares_after: Decimal | None = None
    value_before: Decimal | None = None
    value_after: Decimal | None = None
    cost_before: Decimal | None = None
    cost_after: Decimal | None = None
    are_lots_new: bool = False
    """Whether the lots are others than before."""

    @property
    def is_new(self) -> bool:
        """Whether it was not held before."""
        return self.value_before is None

    @property
    def is_gone(self) -> bool:
        """Whether it is not held any more."""
        return self.value_after is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What became of one account that is there before and after."""

    account: str
    label: str
    symbols: tuple[SymbolChange, ...] = ()
    cash_before: Decimal = ZERO
    cash_after: Decimal = ZERO
    """USD, with what is pending."""
    label_before: str = ""
    """Only where it was another one."""
    is_older: bool = False
    """Whether what comes is of an earlier day than what is there."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes in it."""
        is_named_alike = not self.label_before
        return not self.symbols and self.cash_before == self.cash_after and is_named_alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What two states of a household differ in."""

    added: tuple[Account, ...] = ()
    removed: tuple[Account, ...] = ()
    accounts: tuple[AccountChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both states are the same."""
        return not (self.added or self.removed or self.accounts)


def merge(
    current: ImportResult, imported: ImportResult, choices: Mapping[str, str] = _NO_CHOICES
) -> Merged:
    """Return *current* with the accounts of *imported*, which replace those that they are.

    Accounts that *imported* does not have stay as they are, with the doubts about them. *choices*
    are those of ``match_accounts``.
    """
    known = current.portfolio.accounts
    accounts = {account.key: account for account in known}
    matches = match_accounts(known, imported.portfolio.accounts, choices)
    keys: dict[str, str] = {}
    for account, match in zip(imported.portfolio.accounts, matches, strict=True):
        key = match.account or separate_key(account.key, accounts)
        keys[account.key] = key
        accounts[key] = _under(key, account, accounts.get(key))
    newer = replace(
        imported,
        portfolio=Portfolio(accounts=tuple(accounts.values())),
        warnings=tuple(
            replace(doubt, account=keys.get(doubt.account, doubt.account))
            for doubt in imported.warnings
        ),
    )
    fresh = set(keys.values())
    kept = tuple(account for account in known if account.key not in fresh)
    gone = _files(account for account in known if account.key in fresh) - _files(iter(kept))
    return Merged(imported=_with_doubts(newer, current, kept, gone), matches=matches)


def replace_accounts(
    current: ImportResult, imported: ImportResult, old: frozenset[str]
) -> ImportResult:
    """Return *current* with the accounts of *imported* in place of those with the keys *old*.

    Their files go with them, and so does a file of *imported* that was read before, unless there
    is more in it.
    """
    accounts = current.portfolio.accounts
    kept = tuple(account for account in accounts if account.key not in old)
    files = _files(account for account in accounts if account.key in old)
    gone = files.union(source.name for source in imported.sources) - _files(iter(kept))
    together = Portfolio(accounts=(*kept, *imported.portfolio.accounts))
    return _with_doubts(replace(imported, portfolio=together), current, kept, gone)


def _under(key: str, account: Account, known: Account | None) -> Account:
    """Return *account* as the one of that *key*, told from its namesakes where it has any."""
    name = distinct_name(account, key) if key.startswith(f"{account.key}#") else account.name
    is_new = known is None or known.name == name
    return replace(account, key=key, name=name if is_new else account.name)


def compare(before: Portfolio, after: Portfolio) -> Changes:
    """Return what *after* has that *before* has not, and the other way round."""
    old = {account.key: account for account in before.accounts}
    new = {account.key: account for account in after.accounts}
    both = (_account_change(old[key], account) for key, account in new.items() if key in old)
    return Changes(
        added=tuple(account for key, account in new.items() if key not in old),
        removed=tuple(account for key, account in old.items() if key not in new),
        accounts=tuple(change for change in both if not change.is_empty),
    )


def _with_doubts(
    newer: ImportResult, current: ImportResult, kept: tuple[Account, ...], gone: frozenset[str]
) -> ImportResult:
    """Return *newer* with whatever *current* tells of the accounts and files that are kept."""
    keys = {account.key for account in kept}
    contents = {source.sha256 for source in newer.sources}
    doubts = [
        doubt
        for doubt in current.warnings
        if (doubt.account in keys if doubt.account else doubt.file not in gone)
        and doubt not in newer.warnings
    ]
    rows = [row for row in current.skipped if row.file not in gone and row not in newer.skipped]
    sources = [
        source
        for source in current.sources
        if source.name not in gone and source.sha256 not in contents
    ]
    return replace(
        newer,
        sources=(*sources, *newer.sources),
        skipped=(*rows, *newer.skipped),
        warnings=(*doubts, *newer.warnings),
    )


def _files(accounts: Iterator[Account]) -> frozenset[str]:
    """Return the files that any of *accounts* was read from."""
    held: list[Position | CashHolding] = []
    for account in accounts:
        held += (*account.positions, *account.cash_holdings)
    return frozenset(each.origin.file for each in held if each.origin is not None)


def _account_change(before: Account, after: Account) -> AccountChange:
    return AccountChange(
        account=after.key,
        label=after.label,
        symbols=tuple(_symbol_changes(before, after)),
        cash_before=before.cash + before.pending,
        cash_after=after.cash + after.pending,
        label_before=before.label if before.label != after.label else "",
        is_older=bool(before.as_of and after.as_of and after.as_of < before.as_of),
    )


def _symbol_changes(before: Account, after: Account) -> Iterator[SymbolChange]:
    old = {(each.symbol, each.currency): each for each in before.positions}
    new = {(each.symbol, each.currency): each for each in after.positions}
    for symbol, currency in old | new:
        first = _Figures.of(old.get((symbol, currency)))
        second = _Figures.of(new.get((symbol, currency)))
        if first != second:
            yield SymbolChange(
                symbol=symbol,
                currency=currency,
                shares_before=first.shares,
                shares_after=second.shares,
                value_before=first.value,
                value_after=second.value,
                cost_before=first.cost,
                cost_after=second.cost,
                are_lots_new=first.lots != second.lots,
            )


class _Figures(NamedTuple):
    """What a position is compared by."""

    shares: Decimal | None = None
    value: Decimal | None = None
    cost: Decimal | None = None
    lots: LotSequence = ()

    @classmethod
    def of(cls, position: Position | None) -> "_Figures":
        """Return the figures of *position*; all unknown where there is none."""
        if position is None:
            return cls()
        return cls(position.quantity, position.value, position.cost_basis, position.lots)
