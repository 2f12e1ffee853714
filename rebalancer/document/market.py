"""The market that a plan was made with: the embedded tables by their digests, the rest in full."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from rebalancer.market.snapshot import Basket, CompanyFacts, Quote, Snapshot, load_snapshot
from rebalancer.market.tables import manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMarket:
    """What somebody else needs to see the same market.

    Attributes:
        tables: SHA-256 of every embedded table.
        quotes, companies: What is not from the tables, by symbol.
        own_baskets: What funds hold by files of the user's own, by fund.
    """

    tables: Mapping[str, str]
    quotes: Mapping[str, Quote] = field(default_factory=dict)
    companies: Mapping[str, CompanyFacts] = field(default_factory=dict)
    own_baskets: Mapping[str, Basket] = field(default_factory=dict)

    def restored(self) -> Snapshot:
        """Return the snapshot: the embedded one of this installation, with the rest."""
        snapshot = load_snapshot().with_refresh(self.quotes, self.companies)
        baskets = {basket.name: basket for basket in self.own_baskets.values()}
        return replace(
            snapshot,
            baskets={**snapshot.baskets, **baskets},
            own_baskets={symbol: basket.name for symbol, basket in self.own_baskets.items()},
        )

    def differing_tables(self) -> Iterator[str]:
        """Yield the names of the tables that are not those of this installation."""
        here = digests()
        for name in sorted({*here, *self.tables}):
            if here.get(name) != self.tables.get(name):
                yield name


def digests() -> dict[str, str]:
    """Return the SHA-256 of every embedded table by its name."""
    return {name: info.sha256 for name, info in manifest().items()}


def written_market(snapshot: Snapshot) -> WrittenMarket:
    """Return what of *snapshot* a plan has to bring along."""
    embedded = load_snapshot().quotes
    return WrittenMarket(
        tables=digests(),
        quotes={
            symbol: quote
            for symbol, quote in snapshot.quotes.items()
            if embedded.get(symbol) != quote
        },
        companies=snapshot.companies,
        own_baskets={
            symbol: snapshot.baskets[name] for symbol, name in snapshot.own_baskets.items()
        },
    )
