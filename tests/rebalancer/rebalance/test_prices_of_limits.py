"""What a limit costs, where the policy can be met and where it cannot."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Cancelled
from rebalancer.rebalance.plan import PlanStatus, PriceOf
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.solve import Planner
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    lot,
    position,
)
from tests.rebalancer.rebalance.test_relax import APPLE, HALF, about, explained, planned


def test_a_cap_that_costs_money_says_how_much_and_what_a_little_more_of_it_saves() -> None:
    result = explained(HALF, APPLE)

    assert result.status is not PlanStatus.INFEASIBLE
    cap = about(result, "targets.symbol:AAPL.max")
    assert cap.of is PriceOf.COST
    assert float(cap.price) == pytest.approx(0.1, abs=0.002)
    assert cap.sentence == (
        "AAPL is to be at most 50.0%: 0.1% more of it ($10) saves $1.01. "
        f"AAPL at most 50.0% costs ${cap.costs:,.0f} in all."
    )
    assert cap.costs == pytest.approx(Decimal(505), abs=1)
    assert cap.change_that_helps == ""


def test_the_price_of_a_gain_budget_is_what_a_dollar_more_of_it_saves() -> None:
    # a long-term gain of 50 costs 10 a share, a short-term one of 30 costs 12: under the budget
    # the dearer lot has to go
    held = account(
        "1", "taxable", position("AAPL", "100", lot("60", "50"), lot("60", "70", LAST_JUNE))
    )
    policy = """
        [targets]
        "symbol:AAPL" = {{ max = 0.5 }}
        [buy]
        symbols = ["IWM"]
        [trading]
        whole_shares = false
        [tax]
        gain_budget = {}
    """

    budget = about(explained(policy.format(2200), held), "tax.gain_budget")
    less, more = (
        Planner(Portfolio(accounts=(held,)), embedded_universe(), as_of=TODAY).least_cost(
            parse_policy(policy.format(amount))
        )
        for amount in (2200, 2201)
    )

    assert budget.of is PriceOf.COST
    assert float(budget.price) == pytest.approx(less - more, abs=1e-3)
    assert budget.costs is not None
    assert float(budget.costs) > 0
    assert "The gain budget of $2,200 stands in the way: $1 more of it saves $0." in budget.sentence
    assert "Gain budget costs $" in budget.sentence


def test_a_rule_that_costs_money_has_its_price_and_no_lever_is_missing_for_it() -> None:
    held = account(
        "1",
        "taxable",
        position("AAPL", "100", lot("50", "50")),
        position("NVDA", "100", lot("50", "95")),
    )
    policy = """
        [targets]
        magnificent_seven = { max = 0.6 }
        [buy]
        symbols = ["IWM"]
        [restrictions]
        do_not_sell = ["NVDA"]
    """

    rule = about(explained(policy, held), "do_not_sell", "NVDA")

    assert rule.of is PriceOf.COST
    assert float(rule.price) == pytest.approx(0.09, abs=0.005)
    assert rule.costs == pytest.approx(Decimal(360), abs=10)


def test_a_bound_that_costs_nothing_is_not_mentioned() -> None:
    held = account("1", "tax_exempt", position("AAPL", "100", lot("100", "50")))

    result = explained(HALF, held)

    assert result.trades
    assert result.not_done == ()


def test_a_bound_without_which_another_costs_as_much_is_not_said_to_cost_anything() -> None:
    policy = """
        [targets]
        magnificent_seven = { max = 0.0 }
        small_cap = { min = 1.0 }
        [buy]
        symbols = ["IWM"]
    """
    held = account("1", "taxable", position("AAPL", "255", lot("50", "60")), cash="1250.25")
    ira = account("2", "tax_exempt", position("QQQ", "620", lot("60", None, None)))

    floor = about(explained(policy, held, ira), "targets.small_cap.min")

    assert floor.price > 0
    assert floor.costs is None
    assert "in all" not in floor.sentence


@pytest.mark.parametrize("more", ["", "[tax]\ngain_budget = 1500\n"])
def test_the_explanation_can_be_cancelled(more: str) -> None:
    def impatient(fraction: float, note: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        explained(f"{HALF}{more}", APPLE, progress=impatient)


def test_a_sale_says_what_a_dollar_of_its_tax_removes() -> None:
    (sale, *_) = explained(HALF, APPLE).trades

    assert sale.removed_per_tax_dollar == 10
    assert replace(sale, tax=Decimal(0)).removed_per_tax_dollar is None
    assert replace(sale, exposure_change={}).removed_per_tax_dollar is None


def test_a_turnover_cap_has_its_price_and_the_smallest_one_that_is_enough() -> None:
    result = explained(f"{HALF}[trading]\nturnover_max = 0.2\n", APPLE)

    cap = about(result, "trading.turnover_max")
    assert (cap.price, cap.of) == (Decimal("1.0000"), PriceOf.MISSED)
    assert cap.sentence.startswith("The turnover cap of $2,000 stands in the way")
    assert cap.change_that_helps == "a turnover of at most 50.0% instead of 20.0%"
    assert planned(cap.changed, APPLE).missed == 0


def test_a_wait_that_keeps_a_target_from_being_met_can_be_given_up() -> None:
    early = account("1", "taxable", position("AAPL", "100", lot("100", "50", TODAY)))

    result = explained(f"{HALF}[tax]\nwait_for_long_term = 367\n", early)

    wait = about(result, "wait_for_long_term")
    assert wait.change_that_helps == "gains taken before they turn long-term"
    assert planned(wait.changed, early).missed == 0
