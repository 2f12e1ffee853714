"""Whether a ticker in a holdings file is one of a US exchange, and whose it is."""

import re
from collections.abc import Sequence

from rebalancer.ingest.issuers.company_names import agree
from rebalancer.ingest.issuers.kind import is_listed_as
from rebalancer.ingest.issuers.table import HoldingLine
from rebalancer.ingest.issuers.ticker import split_ticker
from rebalancer.market.snapshot import Snapshot

_US_EXCHANGE = re.compile(
    r"nasdaq|new york|\bnyse\b|\barca\b|\bcboe\b|\bbats\b|\biex\b|\bamex\b|xnys|xnas|xase|arcx"
)
_ELSEWHERE = re.compile(r"omx|euronext|nordic|dubai|copenhagen|stockholm|helsinki|iceland|baltic")
_US = frozenset({"us", "usa", "united states", "united states of america", "u.s."})
_DOLLAR = frozenset({"usd", "us dollar", "$"})
_TICKER = re.compile(r"[A-Z]{1,5}(?:[-./ ]?[A-Z])?")
_NOTHING = frozenset({"", "-", "--", "---", "n/a", "na"})
_MOST_STRANGERS = 0.2
"""Of the listed tickers in a file of US shares; companies are renamed now and then."""


def us_symbol(line: HoldingLine, snapshot: Snapshot, *, is_us_file: bool) -> str:
    """Return the US symbol of a line in the snapshot's spelling; "" if it has none.

    Args:
        line: It names shares.
        snapshot: Knows what is listed.
        is_us_file: Whether tickers without a place are those of US exchanges.
    """
    ticker, place = split_ticker(line.ticker)
    if place is None:
        place = _place_of(line)
    symbol = snapshot.canonical(ticker)
    is_ticker = symbol in snapshot.securities or _TICKER.fullmatch(ticker) is not None
    if place is False or not is_ticker:
        return ""
    if place or is_us_file:
        return symbol
    return symbol if _is_plainly(line, symbol, snapshot) else ""


def is_us_file(lines: Sequence[HoldingLine], snapshot: Snapshot) -> bool:
    """Whether nearly all tickers of a file that are listed in the US are so under its names.

    A file that tells where its lines are listed needs no such guess.
    """
    if any(line.country for line in lines):
        return False
    known = [line for line in lines if _symbol(line, snapshot) in snapshot.securities]
    strangers = sum(not is_listed_as(line, snapshot) for line in known)
    with_ticker = sum(bool(line.ticker) for line in lines)
    is_mostly_known = 2 * len(known) > with_ticker
    return is_mostly_known and strangers <= _MOST_STRANGERS * len(known)


def _symbol(line: HoldingLine, snapshot: Snapshot) -> str:
    return snapshot.canonical(split_ticker(line.ticker)[0])


def _place_of(line: HoldingLine) -> bool | None:
    """Return whether a line is listed in the US; None if nothing tells."""
    exchange = line.exchange.casefold()
    if exchange not in _NOTHING:
        return bool(_US_EXCHANGE.search(exchange)) and not _ELSEWHERE.search(exchange)
    currency = line.currency.casefold()
    if currency not in _NOTHING and currency not in _DOLLAR:
        return False
    is_at_home = line.country.casefold() in _US or line.isin.upper().startswith("US")
    return True if is_at_home or (currency in _DOLLAR and not line.country) else None


def _is_plainly(line: HoldingLine, symbol: str, snapshot: Snapshot) -> bool:
    """Whether a line of a country elsewhere is listed in the US as well, and not by a receipt."""
    security = snapshot.securities.get(symbol)
    if security is None or not agree(security.name, line.name):
        return False
    has_receipt = line.receipt.casefold() not in _NOTHING
    return security.type != "adr" or has_receipt


def is_foreign(line: HoldingLine) -> bool:
    """Whether anything about a line without a US ticker says that it is from elsewhere."""
    ticker, place = split_ticker(line.ticker)
    country = line.country.casefold()
    if country not in _NOTHING:
        return country not in _US
    if line.isin:
        return not line.isin.upper().startswith("US")
    is_elsewhere = place is False or _place_of(line) is False
    return is_elsewhere or any(letter.isdigit() for letter in ticker)
