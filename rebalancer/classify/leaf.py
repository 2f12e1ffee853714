"""Where a look-through ends."""

from collections.abc import Callable
from typing import NamedTuple

from rebalancer.classify.size import SizeClass
from rebalancer.domain.security import AssetClass


class Leaf(NamedTuple):
    """A company, cash, bonds, or a part nobody can see into."""

    key: str
    """A company's main symbol, ``~Name`` without a US ticker, or ``(…)`` for the rest."""
    name: str
    asset_class: AssetClass
    size: SizeClass
    sector: str
    """"" where unknown."""
    symbols: tuple[str, ...] = ()
    """All share classes of the company."""
    is_company: bool = False
    is_opaque: bool = False
    """What is inside is not known: it may belong to any group its size allows."""


Belongs = Callable[[Leaf], bool]
"""What a leaf is asked; a function or bound method that compares equal when it asks the same."""
Label = Callable[[Leaf], str]
"""What a leaf is counted as, one of a few names; asked as above."""

CASH_LEAF = Leaf(
    key="(cash)",
    name="Cash",
    asset_class=AssetClass.CASH,
    size=SizeClass.NOT_EQUITY,
    sector="",
)
BOND_LEAF = Leaf(
    key="(bonds)",
    name="Bonds",
    asset_class=AssetClass.BOND,
    size=SizeClass.NOT_EQUITY,
    sector="",
)
COMMODITY_LEAF = Leaf(
    key="(commodities)",
    name="Commodities",
    asset_class=AssetClass.COMMODITY,
    size=SizeClass.NOT_EQUITY,
    sector="",
)
OTHER_LEAF = Leaf(
    key="(other)",
    name="Options and others",
    asset_class=AssetClass.OTHER,
    size=SizeClass.NOT_EQUITY,
    sector="",
)
CLASS_LEAVES = {
    AssetClass.CASH: CASH_LEAF,
    AssetClass.BOND: BOND_LEAF,
    AssetClass.COMMODITY: COMMODITY_LEAF,
    AssetClass.OTHER: OTHER_LEAF,
}
"""The leaf of everything that is not equity."""


def opaque_leaf(
    symbol: str, name: str, size: SizeClass = SizeClass.UNCLASSIFIED, sector: str = ""
) -> Leaf:
    """Return the equity in *symbol* that nobody can see into."""
    return Leaf(
        key=f"(rest of {symbol})",
        name=f"{name}, not looked through",
        asset_class=AssetClass.STOCK,
        size=size,
        sector=sector,
        is_opaque=True,
    )


def is_company(leaf: Leaf) -> bool:
    """Whether *leaf* is one company."""
    return leaf.is_company


def is_opaque(leaf: Leaf) -> bool:
    """Whether nobody knows what is inside *leaf*."""
    return leaf.is_opaque


def size_of(leaf: Leaf) -> str:
    """Return the name of the size class of *leaf*."""
    return leaf.size.value


def is_stock(leaf: Leaf) -> bool:
    """Whether *leaf* is equity, known or not."""
    return leaf.asset_class is AssetClass.STOCK
