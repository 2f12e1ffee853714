"""How a fund is looked through: by which basket, of what day, and how much of it is known."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from rebalancer.classify.exposure import Exposures
from rebalancer.classify.leaf import is_opaque
from rebalancer.domain.money import to_cents
from rebalancer.market.snapshot import Basket, FundMatch, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class FundPart:
    """A basket that stands for a fund, or for a part of it; shares are 0..1."""

    basket: str
    share: float
    """Of the fund."""
    as_of: date | None
    """None where a file of the user's does not tell."""
    source: str
    kind: str
    """``actual``, ``estimated`` or ``computed``."""
    coverage: float
    """Share of the basket that its lines explain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundInside:
    """What the snapshot knows of the inside of one fund.

    Attributes:
        parts: Empty where nothing is known, or where the fund holds no equity.
        note: What should be known about the match; may be empty.
    """

    symbol: str
    name: str
    match: FundMatch
    parts: tuple[FundPart, ...]
    note: str

    @property
    def as_of(self) -> date | None:
        """The oldest date of its baskets; None where there are none."""
        return min((part.as_of for part in self.parts if part.as_of), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """The part of one holding that nobody can see into.

    Attributes:
        symbol: The line of the statement.
        value: USD of it that stays dark.
        share: Of everything, 0..1.
        of_holding: Of the holding, 0..1.
        inside: How the fund is looked through; None for a symbol that the snapshot does not know.
    """

    symbol: str
    value: Decimal
    share: float
    of_holding: float
    inside: FundInside | None


def fund_inside(symbol: str, snapshot: Snapshot) -> FundInside | None:
    """Return how *symbol* is looked through; None if it is not known as a fund."""
    rule = snapshot.funds.get(symbol)
    security = snapshot.securities.get(symbol)
    mix: tuple[tuple[str, float], ...] = ()
    match, note = FundMatch.UNMAPPED, ""
    if symbol in snapshot.own_baskets:
        match, mix = FundMatch.OWN_FILE, ((snapshot.own_baskets[symbol], 1.0),)
    elif rule is not None:
        match, note, mix = rule.match, rule.note, rule.mix
    elif security is None or security.type != "etf":
        return None
    parts = tuple(_part(snapshot.baskets[name], share) for name, share in mix)
    name = snapshot.name_of(symbol) or symbol
    return FundInside(symbol=symbol, name=name, match=match, parts=parts, note=note)


def _part(basket: Basket, share: float) -> FundPart:
    return FundPart(
        basket=basket.name,
        share=share,
        as_of=basket.as_of,
        source=basket.source,
        kind=basket.kind,
        coverage=basket.coverage,
    )


def held_funds(exposures: Exposures) -> tuple[FundInside, ...]:
    """Return the funds that are held, in the order of the holdings."""
    snapshot = exposures.universe.snapshot
    found = (fund_inside(holding.symbol, snapshot) for holding in exposures.holdings)
    return tuple(fund for fund in found if fund is not None)


def uncovered(exposures: Exposures) -> tuple[Uncovered, ...]:
    """Return every holding with a part that is not looked through, the largest part first."""
    whole = float(exposures.total)
    dark = exposures.through.share_in(exposures.through.flags(is_opaque))
    values = exposures.values * dark
    snapshot = exposures.universe.snapshot
    return tuple(
        Uncovered(
            symbol=exposures.holdings[row].symbol,
            value=to_cents(float(values[row])),
            share=float(values[row]) / whole,
            of_holding=float(dark[row]),
            inside=fund_inside(exposures.holdings[row].symbol, snapshot),
        )
        for row in np.argsort(-np.abs(values), kind="stable")
        if to_cents(float(values[row]))
    )
