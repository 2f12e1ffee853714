"""Every company that the snapshot knows, and what each fund holds of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from threading import RLock
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.classify.companies import NO_TICKER, Companies
from rebalancer.classify.group import FIXED_GROUPS, Group, UnknownGroupError, basket_group
from rebalancer.classify.leaf import (
    BOND_LEAF,
    CASH_LEAF,
    CLASS_LEAVES,
    OTHER_LEAF,
    Belongs,
    Leaf,
    opaque_leaf,
)
from rebalancer.classify.size import SizeClass
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import Basket, FundRule, Snapshot, load_snapshot

NOT_LOOKED_UP = frozenset({SecurityKind.BOND, SecurityKind.OPTION, SecurityKind.OTHER})
"""What a file calls these is believed, whatever else goes by the symbol."""
DUST = 1e-12

Expansion = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Leaf numbers and their weights; the weights sum to 1."""

Flags = NDArray[np.bool_]

Open = frozenset[str]
"""Names of the baskets that are being looked through, one inside the other."""


class Universe:
    """Numbers every leaf, and expands a symbol into leaves.

    Leaves are added as symbols ask for them, so a number once given stays valid. Any thread may
    ask at any time: what is added becomes visible only when it is whole.
    """

    def __init__(
        self, snapshot: Snapshot, classification: Classification = DEFAULT_CLASSIFICATION
    ) -> None:
        self.snapshot = snapshot
        self.classification = classification
        self.companies = Companies(snapshot, classification)
        self.groups: Mapping[str, Group] = MappingProxyType(
            {
                basket.key: basket_group(basket, map(self._company, basket.companies))
                for basket in classification.baskets
            }
            | dict(FIXED_GROUPS)
        )
        """Every group by its key."""
        self._lock = RLock()
        self._leaves: list[Leaf] = []
        self._number: dict[str, int] = {}
        self._flags: dict[Belongs, Flags] = {}
        self._expansions: dict[tuple[str, SecurityKind], Expansion] = {}
        self._baskets: dict[tuple[str, Open], Expansion] = {}

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """All leaves so far, in the order of their numbers."""
        with self._lock:
            return tuple(self._leaves)

    def group(self, key: str) -> Group:
        """Return the group called *key*.

        Raises:
            UnknownGroupError: Nobody has named one so.
        """
        if key not in self.groups:
            raise UnknownGroupError(key, self.groups)
        return self.groups[key]

    def flags(self, belongs: Belongs) -> Flags:
        """Return what every leaf answers to *belongs*; each is asked once."""
        with self._lock:
            known = self._flags.get(belongs, np.zeros(0, dtype=np.bool_))
            new = [belongs(leaf) for leaf in self._leaves[len(known) :]]
            if new:
                known = self._flags[belongs] = np.concatenate([known, np.array(new)])
            return known

    def leaf(self, number: int) -> Leaf:
        """Return the leaf with this *number*."""
        with self._lock:
            return self._leaves[number]

    def expand_cash(self) -> Expansion:
        """Return the one leaf behind spendable cash."""
        with self._lock:
            return self._single(CASH_LEAF)

    def expand(self, symbol: str, kind: SecurityKind) -> Expansion:
        """Return the leaves behind one share of *symbol*, and how much of it each is.

        Args:
            symbol: In the snapshot's spelling.
            kind: What the brokerage file takes it for; decides where the snapshot is silent.
        """
        key = (symbol, kind)
        with self._lock:
            if key not in self._expansions:
                self._expansions[key] = self._merge(self._parts(symbol, kind, frozenset()))
            return self._expansions[key]

    def _company(self, symbol: str) -> str:
        return self.companies.company_of(self.snapshot.canonical(symbol))

    def _parts(self, symbol: str, kind: SecurityKind, inside: Open) -> list[Expansion]:
        said = self.companies.corrections.get(symbol)
        if said is not None and said.looked_through_as:
            return self._stand_in_parts(symbol, said.looked_through_as, inside)
        is_company = said is not None and said.is_company
        if (said is None or said.kind is None) and not is_company:
            if symbol in self.snapshot.own_baskets:
                return [self._expand_basket(self.snapshot.own_baskets[symbol], inside)]
            if symbol in self.snapshot.funds:
                return self._fund_parts(self.snapshot.funds[symbol], inside)
        return [self._single(self._leaf_of(symbol, SecurityKind.STOCK if is_company else kind))]

    def _leaf_of(self, symbol: str, kind: SecurityKind) -> Leaf:
        """Return the one leaf behind a *symbol* that is not looked through."""
        companies = self.companies
        name = self.snapshot.name_of(symbol) or symbol
        corrected = companies.corrected_leaf(symbol, name)
        if corrected is not None:
            return corrected
        if kind in NOT_LOOKED_UP:
            return BOND_LEAF if kind is SecurityKind.BOND else OTHER_LEAF
        if not companies.is_known(symbol):
            return companies.unknown_leaf(symbol, kind)
        said, security = companies.corrections.get(symbol), self.snapshot.securities.get(symbol)
        is_fund = security is not None and security.type == "etf"
        if is_fund and not (said is not None and said.is_company):
            return companies.opaque_fund(symbol, name)
        return companies.leaf(symbol)

    def _fund_parts(self, rule: FundRule, inside: Open) -> list[Expansion]:
        if rule.asset_class is not AssetClass.STOCK:
            return [self._single(CLASS_LEAVES[rule.asset_class])]
        if not rule.mix:
            name = self.snapshot.name_of(rule.symbol) or rule.symbol
            return [self._single(self.companies.opaque_fund(rule.symbol, name))]
        parts = []
        for basket, share in rule.mix:
            leaves, weights = self._expand_basket(basket, inside)
            parts.append((leaves, weights * share))
        return parts

    def _stand_in_parts(
        self, symbol: str, mix: Sequence[tuple[str, float]], inside: Open
    ) -> list[Expansion]:
        """Return what a person says that a fund is looked through as; the rest is opaque."""
        rest = 1.0 - sum(share for _, share in mix)
        opaque = self._single(opaque_leaf(symbol, self.snapshot.name_of(symbol) or symbol))
        if symbol in inside:
            return [opaque]
        parts = [(opaque[0], opaque[1] * rest)] if rest > DUST else []
        for name, share in mix:
            if name in self.snapshot.baskets:
                inner = [self._expand_basket(name, inside | {symbol})]
            else:
                inner = self._line_parts(name, inside | {symbol})
            parts += [(leaves, weights * share) for leaves, weights in inner]
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
            parts += [
                (leaves, weights * weight)
                for asset_class, weight in basket.other_assets
                for leaves, weights in [self._single(CLASS_LEAVES[asset_class])]
            ]
            rest = 1.0 - sum(weight for _, weight in (*basket.lines, *basket.other_assets))
            if rest > DUST:
                leaves, weights = self._single(_rest_leaf(basket))
                parts.append((leaves, weights * rest))
            self._baskets[key] = self._merge(parts)
        return self._baskets[key]

    def _line_parts(self, symbol: str, inside: Open) -> list[Expansion]:
        """Return the parts of a basket's line; fund companies write BRKA for BRK-A."""
        known = symbol if symbol.startswith(NO_TICKER) else self.snapshot.canonical(symbol)
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


@cache
def embedded_universe() -> Universe:
    """Return the universe of the embedded snapshot, with nothing corrected; it is built once."""
    return Universe(load_snapshot())


def _rest_leaf(basket: Basket) -> Leaf:
    """Return what a basket's lines do not explain: foreign, like the lines, if all of them are."""
    foreign = bool(basket.lines) and all(symbol.startswith(NO_TICKER) for symbol, _ in basket.lines)
    size = SizeClass.NON_US if foreign else SizeClass.UNCLASSIFIED
    return opaque_leaf(basket.name, basket.name, size)
