"""Accounts by securities: what meets what, from when on, and why."""

from datetime import date, timedelta
from decimal import Decimal

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.recent import safe_from
from rebalancer.rebalance.solve import make_plan
from rebalancer.rebalance.wash_matrix import WashMatrix, WashRow, WashVerdict, wash_matrix
from tests.rebalancer.rebalance.households import TODAY, account, lot, position

FILLER = position("BND", "100", lot("10", "10"))
LOSING = position("SPY", "100", lot("100", "120"))
SELLS = """
    [targets]
    "class:cash" = { min = 0.0 }
    [trading]
    mode = "raise_cash"
    withdraw = { "1" = 10000 }
    [tax]
    wash_sales = "warn"
    realised = { long_term = 9000 }
"""
BOUGHT = f"""
    [[recent_trades]]
    account = "2"
    symbol = "SPY"
    action = "buy"
    date = {TODAY - timedelta(days=20)}
    quantity = 30
    price = 99.00
"""
HOLDS = """
    [targets]
    "class:cash" = { min = 0.0 }
    [trading]
    mode = "hold"
"""


def matrix(accounts: list[Account], policy: str) -> WashMatrix:
    portfolio, universe = Portfolio(accounts=tuple(accounts)), embedded_universe()
    plan = make_plan(portfolio, parse_policy(policy), universe, as_of=TODAY)
    return wash_matrix(portfolio, plan, universe)


def row(found: WashMatrix, symbol: str) -> WashRow:
    return next(each for each in found.rows if symbol in each.symbols)


def two_accounts() -> list[Account]:
    ira = account("2", "tax_deferred", position("VTI", "300", lot("9", "200")))
    return [account("1", "taxable", LOSING, FILLER), ira]


def test_a_loss_sold_after_a_purchase_elsewhere_is_a_clash_and_comes_first() -> None:
    found = matrix(two_accounts(), SELLS + BOUGHT)

    first = found.rows[0]
    assert found.accounts == ("Account ...1", "Account ...2")
    assert (first.symbols, first.verdict) == (("SPY",), WashVerdict.CLASH)
    mine, theirs = first.cells
    assert (mine.loss, mine.sold_at_loss, mine.buys) == (Decimal(2000), Decimal(2000), Decimal(0))
    assert theirs.bought_lately == ((TODAY - timedelta(days=20), Decimal(30)),)
    assert "disallowed" in first.reason
    assert first.first_day == safe_from(TODAY)


def test_a_loss_that_meets_no_purchase_is_not_to_be_bought_again_for_a_while() -> None:
    found = row(matrix(two_accounts(), SELLS), "SPY")

    assert (found.verdict, found.first_day) == (WashVerdict.DO_NOT_BUY, date(2026, 12, 21))
    assert "do not buy it in any account before 2026-12-21" in found.reason


def test_a_loss_after_a_purchase_waits_for_its_day() -> None:
    policy = HOLDS + BOUGHT
    found = row(matrix(two_accounts(), policy), "SPY")

    assert found.verdict is WashVerdict.DO_NOT_SELL
    assert found.first_day == safe_from(TODAY - timedelta(days=20))


def test_what_is_bought_keeps_a_loss_of_its_own_where_it_is() -> None:
    policy = """
        [targets]
        "symbol:SPY" = { min = 0.5 }
        [buy]
        symbols = ["SPY"]
        [trading]
        mode = "buy_only"
        contribute = { "2" = 20000 }
    """
    found = row(matrix(two_accounts(), policy), "SPY")

    assert found.verdict is WashVerdict.ONE_OF_TWO
    assert found.first_day is None
    assert found.cells[1].buys > 0
    assert "stay where they are" in found.reason


def test_what_nothing_is_to_be_said_of_is_left_out_and_a_lone_loss_is_free() -> None:
    found = matrix(two_accounts(), HOLDS)

    assert [each.symbols for each in found.rows] == [("SPY",)]
    assert found.rows[0].verdict is WashVerdict.FREE
    assert found.rows[0].cells[1].is_empty


def test_identical_funds_share_a_row() -> None:
    same = [
        account("1", "taxable", LOSING),
        account("2", "taxable", position("IVV", "100", lot("10", "120"))),
    ]
    assert matrix(same, HOLDS).rows[0].symbols == ("IVV", "SPY")
