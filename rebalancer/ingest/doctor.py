"""The import doctor: what is wrong with what was read, how badly, and what would mend it.

The readers note their doubts while they read (`doubts`). The doctor starts from those that still
hold after the person's fixes, and adds what only shows when all accounts are there.
"""

from collections.abc import Iterator, Mapping

from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lots import are_dated, shares_in
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.doubts import total_difference
from rebalancer.ingest.entered import NAME as ENTERED
from rebalancer.ingest.finding import Check, Finding, Rule, Severity
from rebalancer.ingest.fix import (
    DropAccount,
    DropRepeatedRows,
    Fix,
    MarkKind,
    SetCostBasis,
    SetTaxTreatment,
    repeats_rows,
)
from rebalancer.ingest.identity import end_alike
from rebalancer.ingest.remedy import Names, identify
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.result import ImportWarning as Doubt
from rebalancer.ingest.statement import AccountLabel, Entry
from rebalancer.ingest.valuation import is_worth
from rebalancer.market.snapshot import Snapshot

_SEVERITIES: Mapping[Rule, Severity] = {
    WarningCode.FILE_REFUSED: Severity.ERROR,
    WarningCode.TOTAL_DIFFERS: Severity.ERROR,
    WarningCode.TRUNCATED: Severity.ERROR,
    WarningCode.NOT_TRADED: Severity.NOTE,
    WarningCode.EMBEDDED_PRICE: Severity.NOTE,
    WarningCode.REVALUED: Severity.NOTE,
    WarningCode.NO_DATE: Severity.NOTE,
    WarningCode.ENCODING_GUESSED: Severity.NOTE,
    WarningCode.DUPLICATE_ACCOUNT: Severity.NOTE,
}
"""What is not listed is a warning."""
_SAY_WHAT_IS_LEFT_OUT = frozenset(
    {WarningCode.FILE_REFUSED, WarningCode.DUPLICATE_ACCOUNT, WarningCode.LOTS_DIFFER}
)
_BY_FACE_VALUE = frozenset({SecurityKind.BOND, SecurityKind.OPTION})
_ORDER = list(Severity)

Place = tuple[str, int]


