"""What the tests ask of holdings that were read."""

from rebalancer.domain.security import AssetClass
from rebalancer.market.fund_holdings import FundHoldings, HoldingsDoubtCode
from tests.rebalancer.ingest.issuers.layouts import Held

APPLE = Held(ticker="AAPL", name="APPLE INC", percent="50.00")


def codes(holdings: FundHoldings) -> set[HoldingsDoubtCode]:
    return {doubt.code for doubt in holdings.doubts}


def shares(holdings: FundHoldings) -> dict[str, float]:
    return dict(holdings.basket.lines)


def rest(holdings: FundHoldings) -> dict[AssetClass, float]:
    return dict(holdings.basket.other_assets)
