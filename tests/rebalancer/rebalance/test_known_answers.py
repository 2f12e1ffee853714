"""Problems with answers that can be worked out by hand, and other programs' bugs."""

from decimal import Decimal

import pytest

from rebalancer.classify.classification import Classification
from rebalancer.classify.correction import Correction
from rebalancer.classify.universe import Universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.market.snapshot import load_snapshot
from rebalancer.rebalance.plan import PlanStatus
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.solve import make_plan
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    bought,
    lot,
    plan,
    position,
    sold,
    traded,
)

RAISE = '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmode = "raise_cash"\n'


def test_cash_is_raised_from_losses_first_then_from_the_least_taxed_gain() -> None:
    # 8,000 USD at 100: the loss lot, then the short-term lot with a gain of 5 (2.00 of tax a
    # share) before the long-term lot with a gain of 40 (8.00 a share)
    holding = position(
        "XOM", "100", lot("50", "60"), lot("50", "95", LAST_JUNE), lot("50", "120", LAST_JUNE)
    )

    result = plan([account("1", "taxable", holding)], f"{RAISE}withdraw = {{ '1' = 8000 }}\n")

    lots = {sale.cost_basis: sale.quantity for sale in result.trades[0].lots}
    assert lots == {Decimal("6000.00"): 50, Decimal("2850.00"): 30}
    assert result.tax.estimated_tax == Decimal("-340.00")  # 30 x 5 x 40 % - 50 x 20 x 40 %


def test_the_least_tax_is_not_the_highest_cost() -> None:
    # cost 90 short-term: 4.00 a share; cost 85 long-term: 3.00 a share
    holding = position("XOM", "100", lot("10", "90", LAST_JUNE), lot("10", "85"))

    result = plan([account("1", "taxable", holding)], f"{RAISE}withdraw = {{ '1' = 1000 }}\n")

    assert [sale.term.value for sale in result.trades[0].lots] == ["long"]
    assert result.tax.estimated_tax == Decimal("30.00")


def test_a_gain_budget_stands_in_the_way_and_says_what_a_dollar_more_would_do() -> None:
    policy = """
        [targets]
        "symbol:AAPL" = { max = 0.5 }
        [buy]
        symbols = ["IWM"]
        [tax]
        gain_budget = 1500
    """

    result = plan([account("1", "taxable", position("AAPL", "100", lot("100", "50")))], policy)

    (outcome,) = result.outcomes
    assert result.status is PlanStatus.INFEASIBLE
    assert sold(result, "AAPL") == 30
    assert outcome.shortfall == pytest.approx(0.2)
    assert "each further $1 of it removes $2.00" in outcome.explanation
    assert "about $1,000 more would do" in outcome.explanation


def test_floors_that_add_up_to_more_than_everything_miss_by_the_difference() -> None:
    policy = """
        [targets]
        "symbol:VTI" = { min = 0.6 }
        "symbol:VXUS" = { min = 0.5 }
    """
    holdings = (position("VTI", "100", lot("500", "90")), position("VXUS", "50", lot("1000", "40")))

    result = plan([account("1", "tax_exempt", *holdings)], policy)

    assert result.status is PlanStatus.INFEASIBLE
    missing = sum(outcome.shortfall for outcome in result.outcomes)
    assert missing == pytest.approx(0.10, abs=1e-12)
    assert result.proof is not None
    assert result.proof.missed == pytest.approx(10_000, abs=1e-6)


@pytest.mark.parametrize(
    ("new_money", "expected"),
    [("10000", {"BND": 100}), ("30000", {"VTI": 50, "BND": 250})],
)
def test_new_money_goes_where_it_brings_the_targets_nearest(
    new_money: str, expected: dict[str, int]
) -> None:
    policy = f"""
        [targets]
        "symbol:VTI" = {{ target = 0.5 }}
        "symbol:BND" = {{ target = 0.5 }}
        [buy]
        symbols = ["VTI", "BND"]
        [trading]
        mode = "buy_only"
        contribute = {{ "1" = {new_money} }}
    """
    holdings = (position("VTI", "100", lot("600", "90")), position("BND", "100", lot("400", "90")))

    result = plan([account("1", "taxable", *holdings)], policy)

    assert {trade.symbol: trade.quantity for trade in result.trades} == expected


def test_new_money_is_invested_although_everything_is_in_its_band() -> None:
    policy = """
        [targets]
        "symbol:VTI" = { target = 0.6, band = 0.05 }
        [buy]
        symbols = ["VTI", "BND"]
        [trading]
        contribute = { "1" = 10000 }
    """
    holdings = (position("VTI", "100", lot("600", "90")), position("BND", "100", lot("400", "90")))

    result = plan([account("1", "taxable", *holdings)], policy)

    spent = sum(trade.value for trade in result.trades)
    assert spent == 10000
    assert result.outcomes[0].shortfall == 0


