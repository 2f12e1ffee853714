"""The rows and series of the page, taken from the engine's results as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np

from rebalancer.classify.exposure import CASH, Exposures, expose_values
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.measure.measurement import CompanyShare, Measurement, measure

MARKET_FUND = "VTI"
MARKET = "US market (VTI)"
LISTED = 200
"""So many companies are in the table."""

SIZE_TITLES = {
    SizeClass.MEGA: "Mega caps",
    SizeClass.LARGE: "Large caps",
    SizeClass.MID: "Mid caps",
    SizeClass.SMALL: "Small caps",
    SizeClass.MICRO: "Micro caps",
    SizeClass.NON_US: "Outside the US",
    SizeClass.NOT_EQUITY: "Not equity",
    SizeClass.UNCLASSIFIED: "Unclassified",
}


_LEGAL_FORMS = frozenset(
    {"inc", "inc.", "corp", "corp.", "corporation", "company", "co", "co.", "ltd", "ltd.", "plc"}
    | {"llc", "incorporated", "platforms", "holdings", "group", "&", "n.v.", "s.a."}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One way in which a company is held; shares are 0..1."""

    company: CompanyShare
    symbol: str
    is_direct: bool
    value: float
    of_total: float
    of_company: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """A company with what it becomes; *after* is None where there is no plan."""

    company: CompanyShare
    after: float | None


@lru_cache(maxsize=1)
def market(universe: Universe) -> tuple[Exposures, Measurement]:
    """Return what the whole US market looks like, by what VTI holds."""
    exposures = expose_values({MARKET_FUND: Decimal(100)}, Decimal(0), {}, universe)
    return exposures, measure(exposures)


def sources(exposures: Exposures, companies: Sequence[CompanyShare]) -> tuple[Source, ...]:
    """Return through which holdings *companies* are held, in their order, largest first."""
    whole = float(exposures.total)
    is_fund = dict(zip(exposures.through.symbols, exposures.through.is_fund, strict=True))
    return tuple(
        Source(
            company=company,
            symbol=symbol,
            is_direct=not is_fund[symbol],
            value=value,
            of_total=value / whole,
            of_company=value / float(company.value) if company.value else 0.0,
        )
        for company in companies
        for symbol, value in exposures.of_leaf(company.leaf).items()
    )


def shares_by_company(exposures: Exposures) -> dict[str, float]:
    """Return the share (0..1) of every company held, by its key."""
    whole = float(exposures.total)
    pairs = zip(exposures.through.leaves, exposures.by_leaf, strict=True)
    return {leaf.key: float(value) / whole for leaf, value in pairs if leaf.is_company and value}


def cumulative(exposures: Exposures) -> tuple[float, ...]:
    """Return what the largest one, two, three ... companies make up of the total (0..1)."""
    shares = sorted(shares_by_company(exposures).values(), reverse=True)
    return tuple(float(share) for share in np.cumsum([share for share in shares if share > 0]))


def cumulative_as_held(exposures: Exposures) -> tuple[float, ...]:
    """Return what the largest one, two, three ... lines of the statement make up (0..1)."""
    whole = float(exposures.total)
    values = [float(each.value) for each in exposures.holdings if each.symbol != CASH]
    ordered = sorted((value for value in values if value > 0), reverse=True)
    return tuple(float(share) for share in np.cumsum(ordered) / whole)


def short_name(company: str) -> str:
    """Return a company's name without its legal form: Meta, Bank of America."""
    words = company.split()
    while len(words) > 1 and words[-1].casefold().rstrip(",") in _LEGAL_FORMS:
        words.pop()
    return " ".join(words).rstrip(",").removesuffix(".com")


def heat(
    exposures: Exposures, companies: Sequence[CompanyShare], most_rows: int
) -> tuple[list[str], list[list[float | None]]]:
    """Return the holdings that bring most of *companies*, and a row of shares (0..1) for each."""
    whole = float(exposures.total)
    columns = [exposures.of_leaf(company.leaf) for company in companies]
    brought = {
        holding.symbol: sum(abs(column.get(holding.symbol, 0.0)) for column in columns)
        for holding in exposures.holdings
    }
    symbols = sorted((name for name, value in brought.items() if value), key=lambda n: -brought[n])
    rows = symbols[:most_rows]
    cells = [
        [column[name] / whole if name in column else None for column in columns] for name in rows
    ]
    return rows, cells
