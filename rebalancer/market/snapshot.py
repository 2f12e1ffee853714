"""The embedded market snapshot: what is listed, what funds hold, what it last cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import NamedTuple

from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.symbol import canonical_symbol
from rebalancer.market.tables import manifest, read_columns, read_table


class Security(NamedTuple):
    """One US-listed symbol."""

    symbol: str
    name: str
    type: str
    """``common``, ``adr`` or ``etf``."""
    exchange: str
    sector: str
    """Empty where no source names one; labels agree with GICS on about three quarters."""
    company_value: float | None
    """USD billions for the whole company: never to be added over share classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """What a fund holds, as far as it is known."""

    name: str
    as_of: date | None
    """None where a file of the user's does not tell."""
    coverage: float
    """Share of the fund that is explained; the rest is uncovered, never dropped."""
    source: str
    kind: str
    """``actual``, ``estimated`` or ``computed``."""
    lines: tuple[tuple[str, float], ...]
    """Symbol and weight; ``~Name`` marks a line without a US ticker."""
    other_assets: tuple[tuple[AssetClass, float], ...] = ()
    """What is not shares, such as cash and bonds; with the lines it sums to the coverage."""


class FundMatch(StrEnum):
    """How well a basket stands for a fund."""

    SAME_INDEX = "same_index"
    PROXY = "proxy"
    OVERRIDE = "override"
    UNMAPPED = "unmapped"
    NOT_EQUITY = "not_equity"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRule:
    """How a fund is looked through."""

    symbol: str
    asset_class: AssetClass
    mix: tuple[tuple[str, float], ...]
    """Basket names and their shares of the fund."""
    match: FundMatch
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A price with its date and where it is from."""

    price: Decimal
    as_of: date
    source: str
    is_settled: bool = True
    """False while the session it is of has not closed yet."""

    @property
    def origin(self) -> str:
        """Where the price is from, and of which day it is."""
        return f"{self.source}, {self.as_of}{'' if self.is_settled else ' before the close'}"

    def age(self, today: date) -> int | None:
        """Return how many days old it is; None if its day has not come yet: a clock is wrong."""
        days = (today - self.as_of).days
        return days if days >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """What a company is worth and does, with the date and where it is from."""

    company_value: float | None
    """USD billions for the whole company."""
    sector: str
    """GICS sector; empty where unknown."""
    as_of: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything the engine knows about the market without asking anybody."""

    as_of: date
    securities: Mapping[str, Security]
    baskets: Mapping[str, Basket]
    funds: Mapping[str, FundRule]
    quotes: Mapping[str, Quote]
    share_classes: Mapping[str, str]
    """Symbol of a further share class -> symbol of the company's main class."""
    non_us: frozenset[str]
    """Companies from elsewhere, although their shares are listed as common stock."""
    own_baskets: Mapping[str, str] = field(default_factory=dict)
    """Fund -> the basket that the user's own file gives; goes before ``funds``."""
    companies: Mapping[str, CompanyFacts] = field(default_factory=dict)
    """By symbol, what is newer than the table of securities, which has it already."""

    def with_refresh(
        self, quotes: Mapping[str, Quote], companies: Mapping[str, CompanyFacts]
    ) -> "Snapshot":
        """Return a snapshot with newer prices and company values, and sectors where it has none.

        What is older than what is here is left out; so are companies that are not listed.
        """
        newer = {
            symbol: facts
            for symbol, facts in companies.items()
            if symbol in self.securities and facts.as_of >= self.as_of
        }
        return replace(
            self,
            quotes={**self.quotes, **{s: q for s, q in quotes.items() if self._is_newer(s, q)}},
            companies={**self.companies, **newer},
            securities={
                **self.securities,
                **{symbol: _updated(self.securities[symbol], newer[symbol]) for symbol in newer},
            },
        )

    def _is_newer(self, symbol: str, quote: Quote) -> bool:
        known = self.quotes.get(symbol)
        return known is None or quote.as_of >= known.as_of

    def canonical(self, symbol: str) -> str:
        """Return *symbol* in this snapshot's spelling."""
        return canonical_symbol(symbol, self)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.securities or symbol in self.funds or symbol in self.own_baskets

    def company_of(self, symbol: str) -> str:
        """Return the symbol that stands for the company behind *symbol*: GOOG -> GOOGL."""
        return self.share_classes.get(symbol, symbol)

    def is_foreign(self, security: Security) -> bool:
        """Whether the company behind *security* is not from the United States."""
        return security.type == "adr" or security.symbol in self.non_us

    def name_of(self, symbol: str) -> str:
        """Return the name of a listed security, or "" if it is not known."""
        security = self.securities.get(symbol)
        return security.name if security else ""

    def kind_of(self, symbol: str) -> SecurityKind:
        """Return what *symbol* is, as far as the snapshot knows."""
        security = self.securities.get(symbol)
        is_etf = security is not None and security.type == "etf"
        if is_etf or symbol in self.funds or symbol in self.own_baskets:
            return SecurityKind.FUND
        return SecurityKind.UNKNOWN if security is None else SecurityKind.STOCK

    def is_cash_fund(self, symbol: str) -> bool:
        """Whether *symbol* is a money-market fund or sweep, worth 1.00 a share.

        Treasury-bill funds count as cash in a look-through but trade at a price of their own.
        """
        rule = self.funds.get(symbol)
        return (
            rule is not None
            and rule.asset_class is AssetClass.CASH
            and symbol not in self.securities
        )


