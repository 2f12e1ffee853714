"""Every ticker that the commentary names is classified from data, not from its adjective."""

import pytest

from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.security import SecurityKind
from tests.rebalancer.classify.portfolios import measured

SMALL = """
    CCNE Financials, HCI Financials, WLDN Consumer Discretionary, WGS Health Care,
    LMB Consumer Discretionary, NWPX Industrials, CTBI Financials, PLBC Financials,
    EYPT Industrials, CELC Health Care, WTTR Energy, GRC Industrials, SPB, AEHR Industrials,
    SOUN Information Technology, ALIT Consumer Discretionary, SEZL Financials,
    UCTT Information Technology, LAZ Financials
"""
MICRO = "BOTJ Financials"
MID = "STRL Industrials, JEF Financials"
LARGE = "HBAN Financials, TFC Financials, RVMD Health Care"
MEGA = """
    AAPL Information Technology, MSFT Information Technology, NVDA Information Technology,
    GOOGL Communication Services, GOOG Communication Services, META Communication Services,
    AMZN Consumer Discretionary, TSLA Consumer Discretionary, ORCL Information Technology,
    AMD Information Technology, BAC Financials, GS Financials
"""


def _rows() -> list[tuple[str, str, SizeClass]]:
    sizes = (
        (SMALL, SizeClass.SMALL),
        (MICRO, SizeClass.MICRO),
        (MID, SizeClass.MID),
        (LARGE, SizeClass.LARGE),
        (MEGA, SizeClass.MEGA),
    )
    return [
        (symbol, sector, size)
        for table, size in sizes
        for symbol, _, sector in (entry.strip().partition(" ") for entry in table.split(","))
    ]


@pytest.mark.parametrize(("symbol", "sector", "size"), _rows())
def test_a_company_has_the_size_and_sector_of_the_data(
    symbol: str, sector: str, size: SizeClass
) -> None:
    universe = embedded_universe()
    numbers, weights = universe.expand(symbol, SecurityKind.STOCK)
    leaf = universe.leaf(int(numbers[0]))

    assert weights.tolist() == [1.0]
    assert (leaf.size, leaf.sector, leaf.is_company) == (size, sector, True)
    assert symbol in leaf.symbols


@pytest.mark.parametrize("symbol", ["HBAN", "TFC", "RVMD"])
def test_what_an_article_calls_a_small_cap_may_be_large(symbol: str) -> None:
    figures = measured({symbol: "1000"})

    assert figures.size[SizeClass.LARGE] == 1
    assert figures.small_cap.upper == 0


@pytest.mark.parametrize("kind", [SecurityKind.UNKNOWN, SecurityKind.STOCK])
def test_a_company_that_was_taken_over_is_unclassified(kind: SecurityKind) -> None:
    figures = measured({"THR": "1000"}, kinds={"THR": kind})

    assert figures.size[SizeClass.UNCLASSIFIED] == 1
    assert (figures.small_cap.lower, figures.small_cap.upper) == (0, 1)


@pytest.mark.parametrize("symbol", ["IWM", "SPY", "QQQ"])
def test_a_fund_is_seen_through_to_its_last_company(symbol: str) -> None:
    figures = measured({symbol: "1000"})

    assert figures.coverage == 1
    assert figures.size[SizeClass.UNCLASSIFIED] < 0.002
