"""The results of several files become one: every account once, every doubt kept."""

from collections.abc import Sequence
from typing import NamedTuple

from rebalancer.domain.account import Account, CashHolding, Position
from rebalancer.domain.portfolio import Portfolio
from rebalancer.errors import RebalancerError
from rebalancer.ingest.identity import are_alike, newer
from rebalancer.ingest.lots import Household
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.statement import Part


class Refused(NamedTuple):
    """A file that could not be read, and why."""

    file: str
    error: RebalancerError


def join(results: Sequence[ImportResult], refusals: Sequence[Refused]) -> ImportResult:
    """Return *results* as one; a file that was refused is listed among the doubts.

    An account that comes twice is taken from the file with the later date, or else from the last;
    two formats of one broker may tell of one account under different names. Files that list only
    lots, or only cash, complete the accounts of the others.
    """
    register = _Register()
    for result in results:
        register.enter(result)
    household = Household(register.accounts)
    household.complete(results)
    doubts = [_refused(refusal) for refusal in refusals]
    notes: list[ImportResult | Notes] = [*results, *doubts, *register.notes, *household.notes]
    return ImportResult(
        portfolio=Portfolio(accounts=tuple(household.accounts.values())),
        sources=tuple(source for result in results for source in result.sources),
        skipped=tuple(row for note in notes for row in note.skipped),
        warnings=tuple(
            warning
            for note in notes
            for warning in note.warnings
            if not household.is_settled(warning)
        ),
    )


class _Register:
    """The accounts of the files that list holdings, each entered once.

    Attributes:
        accounts: By key, in the order of the files.
        notes: What was left out, and what may be there twice.
    """

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.notes: list[Notes] = []
        self._formats: dict[str, str] = {}

    def enter(self, result: ImportResult) -> None:
        """Enter the accounts of one file, unless others are known to be the same and newer."""
        source = result.sources[0]
        if source.part is not Part.HOLDINGS:
            return
        fresh = result.portfolio.accounts
        known = dict(self.accounts)
        others = tuple(account for key, account in known.items() if key not in _keys(fresh))
        for account in fresh:
            look_alikes = [each for each in others if are_alike(each, account)]
            is_only = sum(are_alike(each, account) for each in fresh) == len(look_alikes) == 1
            if account.key in known:
                self._choose(known[account.key], account, source.format)
            elif is_only and self._formats[look_alikes[0].key] != source.format:
                self._choose(look_alikes[0], account, source.format)
            else:
                self._add(account, source.format)
                self.notes += [_may_be_one(account, each) for each in look_alikes]

    def _choose(self, known: Account, account: Account, layout: str) -> None:
        kept = newer(known, account)
        self.notes.append(_left_out(known if kept is account else account, kept))
        if kept is account:
            del self.accounts[known.key]
            self._add(account, layout)

    def _add(self, account: Account, layout: str) -> None:
        self.accounts[account.key] = account
        self._formats[account.key] = layout


def _keys(accounts: Sequence[Account]) -> frozenset[str]:
    return frozenset(account.key for account in accounts)


def _left_out(account: Account, kept: Account) -> Notes:
    (file, line), (other, _) = _where(account), _where(kept)
    if account.label == kept.label:
        reason = f"“{account.label}” is in several files; it is taken from {other}"
    else:
        reason = f"“{account.label}” is taken for “{kept.label}”, which {other} tells of as well"
    notes = Notes(file)
    notes.skip(line, reason)
    remedy = "If it is another account, import its file by itself and say so."
    notes.warn(WarningCode.DUPLICATE_ACCOUNT, line, f"{reason}. {remedy}")
    return notes


def _may_be_one(account: Account, other: Account) -> Notes:
    """Note that two accounts are counted whose numbers end alike."""
    file, line = _where(account)
    message = (
        f"“{account.label}” and “{other.label}” of {_where(other)[0]} are counted as two accounts, "
        "although their numbers end alike."
    )
    notes = Notes(file)
    notes.warn(WarningCode.DUPLICATE_ACCOUNT, line, message, account.key)
    return notes


def _where(account: Account) -> tuple[str, int]:
    """Return file and first line of what an account holds."""
    holdings: tuple[Position | CashHolding, ...] = (*account.positions, *account.cash_holdings)
    origins = [holding.origin for holding in holdings if holding.origin is not None]
    first = min(origins, key=lambda origin: origin.line, default=None)
    return ("another file", 0) if first is None else (first.file, first.line)


def _refused(refusal: Refused) -> Notes:
    notes = Notes(refusal.file)
    notes.skip(0, str(refusal.error))
    notes.warn(WarningCode.FILE_REFUSED, 0, refusal.error.sentence())
    return notes
