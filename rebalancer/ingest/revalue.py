"""Holdings at newer prices than their files tell, because a person asked for it.

The files' own prices are the authority; this makes another import of it, with a doubt for every
position that is valued anew or could not be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import Account, Position
from rebalancer.domain.money import ZERO, to_cents
from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.result import ImportWarning as Doubt
from rebalancer.market.answers import Split
from rebalancer.market.snapshot import Quote


def revalue(
    imported: ImportResult,
    quotes: Mapping[str, Quote],
    splits: Mapping[str, Sequence[Split]] | None = None,
) -> ImportResult:
    """Return *imported* with its tradable positions valued at *quotes* that are newer.

    A position keeps its price where the quote is not newer than its file, and where shares were
    split since: the file then counts other shares than the quote. The total that a file states
    moves with the prices, so that what did not add up before does not add up afterwards, either.

    Args:
        imported: As read, or mended.
        quotes: By symbol.
        splits: By symbol, as far as they are known.
    """
    doubts: list[Doubt] = []
    accounts = tuple(
        _revalued(account, quotes, splits or {}, doubts) for account in imported.portfolio.accounts
    )
    return replace(
        imported,
        portfolio=Portfolio(accounts=accounts),
        warnings=(*imported.warnings, *doubts),
    )


def _revalued(
    account: Account,
    quotes: Mapping[str, Quote],
    splits: Mapping[str, Sequence[Split]],
    doubts: list[Doubt],
) -> Account:
    positions: list[Position] = []
    for position in account.positions:
        quote = quotes.get(position.symbol)
        if quote is None or not _is_newer(quote, position, account.as_of):
            positions.append(position)
        elif any(_is_since(split, account.as_of) for split in splits.get(position.symbol, ())):
            what = "was split since the file was made, and keeps the file's price"
            doubts.append(_doubt(account, position, f"{what}: import a newer file."))
            positions.append(position)
        else:
            positions.append(_at(quote.price, position))
            what = f"is valued at {quote.price:f} of {quote.as_of} ({quote.source})"
            doubts.append(_doubt(account, position, f"{what}, not at the file's {position.price}."))
    newer = replace(account, positions=tuple(positions))
    if account.file_total is None:
        return newer
    moved = newer.total_value - account.total_value
    return replace(newer, file_total=account.file_total + moved)


def _is_newer(quote: Quote, position: Position, file_day: date | None) -> bool:
    return position.is_tradable and (file_day is None or quote.as_of > file_day)


def _is_since(split: Split, file_day: date | None) -> bool:
    return file_day is None or split.day > file_day


def _at(price: Decimal, position: Position) -> Position:
    quantity = position.quantity or ZERO  # known, or it could not be traded
    return replace(position, price=price, value=to_cents(quantity * price))


def _doubt(account: Account, position: Position, what: str) -> Doubt:
    origin = position.origin
    return Doubt(
        code=WarningCode.REVALUED,
        file=origin.file if origin else "",
        line=origin.line if origin else 0,
        message=f"{position.symbol} {what}",
        account=account.key,
    )
