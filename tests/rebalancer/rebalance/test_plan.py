"""What a plan says: reasons, rules that stand in the way, doubts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from rebalancer.domain.security import SecurityKind
from rebalancer.measure.measurement import NothingToMeasureError
from rebalancer.rebalance.model.limits import bounds
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.plan import PlanStatus
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.policy import Objective, RebalanceTo, Target
from rebalancer.rebalance.solver.highs import SolverError, WarmSolver
from rebalancer.rebalance.solver.search import Effort, Search
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    account,
    bought,
    lot,
    plan,
    position,
    sold,
    traded,
)

CAP = "[targets]\nmagnificent_seven = { max = 0.5 }\n"
APPLE = position("AAPL", "100", lot("1000", "50"))


def test_every_sale_says_what_it_removes_and_what_it_costs() -> None:
    result = plan([account("1", "taxable", APPLE)], CAP)

    sale = result.trades[0]
    removed = -sale.exposure_change["magnificent_seven"]
    assert removed == sale.value
    assert sale.reason == (
        f"Removes ${sale.value:,.0f} of Magnificent Seven; "
        f"${sale.tax:,.0f} of tax, $10.00 removed for each dollar of it."
    )
    assert result.trades[-1].reason.startswith("Invests cash and proceeds")


def test_a_sale_without_tax_says_so() -> None:
    sheltered = plan([account("1", "tax_exempt", APPLE)], CAP)
    flat = plan([account("1", "taxable", position("AAPL", "100", lot("1000", "100")))], CAP)

    assert "no tax in this account" in sheltered.trades[0].reason
    assert flat.trades[0].reason.endswith("no tax.")


def test_a_sale_at_a_loss_says_what_it_offsets() -> None:
    losing = position("AAPL", "100", lot("1000", "120", LAST_JUNE))

    result = plan([account("1", "taxable", losing)], CAP)

    # a loss of more than 10,000, of which 3,000 reduce other income at 40 % this year
    assert "realises a loss that saves $1,200 of tax this year" in result.trades[0].reason
    assert result.tax.estimated_tax == -1200
    loss = -result.tax.short_term_gain
    assert result.tax.carried_short_term == loss - 3000


@pytest.mark.parametrize(
    ("rule", "words"),
    [("do_not_sell", "you asked not to sell it"), ("lock", "it is locked")],
)
def test_a_restriction_that_stands_in_the_way_is_named(rule: str, words: str) -> None:
    policy = f'{CAP}[restrictions]\n{rule} = ["AAPL"]\n'

    result = plan([account("1", "taxable", APPLE)], policy)

    assert result.status is PlanStatus.INFEASIBLE
    assert result.trades == ()
    assert f"It would help to sell AAPL, but {words}." in result.outcomes[0].explanation
    assert [(item.symbol, item.rule) for item in result.skipped] == [("AAPL", rule)]


def test_an_excluded_holding_is_neither_counted_nor_traded() -> None:
    gold = position("GLD", "300", lot("100", "200"))
    policy = f'{CAP}[restrictions]\nexclude = ["AAPL"]\n'

    result = plan([account("1", "taxable", APPLE, gold)], policy)

    assert result.before.total_value == gold.value
    assert result.status is PlanStatus.NOTHING_TO_DO


def test_what_may_not_be_bought_is_not_bought() -> None:
    policy = f'{CAP}[buy]\nsymbols = ["IWM", "BND"]\n[restrictions]\ndo_not_buy = ["IWM"]\n'

    result = plan([account("1", "tax_exempt", APPLE)], policy)

    assert bought(result, "IWM") == 0
    assert bought(result, "BND") > 0


def test_with_nothing_on_the_buy_list_the_plan_says_what_is_missing() -> None:
    policy = "[targets]\nsmall_cap = { min = 0.1 }\n[buy]\nsymbols = []\n"

    result = plan([account("1", "tax_exempt", APPLE, cash="5000")], policy)

    assert result.status is PlanStatus.INFEASIBLE
    assert "what may be bought is nothing" in result.outcomes[0].explanation


def test_a_symbol_without_a_price_is_not_bought_and_the_plan_says_so() -> None:
    result = plan([account("1", "tax_exempt", APPLE)], f'{CAP}[buy]\nsymbols = ["QXZ", "IWM"]\n')

    assert "No price is known for QXZ, so it is not bought." in result.messages
    assert any("price of IWM is from the embedded snapshot" in text for text in result.messages)


def test_a_price_of_the_households_own_files_wins_newest_first() -> None:
    old = account("1", "tax_exempt", APPLE, as_of=date(2026, 1, 2))
    newer = account(
        "2", "tax_exempt", position("IWM", "310", lot("1", "9")), as_of=date(2026, 11, 2)
    )
    oldest = account(
        "3", "tax_exempt", position("IWM", "200", lot("1", "9")), as_of=date(2025, 1, 2)
    )

    result = plan([old, oldest, newer], f'{CAP}[buy]\nsymbols = ["IWM"]\n')

    trade = next(t for t in result.trades if t.account == "1" and t.symbol == "IWM")
    assert trade.price == 310
    assert trade.price_source == "Plain file positions, 2026-11-02"


def test_a_price_that_does_not_fit_the_brokers_value_gives_way_to_it() -> None:
    odd = replace(APPLE, value=Decimal(200_000))

    result = plan([account("1", "tax_exempt", odd)], CAP)

    assert result.trades[0].price == 200


def test_a_target_for_one_symbol_makes_it_a_candidate() -> None:
    policy = '[targets]\n"symbol:BND" = { min = 0.3 }\n[buy]\nsymbols = []\n'

    result = plan([account("1", "tax_exempt", APPLE)], policy)

    assert result.status is PlanStatus.OPTIMAL
    assert bought(result, "BND") > 0


def test_to_hold_is_to_trade_nothing() -> None:
    result = plan([account("1", "taxable", APPLE)], f'{CAP}[trading]\nmode = "hold"\n')

    assert result.trades == ()
    assert result.status is PlanStatus.INFEASIBLE


def test_a_loss_is_not_realised_while_the_same_index_is_bought() -> None:
    losing = position("SPY", "600", lot("100", "700", LAST_JUNE))
    policy = """
        [targets]
        "symbol:SPY" = { max = 0.2 }
        [buy]
        symbols = ["VOO"]
        [tax]
        wash_sales = "warn"
    """

    warned = plan([account("1", "taxable", losing)], policy)
    avoided = plan([account("1", "taxable", losing)], policy.replace("warn", "avoid"))

    (warning,) = warned.wash_sales
    assert "VOO" in warning.message
    assert warning.loss == sold(warned, "SPY") * 100
    assert warning.disallowed == bought(warned, "VOO") * 100
    # the cap is met, and the proceeds wait in cash until the safe day
    assert avoided.wash_sales == ()
    assert sold(avoided, "SPY") == 80
    assert bought(avoided, "VOO") == 0
    assert [each.symbol for each in avoided.safe_dates] == ["SPY"]


def test_a_lot_that_is_kept_out_stays_whole_beside_one_that_is_sold() -> None:
    mixed = position("SPY", "600", lot("10", "700", LAST_JUNE), lot("40", "590"))
    policy = '[targets]\n"symbol:SPY" = { max = 0.4 }\n[buy]\nsymbols = ["VOO"]\n'

    result = plan([account("1", "taxable", mixed)], policy)

    assert sold(result, "SPY") == 30
    (left,) = [item for _, item in result.portfolio_after.holdings() if item.symbol == "SPY"]
    assert [each.quantity for each in left.lots] == [10, 10]


def test_a_security_is_not_sold_in_one_account_and_bought_in_another() -> None:
    policy = """
        [targets]
        "class:stock" = { min = 0.0 }
        [buy]
        symbols = ["VTI"]
        [trading]
        withdraw = { "2" = 5000 }
        contribute = { "1" = 4000 }
    """
    fund = position("VTI", "100", lot("100", "50"))

    result = plan([account("1", "taxable"), account("2", "tax_deferred", fund)], policy)

    assert traded(result) == {("sell", "2", "VTI"): 50}
    assert result.cash_after == {"1": 4000, "2": 0}


def test_money_that_is_not_there_cannot_be_withdrawn() -> None:
    policy = '[trading]\nmode = "raise_cash"\nwithdraw = { "1" = 500 }\n'

    result = plan([account("1", "taxable", cash="100"), account("2", "taxable", APPLE)], policy)

    assert result.cash_after["1"] == -400
    assert any("lacks $400.00 of cash" in message for message in result.messages)


def test_an_account_that_owes_money_and_may_sell_nothing_says_so() -> None:
    policy = '[trading]\nmode = "raise_cash"\n[restrictions]\nlock = ["AAPL"]\n'

    result = plan([account("1", "taxable", APPLE, cash="-400")], policy)

    assert (
        "Account ...1 lacks $400.00 of cash, and nothing that may be sold there raises it."
        in result.messages
    )


@pytest.mark.parametrize("name", ["9999", "Account"])
def test_an_account_that_is_not_there_or_not_the_only_one_is_named(name: str) -> None:
    policy = f'[trading]\ncontribute = {{ "{name}" = 500 }}\n'
    accounts = [replace(account(key, "taxable", APPLE), number="") for key in ("1", "2")]

    with pytest.raises(PolicyError, match=name) as caught:
        plan(accounts, policy)

    assert "The accounts are: Account, Account." in caught.value.remedy


def test_what_is_not_traded_is_listed_with_its_reason() -> None:
    odd = (
        position("912828XX1", "99", lot("1000", "98"), kind=SecurityKind.BOND),
        replace(position("SHORT", "10", lot("5", "9")), quantity=Decimal(-5), lots=()),
        replace(position("BLANK", "10", lot("5", "9")), price=None),
        replace(position("SAP", "10", lot("5", "9")), currency="EUR"),
    )

    result = plan([account("1", "taxable", APPLE, *odd)], CAP)

    reasons = {item.symbol: item.reason for item in result.skipped}
    assert reasons["912828XX1"].endswith("it is of kind “bond”.")
    assert reasons["SHORT"].endswith("it is a short position.")
    assert reasons["BLANK"].endswith("no quantity or no price.")
    assert reasons["SAP"].endswith("it is quoted in EUR.")


def test_an_unknown_cost_is_taxed_in_full_and_said() -> None:
    unknown = position("AAPL", "100", lot("1000", None, None))

    result = plan([account("1", "unknown", unknown)], CAP)

    shares = sold(result, "AAPL")
    assert result.tax.unknown_cost == shares * 100
    assert result.tax.estimated_tax == shares * 40
    assert result.tax.short_term_gain == 0
    assert any("cost of AAPL is not known" in message for message in result.messages)
    assert any("treated as taxable" in message for message in result.messages)


def test_purchases_give_way_where_rounding_to_cents_would_overdraw() -> None:
    # 33.335 rounds to 33.34 each, and 66.67 pays for both only before rounding
    policy = """
        [targets]
        "symbol:BND" = { min = 0.5 }
        "symbol:HBAN" = { min = 0.5 }
    """
    priced = [position(name, "33.335", lot("1", "30")) for name in ("BND", "HBAN")]
    accounts = [account("1", "tax_exempt", cash="66.67"), account("2", "tax_exempt", *priced)]

    result = plan(accounts, policy)

    assert len([t for t in result.trades if t.account == "1"]) == 1
    assert result.cash_after["1"] > 0


def test_a_purchase_of_several_shares_gives_way_by_one() -> None:
    # three shares are 100.017 USD, which is 100.02 in cents
    policy = '[targets]\n"symbol:HBAN" = { min = 1.0 }\n[buy]\nsymbols = []\n'
    priced = position("HBAN", "33.339", lot("1", "30"))
    accounts = [account("1", "tax_exempt", cash="100.017"), account("2", "tax_exempt", priced)]

    result = plan(accounts, policy)

    assert traded(result) == {("buy", "1", "HBAN"): 2}


def test_a_portfolio_worth_nothing_cannot_be_planned() -> None:
    with pytest.raises(NothingToMeasureError):
        plan([account("1", "taxable")], CAP)


def test_the_solver_says_when_a_model_has_no_solution_or_no_end() -> None:
    one = np.ones(1)
    briefly = Effort(looks=100, absolute_gap=0)
    model = LinearModel()
    column = model.add_columns(10 * one, integer=np.array([True]))
    model.charge(0, column, one)
    program = model.freeze()
    assert WarmSolver(program).minimise(one).objective == 0
    assert [found.objective for found in Search(program, one, briefly)][-1] == 0

    endless = replace(program, upper=np.inf * one)
    with pytest.raises(SolverError, match="nbounded"):
        WarmSolver(endless).minimise(-one)

    model.add_row(column, one, lower=11.0)
    impossible = model.freeze()
    assert list(Search(impossible, one, briefly)) == []
    with pytest.raises(SolverError, match="nfeasible"):
        WarmSolver(impossible).minimise(one)


def test_a_target_asks_for_its_bounds() -> None:
    target = Target(key="small_cap", target=0.2, band=0.05, to=RebalanceTo.EDGE)

    assert bounds(target, 0.22, Objective.CHEAPEST) == pytest.approx((0.15, 0.25))
    assert bounds(target, 0.30, Objective.CHEAPEST) == pytest.approx((0.15, 0.25))
    assert bounds(target, 0.30, Objective.CLOSEST) == pytest.approx((0.2, 0.2))
    assert bounds(replace(target, maximum=0.21), 0.3, Objective.CHEAPEST)[1] == 0.21
