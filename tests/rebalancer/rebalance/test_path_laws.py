"""What holds for every frontier, glide path and explanation, whatever the household."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.frontier import Mark, frontier
from rebalancer.rebalance.glide import GlideWish, Way
from rebalancer.rebalance.glide_path import glide_path
from rebalancer.rebalance.model.joint import TOLERANCE
from rebalancer.rebalance.plan import Action, PlanStatus, PriceOf, TradePlan
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.relax import explain_limits
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.tax_estimate import taxed_gains
from tests.rebalancer.rebalance.households import TODAY
from tests.rebalancer.rebalance.test_laws import households, policies

Accounts = tuple[Account, ...]


def planner(accounts: Accounts) -> Planner:
    return Planner(Portfolio(accounts=accounts), embedded_universe(), as_of=TODAY)


def cost_of(plan: TradePlan) -> float:
    assert plan.proof is not None
    return plan.proof.cost


def worth(accounts: Accounts) -> float:
    return float(sum(each.total_value for each in accounts))


def wrong_in(plan: TradePlan, portfolio: Portfolio) -> list[str]:
    """Return what is wrong with *plan*; cents of a share may exceed a budget by a dollar."""
    budget = plan.policy.tax.gain_budget
    gains = taxed_gains(plan.trades)
    assert budget is None or gains.short + gains.long <= budget + 1
    return [
        check.detail
        for check in check_plan(plan, portfolio)
        if not check.passed and check.name != "Gain budget"
    ]


@settings(max_examples=12)
@given(households(), policies())
def test_a_lower_cap_never_costs_less_and_every_point_is_a_plan(
    accounts: Accounts, policy: str
) -> None:
    points = frontier(planner(accounts), parse_policy(policy), points=4)

    for point in points:
        assert wrong_in(point.plan, Portfolio(accounts=accounts)) == []
    line = [point for point in points if Mark.GAIN_BUDGET not in point.marks and point.is_reached]
    for looser, tighter in pairwise(line):
        dust = TOLERANCE * worth(accounts) + 0.02
        assert cost_of(tighter.plan) >= cost_of(looser.plan) - dust


@settings(max_examples=12)
@given(households(), policies())
def test_what_is_said_to_help_does(accounts: Accounts, policy: str) -> None:
    desk = planner(accounts)

    result = explain_limits(desk, desk.plan(parse_policy(policy)))

    for each in result.not_done:
        assert (each.changed is None) == (each.change_that_helps == "")
        if each.changed is not None:
            assert result.status is PlanStatus.INFEASIBLE
            changed = planner(accounts).plan(each.changed)
            assert changed.status is not PlanStatus.INFEASIBLE
            assert changed.missed == 0


@settings(max_examples=12)
@given(households(), policies())
def test_a_limit_never_saves_more_than_its_price(accounts: Accounts, policy: str) -> None:
    # with a buffer, a dollar may also help where cash is short, which has a price of its own
    desk = planner(accounts)
    result = desk.plan(parse_policy(policy.replace("cash_buffer = 0.02", "")))

    for each in result.not_done:
        if each.limit != "tax.gain_budget":
            continue
        rules = result.policy.tax
        budget = (rules.gain_budget or Decimal(0)) + 10
        looser = replace(result.policy, tax=replace(rules, gain_budget=budget))
        measured = desk.least_missed if each.of is PriceOf.MISSED else desk.least_cost
        saved = measured(result.policy) - measured(looser)
        assert saved <= 10 * float(each.price) + TOLERANCE * worth(accounts) + 0.02


@settings(max_examples=8)
@given(households(), policies())
def test_every_year_is_a_plan_on_what_the_last_one_left(accounts: Accounts, policy: str) -> None:
    path = glide_path(
        Portfolio(accounts=accounts),
        parse_policy(policy),
        embedded_universe(),
        as_of=TODAY,
        wish=GlideWish(years=2),
    )

    for glide in path.glides:
        portfolio = Portfolio(accounts=accounts)
        for year in glide.years:
            assert wrong_in(year.plan, portfolio) == []
            assert shares_after(year.plan, portfolio) == held(year.plan.portfolio_after)
            portfolio = year.plan.portfolio_after
    now = next(glide for glide in path.glides if glide.way is Way.ALL_NOW)
    if now.keeps_limits and now.is_reached:
        assert path.chosen.is_reached
        assert path.chosen.total_tax <= now.total_tax


def held(portfolio: Portfolio) -> dict[tuple[str, str], Decimal]:
    return {
        (item.key, position.symbol): position.quantity or Decimal(0)
        for item, position in portfolio.holdings()
    }


def shares_after(plan: TradePlan, portfolio: Portfolio) -> dict[tuple[str, str], Decimal]:
    shares = held(portfolio)
    for trade in plan.trades:
        sign = 1 if trade.action is Action.BUY else -1
        key = (trade.account, trade.symbol)
        shares[key] = shares.get(key, Decimal(0)) + sign * trade.quantity
    return {key: quantity for key, quantity in shares.items() if quantity}
