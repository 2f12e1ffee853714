"""How much two portfolios have in common: two funds of a household, or the household and a market.

Weights are of each one's equity and sum to 1. What both hold of a company is the smaller of its
two weights; what is hidden in either may add to it, and no more than all of it can. The hidden
rest of one basket is the same thing wherever it is held, and so is common to both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import numpy as np

from rebalancer.classify.exposure import Exposures, Floats, Holding, expose_values, look_through
from rebalancer.classify.leaf import is_opaque, is_stock
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.domain.money import ZERO
from rebalancer.domain.security import SecurityKind
from rebalancer.measure.measurement import Share

Named = tuple[str, SecurityKind]
"""A symbol, and what it is taken for where the snapshot is silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What two funds have in common; shares are 0..1.

    Attributes:
        common: Sum of the smaller weights: both funds' equity is alike to this extent.
        of_first: Share of the first fund's equity that is in companies the second holds as well.
        of_second: The same the other way round.
        companies: So many companies are in both.
    """

    first: str
    second: str
    common: Share
    of_first: float
    of_second: float
    companies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A portfolio against another one.

    Attributes:
        active_share: Share (0..1) of its equity that is not as in *against*.
    """

    against: str
    active_share: Share


def overlaps(exposures: Exposures, most: int) -> tuple[Overlap, ...]:
    """Return every pair among the *most* largest funds held, those with most in common first."""
    names = [(holding.symbol, holding.kind) for holding in funds_held(exposures)[:most]]
    rows = _equity_by_row(names, exposures.universe)
    seen = [(name, row) for (name, _), row in zip(names, rows, strict=True) if row is not None]
    leaves = _Leaves(exposures.universe)
    pairs = [_overlap(one, other, leaves) for one, other in combinations(seen, 2)]
    return tuple(sorted(pairs, key=lambda pair: -pair.common.share))


class Peers:
    """Securities that others are compared with; each is looked through once.

    Attributes:
        unseen: Those without equity that anybody sees.
    """

    def __init__(self, names: Sequence[Named], universe: Universe) -> None:
        self._universe = universe
        rows = _equity_by_row(names, universe)
        seen = [(name, row) for (name, _), row in zip(names, rows, strict=True) if row is not None]
        self._names = tuple(name for name, _ in seen)
        self._weights = np.array([row for _, row in seen])
        self.unseen = frozenset(name for name, _ in names) - set(self._names)

    def alike(self, one: Named, least: float) -> tuple[Overlap, ...] | None:
        """Return the overlap with each that has *least* (0..1) in common with *one*.

        None where nobody sees any equity in *one*.
        """
        (row,) = _equity_by_row([one], self._universe)
        if row is None:
            return None
        leaves = _Leaves(self._universe)
        size = max(self._weights.shape[-1], len(row))
        mine = np.pad(row, (0, size - len(row)))
        found = []
        for name, weights in zip(self._names, self._weights, strict=True):
            theirs = np.pad(weights, (0, size - len(weights)))
            if float(np.minimum(mine, theirs).sum()) >= least:
                found.append(_overlap((one[0], mine), (name, theirs), leaves))
        return tuple(found)


def funds_held(exposures: Exposures) -> list[Holding]:
    """Return the funds among the holdings that are worth something, largest first."""
    universe = exposures.universe
    funds = [
        holding
        for holding in exposures.holdings
        if holding.value > 0
        and (
            SecurityKind.FUND in {holding.kind, universe.snapshot.kind_of(holding.symbol)}
            or universe.baskets_behind(holding.symbol, holding.kind)
        )
    ]
    return sorted(funds, key=lambda holding: -holding.value)


def compare(exposures: Exposures, against: str, reference: Exposures) -> Comparison | None:
    """Return how far *exposures* are from *reference*; None where either has no equity."""
    one, other = _equity(exposures.by_leaf, exposures), _equity(reference.by_leaf, reference)
    if one is None or other is None:
        return None
    common = _common(one, other, _Leaves(exposures.universe))
    away = Share(
        share=round(1.0 - common.share, 12),
        lower=round(1.0 - common.upper, 12),
        upper=round(1.0 - common.lower, 12),
    )
    return Comparison(against=against, active_share=away)


def reference(mix: Mapping[str, float], universe: Universe) -> Exposures:
    """Return a market or a target to compare with: symbols and their shares."""
    values = {symbol: Decimal(repr(share)) for symbol, share in mix.items()}
    kinds = {symbol: universe.snapshot.kind_of(symbol) for symbol in mix}
    return expose_values(values, ZERO, kinds, universe)


def _equity_by_row(names: Sequence[Named], universe: Universe) -> list[Floats | None]:
    through = look_through(names, universe)
    stock = through.flags(is_stock)
    begins = np.searchsorted(through.row, np.arange(len(names) + 1))
    rows: list[Floats | None] = []
    for number in range(len(names)):
        at = slice(begins[number], begins[number + 1])
        weights = np.zeros(len(stock))
        weights[through.column[at]] = through.weight[at]
        rows.append(_normal(weights * stock))
    return rows


def _equity(by_leaf: Floats, exposures: Exposures) -> Floats | None:
    return _normal(by_leaf * exposures.through.flags(is_stock))


def _normal(weights: Floats) -> Floats | None:
    whole = float(weights.sum())
    return weights / whole if whole > 0 else None


class _Leaves:
    """What is known of the leaves that weights are of."""

    def __init__(self, universe: Universe) -> None:
        self.hidden = universe.flags(is_opaque)
        self.sizes = np.array([leaf.size.value for leaf in universe.leaves])


def _common(one: Floats, other: Floats, leaves: _Leaves) -> Share:
    """Return what two vectors of weights have in common, with its bounds."""
    size = max(len(one), len(other))
    first = np.pad(one, (0, size - len(one)))
    second = np.pad(other, (0, size - len(other)))
    smaller = np.minimum(first, second)
    alike = float(smaller.sum())
    mine, theirs = first - smaller, second - smaller
    more = _match(mine, theirs, leaves) + _match(theirs, mine, leaves)
    return Share(
        share=round(alike, 12), lower=round(alike, 12), upper=round(min(1.0, alike + more), 12)
    )


def _match(mine: Floats, theirs: Floats, leaves: _Leaves) -> float:
    """Return the most of *theirs* that what is hidden in *mine* can be, size by size."""
    hidden, sizes = leaves.hidden[: len(mine)], leaves.sizes[: len(mine)]
    most = 0.0
    for size in set(sizes[hidden & (mine > 0)]):
        here = float(mine[hidden & (sizes == size)].sum())
        fits = np.isin(sizes, [size, SizeClass.UNCLASSIFIED.value])
        room = theirs if size == SizeClass.UNCLASSIFIED.value else theirs[fits]
        most += min(here, float(room.sum()))
    return most


def _overlap(one: tuple[str, Floats], other: tuple[str, Floats], leaves: _Leaves) -> Overlap:
    (first, mine), (second, theirs) = one, other
    both = (mine > 0) & (theirs > 0) & ~leaves.hidden[: len(mine)]
    return Overlap(
        first=first,
        second=second,
        common=_common(mine, theirs, leaves),
        of_first=round(float(mine[both].sum()), 12),
        of_second=round(float(theirs[both].sum()), 12),
        companies=int(both.sum()),
    )
