"""Which part of a portfolio a scenario moves, in USD per group."""

from decimal import Decimal
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from rebalancer.classify.exposure import Exposures, Floats, LookThrough, look_through
from rebalancer.classify.leaf import Leaf
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.money import CENT, to_cents, total
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.simulate.scenario import SHOCK_GROUPS, ShockGroup

QUALITY_INDEX = "SP600"
"""Its members have to earn money before they are admitted."""
MARKET_FUND = "VTI"
"""Holds the whole US market."""

_NUMBER = {group: number for number, group in enumerate(SHOCK_GROUPS)}
_BY_CLASS = {
    AssetClass.BOND: ShockGroup.BOND,
    AssetClass.CASH: ShockGroup.CASH,
    AssetClass.COMMODITY: ShockGroup.COMMODITY,
    AssetClass.OTHER: ShockGroup.UNCLASSIFIED,
}
_BY_SIZE = {
    SizeClass.MEGA: ShockGroup.LARGE,
    SizeClass.LARGE: ShockGroup.LARGE,
    SizeClass.MID: ShockGroup.MID,
    SizeClass.SMALL: ShockGroup.SMALL_OTHER,
    SizeClass.MICRO: ShockGroup.SMALL_OTHER,
    SizeClass.NON_US: ShockGroup.NON_US,
}


def group_of(leaf: Leaf, universe: Universe) -> ShockGroup:
    """Return the one group that *leaf* moves with."""
    if leaf.asset_class is not AssetClass.STOCK:
        return _BY_CLASS[leaf.asset_class]
    if universe.group(ShockGroup.MEGA_CAP_TECH).holds(leaf):
        return ShockGroup.MEGA_CAP_TECH
    group = _BY_SIZE.get(leaf.size, ShockGroup.UNCLASSIFIED)
    if group is ShockGroup.SMALL_OTHER and _is_screened(leaf, universe):
        return ShockGroup.SMALL_QUALITY
    return group


def group_values(exposures: Exposures) -> Floats:
    """Return USD per group, in the order of ``SHOCK_GROUPS``; they sum to the total."""
    return _sum_by_group(exposures.through, exposures.by_leaf)


def holdings_by_group(exposures: Exposures) -> Floats:
    """Return USD per holding and group, shape (holdings, groups); each row sums to its holding."""
    through, count = exposures.through, len(SHOCK_GROUPS)
    places = through.row * count + _numbers(_Same(through))[through.column]
    spread = exposures.values[through.row] * through.weight
    sums = np.bincount(places, weights=spread, minlength=len(through.symbols) * count)
    return sums.astype(np.float64).reshape(-1, count)


def group_amounts(exposures: Exposures) -> dict[ShockGroup, Decimal]:
    """Return USD per group in whole cents; they sum to the total in cents exactly."""
    amounts = in_cents(group_values(exposures), to_cents(exposures.total))
    return dict(zip(SHOCK_GROUPS, amounts, strict=True))


def in_cents(amounts: Floats, whole: Decimal) -> list[Decimal]:
    """Return *amounts* in whole cents that sum to *whole* exactly.

    What rounding leaves over goes to the largest amount, where it matters least.
    """
    rounded = [to_cents(float(amount)) for amount in amounts]
    rounded[int(np.argmax(np.abs(amounts)))] += whole - total(rounded)
    return [amount.quantize(CENT) for amount in rounded]


def _is_screened(leaf: Leaf, universe: Universe) -> bool:
    indexes = universe.companies.indexes_of
    return any(QUALITY_INDEX in indexes.get(symbol, ()) for symbol in leaf.symbols)


@cache
def market_mix() -> Floats:
    """Return the US market's shares by group; what is unclassified in it is left out.

    Source: the holdings of the fund VTI in the embedded snapshot. The array is read-only.
    """
    market = look_through([(MARKET_FUND, SecurityKind.FUND)], embedded_universe())
    shares = _sum_by_group(market, market.leaf_values(np.ones(1)))
    shares[_NUMBER[ShockGroup.UNCLASSIFIED]] = 0.0
    shares /= shares.sum()
    shares.flags.writeable = False
    return shares


def _sum_by_group(through: LookThrough, by_leaf: Floats) -> Floats:
    sums = np.bincount(_numbers(_Same(through)), weights=by_leaf, minlength=len(SHOCK_GROUPS))
    return sums.astype(np.float64)


class _Same:
    """Stands for one look-through and no other, even an equal one, so that it can be looked up."""

    def __init__(self, through: LookThrough) -> None:
        self.through = through

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.through is other.through

    @override
    def __hash__(self) -> int:
        return id(self.through)


@lru_cache(maxsize=8)
def _numbers(same: _Same) -> NDArray[np.int64]:
    """Return the number of every leaf's group; portfolios are simulated again and again."""
    leaves, universe = same.through.leaves, same.through.universe
    numbers = (_NUMBER[group_of(leaf, universe)] for leaf in leaves)
    return np.fromiter(numbers, dtype=np.int64, count=len(leaves))
