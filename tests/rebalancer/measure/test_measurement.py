"""The figures a person decides on, against what is published."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.classify.basket import MAGNIFICENT_SEVEN
from rebalancer.classify.exposure import expose
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.account import CashHolding
from rebalancer.domain.security import SecurityKind
from rebalancer.market.snapshot import load_snapshot
from rebalancer.measure.measurement import (
    NOT_EQUITY_SECTOR,
    OPAQUE_SECTOR,
    TOP,
    UNKNOWN_SECTOR,
    CompanyShare,
    Measurement,
    NothingToMeasureError,
    group_share,
    measure,
    top_companies,
)
from tests.rebalancer.classify.portfolios import account, exposed, measured, with_funds

GROUPS = embedded_universe().groups

STOCK = SecurityKind.STOCK
A_TENTH_OF_A_POINT = 0.001


def company(figures: Measurement, symbol: str) -> CompanyShare:
    return next(item for item in figures.top if symbol in item.symbols)


@pytest.mark.parametrize(
    ("fund", "basket", "published"),
    [
        ("VOO", "SP500", 0.329),
        ("QQQ", "NASDAQ100", 0.383),
        ("VTI", "VTI", 0.284),
        ("VUG", "VUG", 0.529),
        ("MGK", "MGK", 0.579),
        ("VGT", "VGT", 0.443),
        ("RSP", "SP500_EQUAL", 0.016),
        ("IWM", "RUSSELL2000", 0.0),
        ("MAGS", "MAG7_EQUAL", 1.0),
    ],
)
def test_a_fund_alone_measures_the_magnificent_seven_of_its_own_basket(
    fund: str, basket: str, published: float
) -> None:
    snapshot = load_snapshot()
    own = sum(
        weight
        for symbol, weight in snapshot.baskets[basket].lines
        if snapshot.company_of(symbol) in MAGNIFICENT_SEVEN.companies
    )
    share = measured({fund: "100000"}).baskets["magnificent_seven"]

    assert share.share == pytest.approx(own, abs=1e-9)
    assert share.share == pytest.approx(published, abs=A_TENTH_OF_A_POINT)
    assert (share.direct, share.through_funds) == (0, share.share)


def test_the_ten_largest_of_the_russell_2000_are_less_than_a_twentieth_of_it() -> None:
    figures = measured({"IWM": "100000"})

    assert sum(item.share for item in figures.top[:10]) < 0.05
    assert figures.small_cap.share > 0.99
    assert len(figures.top) == TOP


def test_apple_held_beside_a_fund_is_counted_twice_over() -> None:
    in_fund = company(measured({"VTI": "100000"}), "AAPL").share
    apple = company(measured({"VTI": "60000", "AAPL": "40000"}), "AAPL")

    assert apple.direct == pytest.approx(0.40)
    assert apple.through_funds == pytest.approx(0.60 * in_fund)
    assert apple.share == pytest.approx(0.40 + 0.60 * in_fund)
    assert apple.value == Decimal(repr(100000 * apple.share)).quantize(Decimal("0.01"))


def test_all_of_the_magnificent_seven_fund_is_in_the_seven() -> None:
    figures = measured({"MAGS": "700"})

    assert figures.baskets["magnificent_seven"].lower == 1
    assert [item.share for item in figures.top] == pytest.approx([1 / 7] * 7)
    assert figures.effective_names.look_through == pytest.approx(7)
    assert figures.effective_names.nominal == 1


def test_alphabets_share_classes_are_one_company() -> None:
    figures = measured({"GOOG": "100", "GOOGL": "300"})

    assert len(figures.top) == 1
    assert company(figures, "GOOG").share == 1
    assert figures.baskets["magnificent_seven"].direct == 1
    assert figures.effective_names.look_through == 1
    assert figures.effective_names.nominal == pytest.approx(1 / (0.25**2 + 0.75**2))


def test_a_money_market_fund_is_cash_and_no_company() -> None:
    figures = measured({"SPAXX": "60"}, cash="40")

    assert figures.size[SizeClass.NOT_EQUITY] == 1
    assert figures.sectors == {NOT_EQUITY_SECTOR: 1.0}
    assert figures.coverage == 1
    assert figures.top == ()
    assert figures.hhi.nominal is figures.hhi.look_through is None
    assert figures.effective_names.nominal is figures.effective_names.look_through is None


def test_a_fund_outside_the_us_lowers_coverage_but_hides_no_magnificent_seven() -> None:
    figures = measured({"VXUS": "100000"})

    assert figures.size[SizeClass.NON_US] == pytest.approx(1)
    assert figures.coverage == pytest.approx(0.21867)
    assert figures.baskets["magnificent_seven"].upper == 0
    assert figures.small_cap.upper == 0
    assert set(figures.sectors) == {OPAQUE_SECTOR, UNKNOWN_SECTOR}


def test_a_fund_that_nobody_can_see_into_gives_bounds() -> None:
    figures = measured({"AAPL": "40000", "SCHD": "60000"})
    seven = figures.baskets["magnificent_seven"]

    assert (seven.share, seven.lower, seven.upper) == (0.4, 0.4, 1.0)
    assert figures.coverage == pytest.approx(0.4)
    assert figures.small_cap.upper == pytest.approx(0.6)
    assert figures.sectors[OPAQUE_SECTOR] == pytest.approx(0.6)
    assert figures.hhi.look_through == pytest.approx(0.4**2)


def test_an_unknown_symbol_widens_the_bounds_and_lowers_the_coverage() -> None:
    known = measured({"VOO": "100000"})
    figures = measured({"VOO": "90000", "QQXXZZ": "10000"})
    seven = figures.baskets["magnificent_seven"]

    assert figures.coverage == pytest.approx(known.coverage - 0.1)
    assert seven.upper - seven.lower == pytest.approx(0.1)


def test_an_unknown_stock_is_a_company_of_unknown_size() -> None:
    figures = measured({"AAPL": "90", "QQXXZZ": "10"}, kinds={"QQXXZZ": STOCK})
    seven = figures.baskets["magnificent_seven"]

    assert company(figures, "QQXXZZ").share == pytest.approx(0.1)
    assert figures.coverage == 1
    assert seven.upper == seven.lower == 0.9
    assert figures.size[SizeClass.UNCLASSIFIED] == pytest.approx(0.1)
    assert figures.small_cap.lower == 0
    assert figures.small_cap.upper == pytest.approx(0.1)


def test_a_portfolio_of_what_nobody_knows_has_no_concentration_by_company() -> None:
    figures = measured({"QQXXZZ": "50", "SCHD": "50"})

    assert figures.hhi.nominal == pytest.approx(0.5)
    assert figures.hhi.look_through is None
    assert figures.effective_names.look_through is None
    assert figures.coverage == 0


def test_a_fund_of_funds_adds_up_through_every_layer() -> None:
    universe = Universe(with_funds({"AOX": [("VOO", 0.6), ("BND", 0.4)]}))
    figures = measured({"AOX": "100"}, universe=universe)
    voo = measured({"VOO": "100"}).baskets["magnificent_seven"].share

    assert figures.baskets["magnificent_seven"].share == pytest.approx(0.6 * voo)
    assert figures.sectors[NOT_EQUITY_SECTOR] == pytest.approx(0.4)


def test_a_short_position_in_an_opaque_fund_lowers_the_lower_bound() -> None:
    figures = measured({"AAPL": "60000", "SCHD": "-10000"}, cash="50000")
    seven = figures.baskets["magnificent_seven"]

    assert (seven.lower, seven.share, seven.upper) == (0.5, 0.6, 0.6)
    assert figures.coverage == pytest.approx(1 - 10 / 120)


def test_borrowed_money_leaves_the_coverage_a_share() -> None:
    figures = measured({"SCHD": "150000", "AAPL": "10000"}, cash="-60000")

    assert figures.coverage == pytest.approx(70 / 220)
    assert figures.size[SizeClass.NOT_EQUITY] == pytest.approx(-0.6)


def test_a_company_that_is_held_short_is_not_among_the_largest() -> None:
    figures = measured({"AAPL": "-100", "MSFT": "100"}, cash="100")

    assert [item.symbols for item in figures.top] == [("MSFT",)]


def test_only_as_many_companies_are_named_as_are_asked_for() -> None:
    exposures = exposed({"VOO": "100000"})

    assert len(top_companies(exposures, 3)) == 3
    assert len(top_companies(exposures, 100_000)) > 480


def test_a_company_in_the_list_is_its_leaf_in_the_exposures() -> None:
    exposures = exposed({"VOO": "100000", "NVDA": "5000"})

    for item in measure(exposures).top:
        assert exposures.through.leaves[item.leaf].name == item.company
        assert float(item.value) == pytest.approx(exposures.by_leaf[item.leaf], abs=0.005)


def test_the_date_of_the_holdings_is_handed_on() -> None:
    exposures = exposed({"VOO": "1"})

    assert measure(exposures, date(2026, 8, 21)).as_of == date(2026, 8, 21)
    assert measure(exposures).as_of is None


@pytest.mark.parametrize("cash", ["0", "-5"])
def test_a_household_that_is_worth_nothing_cannot_be_measured(cash: str) -> None:
    exposures = exposed({}, cash=cash)

    with pytest.raises(NothingToMeasureError, match="worth nothing") as caught:
        measure(exposures)
    assert "Import" in caught.value.remedy


def test_the_two_small_classes_together_are_small_cap_and_micro_is_a_part_of_it() -> None:
    exposures = exposed({"BOTJ": "30", "CCNE": "30", "AAPL": "40"})

    assert group_share(exposures, GROUPS["small_cap"]).share == pytest.approx(0.6)
    assert group_share(exposures, GROUPS["micro_cap"]).share == pytest.approx(0.3)


def test_money_in_a_sweep_and_money_in_a_cash_fund_are_both_cash() -> None:
    swept = replace(
        account({"SGOV": "50"}),
        cash_holdings=(CashHolding(symbol="SPAXX", description="", amount=Decimal(50)),),
    )
    exposures = expose([swept], embedded_universe())

    assert group_share(exposures, GROUPS["class:cash"]).share == 1
