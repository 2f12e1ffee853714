"""The company that a person means by what they type."""

from collections.abc import Iterator

from rebalancer.classify.companies import company_name
from rebalancer.classify.universe import Universe
from rebalancer.domain.security import SecurityKind
from rebalancer.errors import RebalancerError
from rebalancer.spelling import nearest

SHORTEST_NAME = 3
"""Letters from which a text is also looked for in the names of companies."""


class UnknownCompanyError(RebalancerError):
    """A symbol is typed that is no company's."""

    title = "No such company"

    def __init__(self, typed: str, remedy: str) -> None:
        super().__init__(f"“{typed}” is no company that the app knows.", remedy=remedy)


class NotACompanyError(RebalancerError):
    """A fund is typed where a company is asked for."""

    title = "This is a fund"

    def __init__(self, symbol: str) -> None:
        super().__init__(
            f"{symbol} is a fund, and so no company.",
            remedy="Name the companies in it that you mean.",
        )


def company_symbol(typed: str, universe: Universe) -> str:
    """Return the symbol of the company that *typed* names, in the snapshot's spelling.

    Raises:
        UnknownCompanyError: There is none; the nearest known one is named.
        NotACompanyError: It is a fund.
    """
    snapshot = universe.snapshot
    symbol = snapshot.canonical(typed)
    if snapshot.kind_of(symbol) is SecurityKind.FUND:
        raise NotACompanyError(symbol)
    companies = universe.companies
    if not companies.listed(companies.company_of(symbol)) and not companies.indexes_of.get(symbol):
        raise UnknownCompanyError(typed.strip(), _hint(typed.strip(), symbol, universe))
    return symbol


def _hint(typed: str, symbol: str, universe: Universe) -> str:
    by_name = next(_named(typed.casefold(), universe), "")
    if by_name:
        return f"Did you mean {by_name}?"
    alike = [
        known.symbol
        for known in universe.snapshot.securities.values()
        if known.symbol[:1] == symbol[:1] and known.type != "etf"
    ]
    return nearest(symbol, alike) or "Type its ticker symbol, such as AAPL."


def _named(wanted: str, universe: Universe) -> Iterator[str]:
    """Yield companies whose name begins with *wanted*: ``NVDA (NVIDIA Corporation)``."""
    if len(wanted) < SHORTEST_NAME:
        return
    for security in universe.snapshot.securities.values():
        name = company_name(security.name)
        if security.type != "etf" and name.casefold().startswith(wanted):
            yield f"{security.symbol} ({name})"
