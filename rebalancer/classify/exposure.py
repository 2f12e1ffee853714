"""A portfolio's exposures: how much of every company, size, sector and basket it really holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rebalancer.classify.leaf import Belongs, Label, Leaf
from rebalancer.classify.universe import Flags, Numbers, Universe
from rebalancer.domain.account import Account
from rebalancer.domain.money import ZERO, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind

CASH = "$CASH"
"""The row that stands for cash and pending activity; no ticker starts with a dollar sign."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One symbol of a household, over all its accounts."""

    symbol: str
    kind: SecurityKind
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class LookThrough:
    """Which leaves a list of symbols consists of, as a sparse matrix in triplets.

    Attributes:
        universe: Numbers the leaves.
        symbols: One row each.
        leaves: One column each.
        row, column, weight: Arrays of equal length; the weights of a row sum to 1.
        is_fund: Per row, whether the symbol is more than one leaf, or not a company at all.
    """

    universe: Universe
    symbols: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    weight: Floats
    is_fund: Flags

    @cached_property
    def _by_column(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places of the triplets in the order of their columns, and where each one begins."""
        places = np.argsort(self.column, kind="stable")
        begins = np.searchsorted(self.column[places], np.arange(len(self.leaves) + 1))
        return places, begins

    def places_of(self, column: int) -> NDArray[np.int64]:
        """Return where in the triplets the leaf *column* stands."""
        places, begins = self._by_column
        return places[begins[column] : begins[column + 1]]

    def leaf_values(self, values: Floats) -> Floats:
        """Return USD per leaf for USD *values* per symbol."""
        spread = values[self.row] * self.weight
        return _sum_by(self.column, spread, len(self.leaves))

    def share_in(self, members: Flags) -> Floats:
        """Return per symbol the share (0..1) of it that lies in the leaves flagged *members*."""
        inside = self.weight * members[self.column]
        return _sum_by(self.row, inside, len(self.symbols))

    def flags(self, belongs: Belongs) -> Flags:
        """Return what every leaf answers to *belongs*."""
        return self.universe.flags(belongs)[: len(self.leaves)]

    def labels(self, label: Label) -> tuple[Sequence[str], Numbers]:
        """Return all names that *label* gives, and per leaf which of them is its own."""
        names, numbers = self.universe.labels(label)
        return names, numbers[: len(self.leaves)]

    def sums(self, label: Label, amounts: Floats) -> dict[str, float]:
        """Return what *amounts*, one per leaf, come to under each name that *label* gives."""
        names, numbers = self.labels(label)
        return dict(zip(names, _sum_by(numbers, amounts, len(names)).tolist(), strict=True))


def _sum_by(place: NDArray[np.int64], amounts: Floats, size: int) -> Floats:
    return np.bincount(place, weights=amounts, minlength=size).astype(np.float64)


def look_through(held: Sequence[tuple[str, SecurityKind]], universe: Universe) -> LookThrough:
    """Expand every symbol of *held* down to companies, cash, bonds and what stays opaque."""
    rows, columns, weights, is_fund = [], [], [], []
    for row, (symbol, kind) in enumerate(held):
        if symbol == CASH:
            column, weight = universe.expand_cash()
        else:
            column, weight = universe.expand(symbol, kind)
        rows.append(np.full(len(column), row))
        columns.append(column)
        weights.append(weight)
        is_fund.append(len(column) > 1 or not universe.leaf(int(column[0])).is_company)
    empty: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    return LookThrough(
        universe=universe,
        symbols=tuple(symbol for symbol, _ in held),
        leaves=universe.leaves,
        row=np.concatenate(rows or empty),
        column=np.concatenate(columns or empty),
        weight=np.concatenate(weights or [np.zeros(0)]),
        is_fund=np.array(is_fund, dtype=np.bool_),
    )


@dataclass(frozen=True, kw_only=True)
class Exposures:
    """Holdings and what they consist of; nothing is lost on the way down.

    Attributes:
        holdings: The symbols held, cash last; their values sum to ``total`` exactly.
        through: Rows as in ``holdings``.
    """

    holdings: tuple[Holding, ...]
    through: LookThrough

    @property
    def universe(self) -> Universe:
        """What was known of the market when it was looked through."""
        return self.through.universe

    @property
    def total(self) -> Decimal:
        """USD value of everything."""
        return total(holding.value for holding in self.holdings)

    @cached_property
    def values(self) -> Floats:
        """USD per holding."""
        return np.array([float(holding.value) for holding in self.holdings])

    @cached_property
    def by_leaf(self) -> Floats:
        """USD per leaf."""
        return self.through.leaf_values(self.values)

    @cached_property
    def direct_by_leaf(self) -> Floats:
        """USD per leaf that is held directly, not through a fund."""
        return self.through.leaf_values(np.where(self.through.is_fund, 0.0, self.values))

    def of_leaf(self, number: int) -> dict[str, float]:
        """Return USD per symbol through which the leaf *number* is held, largest first."""
        at = self.through.places_of(number)
        found = zip(self.through.row[at], self.through.weight[at], strict=True)
        amounts = {
            self.holdings[row].symbol: float(self.values[row] * weight) for row, weight in found
        }
        return dict(sorted(amounts.items(), key=lambda item: -abs(item[1])))


def expose(accounts: Iterable[Account], universe: Universe) -> Exposures:
    """Return the exposures of *accounts* together; other currencies than USD are left out."""
    portfolio = Portfolio(accounts=tuple(accounts))
    kinds: dict[str, SecurityKind] = {}
    for _, position in portfolio.holdings():
        if kinds.get(position.symbol, SecurityKind.UNKNOWN) is SecurityKind.UNKNOWN:
            kinds[position.symbol] = position.kind
    return expose_values(
        portfolio.value_by_symbol(), portfolio.cash + portfolio.pending, kinds, universe
    )


def expose_values(
    values: Mapping[str, Decimal],
    cash: Decimal,
    kinds: Mapping[str, SecurityKind],
    universe: Universe,
) -> Exposures:
    """Return the exposures of USD *values* by symbol and of *cash*."""
    holdings = [
        Holding(symbol=symbol, kind=kinds.get(symbol, SecurityKind.UNKNOWN), value=value)
        for symbol, value in values.items()
    ]
    if cash != ZERO or not holdings:
        holdings.append(Holding(symbol=CASH, kind=SecurityKind.OTHER, value=cash))
    held = [(holding.symbol, holding.kind) for holding in holdings]
    return Exposures(holdings=tuple(holdings), through=look_through(held, universe))
