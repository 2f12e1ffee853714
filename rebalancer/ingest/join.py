"""The results of several files become one: every account once, every doubt kept."""

from collections.abc import Sequence
from typing import NamedTuple

from rebalancer.domain.account import Account, CashHolding, Position
from rebalancer.domain.portfolio import Portfolio
from rebalancer.errors import RebalancerError
from rebalancer.ingest.lots import Household, newer
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.statement import Part


class Refused(NamedTuple):
    """A file that could not be read, and why."""

    file: str
    error: RebalancerError


def join(results: Sequence[ImportResult], refusals: Sequence[Refused]) -> ImportResult:
    """Return *results* as one; a file that was refused is listed among the doubts.

    An account that comes twice is taken from the file with the later date, or else from the last.
    Files that list only lots, or only cash, complete the accounts of the others.
    """
    accounts: dict[str, Account] = {}
    doubts = [_refused(refusal) for refusal in refusals]
    for result in results:
        for account in _listed(result):
            rival = accounts.get(account.key)
            accounts[account.key] = account if rival is None else newer(rival, account)
            if rival is not None:
                kept = accounts[account.key]
                doubts.append(_left_out(rival if kept is account else account, kept))
    household = Household(accounts)
    household.complete(results)
    notes: list[ImportResult | Notes] = [*results, *doubts, *household.notes]
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


def _listed(result: ImportResult) -> tuple[Account, ...]:
    """Return the accounts of a file that lists their holdings."""
    is_whole = all(source.part is Part.HOLDINGS for source in result.sources)
    return result.portfolio.accounts if is_whole else ()


def _left_out(account: Account, kept: Account) -> Notes:
    (file, line), (other, _) = _where(account), _where(kept)
    reason = f"“{account.label}” is in several files; it is taken from {other}"
    notes = Notes(file)
    notes.skip(line, reason)
    notes.warn(WarningCode.DUPLICATE_ACCOUNT, line, f"{reason}.")
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
