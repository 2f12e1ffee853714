"""Households for the tests of looking through and measuring, chosen or drawn at random."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from rebalancer.classify.exposure import Exposures, expose
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.money import ZERO
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import Basket, FundMatch, FundRule, Snapshot, load_snapshot
from rebalancer.measure.measurement import Measurement, measure

Kinds = Mapping[str, SecurityKind]
Lines = Sequence[tuple[str, float]]
NO_KINDS: Kinds = {}

POPULAR = (
    *("SPY", "VOO", "FXAIX", "QQQ", "VTI", "VT", "VXUS", "IWM", "IJR", "RSP", "MAGS", "VUG"),
    *("SCHD", "KRE", "BND", "GLD", "SGOV", "SPAXX"),
    *("AAPL", "MSFT", "NVDA", "GOOG", "GOOGL", "TSLA", "BRK-A", "BRK-B", "TSM", "HBAN", "SPB"),
)
"""What people hold; random portfolios consist of these more often than of the rest."""


def position(symbol: str, value: Decimal, kind: SecurityKind | None = None) -> Position:
    """Return a position; its kind is the snapshot's unless told otherwise."""
    known = load_snapshot().kind_of(symbol)
    return Position(symbol=symbol, description=symbol, kind=kind or known, value=value)


def account(
    held: Mapping[str, str], *, cash: str = "0", key: str = "joint", kinds: Kinds = NO_KINDS
) -> Account:
    """Return an account that holds USD *held* by symbol, and *cash*."""
    return Account(
        key=key,
        broker="Broker",
        number="",
        name=key,
        tax_treatment=TaxTreatment.TAXABLE,
        positions=tuple(
            position(symbol, Decimal(value), kinds.get(symbol)) for symbol, value in held.items()
        ),
        cash_holdings=(CashHolding(symbol="CASH", description="", amount=Decimal(cash)),),
    )


def exposed(
    held: Mapping[str, str],
    *,
    cash: str = "0",
    kinds: Kinds = NO_KINDS,
    universe: Universe | None = None,
) -> Exposures:
    """Return the exposures of one account."""
    return expose([account(held, cash=cash, kinds=kinds)], universe or embedded_universe())


def measured(
    held: Mapping[str, str],
    *,
    cash: str = "0",
    kinds: Kinds = NO_KINDS,
    universe: Universe | None = None,
) -> Measurement:
    """Return the figures of one account."""
    return measure(exposed(held, cash=cash, kinds=kinds, universe=universe))


def with_funds(funds: Mapping[str, Lines]) -> Snapshot:
    """Return the snapshot with more funds: each one's lines, its basket named like the fund."""
    snapshot = load_snapshot()
    baskets = {
        name: Basket(
            name=name,
            as_of=date(2026, 8, 21),
            coverage=sum(weight for _, weight in lines),
            source="made up",
            kind="computed",
            lines=tuple(lines),
        )
        for name, lines in funds.items()
    }
    rules = {
        name: FundRule(
            symbol=name,
            asset_class=AssetClass.STOCK,
            mix=((name, 1.0),),
            match=FundMatch.SAME_INDEX,
            note="",
        )
        for name in funds
    }
    return replace(
        snapshot, baskets={**snapshot.baskets, **baskets}, funds={**snapshot.funds, **rules}
    )


_MONEY = st.decimals(min_value="0.01", max_value="9999999", places=2)
_UNKNOWN = st.text(alphabet="QXZ", min_size=6, max_size=8)
_KNOWN = (
    st.sampled_from(POPULAR)
    | st.sampled_from(sorted(load_snapshot().funds))
    | st.sampled_from(sorted(load_snapshot().securities))
).map(lambda symbol: (symbol, load_snapshot().kind_of(symbol)))
_STRANGE = st.tuples(_UNKNOWN, st.sampled_from(SecurityKind))


@st.composite
def positions(draw: st.DrawFn) -> tuple[Position, ...]:
    """Draw positions in funds, stocks, bonds, options and symbols that nobody knows."""
    securities = draw(
        st.lists(_KNOWN | _STRANGE, min_size=1, max_size=12, unique_by=lambda item: item[0])
    )
    return tuple(position(symbol, draw(_MONEY), kind) for symbol, kind in securities)


@st.composite
def households(draw: st.DrawFn) -> tuple[Account, ...]:
    """Draw up to three accounts, with cash and pending activity."""
    return tuple(
        replace(
            account({}, cash=str(draw(_MONEY | st.just(ZERO))), key=f"account {number}"),
            positions=draw(positions()),
            pending=draw(_MONEY | st.just(ZERO)),
        )
        for number in range(draw(st.integers(1, 3)))
    )
