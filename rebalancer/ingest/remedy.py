"""Which fix would mend a finding: the likeliest one first, then whatever else it may be."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from rebalancer.domain.account import Position, TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.finding import Finding
from rebalancer.ingest.fix import (
    CorrectSymbol,
    Fix,
    MarkKind,
    SetTaxTreatment,
    TreatAsCash,
)
from rebalancer.market.snapshot import Snapshot

_LEGAL_FORMS = frozenset(
    {"inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "plc", "the"}
)
_SHARE_WORDS = frozenset(
    {"common", "stock", "shares", "ordinary", "com", "class", "cl", "new", "etf", "trust", "fund"}
)
_IN_MANY_NAMES = _LEGAL_FORMS | _SHARE_WORDS
_WORD = re.compile(r"[^\W_]+")
_CASH_WORDS = frozenset({"cash", "sweep", "money", "deposit"})
_FUND_SYMBOL = re.compile(r"[A-Z]{4}X")
_KINDS = (SecurityKind.STOCK, SecurityKind.FUND, SecurityKind.BOND)


def offers(finding: Finding) -> tuple[Fix, ...]:
    """Return everything that may mend *finding*, its own fix first."""
    fix = finding.fix
    if fix is None:
        return ()
    return (fix, *(each for each in _alternatives(finding, fix) if each != fix))


class Names:
    """Knows the securities of a snapshot by what tells their names apart."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def _symbols(self) -> dict[frozenset[str], list[str]]:
        """Every security's symbol, by the words of its name; read when first asked for."""
        found: dict[frozenset[str], list[str]] = defaultdict(list)
        for security in self.snapshot.securities.values():
            found[_words(security.name)].append(security.symbol)
        return found

    def symbol(self, words: frozenset[str]) -> str:
        """Return the symbol of the one security whose name consists of *words*, else ""."""
        found = self._symbols.get(words, []) if words else []
        return found[0] if len(found) == 1 else ""


def identify(position: Position, names: Names) -> Fix:
    """Return what a symbol that the snapshot does not know most probably is."""
    words = _words(position.description)
    named = names.symbol(words)
    if named:
        kind = names.snapshot.kind_of(named)
        return CorrectSymbol(symbol=position.symbol, to=named, kind=kind)
    if words & _CASH_WORDS and position.price in {None, 1}:
        return TreatAsCash(symbol=position.symbol)
    is_fund = bool(_FUND_SYMBOL.fullmatch(position.symbol))
    kind = SecurityKind.FUND if is_fund else SecurityKind.STOCK
    return MarkKind(symbol=position.symbol, kind=kind)


def _alternatives(finding: Finding, fix: Fix) -> Iterator[Fix]:
    if isinstance(fix, SetTaxTreatment):
        for treatment in TaxTreatment:
            if treatment is not TaxTreatment.UNKNOWN:
                yield replace(fix, treatment=treatment)
    elif isinstance(fix, CorrectSymbol | TreatAsCash | MarkKind):
        for kind in _KINDS:
            yield MarkKind(symbol=finding.symbol, kind=kind)
        yield TreatAsCash(symbol=finding.symbol)
        yield CorrectSymbol(symbol=finding.symbol)


def _words(name: str) -> frozenset[str]:
    """Return what tells a name from others: its words without the legal form."""
    return frozenset(_WORD.findall(name.casefold())) - _IN_MANY_NAMES
