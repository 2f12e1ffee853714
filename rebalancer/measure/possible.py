"""What a share may be for all that is known, where funds are not looked through to their end."""

from collections.abc import Mapping
from dataclasses import dataclass

from rebalancer.classify.exposure import Exposures
from rebalancer.classify.leaf import Leaf
from rebalancer.classify.size import SizeClass
from rebalancer.domain.security import AssetClass
from rebalancer.measure.measurement import (
    NOT_EQUITY_SECTOR,
    OPAQUE_SECTOR,
    UNKNOWN_SECTOR,
    Share,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dark:
    """What nobody can see into, as shares of everything; short parts are negative.

    Attributes:
        long, short: By the size that the hidden part is known to have.
    """

    long: Mapping[SizeClass, float]
    short: Mapping[SizeClass, float]

    def around(self, share: float, size: SizeClass) -> Share:
        """Return *share*, which is of one *size*, with its bounds."""
        return Share(
            share=share,
            lower=share + _fitting(self.short, size),
            upper=share + _fitting(self.long, size),
        )


def _fitting(parts: Mapping[SizeClass, float], size: SizeClass) -> float:
    """Return what of *parts*, by their size, may be of this *size*: that, and what is unknown."""
    unknown = parts.get(SizeClass.UNCLASSIFIED, 0.0)
    return unknown if size is SizeClass.UNCLASSIFIED else parts.get(size, 0.0) + unknown


def dark_parts(exposures: Exposures) -> Dark:
    """Return what is not looked through in *exposures*, by size."""
    worth = float(exposures.total)
    long: dict[SizeClass, float] = {}
    short: dict[SizeClass, float] = {}
    for leaf, value in zip(exposures.through.leaves, exposures.by_leaf, strict=True):
        if leaf.is_opaque and value:
            side = long if value > 0 else short
            side[leaf.size] = side.get(leaf.size, 0.0) + float(value) / worth
    return Dark(long=long, short=short)


def size_shares(exposures: Exposures, mix: Mapping[SizeClass, float]) -> dict[SizeClass, Share]:
    """Return every size class of *mix* with its bounds.

    What is unclassified may turn out to be of any size of equity, and nothing of it stay.
    """
    worth = float(exposures.total)
    unknown = [
        float(value) / worth
        for leaf, value in zip(exposures.through.leaves, exposures.by_leaf, strict=True)
        if leaf.size is SizeClass.UNCLASSIFIED
    ]
    up, down = sum(v for v in unknown if v > 0), sum(v for v in unknown if v < 0)
    shares = {
        size: Share(share=share, lower=share + down, upper=share + up)
        for size, share in mix.items()
    }
    for size in (SizeClass.NOT_EQUITY, SizeClass.UNCLASSIFIED):
        share = mix.get(size, 0.0)
        shares[size] = Share(share=share, lower=share, upper=share)
    return shares


def sector_shares(exposures: Exposures, mix: Mapping[str, float]) -> dict[str, Share]:
    """Return every sector of *mix* with its bounds."""
    worth = float(exposures.total)
    unknown = [
        float(value) / worth
        for leaf, value in zip(exposures.through.leaves, exposures.by_leaf, strict=True)
        if _has_no_sector(leaf)
    ]
    up, down = sum(v for v in unknown if v > 0), sum(v for v in unknown if v < 0)
    fixed = {NOT_EQUITY_SECTOR, OPAQUE_SECTOR, UNKNOWN_SECTOR}
    return {
        name: Share(share=share, lower=share, upper=share)
        if name in fixed
        else Share(share=share, lower=share + down, upper=share + up)
        for name, share in mix.items()
    }


def _has_no_sector(leaf: Leaf) -> bool:
    return leaf.asset_class is AssetClass.STOCK and (leaf.is_opaque or not leaf.sector)
