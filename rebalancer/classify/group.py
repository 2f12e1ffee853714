"""Sets of leaves that a person can name: a basket, a size class, an asset class."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rebalancer.classify.basket import NamedBasket
from rebalancer.classify.leaf import Leaf
from rebalancer.classify.size import SMALL_CAP, SizeClass
from rebalancer.domain.security import AssetClass
from rebalancer.errors import RebalancerError
from rebalancer.spelling import nearest


class UnknownGroupError(RebalancerError):
    """Something is asked of a group that nobody has named."""

    title = "No such group"

    def __init__(self, key: str, known: Iterable[str]) -> None:
        names = tuple(known)
        super().__init__(
            f"There is no basket, size or asset class “{key}”.",
            remedy=nearest(key, names) or f"There are {', '.join(names)}.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A set of leaves under one name, told by exactly one of its last three fields."""

    key: str
    title: str
    companies: frozenset[str] | None = None
    """Keys of the companies in a named basket."""
    sizes: frozenset[SizeClass] | None = None
    asset_class: AssetClass | None = None

    def holds(self, leaf: Leaf) -> bool:
        """Whether *leaf* is known to belong to the group."""
        if self.companies is not None:
            return leaf.is_company and leaf.key in self.companies
        if self.sizes is not None:
            return leaf.size in self.sizes
        return leaf.asset_class is self.asset_class

    def may_hold(self, leaf: Leaf) -> bool:
        """Whether *leaf* belongs to the group, or could for all that is known of it."""
        unknown = leaf.size is SizeClass.UNCLASSIFIED
        return self.holds(leaf) or (unknown and (leaf.is_opaque or self.sizes is not None))


FIXED_GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        group.key: group
        for group in (
            Group(key="mega_cap", title="Mega caps", sizes=frozenset({SizeClass.MEGA})),
            Group(key="large_cap", title="Large caps", sizes=frozenset({SizeClass.LARGE})),
            Group(key="mid_cap", title="Mid caps", sizes=frozenset({SizeClass.MID})),
            Group(key="small_cap", title="Small caps", sizes=SMALL_CAP),
            Group(key="micro_cap", title="Micro caps", sizes=frozenset({SizeClass.MICRO})),
            Group(key="class:stock", title="Stocks", asset_class=AssetClass.STOCK),
            Group(key="class:bond", title="Bonds", asset_class=AssetClass.BOND),
            Group(key="class:cash", title="Cash", asset_class=AssetClass.CASH),
            Group(key="class:commodity", title="Commodities", asset_class=AssetClass.COMMODITY),
        )
    }
)
"""The groups that need no list of companies, as the policy and the command line spell them."""


def basket_group(basket: NamedBasket, companies: Iterable[str]) -> Group:
    """Return the group of a named basket, whose *companies* are known by their keys."""
    return Group(key=basket.key, title=basket.title, companies=frozenset(companies))
