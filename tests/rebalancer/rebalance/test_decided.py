"""Trades that a person decides: made exactly so, excluded, or refused with the nearest choice."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.decided import heed_orders, kept, left_out
from rebalancer.rebalance.glide import GlideWish
from rebalancer.rebalance.glide_path import glide_path
from rebalancer.rebalance.model.joint import JointModel
from rebalancer.rebalance.plan import Action, PlanStatus, TradePlan
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.policy.orders import Deal, FixedOrder, with_order, without_order
from rebalancer.rebalance.pose import pose
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.solver.tax_search import taxed_model
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
from tests.rebalancer.rebalance.test_laws import households, policies

CAPPED = "[targets]\nmagnificent_seven = { max = 0.4 }\n[buy]\nsymbols = ['IJR']\n"


def order(action: str, symbol: str, quantity: float, account_name: str = "1") -> str:
    """Return an order in TOML."""
    return f"""
        [[orders]]
        account = "{account_name}"
        symbol = "{symbol}"
        action = "{action}"
        quantity = {quantity}
    """


def two_accounts() -> list[Account]:
    return [
        account(
            "1",
            "taxable",
            position("AAPL", "100", lot("50", "50"), lot("50", "120", LAST_JUNE)),
            position("XOM", "50", lot("100", "40")),
            cash="1000",
        ),
        account("2", "tax_exempt", position("NVDA", "100", lot("100", "20")), cash="500"),
    ]


def test_exactly_as_many_shares_are_sold_as_ordered_and_the_rest_is_planned_around_them() -> None:
    free = plan(two_accounts(), CAPPED)
    decided = plan(two_accounts(), CAPPED + order("sell", "AAPL", 7))

    assert sold(decided, "AAPL") == 7
    assert sold(decided, "NVDA") > 0
    assert decided.after.baskets["magnificent_seven"].share <= 0.4
    assert decided.status is PlanStatus.OPTIMAL
    assert decided.proof is not None
    assert free.proof is not None
    assert decided.proof.cost >= free.proof.cost
    (trade,) = [trade for trade in decided.trades if trade.symbol == "AAPL"]
    assert trade.reason.startswith("You ordered this trade. ")


def test_exactly_as_many_shares_are_bought_as_ordered_though_they_are_on_no_list() -> None:
    result = plan(two_accounts(), CAPPED + order("buy", "XOM", 3) + order("buy", "VTI", 2, "2"))

    assert bought(result, "XOM") == 3
    assert bought(result, "VTI") == 2
    assert {trade.account for trade in result.trades if trade.symbol == "VTI"} == {"2"}
    assert sold(result, "XOM") == 0


def test_an_excluded_trade_is_not_made_and_is_said_to_be_excluded() -> None:
    free = plan(two_accounts(), CAPPED)
    assert ("sell", "2", "NVDA") in traded(free)

    result = plan(two_accounts(), CAPPED + order("sell", "NVDA", 0, "2") + order("buy", "IJR", 0))

    assert sold(result, "NVDA") == 0
    assert ("buy", "1", "IJR") not in traded(result)
    reasons = {(item.symbol, item.rule): item.reason for item in result.skipped}
    assert reasons["NVDA", "excluded_trade"] == "NVDA is not sold: you excluded this trade."
    assert reasons["IJR", "excluded_trade"] == "IJR is not bought: you excluded this trade."


def test_what_it_takes_to_meet_a_target_although_its_trade_is_excluded_is_said() -> None:
    accounts = [account("2", "tax_exempt", position("NVDA", "100", lot("100", "20")))]

    result = plan(accounts, CAPPED + order("sell", "NVDA", 0, "2"))

    assert result.status is PlanStatus.INFEASIBLE
    assert (
        "It would help to sell NVDA, but you excluded this trade." in result.outcomes[0].explanation
    )


def test_an_exclusion_of_what_could_not_be_traded_anyway_is_said() -> None:
    result = plan(two_accounts(), CAPPED + order("sell", "TSLA", 0) + order("sell", "IJR", 0, "2"))

    said = [message for message in result.messages if "could not make anyway" in message]
    assert ["TSLA" in said[0], "IJR" in said[1]] == [True, True]


def test_an_order_may_be_smaller_than_the_smallest_trade() -> None:
    policy = CAPPED + "[trading]\nmin_trade = 2000\n" + order("sell", "XOM", 2)

    assert sold(plan(two_accounts(), policy), "XOM") == 2


def test_an_order_for_the_losses_themselves_goes_before_their_replacement() -> None:
    # the plan would rather buy the twin than harvest the loss; the order decides
    accounts = [
        account("1", "taxable", position("VOO", "100", lot("10", "150")), cash="1000"),
    ]
    policy = "[targets]\n'symbol:IVV' = { target = 0.9 }\n[buy]\nsymbols = ['IVV', 'BND']\n"

    result = plan(accounts, policy + order("sell", "VOO", 10))

    assert sold(result, "VOO") == 10
    assert bought(result, "IVV") == 0
    assert result.wash_sales == ()


def test_an_order_that_only_the_whole_plan_can_tell_to_be_too_much_is_followed_in_part() -> None:
    policy = CAPPED + "[tax]\ngain_budget = 100\n" + order("sell", "XOM", 50)

    result = plan(two_accounts(), policy + "[restrictions]\ndo_not_sell = ['AAPL']\n")

    assert sold(result, "XOM") == 10
    assert result.status is PlanStatus.INFEASIBLE
    (message,) = [text for text in result.messages if "cannot be followed" in text]
    assert message == (
        "orders[1] cannot be followed in full: it sells 50 XOM in Account ...1, and the plan "
        "sells 10."
    )


IMPOSSIBLE = {
    order("sell", "XOM", 101): ("orders[1].quantity", "holds 100", "valid value is 100."),
    order("sell", "XOM", 1.5): ("orders[1].quantity", "multiples of 1", "valid value is 1."),
    order("sell", "XOM", 5, "3"): ("orders[1].account", "fits none", "The accounts are"),
    order("sell", "XOMM", 5): ("orders[1].symbol", "does not hold", "Did you mean “XOM”?"),
    order("sell", "IJR", 5): ("orders[1].symbol", "does not hold", "It holds AAPL, XOM."),
    order("buy", "XOM", 300): ("orders[1].quantity", "can raise $11,000.00", "value is 220"),
    order("buy", "IJR", 0.5): ("orders[1].quantity", "multiples of 1", "valid value is 0."),
    order("buy", "NOSUCH", 5): ("orders[1].symbol", "price is not known", "Refresh the quotes"),
    order("sell", "XOM", 5) + order("buy", "XOM", 5, "2"): (
        "orders[2].action",
        "orders[1] sells it",
        "choose one",
    ),
    order("sell", "XOM", 5) + order("sell", "XOM", 0): (
        "orders[2].symbol",
        "orders[1] decides, too",
        "Leave one of them out.",
    ),
    order("sell", "XOM", 5) + "[restrictions]\ndo_not_sell = ['XOM']": (
        "orders[1].symbol",
        "restrictions.do_not_sell forbids",
        "set quantity to 0",
    ),
    order("buy", "XOM", 5) + "[restrictions]\ndo_not_buy = ['XOM']": (
        "orders[1].symbol",
        "restrictions.do_not_buy forbids",
        "Take XOM off that list",
    ),
    order("buy", "XOM", 5) + "[restrictions]\nexclude = ['XOM']": (
        "orders[1].symbol",
        "restrictions.exclude forbids",
        "Take XOM off that list",
    ),
    order("sell", "XOM", 5) + "[trading]\nmode = 'buy_only'": (
        "orders[1].quantity",
        "the mode of trading does not allow",
        "valid value is 0.",
    ),
    order("buy", "XOM", 5) + "[trading]\nmode = 'raise_cash'": (
        "orders[1].quantity",
        "the mode of trading does not allow",
        "valid value is 0.",
    ),
}


@pytest.mark.parametrize(("text", "said"), IMPOSSIBLE.items())
def test_an_impossible_order_is_refused_with_its_key_and_the_nearest_choice(
    text: str, said: tuple[str, str, str]
) -> None:
    with pytest.raises(PolicyError) as caught:
        plan(two_accounts(), text)

    assert caught.value.key == said[0]
    assert said[1] in str(caught.value)
    assert said[2] in caught.value.remedy


def test_a_purchase_that_recent_losses_forbid_cannot_be_ordered() -> None:
    recent = """
        [[recent_trades]]
        account = "1"
        symbol = "XOM"
        action = "sell"
        date = 2026-11-06
        quantity = 30
        gain = -500
    """

    with pytest.raises(PolicyError, match="would make a wash sale"):
        plan(two_accounts(), order("buy", "XOM", 5, "2") + recent)
    warned = plan(two_accounts(), order("buy", "XOM", 5, "2") + recent + WARN)
    assert bought(warned, "XOM") == 5


WARN = "[tax]\nwash_sales = 'warn'\n"


def test_shares_that_a_rule_keeps_cannot_be_ordered() -> None:
    kept = "[trading]\nlot_relief = 'specific'\n[[trading.specific_lots]]\naccount = '1'\n"
    kept += "symbol = 'XOM'\nacquired = 2019-01-02\nquantity = 30\n"

    with pytest.raises(PolicyError) as caught:
        plan(two_accounts(), kept + order("sell", "XOM", 31))

    assert "trading.specific_lots does not name" in str(caught.value)
    assert "30" in caught.value.remedy


def test_the_fraction_of_a_share_can_be_ordered_only_where_fractions_are_sold() -> None:
    accounts = [
        account("1", "taxable", position("XOM", "50", lot("10.5", "40")), cash="10000"),
    ]

    with pytest.raises(PolicyError, match="without sell_fractions"):
        plan(accounts, CAPPED + order("sell", "XOM", 10.5))
    allowed = CAPPED + "[trading]\nsell_fractions = true\n" + order("sell", "XOM", 10.5)
    assert sold(plan(accounts, allowed), "XOM") == Decimal("10.5")


def test_orders_are_toggled_and_solved_from_where_the_last_plan_stood() -> None:
    planner = Planner(Portfolio(accounts=tuple(two_accounts())), embedded_universe(), as_of=TODAY)
    policy = parse_policy(CAPPED)
    exclude = FixedOrder(account="2", symbol="NVDA", action=Deal.SELL, quantity=Decimal(0))
    force = replace(exclude, quantity=Decimal(12))

    free = planner.plan(policy)
    excluded = planner.plan(replace(policy, orders=with_order(policy.orders, exclude)))
    forced = planner.plan(replace(policy, orders=with_order((exclude,), force)))
    again = planner.plan(replace(policy, orders=without_order((force,), *force.subject)))

    assert [sold(each, "NVDA") for each in (excluded, forced)] == [0, 12]
    assert traded(again) == traded(free)


def test_excluding_a_trade_moves_bounds_only_so_that_solving_again_is_cheap() -> None:
    exclusion = order("sell", "NVDA", 0, "2")

    free, excluded = (model_of(CAPPED), model_of(CAPPED + exclusion))

    assert excluded.program.has_matrix_of(free.program)
    assert (excluded.program.upper != free.program.upper).any()


def model_of(policy: str) -> JointModel:
    portfolio = Portfolio(accounts=tuple(two_accounts()))
    posed = pose(portfolio, parse_policy(policy), embedded_universe(), TODAY)
    return taxed_model(heed_orders(posed))


@settings(max_examples=30)
@given(households(), policies(), st.data())
def test_any_trade_of_a_plan_can_be_excluded_or_ordered_and_the_plan_keeps_to_it(
    accounts: tuple[Account, ...], policy_text: str, data: st.DataObject
) -> None:
    portfolio = Portfolio(accounts=accounts)
    planner = Planner(portfolio, embedded_universe(), as_of=TODAY)
    policy = parse_policy(policy_text)
    free = planner.plan(policy)
    if not free.trades:
        return
    trade = data.draw(st.sampled_from(free.trades))
    order = data.draw(st.sampled_from([left_out, kept]))(trade)

    decided = planner.plan(replace(policy, orders=with_order(policy.orders, order)))

    done = {(each.account, each.symbol, each.action): each.quantity for each in decided.trades}
    assert done.get((trade.account, trade.symbol, trade.action), Decimal(0)) == order.quantity
    (check,) = [each for each in check_plan(decided, portfolio) if each.name == "Your orders"]
    assert check.passed
    no_better(decided, free)


def no_better(decided: TradePlan, free: TradePlan) -> None:
    """A plan with one more order is not better than nothing can be without it."""
    assert decided.proof is not None
    assert free.proof is not None
    dust = 1e-6 * free.proof.value + 0.01
    assert decided.proof.missed >= free.proof.least_missed - dust


def test_an_order_is_called_by_what_it_does() -> None:
    force = FixedOrder(account="1001", symbol="SPY", action=Deal.SELL, quantity=Decimal("3.0"))

    assert force.words == "sell exactly 3 SPY in 1001"
    assert replace(force, quantity=Decimal(0)).words == "do not sell SPY in 1001"


NAMES = ("AAPL", "NVDA", "XOM", "IWM", "VTI")


@settings(max_examples=30)
@given(
    households(),
    policies(),
    st.dictionaries(
        st.sampled_from(["do_not_buy", "do_not_sell", "lock", "exclude"]),
        st.sets(st.sampled_from(NAMES), max_size=2),
    ),
)
def test_what_is_on_no_list_or_forbidden_is_never_bought_and_what_is_kept_is_never_sold(
    accounts: tuple[Account, ...], policy_text: str, rules: dict[str, set[str]]
) -> None:
    rules["exclude"] = rules.get("exclude", set()) - rules.get("lock", set())
    lines = "\n".join(f"{rule} = {sorted(names)}" for rule, names in rules.items())
    portfolio = Portfolio(accounts=accounts)
    policy = parse_policy(f"{policy_text}\n[restrictions]\n{lines}\n")
    held = sum(
        each.total_value
        - sum(item.value for item in each.positions if item.symbol in rules["exclude"])
        for each in accounts
    )
    if held <= 0:
        return

    result = Planner(portfolio, embedded_universe(), as_of=TODAY).plan(policy)

    never = rules.get("lock", set()) | rules["exclude"]
    for trade in result.trades:
        if trade.action is Action.BUY:
            assert trade.symbol in policy.buy
            assert trade.symbol not in rules.get("do_not_buy", set()) | never
        else:
            assert trade.symbol not in rules.get("do_not_sell", set()) | never


def test_over_several_years_a_decided_trade_is_made_once() -> None:
    accounts = [account("1", "taxable", position("NVDA", "100", lot("100", "20")), cash="9000")]
    policy = parse_policy(CAPPED + order("sell", "NVDA", 5))

    path = glide_path(
        Portfolio(accounts=tuple(accounts)),
        policy,
        embedded_universe(),
        as_of=TODAY,
        wish=GlideWish(years=2),
    )

    first, second = path.glides[0].years
    assert sold(first.plan, "NVDA") == 5
    assert sold(second.plan, "NVDA") > 0
    assert "The trades that you decided are made in the first year." in path.assumptions
