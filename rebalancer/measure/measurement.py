"""How concentrated a portfolio really is, with bounds where funds are opaque."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.classify.group import Group
from rebalancer.classify.leaf import Label, Leaf, is_company, is_opaque, is_stock, size_of
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Flags
from rebalancer.domain.money import to_cents
from rebalancer.domain.security import AssetClass
from rebalancer.errors import RebalancerError
from rebalancer.measure.bounds import (
    KnownAndHidden,
    known_and_hidden,
    squares_bounds,
    top_bounds,
)

TOP = 25
"""So many companies are listed by name."""
TOP_COUNTS = (1, 5, 10, 25, 50)
"""So many of the largest companies are added up."""

UNKNOWN_SECTOR = "Unknown sector"
NOT_EQUITY_SECTOR = "Not equity"
OPAQUE_SECTOR = "Not looked through"


class NothingToMeasureError(RebalancerError):
    """The portfolio is worth nothing, so shares of it have no meaning."""

    title = "Nothing to measure"

    def __init__(self) -> None:
        super().__init__(
            "The accounts are worth nothing together, so no share of them can be computed.",
            remedy="Import a positions file with holdings.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the total, and how far off it can be for all that is known.

    Attributes:
        share: What is known to belong, 0..1.
        lower, upper: Bounds; *upper* adds every opaque part that may belong, *lower* takes off
            what may belong and is held short.
    """

    share: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketShare(Share):
    """A named basket's share, split by how it is held."""

    title: str
    direct: float
    through_funds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyShare:
    """One company in the portfolio."""

    company: str
    leaf: int
    """Number of the leaf in the exposures."""
    symbols: tuple[str, ...]
    value: Decimal
    share: float
    direct: float
    through_funds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """One figure as held and looked through; None where nothing in it is known.

    Attributes:
        lower, upper: What the figure looked through can be for all that is known; None where
            nothing bounds it.
    """

    nominal: float | None
    look_through: float | None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The figures of one portfolio at one moment; shares are 0..1 of the total value.

    Attributes:
        coverage: Share of the value that is looked through to its end; short positions count
            with what they are worth, like long ones.
        size: Sums to 1 over the size classes.
        hhi: Herfindahl index over companies (nominal: over lines held), of the equity part
            whose companies are known; what funds hold uncovered counts as spread thin.
        effective_names: 1 / HHI.
        top: The largest companies.
        top_share: What so many of the largest companies make up together.
        sectors: Sums to 1.
        as_of: Date of the holdings; None where no file states one.
    """

    total_value: Decimal
    coverage: float
    baskets: dict[str, BasketShare]
    size: dict[SizeClass, float]
    small_cap: Share
    hhi: Concentration
    effective_names: Concentration
    top: tuple[CompanyShare, ...]
    sectors: dict[str, float]
    as_of: date | None
    top_share: dict[int, Share]


def measure(exposures: Exposures, as_of: date | None = None) -> Measurement:
    """Return the figures of *exposures*.

    Raises:
        NothingToMeasureError: Their total is zero or negative.
    """
    worth = float(exposures.total)
    if worth <= 0:
        raise NothingToMeasureError
    universe = exposures.universe
    equity = known_and_hidden(exposures)
    hhi = _hhi_by_company(exposures, equity)
    return Measurement(
        total_value=exposures.total,
        coverage=_coverage(exposures),
        baskets={
            basket.key: _basket_share(exposures, universe.group(basket.key))
            for basket in universe.classification.baskets
        },
        size=_size_mix(exposures),
        small_cap=group_share(exposures, universe.group("small_cap")),
        hhi=hhi,
        effective_names=Concentration(
            nominal=_inverse(hhi.nominal),
            look_through=_inverse(hhi.look_through),
            lower=_inverse(hhi.upper),
            upper=_inverse(hhi.lower),
        ),
        top=top_companies(exposures, TOP),
        sectors=_sector_mix(exposures),
        as_of=as_of,
        top_share={count: _top_share(equity, count, worth) for count in TOP_COUNTS},
    )


def group_share(exposures: Exposures, group: Group) -> Share:
    """Return the share of the portfolio that lies in *group*, with its bounds."""
    worth = float(exposures.total)
    members = _members(exposures, group)
    possible = exposures.through.flags(group.may_hold)
    known = exposures.by_leaf[members].sum()
    hidden = exposures.by_leaf[possible & ~members]
    return Share(
        share=_share(known, worth),
        lower=_share(known + hidden[hidden < 0].sum(), worth),
        upper=_share(known + hidden[hidden > 0].sum(), worth),
    )


def top_companies(exposures: Exposures, count: int) -> tuple[CompanyShare, ...]:
    """Return the *count* largest companies, largest first."""
    worth = float(exposures.total)
    leaves = exposures.through.leaves
    company = exposures.through.flags(is_company)
    values = np.where(company, exposures.by_leaf, 0.0)
    largest = np.argsort(-values, kind="stable")[:count]
    order = largest[values[largest] > 0]
    found = (order, values[order], exposures.direct_by_leaf[order])
    return tuple(
        CompanyShare(
            company=leaves[n].name,
            leaf=n,
            symbols=leaves[n].symbols,
            value=to_cents(value),
            share=_share(value, worth),
            direct=_share(direct, worth),
            through_funds=_share(value - direct, worth),
        )
        for n, value, direct in zip(*(each.tolist() for each in found), strict=True)
    )


def _share(value: float, worth: float) -> float:
    """Return *value* as a share of *worth*, without the dust of floating point."""
    return round(float(value) / worth, 12)


def _coverage(exposures: Exposures) -> float:
    worth = np.abs(exposures.by_leaf)
    opaque = exposures.through.flags(is_opaque)
    return 1.0 - _share(worth[opaque].sum(), float(worth.sum()))


def _members(exposures: Exposures, group: Group) -> Flags:
    return exposures.through.flags(group.holds)


def _basket_share(exposures: Exposures, group: Group) -> BasketShare:
    bounds = group_share(exposures, group)
    worth = float(exposures.total)
    members = _members(exposures, group)
    direct = exposures.direct_by_leaf[members].sum()
    through_funds = exposures.by_leaf[members].sum() - direct
    return BasketShare(
        title=group.title,
        share=bounds.share,
        lower=bounds.lower,
        upper=bounds.upper,
        direct=_share(direct, worth),
        through_funds=_share(through_funds, worth),
    )


def _size_mix(exposures: Exposures) -> dict[SizeClass, float]:
    shares = _mix(exposures, size_of)
    return {size: shares.get(size.value, 0.0) for size in SizeClass}


def _sector_mix(exposures: Exposures) -> dict[str, float]:
    by_share = sorted(_mix(exposures, _sector).items(), key=lambda item: -item[1])
    return {label: share for label, share in by_share if share}


def _sector(leaf: Leaf) -> str:
    if leaf.asset_class is not AssetClass.STOCK:
        return NOT_EQUITY_SECTOR
    if leaf.is_opaque and not leaf.sector:
        return OPAQUE_SECTOR
    return leaf.sector or UNKNOWN_SECTOR


def _mix(exposures: Exposures, label: Label) -> dict[str, float]:
    worth = float(exposures.total)
    sums = exposures.through.sums(label, exposures.by_leaf)
    return {name: _share(value, worth) for name, value in sums.items()}


def _hhi_as_held(exposures: Exposures) -> float | None:
    stock = exposures.through.flags(is_stock)
    return _hhi(exposures.values * exposures.through.share_in(stock))


def _hhi_by_company(exposures: Exposures, equity: KnownAndHidden) -> Concentration:
    stock = exposures.through.flags(is_stock)
    held = float(exposures.by_leaf[stock].sum())
    nominal = _hhi_as_held(exposures)
    if held <= 0:
        return Concentration(nominal=nominal, look_through=None)
    known = float(np.square(equity.companies / held).sum())
    least, most = squares_bounds(equity)
    return Concentration(
        nominal=nominal,
        look_through=known or None,
        lower=least / held**2,
        upper=most / held**2,
    )


def _top_share(equity: KnownAndHidden, count: int, worth: float) -> Share:
    known, least, most = (_share(value, worth) for value in top_bounds(equity, count))
    return Share(share=known, lower=least, upper=most)


def _hhi(values: Floats) -> float | None:
    equity = float(values.sum())
    if equity <= 0 or not values.any():
        return None
    return float(np.square(values / equity).sum())


def _inverse(hhi: float | None) -> float | None:
    return 1.0 / hhi if hhi else None
