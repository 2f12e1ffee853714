"""What trading costs, how much of it there may be, and how small an order or a holding may get."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import silent
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.plan import PlanStatus, TradePlan
from rebalancer.rebalance.policy.file import parse_policy, policy_text
from rebalancer.rebalance.pose import pose
from rebalancer.rebalance.problem import Slot
from rebalancer.rebalance.solver.optimise import optimise
from rebalancer.rebalance.solver.repair import better_shares
from rebalancer.rebalance.solver.tax_search import taxed_model
from tests.rebalancer.rebalance.households import (
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
STOCKS = (position("VTI", "100", lot("7300", "90")), position("BND", "100", lot("2700", "90")))
SIXTY = '[targets]\n"symbol:VTI" = { target = 0.6 }\n[buy]\nsymbols = ["VTI", "BND"]\n'


def checked(accounts: Sequence[Account], policy: str) -> TradePlan:
    """Return the plan, which an independent replay has found nothing wrong with."""
    result = plan(accounts, policy)
    found = check_plan(result, Portfolio(accounts=tuple(accounts)))
    assert [each.detail for each in found if not each.passed] == []
    return result


@pytest.mark.parametrize(
    ("cap", "expected"), [("0", 0), ("0.0499", 499), ("0.05", 500), ("0.13", 1300), ("1", 1300)]
)
def test_no_more_is_turned_over_than_the_cap_allows(cap: str, expected: int) -> None:
    policy = f"{SIXTY}[trading]\nturnover_max = {cap}\n"

    result = checked([account("1", "tax_exempt", *STOCKS)], policy)

    assert sold(result, "VTI") == bought(result, "BND") == expected
    if expected < 1300:
        assert result.status is PlanStatus.INFEASIBLE
        assert "The turnover cap" in result.outcomes[0].explanation
        assert "each further $1 of it removes $1.00" in result.outcomes[0].explanation


def test_a_cap_that_does_not_stand_in_the_way_is_not_named() -> None:
    policy = f"{SIXTY}[trading]\nturnover_max = 1\n[restrictions]\ndo_not_sell = ['VTI']\n"

    result = checked([account("1", "tax_exempt", *STOCKS)], policy)

    assert result.status is PlanStatus.INFEASIBLE
    assert "turnover" not in result.outcomes[0].explanation


def test_new_money_is_turnover_too() -> None:
    policy = f"{SIXTY}[trading]\nturnover_max = 0.01\ncontribute = {{ '1' = 100000 }}\n"

    result = checked([account("1", "tax_exempt", *STOCKS)], policy)

    # a hundredth of 1,100,000 is bought, and as much sold at most
    assert bought(result, "BND") == 110
    assert sold(result, "VTI") <= 110


@pytest.mark.parametrize(
    ("needed", "expected"),
    [(8_000, 80), (9_000, 90), (9_100, 100), (9_500, 100), (10_000, 100)],
)
def test_what_is_sold_leaves_enough_or_nothing(needed: int, expected: int) -> None:
    policy = f"{RAISE}withdraw = {{ '1' = {needed} }}\nmin_position = 1000\n"
    holding = position("XOM", "100", lot("100", "50"))
    other = account("2", "taxable", cash="1")

    result = checked([account("1", "taxable", holding), other], policy)

    assert sold(result, "XOM") == expected


def test_a_holding_that_is_small_already_may_stay_or_go_but_not_in_part() -> None:
    small = position("XOM", "100", lot("5", "50"))
    large = position("HBAN", "100", lot("100", "20"))
    policy = f"{RAISE}withdraw = {{ '1' = 300 }}\nmin_position = 1000\n"

    stays = checked([account("1", "tax_exempt", large)], policy)
    goes = checked([account("1", "tax_exempt", small)], policy)

    assert traded(stays) == {("sell", "1", "HBAN"): 3}
    assert traded(goes) == {("sell", "1", "XOM"): 5}
    both = checked(
        [account("1", "taxable", small, position("HBAN", "100", lot("100", "90")))], policy
    )
    assert traded(both) == {("sell", "1", "HBAN"): 3}


def test_where_something_has_to_stay_enough_of_it_stays() -> None:
    # five shares at a loss cannot be sold without a wash sale, so that ten have to be left
    recent = '[[recent_trades]]\naccount = "2"\nsymbol = "XOM"\naction = "buy"\n'
    policy = f"""
        {RAISE}
        withdraw = {{ '1' = 9500 }}
        min_position = 1000
        {recent}
        date = 2026-11-10
        quantity = 50
    """
    holding = position("XOM", "100", lot("95", "50"), lot("5", "120"))
    ira = account("2", "tax_deferred", position("BND", "100", lot("5", "90")))

    result = checked([account("1", "taxable", holding), ira], policy)

    assert sold(result, "XOM") == 90
    assert result.cash_after["1"] == -500


def test_what_is_bought_is_worth_the_least_position_at_least() -> None:
    policy = """
        [targets]
        "symbol:HBAN" = { min = 0.04 }
        [buy]
        symbols = ["HBAN"]
        [trading]
        min_position = 500
    """
    known = account("2", "tax_exempt", position("HBAN", "100", lot("1", "90")))
    holding = position("HBAN", "100", lot("2", "90"))

    new = checked([account("1", "tax_exempt", cash="9900"), known], policy)
    more = checked([account("1", "tax_exempt", holding, cash="9700"), known], policy)

    assert traded(new) == {("buy", "1", "HBAN"): 5}
    assert traded(more) == {("buy", "1", "HBAN"): 3}


def test_every_cost_is_counted_to_the_cent() -> None:
    policy = f"""
        {SIXTY}
        [trading]
        cost_bp = 3
        spread_bp = {{ default = 4, BND = 10 }}
        ticket_fee = 4.95
    """

    result = checked([account("1", "tax_exempt", *STOCKS)], policy)

    sale, purchase = result.trades
    assert sale.cost == Decimal("69.95")  # 130,000 x (3 + 2) / 10,000 + 4.95
    assert purchase.cost == (purchase.value * 8 / 10_000).quantize(Decimal("0.01")) + Decimal(
        "4.95"
    )
    spent = sale.cost + purchase.cost
    assert result.cash_after["1"] == sale.value - purchase.value - spent
    assert result.portfolio_after.total_value == 1_000_000 - spent
    assert 0 <= result.cash_after["1"] < 100


def test_a_spread_may_be_one_number_for_all() -> None:
    text = "[trading]\nspread_bp = 4\n"

    policy = parse_policy(text)

    assert policy.trading.cost_share("VTI") == Decimal("0.0002")
    assert parse_policy(policy_text(policy)) == policy
    assert parse_policy("[trading]\nspread_bp = { brk-b = 8 }\n").trading.cost_share(
        "BRK-B"
    ) == Decimal("0.0004")


def test_a_fee_of_every_order_makes_fewer_of_them() -> None:
    # five shares at a loss come first, and the rest at a gain: 10 USD of tax, unless an order
    # costs more than the loss saves
    losing = position("XOM", "100", lot("5", "101"))
    winning = position("HBAN", "100", lot("100", "95"))
    policy = f"{RAISE}withdraw = {{ '1' = 1000 }}\n"
    accounts = [account("1", "taxable", losing, winning, cash="50")]

    free = checked(accounts, policy)
    charged = checked(accounts, f"{policy}ticket_fee = 20\n")

    assert traded(free) == {("sell", "1", "XOM"): 5, ("sell", "1", "HBAN"): 5}
    assert traded(charged) == {("sell", "1", "HBAN"): 10}
    assert charged.trades[0].cost == 20
    assert charged.cash_after["1"] == 30
    assert charged.proof is not None
    assert charged.proof.cost >= 20
    assert charged.proof.least_cost <= charged.proof.cost


def test_cash_pays_for_the_fee_as_well() -> None:
    policy = '[targets]\n"symbol:HBAN" = { min = 1.0 }\n[buy]\nsymbols = []\n'
    known = account("2", "tax_exempt", position("HBAN", "100", lot("1", "90")))
    accounts = [account("1", "tax_exempt", cash="500"), known]

    without = checked(accounts, policy)
    charged = checked(accounts, f"{policy}[trading]\nticket_fee = 1\n")

    assert bought(without, "HBAN") == 5
    assert bought(charged, "HBAN") == 4
    assert charged.cash_after["1"] == 99


def test_a_sale_that_does_not_pay_for_its_fee_comes_after_those_that_do() -> None:
    policy = """
        [targets]
        "symbol:AAPL" = { max = 0.0 }
        "symbol:XOM" = { max = 0.0 }
        [trading]
        ticket_fee = 30
        mode = "raise_cash"
    """
    holdings = (
        position("AAPL", "10", lot("1", "9")),
        position("XOM", "100", lot("1", "90")),
        position("BND", "100", lot("9", "90")),
    )

    result = checked([account("1", "tax_exempt", *holdings)], policy)

    assert [trade.symbol for trade in result.trades] == ["XOM", "AAPL"]
    assert result.cash_after["1"] == 50


def test_a_purchase_that_has_to_give_way_below_the_smallest_trade_is_dropped() -> None:
    # three shares are 100.017 USD, which is 100.02 in cents
    policy = """
        [targets]
        "symbol:HBAN" = { min = 1.0 }
        [buy]
        symbols = []
        [trading]
        min_trade = 70
    """
    priced = position("HBAN", "33.339", lot("1", "30"))
    accounts = [account("1", "tax_exempt", cash="100.017"), account("2", "tax_exempt", priced)]

    assert plan(accounts, policy).trades == ()


def joint_model(accounts: Iterable[Account], policy: str) -> JointModel:
    portfolio = Portfolio(accounts=tuple(accounts))
    return taxed_model(pose(portfolio, parse_policy(policy), embedded_universe(), TODAY))


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=2),
    st.lists(st.sampled_from(["20", "60", "110"]), min_size=2, max_size=2),
    st.sampled_from(["taxable", "tax_exempt"]),
    st.integers(0, 250),
    st.sampled_from(
        [
            "ticket_fee = 7",
            "ticket_fee = 60",
            "min_position = 150",
            "min_trade = 120",
            "turnover_max = 0.3",
            "ticket_fee = 3\nmin_position = 90\nmin_trade = 60\nturnover_max = 0.5",
        ]
    ),
)
@example([1, 1], ["60", "20"], "taxable", 0, "ticket_fee = 3\nmin_position = 90\nmin_trade = 60")
def test_the_long_search_ends_with_the_best_plan_that_keeps_the_rules_of_trading(
    held: list[int], cost: list[str], treatment: str, needed: int, rules: str
) -> None:
    holdings = (
        position("AAPL", "100", lot(str(held[0]), cost[0])),
        position("HBAN", "35", lot(str(held[1]), cost[1])),
    )
    accounts = (account("1", treatment, *holdings, cash="70"),)
    policy = f"""
        [targets]
        magnificent_seven = {{ max = 0.4 }}
        [buy]
        symbols = ["RSP", "IJR"]
        [trading]
        withdraw = {{ "1" = {min(needed, 69 + 100 * held[0])} }}
        {rules}
    """
    joint = joint_model(accounts, policy)

    answer = optimise(joint, silent)

    best = min(worth for worth in _every_plan(joint))
    found = [answer.x, *better_shares(answer.around, answer.x, silent)]
    worth = [answer.around.worth(x) for x in found]
    assert worth[-1] == pytest.approx(best, abs=1e-4)
    assert worth == sorted(worth, reverse=True)


def _every_plan(joint: JointModel) -> Iterable[float]:
    """Yield what every combination of whole shares that keeps the rules comes to."""
    trading, slots = joint.problem.policy.trading, joint.problem.slots
    columns = [*joint.trades.sold, *joint.trades.bought]
    most = joint.program.upper[columns]
    cap = None if trading.turnover_max is None else trading.turnover_max * joint.problem.value
    for choice in product(*(range(int(upper) + 1) for upper in most)):
        x = np.zeros(joint.program.width)
        x[columns] = choice
        moves = [
            (slot, int(x[joint.sold(number)].sum()), int(x[joint.bought(number)]))
            for number, slot in enumerate(slots)
        ]
        if any(sales and purchases for _, sales, purchases in moves):
            continue
        orders = [
            (slot, sales, purchases) for slot, sales, purchases in moves if sales or purchases
        ]
        sides = (
            sum(float(slot.price) * sales for slot, sales, _ in orders),
            sum(float(slot.price) * purchases for slot, _, purchases in orders),
        )
        if cap is not None and max(sides) > cap + 1e-6:
            continue
        if all(_is_allowed(*order, trading.min_trade, trading.min_position) for order in orders):
            yield float(joint.weighed @ joint.program.completed(x))


def _is_allowed(
    slot: Slot, sales: int, purchases: int, min_trade: Decimal, min_position: Decimal
) -> bool:
    held = sum(each.lot.quantity for each in slot.lots)
    left = held + purchases - sales
    if sales and left == 0:
        return True
    return (sales + purchases) * slot.price >= min_trade and left * slot.price >= min_position