@cache
def load_snapshot() -> Snapshot:
    """Return the embedded snapshot; it is read once."""
    return Snapshot(
        as_of=manifest()["securities.csv"].as_of,
        securities=_read_securities(),
        baskets=_read_baskets(),
        funds=_read_funds(),
        quotes=_read_quotes(),
        share_classes=_read_share_classes(),
        non_us=_read_non_us(),
    )


def _updated(security: Security, facts: CompanyFacts) -> Security:
    value = security.company_value if facts.company_value is None else facts.company_value
    return security._replace(company_value=value, sector=security.sector or facts.sector)


def _read_securities() -> dict[str, Security]:
    symbols, names, kinds, exchanges, sectors, values = read_columns("securities.csv")
    worth = [float(value) if value else None for value in values]
    rows = zip(symbols, names, kinds, exchanges, sectors, worth, strict=True)
    return dict(zip(symbols, map(Security._make, rows), strict=True))


def _read_baskets() -> dict[str, Basket]:
    _, meta = read_table("baskets_meta.csv")
    described = {row[0]: row for row in meta}
    names, symbols, texts = read_columns("baskets.csv")
    weights = list(map(float, texts))
    baskets: dict[str, Basket] = {}
    last = 0
    for name, members in groupby(names):
        first, last = last, last + sum(1 for _ in members)
        _, as_of, _, coverage, source, kind = described[name]
        # weights are rounded in the table: bring their sum back to the stated coverage
        scale = float(coverage) / sum(weights[first:last])
        scaled = [weight * scale for weight in weights[first:last]]
        baskets[name] = Basket(
            name=name,
            as_of=date.fromisoformat(as_of),
            coverage=float(coverage),
            source=source,
            kind=kind,
            lines=tuple(zip(symbols[first:last], scaled, strict=True)),
        )
    return baskets


_ASSET_CLASSES = {
    "equity": AssetClass.STOCK,
    "bond": AssetClass.BOND,
    "cash": AssetClass.CASH,
    "commodity": AssetClass.COMMODITY,
}


def _read_funds() -> dict[str, FundRule]:
    _, rows = read_table("fund_map.csv")
    funds: dict[str, FundRule] = {}
    for symbol, kind, mix, match, note in rows:
        parts = [part.partition(":") for part in mix.split(";") if part]
        funds[symbol] = FundRule(
            symbol=symbol,
            asset_class=_ASSET_CLASSES[kind],
            mix=tuple((basket, float(share)) for basket, _, share in parts),
            match=FundMatch(match),
            note=note,
        )
    return funds


def _read_quotes() -> dict[str, Quote]:
    _, rows = read_table("prices.csv")
    source = "embedded snapshot"
    return {
        symbol: Quote(price=Decimal(price), as_of=date.fromisoformat(day), source=source)
        for symbol, price, day in rows
    }


def _read_share_classes() -> dict[str, str]:
    _, rows = read_table("share_classes.csv")
    return {row[0]: row[1] for row in rows}


def _read_non_us() -> frozenset[str]:
    _, rows = read_table("non_us.csv")
    return frozenset(row[0] for row in rows)
