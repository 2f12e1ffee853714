"""The names of companies, as fund companies abbreviate them, and whom they stand for."""

import re
from collections.abc import Iterator

from rebalancer.market.snapshot import Snapshot

_WORD = re.compile(r"[a-z0-9]+")
_LEGAL = frozenset(
    {
        *("inc", "incorporated", "corp", "corporation", "co", "company", "companies", "ltd"),
        *("limited", "plc", "the", "nv", "sa", "ag", "se", "lp", "llc", "trust", "reit", "new"),
        *("holding", "holdings", "hldg", "hldgs", "group", "grp", "cls", "cl", "class", "com"),
        *("common", "stock", "shares", "share", "ordinary", "ord", "adr", "ads", "sponsored"),
        *("spon", "and", "of", "de", "capital", "depositary", "receipt", "registered", "shs"),
    }
)
_CLASS = re.compile(r"\b(?:class|cl|cls)[ .-]*([a-c])\b")
_INSIDE = re.compile(r"[.'\u2019]|\([^)]*\)")
_SWAP = re.compile(
    r"\b(?:total return|equity|single stock|swaps?|trs|tr|otc|notional|long|leg|nm|receive|pay)\b"
    r"|[0-9]{5,}.*",
    re.IGNORECASE,
)
_SHORTEST = 3


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a company's name that tell it from others, in lower case."""
    plain = _INSIDE.sub("", name.casefold().replace("&", "").replace("+", ""))
    words = [word for word in _WORD.findall(plain) if word not in _LEGAL]
    while len(words) > 1 and len(words[-1]) == 1:  # the letter of a share class
        words.pop()
    return tuple(words)


def agree(one: str, other: str) -> bool:
    """Whether two names may mean the same company.

    They share how a word of some length starts, or their first word, or one has the initials of
    the other: ``GE Aerospace`` was ``General Electric``.
    """
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return False
    if first[0] in {second[0], _initials(second)} or second[0] == _initials(first):
        return True
    return any(_start_alike(mine, yours) for mine in first for yours in second)


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words)


def _start_alike(mine: str, yours: str) -> bool:
    is_long_enough = min(len(mine), len(yours)) >= _SHORTEST
    return is_long_enough and (mine.startswith(yours) or yours.startswith(mine))


def swapped_name(name: str) -> str:
    """Return whom a swap is on, from its own name: ``APPLE INC SWAP NM`` is on ``APPLE INC``."""
    return " ".join(_SWAP.sub(" ", name).split()).strip(" -")


class CompanyNames:
    """Finds the symbol of a company by its name, where only one company has that name."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._symbols: dict[tuple[str, ...], list[str]] = {}
        for symbol, name in _listed(snapshot):
            self._symbols.setdefault(words_of(name), []).append(symbol)

    def symbol_of(self, name: str) -> str:
        """Return the symbol, of the share class that *name* tells if it does; "" if unknown."""
        symbols = self._symbols.get(words_of(name), [])
        companies = {self._snapshot.company_of(symbol) for symbol in symbols}
        if len(companies) != 1:
            return ""
        letter = _CLASS.search(name.casefold())
        if letter:
            for symbol in symbols:
                listed = self._snapshot.name_of(symbol).casefold()
                if symbol.endswith(f"-{letter[1].upper()}") or f"class {letter[1]}" in listed:
                    return symbol
        main = next(iter(companies))
        return main if main in symbols else symbols[0]


def _listed(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for symbol, security in snapshot.securities.items():
        if security.type != "etf" and words_of(security.name):
            yield symbol, security.name.partition(" - ")[0]
