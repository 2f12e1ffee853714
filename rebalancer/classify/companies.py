"""Which company a symbol belongs to, how large it is, and what it does."""

from collections.abc import Mapping

from rebalancer.classify.classification import Classification
from rebalancer.classify.correction import Correction, Kind
from rebalancer.classify.leaf import BOND_LEAF, CLASS_LEAVES, OTHER_LEAF, Leaf, opaque_leaf
from rebalancer.classify.size import SMALL_CAP_INDEXES, SizeClass
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import Security, Snapshot

NO_TICKER = "~"
"""Begins the name of a company that has no US ticker."""
NOT_LOOKED_UP = frozenset({SecurityKind.BOND, SecurityKind.OPTION, SecurityKind.OTHER})
"""What a file calls these is believed, whatever else goes by the symbol."""


class Companies:
    """The snapshot's companies as a person has corrected them; never changes once built."""

    def __init__(self, snapshot: Snapshot, classification: Classification) -> None:
        self.snapshot = snapshot
        self.breakpoints = classification.breakpoints
        self.corrections = {
            _spelled(item.symbol, snapshot): item for item in classification.corrections
        }
        self._joined = {
            symbol: _spelled(item.same_company_as, snapshot)
            for symbol, item in self.corrections.items()
            if item.same_company_as is not None
        }
        self._classes = self._classes_by_company()
        self.indexes_of = _small_cap_indexes(snapshot)

    def company_of(self, symbol: str) -> str:
        """Return the symbol that stands for the company behind *symbol*: GOOG -> GOOGL."""
        path = [symbol]
        while True:
            following = self._joined.get(path[-1]) or self.snapshot.company_of(path[-1])
            if following == path[-1]:
                return following
            if following in path:  # joined in a circle: any of them will do, but always the same
                return min(path[path.index(following) :])
            path.append(following)

    def symbols_of(self, company: str) -> tuple[str, ...]:
        """Return all share classes of a company, its main one first."""
        return self._classes.get(company, (company,))

    def listed(self, company: str) -> list[Security]:
        """Return the share classes of a company that the snapshot lists."""
        securities = self.snapshot.securities
        return [securities[item] for item in self.symbols_of(company) if item in securities]

    def correction_of(self, company: str) -> Correction | None:
        """Return what a person says of a company, by whichever of its share classes."""
        if not self.corrections:
            return None
        said = (self.corrections.get(symbol) for symbol in self.symbols_of(company))
        return next((item for item in said if item is not None and not item.same_company_as), None)

    def company_leaf(self, symbol: str, kind: SecurityKind) -> Leaf:
        """Return the company behind *symbol*, listed or not."""
        company = self.company_of(symbol)
        listed = self.listed(company)
        if not listed:
            is_named = company.startswith(NO_TICKER)
            return self._foreign(company) if is_named else self.unknown_leaf(symbol, kind)
        said = self.correction_of(company)
        sector = next((item.sector for item in listed if item.sector), "")
        return Leaf(
            key=company,
            name=company_name(listed[0].name),
            asset_class=AssetClass.STOCK,
            size=said.size if said and said.size else self._size(listed),
            sector=said.sector if said and said.sector else sector,
            symbols=self.symbols_of(company),
            is_company=True,
        )

    def unknown_leaf(self, symbol: str, kind: SecurityKind) -> Leaf:
        """Return a leaf for what is not listed; a member of an index is a company all the same."""
        company = self.company_of(symbol)
        said = self.correction_of(company)
        is_small = bool(self.indexes_of.get(symbol))
        is_company = is_small or kind is SecurityKind.STOCK
        if symbol in self.corrections and self.corrections[symbol].is_company:
            is_company = True
        size = SizeClass.SMALL if is_small else SizeClass.UNCLASSIFIED
        return Leaf(
            key=company if is_company else f"({company})",
            name=company,
            asset_class=AssetClass.STOCK,
            size=said.size if said and said.size else size,
            sector=said.sector or "" if said else "",
            symbols=self.symbols_of(company),
            is_company=is_company,
            is_opaque=not is_company,
        )

    def leaf_of(self, symbol: str, kind: SecurityKind) -> Leaf:
        """Return the one leaf behind a *symbol* that is not looked through.

        Args:
            symbol: In the snapshot's spelling.
            kind: What the brokerage file takes it for; decides where the snapshot is silent.
        """
        said = self.corrections.get(symbol)
        if said is not None and said.is_company:
            return self.company_leaf(symbol, kind)
        if said is not None and said.kind is not None:
            is_fund = said.kind is Kind.FUND
            return self.opaque_fund(symbol) if is_fund else CLASS_LEAVES[said.kind.asset_class]
        if kind in NOT_LOOKED_UP:
            return BOND_LEAF if kind is SecurityKind.BOND else OTHER_LEAF
        security = self.snapshot.securities.get(symbol)
        if security is not None and security.type == "etf":
            return self.opaque_fund(symbol)
        return self.company_leaf(symbol, kind)

    def opaque_fund(self, symbol: str) -> Leaf:
        """Return a stock fund that nobody can see into, of the size that a person says."""
        said = self.corrections.get(symbol)
        size = said.size if said and said.size else SizeClass.UNCLASSIFIED
        name = self.snapshot.name_of(symbol) or symbol
        return opaque_leaf(symbol, name, size, said.sector or "" if said else "")

    def _foreign(self, company: str) -> Leaf:
        said = self.correction_of(company)
        return Leaf(
            key=company,
            name=company.removeprefix(NO_TICKER),
            asset_class=AssetClass.STOCK,
            size=said.size if said and said.size else SizeClass.NON_US,
            sector=said.sector or "" if said else "",
            is_company=True,
        )

    def _size(self, classes: list[Security]) -> SizeClass:
        if any(self.snapshot.is_foreign(security) for security in classes):
            return SizeClass.NON_US
        if any(security.symbol in self.indexes_of for security in classes):
            return SizeClass.SMALL
        values = [item.company_value for item in classes if item.company_value is not None]
        return self.breakpoints.size_of(max(values)) if values else SizeClass.UNCLASSIFIED

    def _classes_by_company(self) -> dict[str, tuple[str, ...]]:
        """Return the share classes of every company that has more than one."""
        classes: dict[str, tuple[str, ...]] = {}
        for symbol in dict.fromkeys((*self.snapshot.share_classes, *self._joined)):
            company = self.company_of(symbol)
            if symbol != company:
                classes[company] = (*classes.get(company, (company,)), symbol)
        return classes


def company_name(listed: str) -> str:
    """Return the company's name without what only tells its share class."""
    name, _, _ = listed.partition(" - ")
    return name.removesuffix(" New").strip() or listed


def _spelled(symbol: str, snapshot: Snapshot) -> str:
    return symbol if symbol.startswith(NO_TICKER) else snapshot.canonical(symbol)


def _small_cap_indexes(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """Return the small-cap indexes that each of their members is in."""
    members: dict[str, tuple[str, ...]] = {}
    for index in SMALL_CAP_INDEXES:
        for symbol, _ in snapshot.baskets[index].lines:
            members[symbol] = (*members.get(symbol, ()), index)
    return members
