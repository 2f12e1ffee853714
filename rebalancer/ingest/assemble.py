"""Holdings become accounts: parts summed, lots kept, totals checked, doubts listed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

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
from rebalancer.ingest.lot_rows import LotRows
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.position import make_position
from rebalancer.ingest.resolve import Holding, resolve
from rebalancer.ingest.resolve_rows import resolve_rows
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.statement import AccountLabel, Part, Role, Statement
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Progress, silent

_REPORT_EVERY = 100
"""Holdings between two progress reports."""


def assemble(
    statement: Statement,
    snapshot: Snapshot,
    notes: Notes,
    alike: Mapping[int, LotRows] = MappingProxyType({}),
    progress: Progress = silent,
) -> tuple[Account, ...]:
    """Return the accounts of *statement*; what is doubtful about them goes into *notes*.

    An entry whose line is in *alike* stands for all rows there.
    """
    holdings: dict[AccountLabel, list[Holding]] = defaultdict(list)
    for label, holding in _resolved(statement, snapshot, notes, alike, progress):
        holdings[label].append(holding)
    doubt_statement(statement, notes)
    keys = _unique_keys(statement.broker, holdings)
    accounts: list[Account] = []
    for key, (label, parts) in zip(keys, holdings.items(), strict=True):
        progress(1.0, "Reading")
        accounts.append(_account(key, label, parts, statement, snapshot, notes))
    return tuple(accounts)


def _resolved(
    statement: Statement,
    snapshot: Snapshot,
    notes: Notes,
    alike: Mapping[int, LotRows],
    progress: Progress,
) -> Iterable[tuple[AccountLabel, Holding]]:
    """Return what each entry holds, in the order of the file where it stands for several rows."""
    entries = statement.entries
    resolved: list[tuple[AccountLabel, Holding]] = []
    for number, (index, holding) in enumerate(_held(statement, snapshot, notes, alike)):
        if number % _REPORT_EVERY == 0:
            progress(index / len(entries), "Reading")
        if holding is not None:
            resolved.append((entries[index].account, holding))
    return sorted(resolved, key=lambda each: each[1].line) if alike else resolved


def _held(
    statement: Statement, snapshot: Snapshot, notes: Notes, alike: Mapping[int, LotRows]
) -> Iterator[tuple[int, Holding | None]]:
    """Yield what is held by each entry or, where that is not plain, by each of its rows."""
    for index, entry in enumerate(statement.entries):
        rows = alike.get(entry.line)
        if rows is None:
            yield index, resolve(entry, snapshot, notes)
        else:
            for holding in resolve_rows(entry, rows, snapshot, notes):
                yield index, holding


def _account(
    key: str,
    label: AccountLabel,
    parts: Sequence[Holding],
    statement: Statement,
    snapshot: Snapshot,
    notes: Notes,
) -> Account:
    totals = _in_role(parts, Role.TOTAL)
    account = Account(
        key=key,
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
    explained = {part.symbol for part in _in_role(parts, Role.LOT)}
    for position in account.positions:
        doubt_position(account, position, snapshot, notes, tells_cost=statement.tells_cost)
        if statement.tells_lots or position.symbol in explained:
            doubt_lots(position, notes, are_due=statement.tells_lots)
    doubt_account(account, label.line, notes)
    count = key.removeprefix(_key(statement.broker, label)).removeprefix("#")
    if count:
        message = f"Account {count} of this file that is called “{account.label}”."
        notes.warn(WarningCode.DUPLICATE_ACCOUNT, label.line, message, key)
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


def _unique_keys(broker: str, labels: Iterable[AccountLabel]) -> list[str]:
    """Return a key for each account; those of one file with the same name and number count on."""
    seen: dict[str, int] = defaultdict(int)
    keys: list[str] = []
    for label in labels:
        key = _key(broker, label)
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys


def _key(broker: str, label: AccountLabel) -> str:
    return f"{broker}:{label.name}:{label.number}"
