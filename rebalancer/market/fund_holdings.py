"""What a person's own file says that a fund holds, and how it goes before the embedded basket."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rebalancer.market.snapshot import Basket, Snapshot

OLD_AFTER = timedelta(days=45)
"""Index funds publish every day, and an index changes every quarter or half-year."""


class HoldingsDoubtCode(StrEnum):
    """The rule that raised a doubt."""

    NOT_UNDERSTOOD = "not_understood"
    """A line that could not be read is not counted."""
    NO_TICKER = "no_ticker"
    """A line names no US ticker, and is not counted or counts as a foreign company."""
    NOT_MATCHED = "not_matched"
    """A ticker belongs to another company than the line names."""
    WEIGHTS_DIFFER = "weights_differ"
    """The weights do not add up to the whole fund."""
    DERIVATIVES = "derivatives"
    """Swaps, futures, options or short positions stand in the file."""
    UNDATED = "undated"
    OLD = "old"
    EMBEDDED_IS_NEWER = "embedded_is_newer"
    PUBLISHED_LATE = "published_late"
    """Form N-PORT becomes public about two months after the day that it describes."""
    TRUNCATED = "truncated"
    GUESSED = "guessed"
    """The file's layout is not known; its columns were found by their headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingsDoubt:
    """Something about a holdings file that a person should know."""

    code: HoldingsDoubtCode
    message: str
    line: int = 0
    """Counted from 1; 0 means the file as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundHoldings:
    """A fund's holdings file, read."""

    symbol: str
    """Of the fund, in the snapshot's spelling."""
    basket: Basket
    issuer: str
    """Who publishes files of this layout, such as ``iShares``."""
    file: str
    """Its name, without its folder."""
    sha256: str
    counted: int
    """Lines that went into the basket."""
    doubts: tuple[HoldingsDoubt, ...] = ()
    """What the file itself leaves open; `doubts_about` adds what depends on the day."""


def with_fund_holdings(snapshot: Snapshot, holdings: Iterable[FundHoldings]) -> Snapshot:
    """Return *snapshot* with funds looked through by the user's files, and by no others.

    The last file of a fund counts. With no holdings the embedded baskets are back.
    """
    last = {each.symbol: each.basket for each in holdings}
    if not last and not snapshot.own_baskets:
        return snapshot
    given = set(snapshot.own_baskets.values())
    embedded = {name: basket for name, basket in snapshot.baskets.items() if name not in given}
    return replace(
        snapshot,
        baskets=embedded | {basket.name: basket for basket in last.values()},
        own_baskets={symbol: basket.name for symbol, basket in last.items()},
    )


def doubts_about(
    holdings: FundHoldings, snapshot: Snapshot, today: date
) -> tuple[HoldingsDoubt, ...]:
    """Return everything that is doubtful about *holdings* on the day *today*."""
    as_of = holdings.basket.as_of
    if as_of is None:
        return holdings.doubts
    found = list(holdings.doubts)
    if today - as_of > OLD_AFTER:
        message = f"The holdings of {holdings.symbol} are of {as_of}, {(today - as_of).days} days"
        found.append(HoldingsDoubt(code=HoldingsDoubtCode.OLD, message=f"{message} ago."))
    embedded = _embedded_day(holdings.symbol, snapshot)
    if embedded is not None and embedded > as_of:
        message = (
            f"The app's own holdings of {holdings.symbol} are of {embedded}, newer than "
            f"“{holdings.file}” of {as_of}; the file is used as long as you keep it."
        )
        found.append(HoldingsDoubt(code=HoldingsDoubtCode.EMBEDDED_IS_NEWER, message=message))
    return tuple(found)


def _embedded_day(symbol: str, snapshot: Snapshot) -> date | None:
    """Return the day of the oldest embedded basket that stands for a fund; None without one."""
    rule = snapshot.funds.get(symbol)
    baskets = [snapshot.baskets[name] for name, _ in rule.mix] if rule else []
    return min((basket.as_of for basket in baskets if basket.as_of), default=None)
