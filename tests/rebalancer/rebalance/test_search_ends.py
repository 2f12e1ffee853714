"""How a search for whole shares ends where there is little to find, or no time to find it."""

import gc
import weakref
from dataclasses import replace
from decimal import Decimal

import pytest

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.plan import Action, PlanStatus
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.solver import exhaust, repair
from tests.rebalancer.rebalance.households import TODAY, account, lot, plan, position

STOCKS = ("AAPL", "MSFT", "NVDA", "AMZN", "META", "TSLA", "GOOGL", "XOM", "JPM", "JNJ", "PG", "KO")
MET = "[targets]\nmagnificent_seven = { max = 1.0 }\n[buy]\nsymbols = []\n"


def many(lots: int = 10) -> Account:
    """Return an account with more to decide about than can be looked at plan by plan."""
    return account(
        "1",
        "taxable",
        *(
            position(symbol, "100", *(lot(str(5 + number), "90") for number in range(lots)))
            for symbol in STOCKS
        ),
    )


def planner(*accounts: Account) -> Planner:
    return Planner(Portfolio(accounts=accounts), embedded_universe(), as_of=TODAY)


def test_where_nothing_is_to_be_done_nothing_is_searched_for() -> None:
    desk = planner(many())
    found = desk.plan(parse_policy(MET))
    assert found.status is PlanStatus.NOTHING_TO_DO
    assert found.trades == ()
    assert list(desk.improve()) == []


def test_what_would_take_too_long_to_search_is_left_and_its_gap_is_stated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit in ("SMALL", "LARGE"):
        monkeypatch.setattr(repair, limit, -1)
    found = planner(many()).plan(parse_policy(MET.replace("1.0", "0.3")))
    assert found.trades == ()
    assert found.missed > 0
    assert found.proof is not None
    assert found.proof.gap > 0


def test_a_plan_whose_search_was_ended_by_the_clock_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = repair.whole_shares

    def in_no_time(*arguments: object) -> repair.Rounded:
        return replace(ended(*arguments), ended_by_clock=True)  # type: ignore[arg-type]

    monkeypatch.setattr("rebalancer.rebalance.solver.optimise.whole_shares", in_no_time)
    found = planner(many()).plan(parse_policy(MET.replace("1.0", "0.3")))
    assert any("took longer than" in message for message in found.messages)


def test_a_plan_leaves_nothing_that_has_to_be_looked_for() -> None:
    desk = planner(many())
    gc.collect()
    gc.disable()
    try:
        found = desk.plan(parse_policy(MET.replace("1.0", "0.3")))
        assert found.trades
        model = weakref.ref(found)
        held = weakref.ref(desk)
        del found, desk
        assert (model(), held()) == (None, None)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = {type(each).__module__.partition(".")[0] for each in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left & {"rebalancer", "highspy"} == set()


def test_a_household_that_only_its_rules_make_large_is_not_looked_at_plan_by_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = account(
        "1", "taxable", *(position(symbol, "100", lot("9", "90")) for symbol in STOCKS[:4])
    )
    policy = parse_policy(
        MET.replace("1.0", "0.5").replace("[]", '["KO"]') + "[trading]\nmin_trade = 150\n"
    )
    whole = planner(held).plan(policy)
    monkeypatch.setattr(exhaust, "TINY", 9)
    searched = planner(held).plan(policy)
    for found in (whole, searched):
        assert found.missed == 0
        assert all(check.passed for check in check_plan(found, Portfolio(accounts=(held,))))
    assert whole.proof is not None
    assert searched.proof is not None
    assert whole.proof.cost <= searched.proof.cost + 1e-6


def test_more_shares_than_a_search_can_count_are_bought_without_one() -> None:
    rich = account("1", "taxable", position("AAPL", "100", lot("9", "90")), cash="1000000000000")
    found = plan([rich], "[targets]\nsmall_cap = { min = 0.2 }\n[buy]\nsymbols = ['IWM']\n")
    assert found.missed == 0
    assert found.trades[0].quantity > exhaust.COUNTABLE / 2


def test_a_trade_that_is_decided_may_leave_less_than_the_smallest_position() -> None:
    held = account("1", "taxable", position("XOM", "100", lot("50", "90")), cash="100")
    found = plan(
        [held],
        '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmin_position = 1000\n'
        '[[orders]]\naccount = "1"\nsymbol = "XOM"\naction = "sell"\nquantity = 45\n',
    )
    sale = found.trades[0]
    assert (sale.action, sale.quantity) == (Action.SELL, Decimal(45))
