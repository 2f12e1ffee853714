"""What stands in the way, what it costs, and the smallest change that helps."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Progress, silent
from rebalancer.rebalance.plan import NotDone, PlanStatus, PriceOf, TradePlan
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.relax import explain_limits
from rebalancer.rebalance.solve import Planner
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    lot,
    position,
)

APPLE = account("1", "taxable", position("AAPL", "100", lot("100", "50")))
HALF = '[targets]\n"symbol:AAPL" = { max = 0.5 }\n[buy]\nsymbols = ["IWM"]\n'


def explained(policy: str, *accounts: Account, progress: Progress = silent) -> TradePlan:
    desk = Planner(Portfolio(accounts=accounts), embedded_universe(), as_of=TODAY)
    return explain_limits(desk, desk.plan(parse_policy(policy)), progress)


def planned(policy: Policy | None, *accounts: Account) -> TradePlan:
    assert policy is not None
    return Planner(Portfolio(accounts=accounts), embedded_universe(), as_of=TODAY).plan(policy)


def about(plan: TradePlan, limit: str, symbol: str = "") -> NotDone:
    (found,) = (each for each in plan.not_done if (each.limit, each.symbol) == (limit, symbol))
    return found


def test_a_gain_budget_has_its_price_and_the_smallest_budget_that_is_enough() -> None:
    result = explained(f"{HALF}[tax]\ngain_budget = 1500\n", APPLE)

    budget = about(result, "tax.gain_budget")
    assert (budget.price, budget.of) == (Decimal("2.0000"), PriceOf.MISSED)
    assert budget.sentence == (
        "The gain budget of $1,500 stands in the way: $1 more of it reduces what is missing by "
        "$2.00."
    )
    assert budget.change_that_helps == "the gain budget from $1,500 to $2,500"
    cap = about(result, "targets.symbol:AAPL.max")
    assert cap.change_that_helps == "AAPL at most 70.0% instead of 50.0%"


def smaller_budget(policy: Policy) -> Policy:
    budget = policy.tax.gain_budget or Decimal(0)
    return replace(policy, tax=replace(policy.tax, gain_budget=budget - 100))


def smaller_cap(policy: Policy) -> Policy:
    (target,) = policy.targets
    tighter = replace(target, maximum=(target.maximum or 0.0) - 0.011)
    return replace(policy, targets=(tighter,))


@pytest.mark.parametrize(
    ("limit", "tighten"),
    [("tax.gain_budget", smaller_budget), ("targets.symbol:AAPL.max", smaller_cap)],
)
def test_what_helps_is_enough_and_a_share_less_of_it_is_not(
    limit: str, tighten: Callable[[Policy], Policy]
) -> None:
    result = explained(f"{HALF}[tax]\ngain_budget = 1500\n", APPLE)

    changed = about(result, limit).changed

    assert changed is not None
    assert planned(changed, APPLE).status is not PlanStatus.INFEASIBLE
    assert planned(tighten(changed), APPLE).status is PlanStatus.INFEASIBLE


def test_a_limit_on_short_term_gains_gives_way_too() -> None:
    held = account("1", "taxable", position("AAPL", "100", lot("100", "50", LAST_JUNE)))

    result = explained(f"{HALF}[tax]\nshort_term_gain_max = 0\n", held)

    limit = about(result, "tax.short_term_gain_max")
    assert limit.change_that_helps == "the limit on short-term gains from $0 to $2,500"


def test_something_to_buy_that_is_not_on_the_list_is_named() -> None:
    held = account("1", "tax_exempt", position("VTI", "300", lot("100", "200")))
    policy = '[targets]\nsmall_cap = { min = 0.3 }\n[buy]\nsymbols = ["VTI"]\n'

    result = explained(policy, held)

    listed = about(result, "buy.symbols")
    assert listed.change_that_helps == "IWM on the buy list"
    assert listed.sentence == "It would be possible with IWM on the buy list."
    assert listed.price == 0
    assert planned(listed.changed, held).outcomes[0].shortfall == 0
    assert about(result, "targets.small_cap.min").change_that_helps.startswith(
        "Small caps at least 4."
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [("do_not_sell", "AAPL sold"), ("lock", "AAPL no longer locked")],
)
def test_a_symbol_that_may_not_be_sold_is_named(rule: str, words: str) -> None:
    policy = f'{HALF}[restrictions]\n{rule} = ["AAPL", "MSFT"]\n'

    result = explained(policy, APPLE)

    kept = about(result, rule, "AAPL")
    assert kept.change_that_helps == words
    assert kept.price == 1
    assert kept.title == "AAPL is not sold"
    assert all(each.symbol != "MSFT" for each in result.not_done)
    assert planned(kept.changed, APPLE).status is not PlanStatus.INFEASIBLE


def test_a_mode_that_forbids_to_sell_is_one_limit_for_all_symbols() -> None:
    result = explained(f'{HALF}[trading]\nmode = "buy_only"\n', APPLE)

    mode = about(result, "mode")
    assert mode.title == "nothing is sold"
    assert mode.sentence.startswith("Nothing is sold: the mode of trading does not allow it")
    assert mode.change_that_helps == "the mode full instead of buy_only"


def test_new_money_is_named_where_an_account_has_none() -> None:
    held = account("1", "taxable", position("AAPL", "100", lot("50", "50")), cash="1000")
    policy = """
        [targets]
        "symbol:IWM" = { min = 0.4 }
        [trading]
        mode = "buy_only"
        whole_shares = false
    """

    result = explained(policy, held)

    cash = about(result, "cash")
    # 40 % beside 5,000 of Apple are 3,333.33
    assert cash.change_that_helps == "$2,334 of new money in Account ...1"
    assert cash.account == "1"
    assert planned(cash.changed, held).outcomes[0].after == pytest.approx(0.4, abs=1e-4)


def test_a_cash_buffer_gives_way() -> None:
    held = account("1", "tax_exempt", position("AAPL", "100", lot("100", "50")))
    policy = """
        [targets]
        small_cap = { min = 0.9 }
        [buy]
        symbols = ["IJR"]
        [trading]
        cash_buffer = 0.2
        whole_shares = false
    """

    result = explained(policy, held)

    buffer = about(result, "trading.cash_buffer")
    assert buffer.change_that_helps.startswith("a cash buffer of ")
    assert buffer.change_that_helps.endswith(" instead of 20.0%")
    assert planned(buffer.changed, held).status is not PlanStatus.INFEASIBLE


def test_accepting_a_wash_sale_is_a_change_that_helps() -> None:
    held = (
        account(
            "1",
            "taxable",
            position("SPY", "100", lot("100", "120", LAST_JUNE)),
        ),
    )
    policy = """
        [targets]
        "symbol:SPY" = { max = 0.5 }
        [buy]
        symbols = []
        [[recent_trades]]
        account = "1"
        symbol = "SPY"
        action = "buy"
        date = 2026-11-10
        quantity = 200
    """

    result = explained(policy, *held)

    washed = about(result, "wash_sale", "SPY")
    assert washed.change_that_helps == "wash sales accepted"


def test_where_no_single_change_is_enough_the_nearest_bounds_are_named_together() -> None:
    held = (
        account("1", "tax_exempt", position("AAPL", "100", lot("60", "50"))),
        account("2", "tax_exempt", position("BND", "70", lot("60", "50"))),
    )
    policy = """
        [targets]
        "symbol:AAPL" = { max = 0.1 }
        "symbol:BND" = { min = 0.9 }
        "class:cash" = { max = 0.5 }
        [buy]
        symbols = []
        [restrictions]
        lock = ["AAPL", "BND"]
    """

    result = explained(policy, *held)

    assert result.status is PlanStatus.INFEASIBLE
    together = about(result, "targets")
    assert together.change_that_helps == "AAPL at most 58.9% and BND at least 41.1%"
    assert together.sentence.startswith("No single change is enough; it would be possible with ")
    assert planned(together.changed, *held).status is not PlanStatus.INFEASIBLE


def test_where_nothing_helps_nothing_is_claimed() -> None:
    # cash that is not there cannot be taken out, whatever the bounds are
    held = account("1", "taxable", position("AAPL", "100", lot("10", "50")), cash="0")
    policy = """
        [targets]
        "symbol:AAPL" = { min = 0.0 }
        [trading]
        withdraw = { "1" = 900 }
        [restrictions]
        do_not_sell = ["AAPL"]
        lock = ["AAPL"]
    """

    result = explained(policy, held)

    assert result.status is PlanStatus.INFEASIBLE
    helped = {each.limit: each.change_that_helps for each in result.not_done}
    assert helped == {"cash": "$900 of new money in Account ...1", "lock": ""}


def test_where_not_even_looser_bounds_help_nothing_is_claimed() -> None:
    held = [
        account("1", "taxable", position("AAPL", "100", lot("10", "50"))),
        account("2", "taxable", position("MSFT", "100", lot("10", "50"))),
    ]
    policy = """
        [targets]
        "symbol:AAPL" = { max = 0.1 }
        [trading]
        withdraw = { "1" = 500, "2" = 500 }
        [tax]
        wash_sales = "warn"
        [restrictions]
        do_not_sell = ["AAPL", "MSFT"]
    """

    result = explained(policy, *held)

    assert result.status is PlanStatus.INFEASIBLE
    assert result.not_done
    assert {each.change_that_helps for each in result.not_done} == {""}


def test_a_limit_whose_end_does_not_help_in_whole_plans_is_no_change_that_helps() -> None:
    # the loss has to be sold for the withdrawal while the IRA has to buy the same: fractions of
    # the model may, a plan may not
    held = (
        account("1", "taxable", position("SPY", "100", lot("100", "120"))),
        account("2", "tax_exempt", cash="5000"),
    )
    policy = """
        [targets]
        "symbol:SPY" = { min = 0.95 }
        [buy]
        symbols = ["SPY"]
        [trading]
        withdraw = { "1" = 5000 }
        [tax]
        gain_budget = 100000
    """

    result = explained(policy, *held)

    assert result.status is PlanStatus.INFEASIBLE
    helped = {each.limit for each in result.not_done if each.change_that_helps}
    assert "tax.gain_budget" not in helped
    assert "wash_sale" not in helped


def test_where_a_wash_sale_is_in_the_way_more_is_needed_than_fractions_say() -> None:
    # 50 of Apple have to go, a gain of 2,500; a loss of 2,000 on SPY would offset it if SPY could
    # be bought back at once
    held = account(
        "1",
        "taxable",
        position("AAPL", "100", lot("100", "50")),
        position("SPY", "100", lot("100", "120")),
    )
    policy = """
        [targets]
        "symbol:AAPL" = { max = 0.25 }
        "symbol:SPY" = { min = 0.5 }
        [buy]
        symbols = ["SPY", "IWM"]
        [tax]
        gain_budget = 300
    """

    result = explained(policy, held)

    budget = about(result, "tax.gain_budget")
    assert budget.changed is not None
    enough = budget.changed.tax.gain_budget
    assert enough is not None
    assert 2400 < enough < 3100
    assert planned(budget.changed, held).missed == 0


def test_a_limit_that_no_lever_is_known_for_stays_as_it_is() -> None:
    desk = Planner(Portfolio(accounts=(APPLE,)), embedded_universe(), as_of=TODAY)
    plan = desk.plan(parse_policy(HALF))
    other = replace(plan.not_done[0], limit="other")

    assert explain_limits(desk, replace(plan, not_done=(other,))).not_done == (other,)


def test_something_held_that_is_not_on_the_list_is_named() -> None:
    held = account("1", "tax_exempt", position("IJR", "100", lot("10", "90")), cash="2000")
    policy = "[targets]\nsmall_cap = { min = 0.9 }\n[buy]\nsymbols = []\n"

    result = explained(policy, held)

    listed = about(result, "not_on_the_buy_list", "IJR")
    assert listed.change_that_helps == "IJR on the buy list"
    assert "IJR is not bought: it is not on the list" in listed.sentence
