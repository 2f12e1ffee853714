"""What one symbol is, and how the app came to think so: in figures and in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rebalancer.classify.correction import Correction
from rebalancer.classify.group import Group
from rebalancer.classify.leaf import Leaf
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import Security

OWN_WORD = "your correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketPart:
    """A basket that a fund is looked through by; shares are 0..1."""

    name: str
    share: float
    """Of the fund."""
    as_of: date | None
    """None where a file of the user's does not tell."""
    coverage: float
    """Share of the basket that its lines explain."""
    kind: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a symbol is.

    Attributes:
        company: Symbol of the main share class; None for what is no company.
        symbols: All share classes of the company.
        company_value: USD billions of the whole company; None where nobody knows.
        size, sector: Of a company; a fund has a mix of them. None where it is no company.
        size_reason, sector_source: How the app came to think so.
        rule: How well a basket stands for a fund: ``same_index``, ``proxy`` ...; "" for others.
        note: What the fund map says of it.
        coverage: Share (0..1) that is known to its end.
        baskets: Named baskets that the company is in.
        corrections: What a person says of it.
        remedies: What would mend what is not known.
    """

    symbol: str
    name: str
    company: str | None
    symbols: tuple[str, ...]
    company_value: float | None
    size: SizeClass | None
    size_reason: str
    sector: str | None
    sector_source: str
    asset_class: AssetClass
    rule: str
    note: str
    parts: tuple[BasketPart, ...]
    coverage: float
    baskets: tuple[str, ...]
    corrections: tuple[str, ...]
    remedies: tuple[str, ...]


def describe(text: str, universe: Universe, kind: SecurityKind | None = None) -> Described:
    """Return what the symbol in *text* is.

    Args:
        text: In any broker's spelling.
        universe: What is known.
        kind: What a file takes it for; by default what the snapshot says.
    """
    snapshot = universe.snapshot
    symbol = snapshot.canonical(text)
    known = kind or snapshot.kind_of(symbol)
    numbers, weights = universe.expand(symbol, known)
    leaves = [universe.leaf(int(number)) for number in numbers]
    opaque = sum(float(w) for leaf, w in zip(leaves, weights, strict=True) if leaf.is_opaque)
    only = leaves[0] if len(leaves) == 1 else None
    company = only if only is not None and only.is_company else None
    rule = snapshot.funds.get(symbol)
    said = _said(symbol, company, universe)
    return Described(
        symbol=symbol,
        name=snapshot.name_of(symbol) or (company.name if company else symbol),
        company=company.key if company else None,
        symbols=company.symbols if company else (),
        company_value=_value(company, universe) if company else None,
        size=only.size if only else None,
        size_reason=_size_reason(company, universe)
        if company
        else _no_size(symbol, only, universe),
        sector=only.sector or None if only else None,
        sector_source=_sector_source(company, said, universe) if company else "",
        asset_class=only.asset_class if only else AssetClass.STOCK,
        rule=rule.match.value if rule and not said else "",
        note=rule.note if rule and not said else "",
        parts=tuple(_parts(symbol, known, universe)),
        coverage=round(1.0 - opaque, 12),
        baskets=tuple(group.key for group in _own_groups(company, universe)),
        corrections=tuple(sentence for item in said for sentence in sentences(item)),
        remedies=tuple(_remedies(symbol, only, universe)),
    )


def sentences(correction: Correction) -> Iterator[str]:
    """Yield what *correction* says."""
    symbol = correction.symbol
    if correction.kind is not None:
        yield f"You say that {symbol} is of kind “{correction.kind}”."
    if correction.size is not None:
        yield f"You say that {symbol} is {correction.size}."
    if correction.sector is not None:
        yield f"You say that {symbol} belongs to {correction.sector}."
    if correction.same_company_as is not None:
        yield f"You say that {symbol} is the same company as {correction.same_company_as}."
    if correction.looked_through_as:
        mix = ", ".join(f"{share:.0%} {name}" for name, share in correction.looked_through_as)
        yield f"You say that {symbol} is looked through as {mix}."


def _said(symbol: str, company: Leaf | None, universe: Universe) -> list[Correction]:
    corrections = universe.companies.corrections
    about = dict.fromkeys((symbol, *(company.symbols if company else ())))
    return [corrections[item] for item in about if item in corrections]


def _own_groups(company: Leaf | None, universe: Universe) -> Iterator[Group]:
    if company is not None:
        for group in universe.groups.values():
            if group.companies is not None and group.holds(company):
                yield group


def _listed(company: Leaf, universe: Universe) -> list[Security]:
    return universe.companies.listed(company.key)


def _value(company: Leaf, universe: Universe) -> float | None:
    values = [item.company_value for item in _listed(company, universe)]
    return max((value for value in values if value is not None), default=None)


def _size_reason(company: Leaf, universe: Universe) -> str:
    companies, snapshot = universe.companies, universe.snapshot
    value = _value(company, universe)
    worth = "" if value is None else f"; it is worth {value:g} bn USD ({snapshot.as_of})"
    said = companies.correction_of(company.key)
    if said is not None and said.size is not None:
        return f"{OWN_WORD}{worth}"
    if company.size is SizeClass.NON_US:
        return f"not from the United States{worth}"
    indexes = dict.fromkeys(
        index for symbol in company.symbols for index in companies.indexes_of.get(symbol, ())
    )
    if indexes:
        members = " and ".join(
            f"{name} (membership of {snapshot.baskets[name].as_of})" for name in indexes
        )
        return f"member of {members}, which decides first{worth}"
    if value is None:
        return "no small-cap index has it, and its value is not known"
    return (
        f"worth {value:g} bn USD ({snapshot.as_of}): {universe.companies.breakpoints.rung(value)}"
    )


def _no_size(symbol: str, leaf: Leaf | None, universe: Universe) -> str:
    if leaf is None:
        return "a fund has the sizes of what it holds"
    if leaf.asset_class is not AssetClass.STOCK:
        return f"{symbol} is no equity"
    if leaf.size is not SizeClass.UNCLASSIFIED:
        return OWN_WORD
    if symbol not in universe.snapshot:
        return f"the market snapshot of {universe.snapshot.as_of} does not list it"
    return "nobody can see into it"


def _sector_source(company: Leaf, said: list[Correction], universe: Universe) -> str:
    if any(item.sector for item in said):
        return OWN_WORD
    if not company.sector:
        return "no source names one"
    return f"market snapshot of {universe.snapshot.as_of}"


def _parts(symbol: str, kind: SecurityKind, universe: Universe) -> Iterator[BasketPart]:
    for name, share in universe.baskets_behind(symbol, kind).items():
        basket = universe.snapshot.baskets[name]
        yield BasketPart(
            name=name,
            share=share,
            as_of=basket.as_of,
            coverage=basket.coverage,
            kind=basket.kind,
            source=basket.source,
        )


def _remedies(symbol: str, leaf: Leaf | None, universe: Universe) -> Iterator[str]:
    if leaf is None or leaf.asset_class is not AssetClass.STOCK:
        return
    is_listed = symbol in universe.snapshot
    if leaf.is_opaque and is_listed:
        yield "Import the issuer's holdings file of this fund."
    if leaf.is_opaque:
        yield f"Say what stands for it: looked_through_as under [corrections.{symbol}]."
    if not is_listed and leaf.size is SizeClass.UNCLASSIFIED:
        yield f"Say what it is: kind and size under [corrections.{symbol}]."
        yield f"If it was renamed or taken over: same_company_as under [corrections.{symbol}]."
    elif leaf.size is SizeClass.UNCLASSIFIED:
        yield f"Say how large it is: size under [corrections.{symbol}]."
    if leaf.is_company and not leaf.sector:
        yield f"Say what it does: sector under [corrections.{symbol}]."