def examine(imported: ImportResult, snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return what is wrong with *imported*, the worst first, then by file and line."""
    found = dict.fromkeys(_Examination(imported, snapshot).findings())
    return tuple(
        sorted(found, key=lambda each: (_ORDER.index(each.severity), each.file, each.line))
    )


class _Examination:
    """One look at all accounts of an import."""

    def __init__(self, imported: ImportResult, snapshot: Snapshot) -> None:
        self._imported = imported
        self._snapshot = snapshot
        self._names = Names(snapshot)
        self._accounts = {each.key: each for each in imported.portfolio.accounts}
        self._held: dict[Place, tuple[Account, Position]] = {
            _place(position): (account, position)
            for account, position in imported.portfolio.holdings()
        }
        self._twins = dict(_twins(imported.portfolio.accounts))

    def findings(self) -> Iterator[Finding]:
        """Yield everything that is found, in no order."""
        for doubt in self._imported.warnings:
            yield from self._of_doubt(doubt)
        yield from self._of_skipped_lines()
        yield from self._of_twins()
        yield from self._of_namesakes()
        for account in self._accounts.values():
            yield from self._of_account(account)

    def _of_doubt(self, doubt: Doubt) -> Iterator[Finding]:
        """Yield *doubt* as a finding, if it still holds."""
        held = self._held.get((doubt.file, doubt.line))
        if doubt.code is WarningCode.TOTAL_DIFFERS and doubt.account:
            return  # told of the account as it is now
        if held is not None and doubt.code in _ANSWERED:
            account, position = held
            if not _ANSWERED[doubt.code](account, position, self._snapshot):
                yield self._of_position(doubt, account, position)
        elif self._is_open(doubt):
            yield _finding(doubt, self._accounts.get(doubt.account))

    def _is_open(self, doubt: Doubt) -> bool:
        """Whether *doubt* still holds, where no position stands on its line (any more)."""
        if doubt.code in _ANSWERED and doubt.line:
            is_told_of_position = bool(doubt.account)
            return not is_told_of_position and not self._is_cash(doubt)
        if not doubt.account:
            return True
        account = self._accounts.get(doubt.account)
        if account is None or account.key in self._twins:
            return False
        is_taxed_somehow = account.tax_treatment is not TaxTreatment.UNKNOWN
        return not (doubt.code is WarningCode.UNKNOWN_TAX_TREATMENT and is_taxed_somehow)

    def _is_cash(self, doubt: Doubt) -> bool:
        """Whether the line in doubt is taken as cash by now."""
        return any(
            _place(cash) == (doubt.file, doubt.line)
            for account in self._accounts.values()
            for cash in account.cash_holdings
        )

    def _of_position(self, doubt: Doubt, account: Account, position: Position) -> Finding:
        severity = _severity(doubt.code)
        if doubt.code is WarningCode.UNKNOWN_SYMBOL and position.kind is not SecurityKind.UNKNOWN:
            severity = Severity.NOTE  # it only counts as unclassified
        return Finding(
            rule=doubt.code,
            severity=severity,
            file=doubt.file,
            line=doubt.line,
            account=account.key,
            symbol=position.symbol,
            message=doubt.message,
            fix=self._fix(doubt.code, account, position),
        )

    def _fix(self, code: WarningCode, account: Account, position: Position) -> Fix | None:
        if code is WarningCode.UNKNOWN_SYMBOL:
            return identify(position, self._names)
        if code is WarningCode.UNKNOWN_COST:
            return SetCostBasis(account=account.key, symbol=position.symbol)
        if code is WarningCode.VALUE_DIFFERS and _fits(position, SecurityKind.BOND):
            return MarkKind(symbol=position.symbol, kind=SecurityKind.BOND)
        if code is WarningCode.LOTS_DIFFER and repeats_rows(position):
            return DropRepeatedRows(account=account.key, symbol=position.symbol)
        return None

    def _of_skipped_lines(self) -> Iterator[Finding]:
        told = {
            (doubt.file, doubt.line)
            for doubt in self._imported.warnings
            if doubt.code in _SAY_WHAT_IS_LEFT_OUT
        }
        for row in self._imported.skipped:
            if (row.file, row.line) not in told:
                yield Finding(
                    rule=Check.SKIPPED_LINE,
                    severity=Severity.WARNING,
                    file=row.file,
                    line=row.line,
                    message=f"Not read: {row.reason}.",
                )

    def _of_twins(self) -> Iterator[Finding]:
        for key, other in self._twins.items():
            account = self._accounts[key]
            file, line = _first_place(account)
            yield Finding(
                rule=WarningCode.DUPLICATE_ACCOUNT,
                severity=Severity.ERROR,
                file=file,
                line=line,
                account=key,
                message=(
                    f"“{account.label}” holds exactly what “{other.label}” holds; if it is the "
                    "same account, all of it is counted twice."
                ),
                fix=DropAccount(account=key),
            )

    def _of_namesakes(self) -> Iterator[Finding]:
        """Yield what was entered by hand and may be an account that a file tells of as well."""
        told = {*self._twins, *(twin.key for twin in self._twins.values())}
        accounts = [each for each in self._accounts.values() if each.key not in told]
        read = [account for account in accounts if account.broker != ENTERED]
        for account in accounts:
            namesake = next((each for each in read if _may_be(account, each)), None)
            if account.broker == ENTERED and namesake:
                file, line = _first_place(account)
                other, _ = _first_place(namesake)
                yield Finding(
                    rule=WarningCode.DUPLICATE_ACCOUNT,
                    severity=Severity.WARNING,
                    file=file,
                    line=line,
                    account=account.key,
                    message=(
                        f"“{account.label}” was entered by hand, and {other} tells of "
                        f"“{namesake.label}”; if it is the same account, all of it is counted "
                        "twice."
                    ),
                    fix=DropAccount(account=account.key),
                )

    def _of_account(self, account: Account) -> Iterator[Finding]:
        if account.reconciles is False:
            yield self._of_total(account)
        if account.cash < 0:
            yield _of_negative_cash(account)
        if account.tax_treatment.is_taxed:
            yield from _of_dates(account)
        if account.reconciles is not True:
            yield from _of_repeated_rows(account)

    def _of_total(self, account: Account) -> Finding:
        places = [
            (doubt.file, doubt.line)
            for doubt in self._imported.warnings
            if doubt.code is WarningCode.TOTAL_DIFFERS and doubt.account == account.key
        ]
        file, line = places[0] if places else _first_place(account)
        return Finding(
            rule=WarningCode.TOTAL_DIFFERS,
            severity=Severity.ERROR,
            file=file,
            line=line,
            account=account.key,
            message=total_difference(account),
        )


def _severity(rule: Rule) -> Severity:
    return _SEVERITIES.get(rule, Severity.WARNING)


def _finding(doubt: Doubt, account: Account | None) -> Finding:
    fix: Fix | None = None
    if account is not None and doubt.code is WarningCode.UNKNOWN_TAX_TREATMENT:
        fix = SetTaxTreatment(account=account.key, treatment=TaxTreatment.TAXABLE)
    elif account is not None and doubt.code is WarningCode.DUPLICATE_ACCOUNT:
        fix = DropAccount(account=account.key)
    return Finding(
        rule=doubt.code,
        severity=_severity(doubt.code),
        file=doubt.file,
        line=doubt.line,
        account="" if account is None else account.key,
        message=doubt.message,
        fix=fix,
    )


def _knows_cost(account: Account, position: Position, _: Snapshot) -> bool:
    return position.cost_basis is not None or not account.tax_treatment.is_taxed


def _is_listed(_: Account, position: Position, snapshot: Snapshot) -> bool:
    return position.symbol in snapshot


def _is_traded(_: Account, position: Position, __: Snapshot) -> bool:
    return position.is_tradable


def _is_by_face_value(_: Account, position: Position, __: Snapshot) -> bool:
    return position.kind in _BY_FACE_VALUE and _fits(position, position.kind)


def _has_all_lots(_: Account, position: Position, __: Snapshot) -> bool:
    listed = shares_in(position.lots)
    return bool(position.lots) and listed == position.quantity


_ANSWERED = {
    WarningCode.UNKNOWN_COST: _knows_cost,
    WarningCode.UNKNOWN_SYMBOL: _is_listed,
    WarningCode.NOT_TRADED: _is_traded,
    WarningCode.VALUE_DIFFERS: _is_by_face_value,
    WarningCode.LOTS_DIFFER: _has_all_lots,
}
"""Doubts about a position, and what answers them."""


def _fits(position: Position, kind: SecurityKind) -> bool:
    """Whether quantity times price is the value, were *position* of this *kind*."""
    if position.quantity is None or position.price is None:
        return False
    entry = Entry(
        account=AccountLabel(line=0),
        line=0,
        quantity=position.quantity,
        price=position.price,
        value=position.value,
    )
    return is_worth(entry, kind)


def _twins(accounts: tuple[Account, ...]) -> Iterator[tuple[str, Account]]:
    """Yield the key of every account that holds exactly what an earlier one holds."""
    first: dict[frozenset[object], Account] = {}
    for account in accounts:
        content = frozenset(
            [(each.symbol, each.currency, each.quantity, each.value) for each in account.positions]
            + [(each.symbol, each.amount) for each in account.cash_holdings]
        )
        if account.positions and content in first:
            yield account.key, first[content]
        first.setdefault(content, account)


def _may_be(entered: Account, account: Account) -> bool:
    """Whether a person may mean the same account by both."""
    are_named_alike = entered.label.casefold() == account.label.casefold()
    are_numbered = bool(entered.number and account.number)
    return are_named_alike or (are_numbered and end_alike(entered.number, account.number))


def _of_negative_cash(account: Account) -> Finding:
    worst = min(account.cash_holdings, key=lambda cash: cash.amount)
    file, line = _place(worst)
    return Finding(
        rule=Check.NEGATIVE_CASH,
        severity=Severity.WARNING,
        file=file,
        line=line,
        account=account.key,
        symbol=worst.symbol,
        message=(
            f"The cash of “{account.label}” is {account.cash:,.2f}: a margin debt, which "
            "the trades would have to repay first."
        ),
    )


def _of_dates(account: Account) -> Iterator[Finding]:
    undated = [
        position
        for position in account.positions
        if position.is_tradable and not are_dated(position.open_lots)
    ]
    if undated:
        file, line = _place(undated[0])
        count = len(undated)
        whose = "1 position" if count == 1 else f"{count} positions"
        do, gain = ("does", "its gain is") if count == 1 else ("do", "their gains are")
        yield Finding(
            rule=Check.UNKNOWN_DATE,
            severity=Severity.NOTE,
            file=file,
            line=line,
            account=account.key,
            message=(
                f"{whose} of “{account.label}” {do} not tell when all shares were bought; {gain} "
                "taken as short-term."
            ),
        )


def _of_repeated_rows(account: Account) -> Iterator[Finding]:
    for position in account.positions:
        if repeats_rows(position) and _has_as_many(position):
            file, line = _place(position)
            yield Finding(
                rule=Check.DUPLICATE_ROW,
                severity=Severity.WARNING,
                file=file,
                line=line,
                account=account.key,
                symbol=position.symbol,
                message=(
                    f"Rows of {position.symbol} in “{account.label}” are the same to the last "
                    "digit; they are all counted."
                ),
                fix=DropRepeatedRows(account=account.key, symbol=position.symbol),
            )


def _has_as_many(position: Position) -> bool:
    return shares_in(position.lots) == position.quantity


def _place(holding: Position | CashHolding) -> Place:
    return ("", 0) if holding.origin is None else (holding.origin.file, holding.origin.line)


def _first_place(account: Account) -> Place:
    holdings: tuple[Position | CashHolding, ...] = (*account.positions, *account.cash_holdings)
    return min((_place(each) for each in holdings), key=lambda place: place[1], default=("", 0))
