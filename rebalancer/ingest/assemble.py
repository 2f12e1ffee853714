"""Holdings become accounts: parts summed, lots kept, totals checked, doubts listed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rebalancer.domain.account import (
    Account,
    CashHolding,
    Origin,
    Position,
    infer_tax_treatment,
)
from rebalancer.domain.money import total
from rebalancer.ingest.doubts import (
    doubt_account,
    doubt_lots,
    doubt_position,
    doubt_statement,
    doubt_total,
)
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.position import make_position
from rebalancer.ingest.resolve import Holding, resolve
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.statement import AccountLabel, Part, Role, Statement
from rebalancer.market.snapshot import Snapshot


def assemble(statement: Statement, snapshot: Snapshot, notes: Notes) -> tuple[Account, ...]:
    """Return the accounts of *statement*; what is doubtful about them goes into *notes*."""
    holdings: dict[AccountLabel, list[Holding]] = defaultdict(list)
    for entry in statement.entries:
        holding = resolve(entry, snapshot, notes)
        if holding is not None:
            holdings[entry.account].append(holding)
    doubt_statement(statement, notes)
    accounts = [
        _account(label, parts, statement, snapshot, notes) for label, parts in holdings.items()
    ]
    return _with_unique_keys(accounts, list(holdings), notes)


def _account(
    label: AccountLabel,
    parts: Sequence[Holding],
    statement: Statement,
    snapshot: Snapshot,
    notes: Notes,
) -> Account:
    totals = _in_role(parts, Role.TOTAL)
    account = Account(
        key=f"{statement.broker}:{label.name}:{label.number}",
        broker=statement.broker,
        number=label.number,
        name=label.name,
        tax_treatment=label.tax_treatment or infer_tax_treatment(label.name),
        positions=_positions(parts, notes),
        cash_holdings=_cash(_in_role(parts, Role.CASH), notes.file),
        pending=total(part.value for part in _in_role(parts, Role.PENDING)),
        file_total=totals[-1].value if totals else None,
        as_of=statement.as_of,
    )
    for position in account.positions:
        doubt_position(account, position, snapshot, notes, tells_cost=statement.tells_cost)
        doubt_lots(position, notes, are_due=statement.tells_lots)
    doubt_account(account, label.line, notes)
    if statement.part is not Part.CASH:
        doubt_total(account, totals[-1].line if totals else 0, notes)
    return account


def _in_role(parts: Iterable[Holding], role: Role) -> list[Holding]:
    return [part for part in parts if part.role is role]


def _positions(parts: Iterable[Holding], notes: Notes) -> tuple[Position, ...]:
    grouped: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for part in parts:
        if part.role in {Role.HOLDING, Role.LOT}:
            grouped[part.symbol, part.currency].append(part)
    return tuple(make_position(group, notes) for group in grouped.values())


def _cash(parts: Iterable[Holding], file: str) -> tuple[CashHolding, ...]:
    grouped: dict[str, list[Holding]] = defaultdict(list)
    for part in parts:
        grouped[part.symbol].append(part)
    return tuple(
        CashHolding(
            symbol=symbol,
            description=group[0].description,
            amount=total(part.value for part in group),
            origin=Origin(file=file, line=group[0].line),
        )
        for symbol, group in grouped.items()
    )


def _with_unique_keys(
    accounts: Sequence[Account], labels: Sequence[AccountLabel], notes: Notes
) -> tuple[Account, ...]:
    """Number the accounts of one file that print the same name and number."""
    seen: dict[str, int] = defaultdict(int)
    unique: list[Account] = []
    for account, label in zip(accounts, labels, strict=True):
        seen[account.key] += 1
        count = seen[account.key]
        if count == 1:
            unique.append(account)
            continue
        message = f"Account {count} of this file that is called “{account.label}”."
        notes.warn(WarningCode.DUPLICATE_ACCOUNT, label.line, message)
        unique.append(replace(account, key=f"{account.key}#{count}"))
    return tuple(unique)
