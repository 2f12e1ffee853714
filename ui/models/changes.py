"""What newer files would change in the household, as rows of one table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.account import Account
from rebalancer.ingest.changes import AccountChange, Changes, SymbolChange
from ui import format as fmt
from ui.language import tr, tr_n
from ui.models.table import Column

_ARROW = "\u2192"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One difference: an account, its cash, or one of its symbols."""

    account: str
    what: str
    symbol: str = ""
    shares: str = ""
    value: str = ""
    cost: str = ""
    shares_now: Decimal | None = None
    """What the cells are sorted by: the last figure of each."""
    value_now: Decimal | None = None
    cost_now: Decimal | None = None
    difference: Decimal | None = None
    """USD value after less before; None where another currency is counted."""


def change_rows(changes: Changes) -> tuple[ChangeRow, ...]:
    """Return new and missing accounts first, then what changes in the others."""
    return (
        *(_whole(account, tr("New account"), 1) for account in changes.added),
        *(_whole(account, tr("Account gone"), -1) for account in changes.removed),
        *(row for change in changes.accounts for row in _rows(change)),
    )


def change_line(changes: Changes) -> str:
    """Return how much changes, in one line."""
    symbols = [each for account in changes.accounts for each in account.symbols]
    added, differing = len(changes.added), len(changes.accounts)
    new, gone = sum(each.is_new for each in symbols), sum(each.is_gone for each in symbols)
    other = sum(not (each.is_new or each.is_gone) for each in symbols)
    counts = (
        (added, tr_n("{count} new account", "{count} new accounts", added)),
        (differing, tr_n("{count} account changes", "{count} accounts change", differing)),
        (new, tr_n("{count} new symbol", "{count} new symbols", new)),
        (gone, tr_n("{count} symbol gone", "{count} symbols gone", gone)),
        (
            other,
            tr_n("{count} symbol with other figures", "{count} symbols with other figures", other),
        ),
    )
    return ", ".join(words for count, words in counts if count) + "."


def _whole(account: Account, what: str, sign: int) -> ChangeRow:
    return ChangeRow(
        account=account.label,
        what=what,
        value=fmt.dollars(account.total_value),
        value_now=account.total_value,
        difference=sign * account.total_value,
    )


def _rows(change: AccountChange) -> Iterator[ChangeRow]:
    if change.label_before:
        yield ChangeRow(account=change.label, what=tr("Renamed"))
    for symbol in change.symbols:
        yield _symbol_row(change.label, symbol)
    if change.cash_before != change.cash_after:
        yield ChangeRow(
            account=change.label,
            what=tr("Cash"),
            value=f"{fmt.dollars(change.cash_before)} {_ARROW} {fmt.dollars(change.cash_after)}",
            value_now=change.cash_after,
            difference=change.cash_after - change.cash_before,
        )


def _symbol_row(account: str, change: SymbolChange) -> ChangeRow:
    stayed = tr("Same shares") if change.shares_before == change.shares_after else tr("Changed")
    what = tr("New") if change.is_new else tr("Gone") if change.is_gone else stayed
    before, after = change.value_before or Decimal(0), change.value_after or Decimal(0)
    is_dollars = change.currency == "USD"
    return ChangeRow(
        account=account,
        what=what,
        symbol=change.symbol,
        shares=_both(change, change.shares_before, change.shares_after, fmt.quantity),
        value=_both(change, change.value_before, change.value_after, fmt.dollars),
        cost=_both(change, change.cost_before, change.cost_after, fmt.dollars),
        shares_now=_last(change, change.shares_before, change.shares_after),
        value_now=_last(change, change.value_before, change.value_after),
        cost_now=_last(change, change.cost_before, change.cost_after),
        difference=after - before if is_dollars else None,
    )


def _last(change: SymbolChange, before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return before if change.is_gone else after


def _both(
    change: SymbolChange,
    before: Decimal | None,
    after: Decimal | None,
    words: Callable[[Decimal | None], str],
) -> str:
    """Return the one figure that there is, or before and after where they differ."""
    if change.is_new or before == after:
        return words(after)
    return words(before) if change.is_gone else f"{words(before)} {_ARROW} {words(after)}"


CHANGE_COLUMNS: tuple[Column[ChangeRow], ...] = (
    Column(title=tr("Account"), text=lambda row: row.account),
    Column(title=tr("What"), text=lambda row: row.what),
    Column(title=tr("Symbol"), text=lambda row: row.symbol),
    Column(
        title=tr("Shares"),
        text=lambda row: row.shares,
        sort_key=lambda row: row.shares_now,
        is_numeric=True,
        tooltip=tr("As the files state them, before and after the import where they differ."),
        is_private=True,
    ),
    Column(
        title=tr("Value"),
        text=lambda row: row.value,
        sort_key=lambda row: row.value_now,
        is_numeric=True,
        tooltip=tr(
            "Market value as the files state it, before and after the import where it differs."
        ),
    ),
    Column(
        title=tr("Change"),
        text=lambda row: "" if row.difference is None else fmt.signed_dollars(row.difference),
        amount=lambda row: row.difference,
        summand=lambda row: row.difference,
        is_numeric=True,
        tooltip=tr("Value after the import less the value before it, in USD."),
    ),
    Column(
        title=tr("Cost"),
        text=lambda row: row.cost,
        sort_key=lambda row: row.cost_now,
        is_numeric=True,
        tooltip=tr("Cost basis as the files state it; a dash where they do not tell."),
    ),
)
