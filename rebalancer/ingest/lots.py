"""Files that complete the holdings of another file: with its lots, or with its cash.

An account is found by its broker and by how its number ends; a lot then finds its position by the
symbol. What finds no account stands by itself: lots become positions, cash becomes an account.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.money import CENT, total, total_known
from rebalancer.ingest import result as import_result
from rebalancer.ingest.doubts import doubt_lots, doubt_total
from rebalancer.ingest.identity import end_alike, newer
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.statement import Part

_TOLD_BY_HOLDINGS = frozenset(
    {
        WarningCode.UNKNOWN_TAX_TREATMENT,
        WarningCode.UNKNOWN_SYMBOL,
        WarningCode.UNKNOWN_COST,
        WarningCode.NOT_TRADED,
    }
)
"""Doubts about a lot file that the file with the holdings settles, or raises itself."""


@dataclass(slots=True)
class _Explanation:
    """All lots that are told of one position, and where the first of them stands."""

    key: str
    position: Position
    told: Position
    notes: Notes
    lots: list[TaxLot] = field(default_factory=list)


class Household:
    """The accounts of one import, while files that list only lots or cash complete them.

    Attributes:
        accounts: By key, in the order of the files.
        notes: What became doubtful on the way.
    """

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self.accounts = dict(accounts)
        self.notes: list[Notes] = []
        self._whole = dict(accounts)
        self._explained: dict[tuple[str, str, str], _Explanation] = {}
        self._settled: set[tuple[WarningCode, str, int]] = set()
        self._joined: set[str] = set()

    def complete(self, results: Sequence[ImportResult]) -> None:
        """Add what those of *results* tell that do not list the holdings of an account."""
        for account, notes in self._newest(results, Part.LOTS):
            self._take_lots(account, notes)
        for explanation in self._explained.values():
            self._explain(explanation)
        for account, notes in self._newest(results, Part.CASH):
            self._take_cash(account, notes)

    def is_settled(self, warning: import_result.ImportWarning) -> bool:
        """Whether another file of the import has answered what *warning* is about."""
        if warning.file in self._joined and warning.code in _TOLD_BY_HOLDINGS:
            return True
        return (warning.code, warning.file, warning.line) in self._settled

    def _newest(
        self, results: Sequence[ImportResult], part: Part
    ) -> Iterator[tuple[Account, Notes]]:
        """Yield the accounts of each file of that *part*, without what a later file tells again."""
        latest: dict[tuple[str, str], tuple[Account, str]] = {}
        found: list[tuple[Account, Notes]] = []
        for result in (each for each in results if each.sources[0].part is part):
            notes = Notes(result.sources[0].name)
            self.notes.append(notes)
            for account in result.portfolio.accounts:
                found.append((account, notes))
                for symbol in _symbols(account):
                    rival = latest.get((account.key, symbol))
                    if rival is None or newer(rival[0], account) is account:
                        latest[account.key, symbol] = account, notes.file
        for account, notes in found:
            symbols = _symbols(account)
            kept = {each for each in symbols if latest[account.key, each][0] is account}
            for symbol in sorted(symbols - kept):
                notes.skip(0, f"{symbol} is told again by “{latest[account.key, symbol][1]}”")
            if kept:
                yield _only(account, kept), notes

    def _owners(self, account: Account) -> list[Account]:
        """Return the accounts of the positions files that *account* may be."""
        rivals = [each for each in self._whole.values() if each.broker == account.broker]
        exact = [each for each in rivals if each.number and each.number == account.number]
        return exact or [each for each in rivals if end_alike(each.number, account.number)]

    def _take_lots(self, account: Account, notes: Notes) -> None:
        owners = self._owners(account)
        if not owners:
            self._add(account)
            return
        self._joined.add(notes.file)
        for told in account.positions:
            holders = [(each.key, held) for each in owners for held in _held(each, told)]
            if len(holders) == 1:
                key, position = holders[0]
                fresh = _Explanation(key, position, told, notes)
                explanation = self._explained.setdefault((key, told.symbol, told.currency), fresh)
                explanation.lots += told.open_lots
            else:
                _refuse(told, owners, notes, are_many=bool(holders))
        for cash in account.cash_holdings:
            notes.skip(_line(cash), f"the cash of “{owners[0].label}” is told by another file")
        self._name(owners, account)

    def _explain(self, explanation: _Explanation) -> None:
        """Let a position consist of the lots that were told of it."""
        position, notes = explanation.position, explanation.notes
        cost = total_known(lot.cost_basis for lot in explanation.lots)
        is_whole = total(lot.quantity for lot in explanation.lots) == position.quantity
        completed = replace(position, lots=tuple(explanation.lots))
        doubt_lots(replace(completed, origin=explanation.told.origin), notes)
        if cost is not None and is_whole:
            if position.cost_basis is None:
                completed = replace(completed, cost_basis=cost)
                file = position.origin.file if position.origin else ""
                self._settled.add((WarningCode.UNKNOWN_COST, file, _line(position)))
            elif abs(cost - position.cost_basis) > CENT * (1 + len(explanation.lots)):
                _doubt_cost(completed, cost, explanation)
        account = self.accounts[explanation.key]
        positions = [completed if each is position else each for each in account.positions]
        self.accounts[account.key] = replace(account, positions=tuple(positions))

    def _name(self, owners: Sequence[Account], account: Account) -> None:
        """Name an account as the lot file does, where its own file does not name it."""
        owner = self.accounts[owners[0].key]
        if len(owners) > 1 or owner.number or owner.name:
            return
        self.accounts[owner.key] = replace(
            owner,
            name=account.name,
            number=account.number,
            tax_treatment=_known(owner.tax_treatment, account.tax_treatment),
        )
        if account.tax_treatment is not TaxTreatment.UNKNOWN:
            self._settle_treatment(owner)

    def _settle_treatment(self, account: Account) -> None:
        code = WarningCode.UNKNOWN_TAX_TREATMENT
        self._settled |= {
            (code, each.origin.file, line)
            for each in account.positions
            if each.origin
            for line in range(each.origin.line + 1)
        }

    def _add(self, account: Account) -> None:
        """Let *account* stand by itself, together with what other files tell of it."""
        known = self.accounts.get(account.key)
        if known is not None:
            account = replace(
                known,
                positions=known.positions + account.positions,
                cash_holdings=known.cash_holdings + account.cash_holdings,
            )
        self.accounts[account.key] = account

    def _take_cash(self, account: Account, notes: Notes) -> None:
        """Add cash that the holdings lack, and the total that they are to add up to."""
        owners = self._owners(account)
        if len(owners) == 1:
            self._joined.add(notes.file)
            known = self.accounts[owners[0].key]
            swept = known.cash_holdings
            more = [each for each in account.cash_holdings if each.symbol == "CASH" or not swept]
            account = replace(known, cash_holdings=(*swept, *more), file_total=account.file_total)
            self.accounts[known.key] = account
        else:
            self._add(account)
        lines = [_line(each) for each in account.cash_holdings]
        doubt_total(account, max(lines), notes)


def _symbols(account: Account) -> set[str]:
    holdings: tuple[Position | CashHolding, ...] = (*account.positions, *account.cash_holdings)
    return {each.symbol for each in holdings}


def _only(account: Account, symbols: set[str]) -> Account:
    return replace(
        account,
        positions=tuple(each for each in account.positions if each.symbol in symbols),
        cash_holdings=tuple(each for each in account.cash_holdings if each.symbol in symbols),
    )


def _held(account: Account, told: Position) -> list[Position]:
    wanted = (told.symbol, told.currency)
    return [each for each in account.positions if (each.symbol, each.currency) == wanted]


def _refuse(told: Position, owners: Sequence[Account], notes: Notes, *, are_many: bool) -> None:
    """Note lots of which it is not clear whose they are."""
    names = " or ".join(f"“{each.label}”" for each in owners)
    doubt = "may belong to either" if are_many else "are not held in"
    message = f"lots of {told.symbol} {doubt} {names}"
    notes.skip(_line(told), f"the {message}")
    notes.warn(WarningCode.LOTS_DIFFER, _line(told), f"The {message}: they are not used.")


def _doubt_cost(position: Position, cost: Decimal, explanation: _Explanation) -> None:
    message = (
        f"The lots of {position.symbol} cost {cost:,.2f}, but the position says "
        f"{position.cost_basis:,.2f}; gains are counted by lot."
    )
    explanation.notes.warn(WarningCode.LOTS_DIFFER, _line(explanation.told), message)


def _known(treatment: TaxTreatment, other: TaxTreatment) -> TaxTreatment:
    return other if treatment is TaxTreatment.UNKNOWN else treatment


def _line(holding: Position | CashHolding) -> int:
    return holding.origin.line if holding.origin else 0
