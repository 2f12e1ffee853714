"""Every company that the snapshot knows, and what each fund holds of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from threading import RLock
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.classify.companies import NO_TICKER, Companies
from rebalancer.classify.group import FIXED_GROUPS, Group, UnknownGroupError, basket_group
from rebalancer.classify.leaf import (
    CASH_LEAF,
    CLASS_LEAVES,
    Belongs,
    Label,
    Leaf,
    opaque_leaf,
)
from rebalancer.classify.size import SizeClass
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import Basket, FundRule, Snapshot, load_snapshot

DUST = 1e-12
"""Less than this of a fund is rounding, not a part that nobody can see into."""
NESTED = -1
"""Stands for a basket's line that is a fund of its own."""

Expansion = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Leaf numbers and their weights; the weights sum to 1."""

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

Mix = tuple[tuple[str, float], ...]
"""Baskets or funds that stand for a fund, with their shares of it."""

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
        self._labels: dict[Label, tuple[dict[str, int], Numbers]] = {}
        self._expansions: dict[tuple[str, SecurityKind], Expansion] = {}
        self._baskets: dict[tuple[str, Open], Expansion] = {}
        self._lines: dict[str, int] = {}

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

    def labels(self, label: Label) -> tuple[Sequence[str], Numbers]:
        """Return the names that *label* gives to leaves, and per leaf which of them is its own.

        The names are in the order in which leaves have them first; each leaf is asked once.
        """
        with self._lock:
            names, known = self._labels.get(label, ({}, np.zeros(0, dtype=np.int64)))
            asked = (label(leaf) for leaf in self._leaves[len(known) :])
            new = [names.setdefault(name, len(names)) for name in asked]
            if new:
                known = np.concatenate([known, np.array(new, dtype=np.int64)])
                self._labels[label] = names, known
            return tuple(names), known

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
                self._expansions[key] = self._expand(symbol, kind, frozenset())
            return self._expansions[key]

    def behind(self, symbol: str, kind: SecurityKind) -> Leaf | Mix:
        """Return the leaf behind *symbol*, or what the fund is looked through as."""
        companies = self.companies
        said = companies.corrections.get(symbol)
        if said is not None and said.looked_through_as:
            return said.looked_through_as
        if said is None or not (said.kind or said.same_company_as):
            if symbol in self.snapshot.own_baskets:
                return ((self.snapshot.own_baskets[symbol], 1.0),)
            if symbol in self.snapshot.funds:
                return self._behind_fund(self.snapshot.funds[symbol])
        return companies.leaf_of(symbol, kind)

    def baskets_behind(self, symbol: str, kind: SecurityKind) -> dict[str, float]:
        """Return every basket that *symbol* is looked through by, and its share (0..1) of it.

        A basket inside another one counts as well, so that shares may add up to more than 1.
        """
        found: dict[str, float] = {}
        with self._lock:
            self._collect_baskets(symbol, kind, 1.0, frozenset(), found)
        return found

    def _collect_baskets(
        self, name: str, kind: SecurityKind, share: float, inside: Open, found: dict[str, float]
    ) -> None:
        behind = self.behind(name, kind)
        if isinstance(behind, Leaf):
            return
        for part, of_fund in behind:
            basket = self.snapshot.baskets.get(part)
            if part in inside:
                continue
            if basket is None:
                opened = inside | {part}
                self._collect_baskets(part, SecurityKind.STOCK, share * of_fund, opened, found)
                continue
            found[part] = found.get(part, 0.0) + share * of_fund
            for symbol, weight in basket.lines:
                if self._line_number(symbol) == NESTED:
                    line, weighed = self._spelled(symbol), share * of_fund * weight
                    opened = inside | {part}
                    self._collect_baskets(line, SecurityKind.STOCK, weighed, opened, found)

    def _behind_fund(self, rule: FundRule) -> Leaf | Mix:
        if rule.asset_class is not AssetClass.STOCK:
            return CLASS_LEAVES[rule.asset_class]
        return rule.mix or self.companies.opaque_fund(rule.symbol)

    def _company(self, symbol: str) -> str:
        return self.companies.company_of(self.snapshot.canonical(symbol))

    def _expand(self, symbol: str, kind: SecurityKind, inside: Open) -> Expansion:
        behind = self.behind(symbol, kind)
        if isinstance(behind, Leaf):
            return self._single(behind)
        opened = f"the fund {symbol}"
        if opened in inside:  # funds that are said to stand for each other
            return self._single(self.companies.opaque_fund(symbol))
        if symbol in self.companies.corrections:
            inside |= {opened}
        parts = [(self._expand_part(name, inside), share) for name, share in behind]
        rest = 1.0 - sum(share for _, share in behind)
        if rest > DUST:
            parts.append((self._single(self.companies.opaque_fund(symbol)), rest))
        return self._merge(parts)

    def _expand_part(self, name: str, inside: Open) -> Expansion:
        """Return the leaves of a basket or, by a person's word, of another fund or a company."""
        if name in self.snapshot.baskets:
            return self._expand_basket(name, inside)
        return self._expand(name, SecurityKind.STOCK, inside)

    def _expand_basket(self, name: str, inside: Open) -> Expansion:
        """Return the leaves of a basket; what it holds of itself, by whatever way, is opaque."""
        basket = self.snapshot.baskets[name]
        if name in inside:
            return self._single(_rest_leaf(basket))
        key = (name, inside)
        if key not in self._baskets:
            self._baskets[key] = self._merge(self._basket_parts(basket, inside | {name}))
        return self._baskets[key]

    def _basket_parts(self, basket: Basket, inside: Open) -> list[tuple[Expansion, float]]:
        """Return a basket's plain lines as one part, its funds as more, and what is left."""
        numbers = np.array([self._line_number(symbol) for symbol, _ in basket.lines], np.int64)
        held = np.array([weight for _, weight in basket.lines])
        is_plain = numbers != NESTED
        parts = [((numbers[is_plain], held[is_plain]), 1.0)]
        for at in np.flatnonzero(~is_plain):
            symbol, weight = basket.lines[at]
            inner = self._expand(self._spelled(symbol), SecurityKind.STOCK, inside)
            parts.append((inner, weight))
        for asset_class, weight in basket.other_assets:
            parts.append((self._single(CLASS_LEAVES[asset_class]), weight))
        rest = 1.0 - sum(weight for _, weight in basket.other_assets) - float(held.sum())
        if rest > DUST:
            parts.append((self._single(_rest_leaf(basket)), rest))
        return parts

    def _line_number(self, symbol: str) -> int:
        """Return the leaf behind a basket's line; ``NESTED`` if that is a fund of its own."""
        number = self._lines.get(symbol)
        if number is None:
            behind = self.behind(self._spelled(symbol), SecurityKind.STOCK)
            number = self._number_of(behind) if isinstance(behind, Leaf) else NESTED
            self._lines[symbol] = number
        return number

    def _spelled(self, symbol: str) -> str:
        """Return a basket's symbol as the snapshot has it; fund companies write BRKA for BRK-A."""
        if symbol in self.snapshot.securities or symbol.startswith(NO_TICKER):
            return symbol
        return self.snapshot.canonical(symbol)

    def _single(self, leaf: Leaf) -> Expansion:
        return np.array([self._number_of(leaf)]), np.ones(1)

    def _number_of(self, leaf: Leaf) -> int:
        number = self._number.get(leaf.key)
        if number is None:
            number = self._number[leaf.key] = len(self._leaves)
            self._leaves.append(leaf)
        return number

    def _merge(self, parts: Sequence[tuple[Expansion, float]]) -> Expansion:
        """Return the sum of expansions, each by its share of the whole."""
        leaves = np.concatenate([leaves for (leaves, _), _ in parts])
        weights = np.concatenate([weights * share for (_, weights), share in parts])
        is_there = np.zeros(len(self._leaves), dtype=np.bool_)
        is_there[leaves] = True
        distinct = np.flatnonzero(is_there)
        return distinct, np.bincount(leaves, weights=weights)[distinct].astype(np.float64)


@cache
def embedded_universe() -> Universe:
    """Return the universe of the embedded snapshot, with nothing corrected; it is built once."""
    return Universe(load_snapshot())


def _rest_leaf(basket: Basket) -> Leaf:
    """Return what a basket's lines do not explain: foreign, like the lines, if all of them are."""
    foreign = bool(basket.lines) and all(symbol.startswith(NO_TICKER) for symbol, _ in basket.lines)
    size = SizeClass.NON_US if foreign else SizeClass.UNCLASSIFIED
    return opaque_leaf(basket.name, basket.name, size)
