"""A loss and its replacement: over all accounts, both ways in time, share by share."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.carry_over import CarriedLoss, carry_losses
from rebalancer.rebalance.equivalents import Equivalents
from rebalancer.rebalance.plan import PlanStatus, TradePlan
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.recent import safe_from
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

FILLER = position("BND", "100", lot("10", "10"))
LOSING = position("SPY", "100", lot("100", "120"))


def raise_cash(*, wash_sales: str = "avoid", days_ago: int = 20, symbol: str = "SPY") -> str:
    """Return a policy that withdraws what 100 shares are worth; an IRA bought 30 before it."""
    return f"""
        [targets]
        "class:cash" = {{ min = 0.0 }}
        [trading]
        mode = "raise_cash"
        withdraw = {{ "1" = 10000 }}
        [tax]
        wash_sales = "{wash_sales}"
        realised = {{ long_term = 9000 }}
        [[recent_trades]]
        account = "2"
        symbol = "{symbol}"
        action = "buy"
        date = {TODAY - timedelta(days=days_ago)}
        quantity = 30
        price = 99.00
    """


def household_sells(policy: str) -> TradePlan:
    ira = account("2", "tax_deferred", position("VTI", "300", lot("9", "200")))
    return plan([account("1", "taxable", LOSING, FILLER), ira], policy)


def test_shares_bought_by_an_ira_before_the_sale_lose_their_part_for_good() -> None:
    # 100 sold at a loss of 20, 30 bought: 70 count and save 280, the loss of 30 is gone
    result = household_sells(raise_cash(wash_sales="warn"))

    (washed,) = result.wash_sales
    assert sold(result, "SPY") == 100
    assert result.tax.estimated_tax == -280
    assert washed.loss == 2000
    assert washed.disallowed == washed.permanent == 600
    assert washed.basis_added == 0
    assert "lost for good" in washed.message
    assert result.tax.disallowed == 600
    assert sum(trade.tax for trade in result.trades) == -280


@pytest.mark.parametrize(("days_ago", "is_inside"), [(29, True), (30, True), (31, False)])
def test_the_window_before_the_sale_is_thirty_days(days_ago: int, *, is_inside: bool) -> None:
    result = household_sells(raise_cash(wash_sales="warn", days_ago=days_ago))

    assert bool(result.wash_sales) is is_inside


def test_a_fund_on_the_same_index_counts_and_another_does_not() -> None:
    assert household_sells(raise_cash(wash_sales="warn", symbol="VOO")).wash_sales
    assert not household_sells(raise_cash(wash_sales="warn", symbol="IWM")).wash_sales


def test_a_policy_may_say_what_is_identical() -> None:
    apart = (
        f'{raise_cash(wash_sales="warn", symbol="VOO")}\n[restrictions]\nequivalents = [["VOO"]]'
    )
    together = f"{raise_cash(wash_sales='warn', symbol='IWM')}\n[restrictions]\n"

    assert not household_sells(apart).wash_sales
    assert household_sells(f'{together}equivalents = [["SPY", "IWM"]]').wash_sales


def test_a_loss_is_put_off_while_its_replacement_is_too_recent() -> None:
    result = household_sells(raise_cash())

    assert sold(result, "SPY") == 0
    assert sold(result, "BND") == 10
    (date_of,) = result.safe_dates
    assert date_of.first_day == TODAY + timedelta(days=11)
    assert "30 of SPY was bought in Account ...2 on 2026-10-31" in date_of.reason
    (skipped,) = [item for item in result.skipped if item.symbol == "SPY"]
    assert skipped.rule == "wash_sale"


def test_a_lot_of_the_window_shows_the_purchase_without_being_listed() -> None:
    recent = position("SPY", "100", lot("30", "99", TODAY - timedelta(days=20)))
    accounts = [account("1", "taxable", LOSING, FILLER), account("2", "tax_deferred", recent)]
    policy = raise_cash(wash_sales="warn")

    listed = plan(accounts, policy)
    found = plan(accounts, policy[: policy.index("[[recent")])

    assert listed.wash_sales == found.wash_sales
    assert found.wash_sales[0].disallowed == 600


def test_shares_bought_and_sold_again_within_the_window_are_no_replacement_of_themselves() -> None:
    recent = position("SPY", "100", lot("100", "120", TODAY - timedelta(days=20)))
    policy = raise_cash(wash_sales="avoid")

    result = plan([account("1", "taxable", recent, FILLER)], policy[: policy.index("[[recent")])

    assert sold(result, "SPY") == 100
    assert result.wash_sales == ()


def test_a_taxable_replacement_takes_over_cost_and_holding_period() -> None:
    policy = """
        [targets]
        "symbol:SPY" = { max = 0.2 }
        "symbol:VOO" = { min = 0.5 }
        [buy]
        symbols = ["VOO"]
        [tax]
        wash_sales = "warn"
    """
    prices = position("VOO", "100", lot("1", "100"))
    losing = position("SPY", "100", lot("100", "120", LAST_JUNE))

    result = plan([account("1", "taxable", losing, prices)], policy)

    (washed,) = result.wash_sales
    assert washed.permanent == 0
    assert washed.basis_added == washed.disallowed == bought(result, "VOO") * 20
    assert washed.holding_days_added == (TODAY - LAST_JUNE).days
    assert washed.safe_from == date(2026, 12, 21)


def test_the_new_shares_hold_the_loss_in_their_cost_and_count_as_held_as_long() -> None:
    # 80 of SPY are sold at a loss of 20 each, 40 of VOO bought for 100: 40 x 20 is added, and
    # they count as held since the old ones were
    policy = """
        [targets]
        "symbol:SPY" = { max = 0.2 }
        "symbol:VOO" = { target = 0.4 }
        [buy]
        symbols = ["VOO"]
        [tax]
        wash_sales = "warn"
    """
    losing = position("SPY", "100", lot("99", "120", LAST_JUNE))
    voo = position("VOO", "100", lot("1", "100", None))

    result = plan([account("1", "taxable", losing, voo)], policy)

    (washed,) = result.wash_sales
    (carried,) = washed.carried
    shares = bought(result, "VOO")
    assert (carried.quantity, carried.loss) == (shares, shares * 20)
    assert carried.cost_basis == shares * 120
    assert carried.counts_from == LAST_JUNE
    (after,) = (item for _, item in result.portfolio_after.holdings() if item.symbol == "VOO")
    assert after.lots[-1] == lot(str(shares), "120", LAST_JUNE)


def test_shares_bought_before_the_sale_take_the_loss_over_as_far_as_a_file_lists_them() -> None:
    bought_on = TODAY - timedelta(days=10)
    recent = position("SPY", "100", lot("50", "99", bought_on), lot("9", "50"))
    policy = f"""
        [targets]
        "class:cash" = {{ min = 0.0 }}
        [trading]
        mode = "raise_cash"
        withdraw = {{ "1" = 10000 }}
        [tax]
        wash_sales = "warn"
        [[recent_trades]]
        account = "3"
        symbol = "VOO"
        action = "buy"
        date = {TODAY - timedelta(days=12)}
        quantity = 20
    """
    losing = position("SPY", "100", lot("100", "120", LAST_JUNE))
    other = account("2", "taxable", recent)
    unlisted = account("3", "taxable", position("VOO", "100", lot("25", "90", None)))

    result = plan([account("1", "taxable", losing, FILLER), other, unlisted], policy)

    (washed,) = result.wash_sales
    voo, spy = washed.carried
    held = TODAY - LAST_JUNE
    assert [(each.symbol, int(each.quantity), int(each.loss)) for each in washed.carried] == [
        ("VOO", 20, 400),
        ("SPY", 50, 1000),
    ]
    assert voo.cost_basis is None
    assert spy.cost_basis == 50 * 99 + 1000
    assert spy.counts_from == bought_on - held
    lots = result.portfolio_after.account("2").positions[0].lots
    assert lots == (lot("50", "119", bought_on - held), lot("9", "50"))


def test_a_loss_goes_to_as_many_shares_as_were_sold_and_no_further() -> None:
    day = date(2026, 11, 10)
    household = Portfolio(
        accounts=(
            account(
                "1", "taxable", position("VOO", "100", lot("10", "90", day), lot("5", None, day))
            ),
        )
    )
    loss = CarriedLoss(
        account=household.accounts[0],
        symbol="VOO",
        day=day,
        quantity=Decimal(4),
        loss=Decimal(80),
        counts_from=None,
    )

    once, ((first,),) = carry_losses(household, [[loss]])
    more, ((second,),) = carry_losses(once, [[replace(loss, quantity=Decimal(11))]])

    assert (first.cost_basis, first.counts_from) == (Decimal(440), None)
    assert once.accounts[0].positions[0].lots == (
        lot("4", "110", day),
        lot("6", "90", day),
        lot("5", None, day),
    )
    assert second.cost_basis is not None
    assert more.accounts[0].positions[0].quantity == 15
    assert sum(each.quantity for each in more.accounts[0].positions[0].lots) == 15


def test_after_a_recent_loss_nothing_identical_is_bought_until_it_is_safe() -> None:
    policy = """
        [targets]
        small_cap = { min = 0.0 }
        [buy]
        symbols = ["VOO", "BND"]
        [trading]
        mode = "buy_only"
        contribute = { "1" = 5000 }
        [[recent_trades]]
        account = "1"
        symbol = "SPY"
        action = "sell"
        date = 2026-10-26
        quantity = 10
    """
    accounts = [account("1", "taxable", FILLER)]

    banned = plan(accounts, policy)
    gained = plan(accounts, f"{policy}\ngain = 12.5\n")
    warned = plan(accounts, f"{policy}\n[tax]\nwash_sales = 'warn'\n")

    assert set(traded(banned)) == {("buy", "1", "BND")}
    (date_of,) = banned.safe_dates
    assert date_of.first_day == date(2026, 11, 26)
    assert "perhaps at a loss on 2026-10-26" in date_of.reason
    assert bought(gained, "VOO") > 0
    assert gained.safe_dates == ()
    assert bought(warned, "VOO") > 0
    assert warned.safe_dates


@pytest.mark.parametrize(
    ("sold_on", "safe"),
    [(date(2026, 10, 26), date(2026, 11, 26)), (date(2026, 12, 31), date(2027, 1, 31))],
)
def test_the_day_after_thirty_days_is_safe(sold_on: date, safe: date) -> None:
    assert safe_from(sold_on) == safe


def test_what_is_sold_at_a_loss_is_named_with_its_safe_day() -> None:
    policy = raise_cash()

    result = plan([account("1", "taxable", LOSING, FILLER)], policy[: policy.index("[[recent")])

    assert sold(result, "SPY") == 100
    (date_of,) = result.safe_dates
    assert date_of.first_day == date(2026, 12, 21)
    assert "switch off the reinvestment of its dividends" in date_of.reason


def test_the_side_that_costs_less_is_given_up() -> None:
    # the loss saves nothing here, the purchase is wanted: the loss is kept, the gain lot is sold
    policy = """
        [targets]
        "symbol:SPY" = { max = 0.4 }
        [buy]
        symbols = ["VOO", "IWM"]
    """
    losing = position("SPY", "100", lot("100", "120", LAST_JUNE))

    result = plan([account("1", "taxable", losing)], policy)

    assert sold(result, "SPY") == 60
    assert bought(result, "VOO") == 0
    assert bought(result, "IWM") > 0
    assert result.wash_sales == ()
    assert result.status is PlanStatus.OPTIMAL


def test_an_account_of_a_recent_trade_has_to_be_there() -> None:
    policy = raise_cash().replace('account = "2"', 'account = "7"')

    with pytest.raises(PolicyError, match="recent_trades"):
        household_sells(policy)


def test_a_company_is_its_share_classes_and_a_group_is_what_it_names() -> None:
    same = Equivalents(snapshot=embedded_universe().snapshot, groups=(("SPY", "VOO"),))

    assert same.key("GOOG") == same.key("GOOGL") != same.key("AAPL")
    assert same.key("VTI") == same.key("VTSAX") != same.key("ITOT")
    assert same.key("SPY") == same.key("VOO") != same.key("IVV")
    assert same.others("SPY", ["SPY", "VOO", "IVV"]) == ("VOO",)
