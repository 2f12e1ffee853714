"""The embedded snapshot: what is listed, what funds hold, what it last cost."""

from decimal import Decimal

import pytest

from rebalancer.domain.security import AssetClass, SecurityKind
from rebalancer.market.snapshot import FundMatch, Snapshot, load_snapshot


@pytest.fixture(scope="module")
def market() -> Snapshot:
    return load_snapshot()


def test_the_snapshot_is_read_once(market: Snapshot) -> None:
    assert load_snapshot() is market


def test_a_company_has_a_name_a_sector_and_a_value(market: Snapshot) -> None:
    apple = market.securities["AAPL"]
    assert apple.name.startswith("Apple")
    assert apple.company_value is not None
    assert apple.company_value > 1000
    assert market.name_of("AAPL") == apple.name


def test_an_unknown_symbol_has_no_name_and_no_kind(market: Snapshot) -> None:
    assert "NOSUCH" not in market
    assert market.name_of("NOSUCH") == ""
    assert market.kind_of("NOSUCH") is SecurityKind.UNKNOWN


def test_kinds_come_from_the_lists(market: Snapshot) -> None:
    assert market.kind_of("AAPL") is SecurityKind.STOCK
    assert market.kind_of("SPY") is SecurityKind.FUND
    assert market.kind_of("AAA") is SecurityKind.FUND
    assert "AAPL" in market
    assert "SPY" in market


def test_companies_from_elsewhere_are_known_although_they_are_listed_as_common(
    market: Snapshot,
) -> None:
    foreign = {symbol for symbol in ("TSM", "ASML", "NVO", "SHOP", "AAPL", "LIN", "BABA")
               if market.is_foreign(market.securities[symbol])}  # fmt: skip

    assert foreign == {"TSM", "ASML", "NVO", "SHOP", "BABA"}
    assert market.non_us <= set(market.securities)


def test_share_classes_lead_to_one_company(market: Snapshot) -> None:
    assert market.company_of("GOOG") == market.company_of("GOOGL") == "GOOGL"
    assert market.company_of("AAPL") == "AAPL"


def test_symbols_take_the_snapshots_spelling(market: Snapshot) -> None:
    assert market.canonical("BRK.B") == market.canonical("BRKB") == "BRK-B"


def test_only_funds_worth_a_dollar_are_cash(market: Snapshot) -> None:
    assert market.is_cash_fund("SPAXX")
    assert not market.is_cash_fund("BIL")
    assert not market.is_cash_fund("BND")
    assert not market.is_cash_fund("AAPL")


def test_the_lines_of_a_basket_sum_to_its_coverage(market: Snapshot) -> None:
    for basket in market.baskets.values():
        assert sum(weight for _, weight in basket.lines) == pytest.approx(basket.coverage)


def test_the_magnificent_seven_weigh_what_is_published(market: Snapshot) -> None:
    seven = {"AAPL", "MSFT", "NVDA", "GOOGL", "GOOG", "AMZN", "META", "TSLA"}
    published = {"SP500": 0.329, "NASDAQ100": 0.383, "VTI": 0.284, "RUSSELL2000": 0.0}
    for name, expected in published.items():
        weight = sum(share for symbol, share in market.baskets[name].lines if symbol in seven)
        assert weight == pytest.approx(expected, abs=0.005)


def test_funds_say_how_they_are_looked_through(market: Snapshot) -> None:
    spy = market.funds["SPY"]
    assert spy.mix == (("SP500", 1.0),)
    assert spy.match is FundMatch.SAME_INDEX
    assert market.funds["BND"].asset_class is AssetClass.BOND
    assert market.funds["IWC"].mix == ()


def test_prices_are_exact_and_dated(market: Snapshot) -> None:
    quote = market.quotes["AAPL"]
    assert quote.price == Decimal("309.35")
    assert quote.as_of.isoformat() == "2026-08-21"
    assert quote.source
