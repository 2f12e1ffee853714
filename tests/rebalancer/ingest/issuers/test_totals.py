"""Swaps, short positions, cash that is owed: what the lines add up to, never more than the fund."""

import pytest

from rebalancer.domain.security import AssetClass
from rebalancer.ingest.issuers.errors import (
    LeveragedFundError,
)
from rebalancer.market.fund_holdings import HoldingsDoubtCode
from tests.rebalancer.ingest.issuers.conftest import Read
from tests.rebalancer.ingest.issuers.layouts import (
    Held,
    cash,
    ishares,
    nport,
    roundhill,
    swap,
    vanguard,
)
from tests.rebalancer.ingest.issuers.results import APPLE, codes, rest, shares

SEVEN = (
    ("NVDA", "NVIDIA CORP"),
    ("AAPL", "APPLE INC"),
    ("MSFT", "MICROSOFT CORP"),
    ("AMZN", "AMAZON.COM INC"),
    ("GOOGL", "ALPHABET INC CL A"),
    ("META", "META PLATFORMS INC"),
    ("TSLA", "TESLA INC"),
)


def test_two_lines_of_one_symbol_add_up(read: Read) -> None:
    assert shares(read(ishares([APPLE, APPLE]))) == {"AAPL": 1.0}


def test_swaps_on_one_company_are_exposure_to_it_and_the_bills_behind_them_are_not_counted_twice(
    read: Read,
) -> None:
    held = [
        *[Held(ticker=ticker, name=name, percent="6.50") for ticker, name in SEVEN],
        *[
            Held(ticker=f"67066G{index}04 TRS 050427 NM", name=f"{name} SWAP NM", percent="7.70")
            for index, (_, name) in enumerate(SEVEN)
        ],
        Held(ticker="912797UP0", name="United States Treasury Bill 07/14/2027", percent="53.00"),
        Held(ticker="Cash&Other", name="Cash & Other", percent="-52.40", asset_class="Cash"),
    ]

    holdings = read(roundhill(held))

    assert holdings.symbol == "MAGS"
    assert shares(holdings) == pytest.approx({ticker: 0.142 for ticker, _ in SEVEN})
    assert rest(holdings) == pytest.approx({AssetClass.CASH: 0.006})
    assert codes(holdings) == {HoldingsDoubtCode.DERIVATIVES}


def test_a_filing_names_whom_a_swap_is_on_and_its_notional_counts(read: Read) -> None:
    held = [Held(ticker=ticker, name=name, percent="6.50") for ticker, name in SEVEN]
    bills = Held(ticker="", name="US Treasury Bill", percent="54.00", asset_class="Cash")
    swaps = "".join(swap(name.title(), "77000", "0.05") for _, name in SEVEN)

    holdings = read(nport([*held, bills], "Roundhill Magnificent Seven ETF", more=swaps))

    assert shares(holdings) == pytest.approx({ticker: 0.142 for ticker, _ in SEVEN})
    assert sum(rest(holdings).values()) == pytest.approx(0.54 - 7 * (0.077 - 0.0005))
    assert holdings.basket.coverage <= 1


def test_a_swap_on_several_companies_stays_opaque(read: Read) -> None:
    one = swap("Apple Inc", "500000", "1.00")
    reference = one[one.index("<otherRefInst>") : one.index("</descRefInstrmnt>")]
    basket_of_two = one.replace(reference, reference * 2)

    holdings = read(nport([APPLE], more=basket_of_two))

    assert shares(holdings) == {"AAPL": 0.5}
    assert HoldingsDoubtCode.DERIVATIVES in codes(holdings)


def test_a_leveraged_fund_is_refused(read: Read) -> None:
    twice = [
        Held(ticker="NVDA", name="NVIDIA CORP", percent="40.00"),
        Held(ticker="67066G104 TRS 050427", name="NVIDIA CORP SWAP", percent="160.00"),
        cash("-100.00"),
    ]

    with pytest.raises(LeveragedFundError, match="200% of the fund"):
        read(roundhill(twice))


def test_weights_a_little_above_the_whole_are_scaled_and_said(read: Read) -> None:
    held = [APPLE, Held(ticker="MSFT", name="MICROSOFT CORP", percent="50.40")]

    holdings = read(ishares(held))

    assert sum(shares(holdings).values()) == pytest.approx(1)
    assert holdings.basket.coverage == 1
    assert codes(holdings) == {HoldingsDoubtCode.WEIGHTS_DIFFER}


def test_weights_a_little_below_the_whole_stay_and_the_rest_is_uncovered(read: Read) -> None:
    held = [APPLE, Held(ticker="MSFT", name="MICROSOFT CORP", percent="49.60")]

    holdings = read(ishares(held))

    assert holdings.basket.coverage == pytest.approx(0.996)
    assert codes(holdings) == set()


def test_cash_that_is_owed_is_taken_from_cash_and_short_positions_are_left_out(
    read: Read,
) -> None:
    held = [
        APPLE,
        Held(ticker="MSFT", name="MICROSOFT CORP", percent="-3.00"),
        Held(ticker="V", name="VISA INC", percent="49.00"),
        Held(ticker="ETD_USD", name="FUTURES MARGIN", percent="2.00", asset_class="Cash"),
        cash("-1.50"),
    ]

    holdings = read(ishares(held))

    assert shares(holdings) == {"AAPL": 0.5, "V": 0.49}
    assert rest(holdings) == pytest.approx({AssetClass.CASH: 0.005})
    assert codes(holdings) == {HoldingsDoubtCode.DERIVATIVES}


def test_the_smallest_weights_count_as_half_of_what_they_are_below(read: Read) -> None:
    held = [APPLE, Held(ticker="V", name="VISA INC", percent="<0.01")]

    assert shares(read(vanguard(held))) == {"AAPL": 0.5, "V": 0.00005}


def test_a_derivative_that_names_nobody_is_not_looked_into(read: Read) -> None:
    index = swap("An Index", "500000", "0.20").replace("otherRefInst", "indexBasketInfo")

    holdings = read(nport([APPLE], more=index))

    assert shares(holdings) == {"AAPL": 0.5}
    assert HoldingsDoubtCode.DERIVATIVES in codes(holdings)