def test_the_cheapest_names_go_first_and_a_name_that_may_not_be_sold_stays() -> None:
    # seven names of 5 % each under a cap of 25 %: META costs 4 %, AAPL 8 % of what is sold
    gains = {"META": "80", "AAPL": "60", "NVDA": "100"}
    seven = ("AAPL", "MSFT", "NVDA", "GOOGL", "AMZN", "META", "TSLA")
    names = [position(name, "100", lot("500", gains.get(name, "50"))) for name in seven]
    rest = position("BND", "100", lot("6500", "100"))
    policy = """
        [targets]
        magnificent_seven = { max = 0.25 }
        [buy]
        symbols = ["IWM"]
        [restrictions]
        do_not_sell = ["NVDA"]
    """

    result = plan([account("1", "taxable", *names, rest)], policy)

    sales = {trade.symbol: trade.quantity for trade in result.trades if trade.lots}
    assert sales == {"META": 500, "AAPL": 500}
    assert result.tax.estimated_tax == 6000
    assert result.status is PlanStatus.OPTIMAL


@pytest.mark.parametrize(("apple_cost", "goes"), [("50", "AAPL"), ("20", "QQQ")])
def test_a_fund_is_sold_where_that_removes_a_dollar_of_exposure_for_less_tax(
    apple_cost: str, goes: str
) -> None:
    # a gain of 50 % of the price costs 0.10 a dollar of exposure, one of 80 % costs 0.16; the
    # fund's gain of 25 % costs 0.05 a dollar, of which 0.383 is exposure: 0.13
    holdings = (
        position("AAPL", "100", lot("1000", apple_cost)),
        position("QQQ", "100", lot("5000", "75")),
        position("BND", "100", lot("4000", "100")),
    )
    policy = "[targets]\nmagnificent_seven = { max = 0.2 }\n[buy]\nsymbols = ['IWM']\n"

    result = plan([account("1", "taxable", *holdings)], policy)

    assert [t.symbol for t in result.trades if t.action.value == "sell"] == [goes]


@pytest.mark.parametrize(
    ("apple_cost", "goes", "tax"),
    [("50", ("AAPL", 1000), 10_000), ("20", ("NDX", 2500), 15_000)],
)
def test_a_fund_that_is_two_fifths_of_the_seven_is_sold_where_it_costs_less(
    apple_cost: str, goes: tuple[str, int], tax: int
) -> None:
    # 100,000 of 300,000 have to go: the share costs 0.10 or 0.16 a dollar, the fund 0.15
    fund = Correction(symbol="NDX", looked_through_as=(("MSFT", 0.4), ("XOM", 0.6)))
    universe = Universe(load_snapshot(), Classification(corrections=(fund,)))
    holdings = (
        position("AAPL", "100", lot("1000", apple_cost)),
        position("NDX", "100", lot("5000", "70")),
        position("BND", "100", lot("4000", "100")),
    )
    policy = "[targets]\nmagnificent_seven = { max = 0.2 }\n[buy]\nsymbols = ['IWM']\n"
    portfolio = Portfolio(accounts=(account("1", "taxable", *holdings),))

    result = make_plan(portfolio, parse_policy(policy), universe, as_of=TODAY)

    symbol, shares = goes
    assert {t.symbol: t.quantity for t in result.trades if t.lots} == {symbol: shares}
    assert result.tax.estimated_tax == tax


def test_inside_its_band_nothing_is_traded() -> None:
    policy = """
        [targets]
        "symbol:VTI" = { target = 0.6, band = 0.02 }
        [buy]
        symbols = ["VTI", "BND"]
    """
    holdings = (position("VTI", "100", lot("615", "90")), position("BND", "100", lot("385", "90")))

    result = plan([account("1", "taxable", *holdings)], policy)

    assert result.status is PlanStatus.NOTHING_TO_DO
    assert result.trades == ()
    assert result.before == result.after


@pytest.mark.parametrize(("to", "expected"), [("target", 300), ("edge", 100), ("half", 200)])
def test_a_breached_band_is_brought_back_as_far_as_asked(to: str, expected: int) -> None:
    policy = f"""
        [targets]
        "symbol:VTI" = {{ target = 0.6, band = 0.02, to = "{to}" }}
        [buy]
        symbols = ["BND"]
    """
    holdings = (
        position("VTI", "100", lot("6300", "90")),
        position("BND", "100", lot("3700", "90")),
    )

    result = plan([account("1", "tax_exempt", *holdings)], policy)

    assert sold(result, "VTI") == expected


def test_cash_does_not_move_between_accounts() -> None:
    policy = "[targets]\nsmall_cap = { min = 0.5 }\n[trading]\nmode = 'buy_only'\n"
    accounts = [
        account("1", "taxable", position("VTI", "400", lot("50", "300"))),
        account("2", "tax_deferred", cash="10000"),
    ]

    result = plan(accounts, policy)

    assert {trade.account for trade in result.trades} == {"2"}
    assert result.status is PlanStatus.INFEASIBLE
    assert "money does not move between accounts" in result.outcomes[0].explanation


