"""What a share may be for all that is known, where funds are not looked through to their end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.classify.leaf import Belongs, Leaf, is_opaque, size_of
from rebalancer.classify.size import SizeClass
from rebalancer.domain.security import AssetClass
from rebalancer.measure.measurement import (
    NOT_EQUITY_SECTOR,
    OPAQUE_SECTOR,
    UNKNOWN_SECTOR,
    Share,
)

Part = TypeVar("Part", SizeClass, str)


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
    through, worth = exposures.through, float(exposures.total)
    dark = np.where(through.flags(is_opaque), exposures.by_leaf, 0.0)

    def by_size(values: Floats) -> dict[SizeClass, float]:
        sums = through.sums(size_of, values)
        return {SizeClass(size): value / worth for size, value in sums.items()}

    return Dark(long=by_size(np.maximum(dark, 0.0)), short=by_size(np.minimum(dark, 0.0)))


def size_shares(exposures: Exposures, mix: Mapping[SizeClass, float]) -> dict[SizeClass, Share]:
    """Return every size class of *mix* with its bounds.

    What is unclassified may turn out to be of any size of equity, and nothing of it stay.
    """
    known = {SizeClass.NOT_EQUITY, SizeClass.UNCLASSIFIED}
    return _with_bounds(exposures, mix, _has_no_size, known)


def sector_shares(exposures: Exposures, mix: Mapping[str, float]) -> dict[str, Share]:
    """Return every sector of *mix* with its bounds."""
    known = {NOT_EQUITY_SECTOR, OPAQUE_SECTOR, UNKNOWN_SECTOR}
    return _with_bounds(exposures, mix, _has_no_sector, known)


def _with_bounds(
    exposures: Exposures, mix: Mapping[Part, float], may_be_any: Belongs, known: Collection[Part]
) -> dict[Part, Share]:
    """Return every part of *mix* with its bounds; those of what is *known* lie at its share."""
    values = exposures.by_leaf[exposures.through.flags(may_be_any)] / float(exposures.total)
    up, down = float(values[values > 0].sum()), float(values[values < 0].sum())
    return {
        part: Share(share=share, lower=share, upper=share)
        if part in known
        else Share(share=share, lower=share + down, upper=share + up)
        for part, share in mix.items()
    }


def _has_no_size(leaf: Leaf) -> bool:
    return leaf.size is SizeClass.UNCLASSIFIED


def _has_no_sector(leaf: Leaf) -> bool:
    return leaf.asset_class is AssetClass.STOCK and (leaf.is_opaque or not leaf.sector)
