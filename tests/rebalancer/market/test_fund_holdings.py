"""A person's own file goes before the embedded basket, says so, and can be taken back."""

from dataclasses import replace
from datetime import date

import pytest

from rebalancer.classify.universe import Universe
from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.fund_holdings import (
    FundHoldings,
    HoldingsDoubt,
    HoldingsDoubtCode,
    doubts_about,
    with_fund_holdings,
)
from rebalancer.market.snapshot import Basket, Snapshot, load_snapshot
from rebalancer.rebalance.equivalents import Equivalents

TODAY = date(2026, 8, 24)


def holdings_of(symbol: str, as_of: date | None = date(2026, 8, 21)) -> FundHoldings:
    basket = Basket(
        name=f"{symbol} (file.csv)",
        as_of=as_of,
        coverage=0.9,
        source="your file “file.csv” (iShares)",
        kind="actual",
        lines=(("AAPL", 0.5), ("~Sanofi", 0.1)),
        other_assets=((AssetClass.CASH, 0.1), (AssetClass.BOND, 0.2)),
    )
    doubt = HoldingsDoubt(code=HoldingsDoubtCode.NO_TICKER, message="One line has no ticker.")
    return FundHoldings(
        symbol=symbol,
        basket=basket,
        issuer="iShares",
        file="file.csv",
        sha256="0" * 64,
        counted=4,
        doubts=(doubt,),
    )


@pytest.fixture(scope="module")
def market() -> Snapshot:
    return load_snapshot()


def seen(snapshot: Snapshot, symbol: str) -> dict[str, float]:
    universe = Universe(snapshot)
    numbers, weights = universe.expand(symbol, SecurityKind.UNKNOWN)
    return {universe.leaf(at).key: weight for at, weight in zip(numbers, weights, strict=True)}


@pytest.mark.parametrize("symbol", ["QQQ", "SCHD", "AGG", "ZZZQX"])
def test_a_fund_is_looked_through_by_its_file(market: Snapshot, symbol: str) -> None:
    own = with_fund_holdings(market, [holdings_of(symbol)])

    assert seen(own, symbol) == pytest.approx(
        {
            "AAPL": 0.5,
            "~Sanofi": 0.1,
            "(cash)": 0.1,
            "(bonds)": 0.2,
            f"(rest of {symbol} (file.csv))": 0.1,
        }
    )
    assert symbol in own
    assert own.kind_of(symbol) is SecurityKind.FUND
    assert own.baskets[own.own_baskets[symbol]].source == "your file “file.csv” (iShares)"


def test_without_the_file_the_embedded_basket_is_back(market: Snapshot) -> None:
    own = with_fund_holdings(market, [holdings_of("QQQ"), holdings_of("ZZZQX")])

    assert with_fund_holdings(own, ()) == market
    assert seen(with_fund_holdings(own, [holdings_of("ZZZQX")]), "QQQ") == seen(market, "QQQ")


def test_other_funds_of_the_same_index_and_wash_sales_are_as_before(market: Snapshot) -> None:
    own = with_fund_holdings(market, [holdings_of("SPY")])

    assert seen(own, "VOO") == seen(market, "VOO")
    keys = {Equivalents(snapshot=own).key(symbol) for symbol in ("SPY", "VOO")}
    assert keys == {Equivalents(snapshot=market).key("VOO")}


def test_the_last_file_of_a_fund_counts(market: Snapshot) -> None:
    older = holdings_of("QQQ", date(2026, 1, 5))
    other = replace(older, basket=replace(older.basket, name="QQQ (other.csv)"))

    own = with_fund_holdings(market, [older, other])

    assert own.own_baskets == {"QQQ": "QQQ (other.csv)"}


def test_a_fresh_file_has_only_its_own_doubts(market: Snapshot) -> None:
    holdings = holdings_of("QQQ")

    assert doubts_about(holdings, market, TODAY) == holdings.doubts


def test_an_old_file_and_a_newer_embedded_basket_are_said(market: Snapshot) -> None:
    *_, old, newer = doubts_about(holdings_of("QQQ", date(2026, 6, 30)), market, TODAY)

    assert old.code is HoldingsDoubtCode.OLD
    assert old.message == "The holdings of QQQ are of 2026-06-30, 55 days ago."
    assert newer.code is HoldingsDoubtCode.EMBEDDED_IS_NEWER
    assert "2026-08-21, newer than “file.csv” of 2026-06-30" in newer.message


def test_a_file_of_an_unknown_day_or_fund_has_nothing_to_compare(market: Snapshot) -> None:
    undated, unknown = holdings_of("QQQ", None), holdings_of("ZZZQX", date(2026, 8, 1))

    assert doubts_about(undated, market, TODAY) == undated.doubts
    assert doubts_about(unknown, market, TODAY) == unknown.doubts