def test_what_a_taxed_account_lacks_an_ira_does_not_pay() -> None:
    policy = f"{RAISE}withdraw = {{ '1' = 10000 }}\n[restrictions]\ndo_not_sell = ['VTI']\n"
    accounts = [
        account("1", "taxable", position("VTI", "400", lot("50", "300"))),
        account("2", "tax_deferred", cash="10000"),
    ]

    result = plan(accounts, policy)

    assert result.trades == ()
    assert result.cash_after == {"1": -10_000, "2": 10_000}
    assert result.proof is not None
    assert result.proof.missed == pytest.approx(10_000, abs=1e-6)


def test_a_fractional_holding_is_sold_in_whole_shares() -> None:
    policy = "[targets]\n'symbol:AAPL' = { max = 0.0 }\n[buy]\nsymbols = ['BND']\n"
    holdings = (position("AAPL", "100", lot("10.537", "50")), position("BND", "50", lot("9", "50")))

    result = plan([account("1", "tax_exempt", *holdings)], policy)

    assert sold(result, "AAPL") == 10


def test_a_mutual_fund_is_sold_in_fractions() -> None:
    policy = "[targets]\n'symbol:FXAIX' = { max = 0.0 }\n[buy]\nsymbols = ['BND']\n"
    holdings = (position("FXAIX", "200", lot("10.537", "50")), position("BND", "5", lot("9", "5")))

    result = plan([account("1", "tax_exempt", *holdings)], policy)

    assert sold(result, "FXAIX") == Decimal("10.537")


def test_a_smaller_need_than_the_minimum_trade_sells_the_minimum() -> None:
    policy = f"{RAISE}withdraw = {{ '1' = 800 }}\nmin_trade = 1000\n"

    result = plan([account("1", "taxable", position("XOM", "100", lot("90", "50")))], policy)

    assert sold(result, "XOM") == 10


def test_a_fund_in_two_buckets_is_not_bought_and_sold_at_once() -> None:
    # one fund is 90/10 in two classes, the other 0/100, and 70/30 is wanted: bucket by bucket one
    # would buy and sell the same fund
    policy = """
        [targets]
        small_cap = { target = 0.30 }
        [buy]
        symbols = ["VTI", "IWM"]
    """
    holdings = (position("VTI", "100", lot("100", "90")), position("IWM", "100", lot("100", "90")))

    result = plan([account("1", "tax_exempt", *holdings)], policy)

    assert sold(result, "IWM") > 0
    assert bought(result, "VTI") > 0
    assert bought(result, "IWM") == sold(result, "VTI") == 0
    assert all(position.value >= 0 for _, position in result.portfolio_after.holdings())


def test_no_more_trades_are_made_than_are_needed() -> None:
    policy = """
        [targets]
        "symbol:AGG" = { target = 0.50 }
        "symbol:VTI" = { target = 0.25 }
        [buy]
        symbols = ["AGG", "VTI"]
    """
    holdings = (
        position("AGG", "1", lot("500", "1")),
        position("IWM", "1", lot("1000", "1")),
        position("VTI", "1", lot("500", "1")),
    )

    result = plan([account("1", "tax_exempt", *holdings)], policy)

    assert traded(result) == {("sell", "1", "IWM"): 500, ("buy", "1", "AGG"): 500}


def test_rebalancing_by_selling_works_without_any_cash() -> None:
    policy = "[targets]\nmagnificent_seven = { max = 0.2 }\n"

    result = plan(
        [account("1", "tax_exempt", position("AAPL", "100", lot("1000", "50")), cash="-250")],
        policy,
    )

    assert result.status is PlanStatus.OPTIMAL
    assert result.cash_after["1"] >= 0
    assert result.after.baskets["magnificent_seven"].share <= 0.2


def test_a_sale_that_costs_no_tax_comes_before_one_that_does() -> None:
    policy = "[targets]\nmagnificent_seven = { max = 0.5 }\n"
    accounts = [
        account("1", "taxable", position("AAPL", "100", lot("500", "10"))),
        account("2", "tax_deferred", position("AAPL", "100", lot("500", "10"))),
    ]

    result = plan(accounts, policy)

    sales = {t.account for t in result.trades if t.action.value == "sell"}
    assert sales == {"2"}
    assert result.tax.estimated_tax == 0


def test_a_lot_without_a_gain_is_left_alone_where_an_account_pays_no_tax() -> None:
    policy = "[targets]\nmagnificent_seven = { max = 0.5 }\n"
    accounts = [
        account("1", "taxable", position("AAPL", "100", lot("500", "100"))),
        account("2", "tax_exempt", position("AAPL", "100", lot("500", "100"))),
    ]

    result = plan(accounts, policy)

    assert {t.account for t in result.trades if t.action.value == "sell"} == {"2"}
