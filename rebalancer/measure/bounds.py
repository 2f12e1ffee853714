"""How concentrated a portfolio can be at least and at most, where funds are not seen through.

All of it in USD. What is known is the value v of every company, and h, the equity that some fund
holds in companies that nobody can name. It may be spread over many companies, or be all in one.

- The n largest companies are at least the n largest v together: hidden equity adds, and never
  takes away. They are at most those v and all of h.
- The sum of squares is least if h is spread thin: sum(v^2). It is greatest if h is in one place,
  and because squares grow faster the larger their base, that place is the largest company.
- Hidden equity of a known size can only be in a company of that size, or of one nobody knows.
- Funds held short turn this round: what they hide may take away from any company.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.classify.leaf import is_company, is_opaque, is_stock, size_of
from rebalancer.classify.size import SizeClass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownAndHidden:
    """The equity of a portfolio in USD, as far as its companies are known.

    Attributes:
        companies: Value of every company, largest first.
        largest: The largest company of each size.
        anywhere: Hidden, and may be in any company.
        within: Hidden, and only in companies of the size.
        short: Hidden in funds that are held short, as a positive number.
    """

    companies: Floats
    largest: Mapping[SizeClass, float]
    anywhere: float
    within: Mapping[SizeClass, float]
    short: float

    @property
    def hidden(self) -> float:
        """All that is hidden and held long."""
        return self.anywhere + sum(self.within.values())


def known_and_hidden(exposures: Exposures) -> KnownAndHidden:
    """Return the equity of *exposures* by what is known of it."""
    through, values = exposures.through, exposures.by_leaf
    company = through.flags(is_company) & (values != 0)
    opaque = through.flags(is_opaque) & through.flags(is_stock) & (values != 0)
    sizes, of_leaf = through.labels(size_of)
    most = np.zeros(len(sizes))
    np.maximum.at(most, of_leaf[company], values[company])
    largest = {SizeClass(sizes[n]): float(most[n]) for n in np.unique(of_leaf[company])}
    by_size = through.sums(size_of, np.where(opaque & (values > 0), values, 0.0))
    hidden = {SizeClass(size): value for size, value in by_size.items() if value}
    if largest.get(SizeClass.UNCLASSIFIED):  # one that may be of any size can take from all
        hidden = {SizeClass.UNCLASSIFIED: sum(hidden.values())} if hidden else {}
    return KnownAndHidden(
        companies=-np.sort(-values[company]),
        largest=largest,
        anywhere=hidden.pop(SizeClass.UNCLASSIFIED, 0.0),
        within=hidden,
        short=float(-values[opaque & (values < 0)].sum()),
    )


def top_bounds(equity: KnownAndHidden, count: int) -> tuple[float, float, float]:
    """Return USD in the *count* largest companies: what is known, the least and the most."""
    known = float(equity.companies[:count].clip(min=0.0).sum())
    most = known + equity.hidden
    if count == 1:
        most = max(_fullest(equity).values(), default=0.0) + equity.anywhere
        most = max(most, known)
    return known, max(0.0, known - equity.short), most


def squares_bounds(equity: KnownAndHidden) -> tuple[float, float]:
    """Return the least and the greatest sum of squares of all companies, in USD squared."""
    known = float(np.square(equity.companies).sum())
    is_long = equity.short == 0 and not (equity.companies < 0).any()
    if not is_long:
        return _squares_with_shorts(equity, known)
    fullest = _fullest(equity)
    filled = {
        size: full**2 - equity.largest.get(size, 0.0) ** 2
        for size, full in fullest.items()
        if size in equity.within
    }
    base = known + sum(filled.values())
    most = max(
        (base - full**2 + (full + equity.anywhere) ** 2 for full in fullest.values()),
        default=equity.anywhere**2,
    )
    return known, most


def _fullest(equity: KnownAndHidden) -> dict[SizeClass, float]:
    """Return the largest company of each size with all that is hidden in that size."""
    sizes = {*equity.largest, *equity.within}
    return {size: equity.largest.get(size, 0.0) + equity.within.get(size, 0.0) for size in sizes}


def _squares_with_shorts(equity: KnownAndHidden, known: float) -> tuple[float, float]:
    """Bound the length of the vector of values by the triangle inequality, both ways."""
    moved = equity.short + equity.hidden
    largest = float(np.abs(equity.companies).max(initial=0.0))
    least = max(0.0, known**0.5 - moved) ** 2
    return least, known - largest**2 + (largest + moved) ** 2
