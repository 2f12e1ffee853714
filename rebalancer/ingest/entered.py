"""Holdings that a person enters: a grid of cells, filled by hand or from the clipboard.

What is entered is read like any other plain file, but as accounts of its own: entering it never
touches what a broker's file says. It is entered as a whole: entered again, it takes the place of
all that was entered before.
"""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rebalancer.domain.account import Account, TaxTreatment, read_tax_treatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest import cells
from rebalancer.ingest.changes import replace_accounts
from rebalancer.ingest.files import read_content
from rebalancer.ingest.formats.plain import CASH, PENDING, guard
from rebalancer.ingest.formats.plain_writer import plain_rows
from rebalancer.ingest.mapping.mapping import NUMBERS
from rebalancer.ingest.pasted import A_SHARE, FIELDS, Cells, is_foreign
from rebalancer.ingest.result import ImportResult, SourceFile, WarningCode
from rebalancer.ingest.sheet import Column
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Progress, silent

NAME = "Entered by hand"
"""The broker and the source of what is entered, and the account of rows without one."""
LAYOUT = "typed or pasted"
_HEADINGS = (
    "account", "tax_treatment", "symbol", "description", "quantity", "price", "value",
    "cost_basis", "acquired", "as_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with one cell of the grid.

    Attributes:
        row: Counted from 0.
        is_doubt: Whether it can stay so.
    """

    row: int
    field: Column
    sentence: str
    is_doubt: bool = False


def flaws(rows: Sequence[Cells], snapshot: Snapshot, first: int = 0) -> tuple[Flaw, ...]:
    """Return what is wrong with *rows*, cell by cell; blank rows are left alone.

    Args:
        rows: A cell for each of ``FIELDS``.
        snapshot: Tells which symbols are known, and lends prices.
        first: The number of the first of *rows* in the grid.
    """
    found: list[Flaw] = []
    for number, row in enumerate(rows, start=first):
        if any(row):
            said = dict(zip(FIELDS, row, strict=True))
            found += sorted(_flaws(number, said, snapshot), key=_place)
    return tuple(found)


def taken_names(rows: Sequence[Cells], others: Collection[str]) -> tuple[Flaw, ...]:
    """Return the doubts about accounts of *rows* that are called like one of *others*.

    *others* is what a person calls the accounts of the household that were not entered.
    """
    labels = {label.casefold(): label for label in others}
    told: list[Flaw] = []
    for number, row in enumerate(rows):
        label = labels.pop(row[FIELDS.index(Column.ACCOUNT)].casefold(), "")
        if label:
            sentence = (
                f"“{label}” was read from a file; what is entered here is counted as another "
                "account beside it."
            )
            told.append(Flaw(row=number, field=Column.ACCOUNT, sentence=sentence, is_doubt=True))
    return tuple(told)


def read_entered(
    rows: Sequence[Cells], snapshot: Snapshot, day: date, *, progress: Progress = silent
) -> ImportResult:
    """Return *rows* as accounts that were entered on *day*; no rows give no accounts.

    Raises:
        RebalancerError: There are rows, and none of them can be read.
        Cancelled: *progress* no longer wants the result.
    """
    if not any(map(any, rows)):
        source = SourceFile(name=NAME, format=LAYOUT, sha256="", as_of=day)
        return ImportResult(portfolio=Portfolio(), sources=(source,))
    read = read_content(as_content(rows, day), NAME, snapshot, progress=progress)
    keys = {each.key: _own_key(each) for each in read.portfolio.accounts}
    accounts = (replace(each, key=keys[each.key], broker=NAME) for each in read.portfolio.accounts)
    return replace(
        read,
        portfolio=Portfolio(accounts=tuple(accounts)),
        sources=tuple(replace(source, format=LAYOUT) for source in read.sources),
        warnings=tuple(
            replace(doubt, account=keys.get(doubt.account, doubt.account))
            for doubt in read.warnings
        ),
    )


def are_entered(imported: ImportResult) -> bool:
    """Whether *imported* is what a person has entered, and nothing else."""
    return bool(imported.sources) and all(source.format == LAYOUT for source in imported.sources)


def with_entered(current: ImportResult, entered: ImportResult) -> ImportResult:
    """Return *current* with *entered* in place of all that was entered before."""
    old = frozenset(each.key for each in current.portfolio.accounts if each.broker == NAME)
    return replace_accounts(current, entered, old)


def other_labels(imported: ImportResult) -> tuple[str, ...]:
    """Return what a person calls the accounts that were not entered."""
    return tuple(each.label for each in imported.portfolio.accounts if each.broker != NAME)


def entered_rows(imported: ImportResult) -> tuple[Cells, ...]:
    """Return what was entered as rows of the grid; a price that was lent stays empty."""
    entered = [each for each in imported.portfolio.accounts if each.broker == NAME]
    told = {(doubt.code, doubt.line) for doubt in imported.warnings if doubt.file == NAME}
    lent = {
        line
        for code, line in told
        if code is WarningCode.EMBEDDED_PRICE and (WarningCode.VALUE_DIFFERS, line) not in told
    }
    unpriced = {
        (account.key, position.symbol)
        for account in entered
        for position in account.positions
        if position.quantity is not None  # a value alone was typed on another row
        and position.origin is not None
        and position.origin.line in lent
    }
    return tuple(_rows(entered, unpriced))


def as_content(rows: Sequence[Cells], day: date) -> bytes:
    """Return *rows* as the bytes of a plain file; an account that is not named is that above."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADINGS)
    account = NAME
    for row in rows:
        if any(row):
            account, *others = row[0] or account, *row[1:]
            writer.writerow([guard(account), *map(_guarded, FIELDS[1:], others), day.isoformat()])
    return text.getvalue().encode()


def _own_key(account: Account) -> str:
    return f"{NAME}{account.key.removeprefix(account.broker)}"


def _rows(entered: Sequence[Account], unpriced: Collection[tuple[str, str]]) -> Iterator[Cells]:
    for account, row in plain_rows(Portfolio(accounts=tuple(entered))):
        is_lent = (account.key, row.symbol) in unpriced
        price = None if is_lent or row.is_amount else row.price
        value = row.value if row.needs_value and not is_lent else None
        quantity = row.quantity
        if row.is_amount:
            quantity, value = None, row.quantity
        numbers = (quantity, price, value, row.cost_basis)
        named = row.cash or row  # a sweep is cash by the name that was entered
        yield (
            row.account,
            row.tax_treatment.replace("_", "-"),
            named.symbol,
            named.description,
            *("" if number is None else f"{number:f}" for number in numbers),
            row.acquired,
        )


def _flaws(number: int, said: dict[Column, str], snapshot: Snapshot) -> Iterator[Flaw]:
    for field, text in said.items():
        sentence = _complaint(field, text)
        if sentence:
            yield Flaw(row=number, field=field, sentence=sentence)
    typed = said[Column.SYMBOL]
    symbol = snapshot.canonical(typed)
    is_amount = typed.upper() in {CASH, PENDING} or snapshot.is_cash_fund(symbol)
    if not typed:
        yield Flaw(row=number, field=Column.SYMBOL, sentence="A holding needs a symbol.")
    elif not is_amount and symbol not in snapshot:
        sentence = f"“{typed}” is not in the market snapshot; it counts as unclassified."
        yield Flaw(row=number, field=Column.SYMBOL, sentence=sentence, is_doubt=True)
    if said[Column.VALUE]:
        return
    if not said[Column.QUANTITY]:
        sentence = "How many shares? Without a number or a value the row says nothing."
        yield Flaw(row=number, field=Column.QUANTITY, sentence=sentence)
    elif typed and not (said[Column.PRICE] or is_amount or symbol in snapshot.quotes):
        sentence = f"What is a share worth? The market snapshot has no price of “{typed}”."
        yield Flaw(row=number, field=Column.PRICE, sentence=sentence)


def _complaint(field: Column, text: str) -> str:
    """Return why a cell cannot be read, or ""."""
    try:
        if field in NUMBERS:
            cells.number(text)
        elif field is Column.ACQUIRED:
            cells.day(text)
        elif field is Column.TAX_TREATMENT and not _is_treatment(text):
            return f"“{text}” is not taxable, tax-deferred or tax-exempt."
    except cells.CellError as error:
        if is_foreign(text.removesuffix(A_SHARE)):
            return f"“{text}” is not in US dollars."
        if field is Column.COST_BASIS and text.endswith(A_SHARE):
            return f"The shares that cost “{text}” cannot be counted: enter what all of them cost."
        return f"{error}."
    return ""


def _is_treatment(text: str) -> bool:
    is_told = read_tax_treatment(text) not in {None, TaxTreatment.UNKNOWN}
    return is_told or text.casefold() in {"", TaxTreatment.UNKNOWN.value}


def _place(flaw: Flaw) -> int:
    return FIELDS.index(flaw.field)


def _guarded(field: Column, cell: str) -> str:
    return cell if field in NUMBERS or field is Column.ACQUIRED else guard(cell)
