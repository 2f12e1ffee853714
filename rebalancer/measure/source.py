"""Through which holdings a company is held, and how fast the largest ones add up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rebalancer.classify.exposure import CASH, Exposures, Floats
from rebalancer.classify.leaf import is_company
from rebalancer.measure.measurement import CompanyShare

Shares = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One holding that brings a company; shares are 0..1.

    Attributes:
        symbol: The line of the statement.
        value: USD of the company in it.
        share: Of everything.
        of_company: Of all that is held of the company.
    """

    company: CompanyShare
    symbol: str
    is_direct: bool
    value: float
    share: float
    of_company: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """Companies split by how they are held, as shares (0..1) of everything.

    Attributes:
        funds: The holdings that bring most of them, the largest first.
        rows: Per company: directly, through each of *funds*, and through all others.
    """

    funds: tuple[str, ...]
    rows: tuple[Shares, ...]

    @property
    def has_direct(self) -> bool:
        """Whether anything is held directly."""
        return any(row[0] for row in self.rows)

    @property
    def has_others(self) -> bool:
        """Whether anything comes through funds that are not named."""
        return any(row[-1] for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cross:
    """Holdings against companies.

    Attributes:
        symbols: The holdings that bring most of the companies, the largest first.
        cells: Per holding and company a share (0..1) of everything; None where it has none of it.
    """

    symbols: tuple[str, ...]
    cells: tuple[tuple[float | None, ...], ...]


def sources(exposures: Exposures, companies: Sequence[CompanyShare]) -> tuple[Source, ...]:
    """Return through which holdings *companies* are held, in their order, largest first."""
    whole = float(exposures.total)
    is_fund = _is_fund(exposures)
    return tuple(
        Source(
            company=company,
            symbol=symbol,
            is_direct=not is_fund[symbol],
            value=value,
            share=value / whole,
            of_company=value / float(company.value) if company.value else 0.0,
        )
        for company in companies
        for symbol, value in exposures.of_leaf(company.leaf).items()
    )


def stack(exposures: Exposures, companies: Sequence[CompanyShare], most_funds: int) -> Stack:
    """Return *companies* split into direct, the *most_funds* largest funds, and other funds."""
    whole = float(exposures.total)
    is_fund = _is_fund(exposures)
    columns = [exposures.of_leaf(company.leaf) for company in companies]
    ranked = [symbol for symbol in _ranked(columns) if is_fund[symbol]]
    named = ranked[:most_funds]
    rows = []
    for column in columns:
        through = [column.get(symbol, 0.0) / whole for symbol in named]
        others = sum(column.get(symbol, 0.0) for symbol in ranked[most_funds:]) / whole
        direct = sum(value for symbol, value in column.items() if not is_fund[symbol]) / whole
        rows.append((direct, *through, others))
    return Stack(funds=tuple(named), rows=tuple(rows))


def cross(exposures: Exposures, companies: Sequence[CompanyShare], most_holdings: int) -> Cross:
    """Return how much of every one of *companies* the holdings bring that bring most of them."""
    whole = float(exposures.total)
    columns = [exposures.of_leaf(company.leaf) for company in companies]
    symbols = _ranked(columns)[:most_holdings]
    cells = [
        tuple(column[symbol] / whole if symbol in column else None for column in columns)
        for symbol in symbols
    ]
    return Cross(symbols=tuple(symbols), cells=tuple(cells))


def shares_by_company(exposures: Exposures) -> dict[str, float]:
    """Return the share (0..1) of every company held, by its key."""
    whole = float(exposures.total)
    pairs = zip(exposures.through.leaves, exposures.by_leaf, strict=True)
    return {leaf.key: float(value) / whole for leaf, value in pairs if leaf.is_company and value}


def cumulative(exposures: Exposures) -> Shares:
    """Return what the largest one, two, three ... companies make up of everything (0..1)."""
    return _added_up(exposures.by_leaf[exposures.through.flags(is_company)], exposures)


def cumulative_as_held(exposures: Exposures) -> Shares:
    """Return what the largest one, two, three ... lines of the statement make up (0..1)."""
    is_cash = np.array([holding.symbol == CASH for holding in exposures.holdings], dtype=np.bool_)
    return _added_up(exposures.values[~is_cash], exposures)


def _added_up(values: Floats, exposures: Exposures) -> Shares:
    largest_first = -np.sort(-values[values > 0])
    return tuple(float(share) for share in np.cumsum(largest_first) / float(exposures.total))


def _is_fund(exposures: Exposures) -> dict[str, bool]:
    pairs = zip(exposures.through.symbols, exposures.through.is_fund, strict=True)
    return {symbol: bool(flag) for symbol, flag in pairs}


def _ranked(columns: Sequence[dict[str, float]]) -> list[str]:
    """Return every symbol in *columns*, the one that brings most of all of them first."""
    brought: dict[str, float] = {}
    for column in columns:
        for symbol, value in column.items():
            brought[symbol] = brought.get(symbol, 0.0) + abs(value)
    return sorted((symbol for symbol, value in brought.items() if value), key=lambda s: -brought[s])
