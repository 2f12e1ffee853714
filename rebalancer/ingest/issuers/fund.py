"""Which fund a holdings file is about, from its own words."""

import re
from collections.abc import Sequence

from rebalancer.ingest.issuers.company_names import words_of
from rebalancer.ingest.issuers.errors import NoFundError, OtherFundError, UnknownFundError
from rebalancer.ingest.issuers.table import HoldingsTable, heading_key
from rebalancer.market.snapshot import Snapshot

_WORDS_IN_COMMON = 0.6
_MOST_CANDIDATES = 5
_FORMS = frozenset(
    {"etf", "fund", "index", "trust", "series", "1", "shares", "admiral", "investor"}
)
_SYMBOL = re.compile(r"[A-Z]{1,5}(?:-[A-Z])?")


def fund_of(table: HoldingsTable, file: str, snapshot: Snapshot, symbol: str | None) -> str:
    """Return the symbol of the fund, *symbol* if the caller says so.

    Raises:
        UnknownFundError: Neither tells.
        OtherFundError: The file has the ticker of another fund than the caller says.
        NoFundError: It is no fund, or one that is cash.
    """
    tickers = [snapshot.canonical(ticker) for ticker in table.fund_tickers]
    told = list(dict.fromkeys(ticker for ticker in tickers if _is_fund(ticker, snapshot)))
    if symbol is not None:
        said = snapshot.canonical(symbol)
        if len(told) == 1 and told[0] != said:
            raise OtherFundError(file, said, told[0])
        return _checked(said, file, snapshot)
    if len(told) == 1:
        return _checked(told[0], file, snapshot)
    named = [found for text in table.texts if (found := _called(text, snapshot))]
    if named and len(named[0]) == 1 and not told:
        return _checked(named[0][0], file, snapshot)
    likely = [*told, *(each for found in named for each in found), *_near(table.texts, snapshot)]
    candidates = dict.fromkeys([*likely, *_in_name(file, snapshot)])
    raise UnknownFundError(file, _first_name(table.texts), list(candidates)[:_MOST_CANDIDATES])


def _is_fund(symbol: str, snapshot: Snapshot) -> bool:
    security = snapshot.securities.get(symbol)
    return symbol in snapshot.funds or (security is not None and security.type == "etf")


def _checked(symbol: str, file: str, snapshot: Snapshot) -> str:
    """Return *symbol* unless the snapshot knows that it holds nothing."""
    if snapshot.is_cash_fund(symbol):
        raise NoFundError(file, symbol, "cash")
    if symbol in snapshot.securities and not _is_fund(symbol, snapshot):
        raise NoFundError(file, symbol, f"a company ({snapshot.name_of(symbol)})")
    if _SYMBOL.fullmatch(symbol) is None:
        raise NoFundError(file, symbol or "“”", "no ticker symbol")
    return symbol


def _called(text: str, snapshot: Snapshot) -> list[str]:
    """Return the funds with exactly this name."""
    wanted = _key(text)
    return [symbol for symbol, name in _funds(snapshot) if _key(name) == wanted] if wanted else []


def _near(texts: Sequence[str], snapshot: Snapshot) -> list[str]:
    """Return funds that share most words with a text, the likeliest first."""
    found: dict[str, float] = {}
    for wanted in {_key(text) for text in texts}:
        if len(wanted) > 1:
            for symbol, name in _funds(snapshot):
                likeness = _likeness(wanted, _key(name))
                if likeness >= _WORDS_IN_COMMON:
                    found[symbol] = max(likeness, found.get(symbol, 0))
    return sorted(found, key=lambda symbol: (-found[symbol], symbol))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _key(name: str) -> frozenset[str]:
    """Return the words that tell a fund from others."""
    return frozenset(words_of(name.replace("®", "").replace("™", ""))) - _FORMS


def _funds(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [
        (symbol, security.name)
        for symbol, security in snapshot.securities.items()
        if security.type == "etf"
    ]


def _in_name(file: str, snapshot: Snapshot) -> list[str]:
    """Return the funds whose ticker is a word of the file's name."""
    words = re.split(r"[^A-Za-z]+", file)
    return [word.upper() for word in words if _is_fund(word.upper(), snapshot)]


def _first_name(texts: Sequence[str]) -> str:
    """Return what looks most like the name of a fund above the table, or ""."""
    kinds = ("etf", "fund", "trust", "index")
    return next((text for text in texts if heading_key(text).endswith(kinds)), "")
