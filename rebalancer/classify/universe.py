"""Every company that the snapshot knows, and what each fund holds of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rebalancer.classify.size import (
    DEFAULT_BREAKPOINTS,
    SMALL_CAP_INDEXES,
    Breakpoints,
    SizeClass,
)
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import Basket, FundRule, Security, Snapshot, load_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Where a look-through ends: a company, cash, bonds, or a part nobody can see into."""

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
_CLASS_LEAVES = {
    AssetClass.CASH: CASH_LEAF,
    AssetClass.BOND: BOND_LEAF,
    AssetClass.COMMODITY: COMMODITY_LEAF,
    AssetClass.OTHER: OTHER_LEAF,
}


def is_company(leaf: Leaf) -> bool:
    """Whether *leaf* is one company."""
    return leaf.is_company


def is_opaque(leaf: Leaf) -> bool:
    """Whether nobody knows what is inside *leaf*."""
    return leaf.is_opaque


def is_stock(leaf: Leaf) -> bool:
    """Whether *leaf* is equity, known or not."""
    return leaf.asset_class is AssetClass.STOCK


Expansion = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Leaf numbers and their weights; the weights sum to 1."""

Flags = NDArray[np.bool_]
Belongs = Callable[[Leaf], bool]
"""What a leaf is asked; a function or bound method that compares equal when it asks the same."""

Open = frozenset[str]
"""Names of the baskets that are being looked through, one inside the other."""


class Universe:
    """Numbers every leaf, and expands a symbol into leaves.

    Leaves are added as symbols ask for them, so a number once given stays valid.
    """

    def __init__(self, snapshot: Snapshot, breakpoints: Breakpoints = DEFAULT_BREAKPOINTS) -> None:
        self.snapshot = snapshot
        self.breakpoints = breakpoints
        self._leaves: list[Leaf] = []
        self._number: dict[str, int] = {}
        self._flags: dict[Belongs, Flags] = {}
        self._expansions: dict[tuple[str, SecurityKind], Expansion] = {}
        self._baskets: dict[tuple[str, Open], Expansion] = {}
        self._small_members = frozenset(
            symbol for index in SMALL_CAP_INDEXES for symbol, _ in snapshot.baskets[index].lines
        )
        self._classes = _classes_by_company(snapshot.share_classes)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """All leaves so far, in the order of their numbers."""
        return tuple(self._leaves)

    def flags(self, belongs: Belongs) -> Flags:
        """Return what every leaf answers to *belongs*; each is asked once."""
        known = self._flags.get(belongs, np.zeros(0, dtype=np.bool_))
        new = [belongs(leaf) for leaf in self._leaves[len(known) :]]
        if new:
            known = self._flags[belongs] = np.concatenate([known, np.array(new)])
        return known

    def leaf(self, number: int) -> Leaf:
        """Return the leaf with this *number*."""
        return self._leaves[number]

    def expand_cash(self) -> Expansion:
        """Return the one leaf behind spendable cash."""
        return self._single(CASH_LEAF)

    def expand(self, symbol: str, kind: SecurityKind) -> Expansion:
        """Return the leaves behind one share of *symbol*, and how much of it each is.

        Args:
            symbol: In the snapshot's spelling.
            kind: What the brokerage file takes it for; decides where the snapshot is silent.
        """
        key = (symbol, kind)
        if key not in self._expansions:
            self._expansions[key] = self._merge(self._parts(symbol, kind, frozenset()))
        return self._expansions[key]

    def _parts(self, symbol: str, kind: SecurityKind, inside: Open) -> list[Expansion]:
        rule = self.snapshot.funds.get(symbol)
        if rule is not None:
            return self._fund_parts(rule, inside)
        if kind in {SecurityKind.BOND, SecurityKind.OPTION, SecurityKind.OTHER}:
            leaf = BOND_LEAF if kind is SecurityKind.BOND else OTHER_LEAF
            return [self._single(leaf)]
        security = self.snapshot.securities.get(symbol)
        if security is None and not symbol.startswith("~"):
            return [self._single(self._unknown_leaf(symbol, kind))]
        if security is not None and security.type == "etf":
            return [self._single(_opaque_fund_leaf(symbol, security.name, SizeClass.UNCLASSIFIED))]
        return [self._single(self._company_leaf(symbol))]

    def _fund_parts(self, rule: FundRule, inside: Open) -> list[Expansion]:
        if rule.asset_class is not AssetClass.STOCK:
            return [self._single(_CLASS_LEAVES[rule.asset_class])]
        if not rule.mix:
            name = self.snapshot.name_of(rule.symbol) or rule.symbol
            return [self._single(_opaque_fund_leaf(rule.symbol, name, SizeClass.UNCLASSIFIED))]
        parts = []
        for basket, share in rule.mix:
            leaves, weights = self._expand_basket(basket, inside)
            parts.append((leaves, weights * share))
        return parts

    def _expand_basket(self, name: str, inside: Open) -> Expansion:
        """Return the leaves of a basket; what it holds of itself, by whatever way, is opaque."""
        basket = self.snapshot.baskets[name]
        if name in inside:
            return self._single(_rest_leaf(basket))
        key = (name, inside)
        if key not in self._baskets:
            parts = [
                (leaves, weights * weight)
                for symbol, weight in basket.lines
                for leaves, weights in self._line_parts(symbol, inside | {name})
            ]
            rest = 1.0 - sum(weight for _, weight in basket.lines)
            if rest > 0:
                leaves, weights = self._single(_rest_leaf(basket))
                parts.append((leaves, weights * rest))
            self._baskets[key] = self._merge(parts)
        return self._baskets[key]

    def _line_parts(self, symbol: str, inside: Open) -> list[Expansion]:
        """Return the parts of a basket's line; fund companies write BRKA for BRK-A."""
        known = symbol if symbol.startswith("~") else self.snapshot.canonical(symbol)
        return self._parts(known, SecurityKind.STOCK, inside)

    def _single(self, leaf: Leaf) -> Expansion:
        return np.array([self._number_of(leaf)]), np.ones(1)

    def _number_of(self, leaf: Leaf) -> int:
        number = self._number.get(leaf.key)
        if number is None:
            number = self._number[leaf.key] = len(self._leaves)
            self._leaves.append(leaf)
        return number

    @staticmethod
    def _merge(parts: Iterable[Expansion]) -> Expansion:
        pairs = list(parts)
        leaves = np.concatenate([leaves for leaves, _ in pairs])
        weights = np.concatenate([weights for _, weights in pairs])
        distinct, position = np.unique(leaves, return_inverse=True)
        return distinct, np.bincount(position, weights=weights).astype(np.float64)

    def _company_leaf(self, symbol: str) -> Leaf:
        if symbol.startswith("~"):
            return Leaf(
                key=symbol,
                name=symbol.removeprefix("~"),
                asset_class=AssetClass.STOCK,
                size=SizeClass.NON_US,
                sector="",
                is_company=True,
            )
        company = self.snapshot.company_of(symbol)
        symbols = self._classes.get(company, (company,))
        known = [
            self.snapshot.securities[item] for item in symbols if item in self.snapshot.securities
        ]
        return Leaf(
            key=company,
            name=company_name(known[0].name),
            asset_class=AssetClass.STOCK,
            size=self._size(known),
            sector=next((item.sector for item in known if item.sector), ""),
            symbols=symbols,
            is_company=True,
        )

    def _unknown_leaf(self, symbol: str, kind: SecurityKind) -> Leaf:
        """Return a leaf for what is not listed; a member of an index is a company all the same."""
        is_small = symbol in self._small_members
        is_company = is_small or kind is SecurityKind.STOCK
        return Leaf(
            key=symbol if is_company else f"({symbol})",
            name=symbol,
            asset_class=AssetClass.STOCK,
            size=SizeClass.SMALL if is_small else SizeClass.UNCLASSIFIED,
            sector="",
            symbols=(symbol,),
            is_company=is_company,
            is_opaque=not is_company,
        )

    def _size(self, classes: list[Security]) -> SizeClass:
        if any(self.snapshot.is_foreign(security) for security in classes):
            return SizeClass.NON_US
        if any(security.symbol in self._small_members for security in classes):
            return SizeClass.SMALL
        values = [item.company_value for item in classes if item.company_value is not None]
        return self.breakpoints.size_of(max(values)) if values else SizeClass.UNCLASSIFIED


@cache
def embedded_universe() -> Universe:
    """Return the universe of the embedded snapshot; it is built once."""
    return Universe(load_snapshot())


def company_name(listed: str) -> str:
    """Return the company's name without what only tells its share class."""
    name, _, _ = listed.partition(" - ")
    return name.removesuffix(" New").strip() or listed


def _classes_by_company(share_classes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    classes: dict[str, tuple[str, ...]] = {}
    for symbol, company in share_classes.items():
        classes[company] = (*classes.get(company, (company,)), symbol)
    return classes


def _rest_leaf(basket: Basket) -> Leaf:
    """Return what a basket's lines do not explain: foreign, like the lines, if all of them are."""
    foreign = bool(basket.lines) and all(symbol.startswith("~") for symbol, _ in basket.lines)
    size = SizeClass.NON_US if foreign else SizeClass.UNCLASSIFIED
    return _opaque_fund_leaf(basket.name, basket.name, size)


def _opaque_fund_leaf(symbol: str, name: str, size: SizeClass) -> Leaf:
    return Leaf(
        key=f"(rest of {symbol})",
        name=f"{name}, not looked through",
        asset_class=AssetClass.STOCK,
        size=size,
        sector="",
        is_opaque=True,
    )
