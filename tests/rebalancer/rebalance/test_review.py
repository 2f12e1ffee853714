"""A person approves and holds trades: what is left is computed as honestly as the whole plan."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.approval import NOTHING_SAID, Approval, Status, key_of
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.policy.file import parse_policy
from rebalancer.rebalance.remainder import HELD, plan_without
from rebalancer.rebalance.review import Review, review
from rebalancer.rebalance.solve import make_plan
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    lot,
    position,
    traded,
)

ROTATION = """
    [targets]
    magnificent_seven = { max = 0.10 }
    small_cap = { min = 0.20 }
    [buy]
    symbols = ["IWM", "RSP"]
    [trading]
    cost_bp = 5
"""
HARVEST = '[trading]\nmode = "tlh_and_rebalance"\n[buy]\nsymbols = ["IWM"]\n'
RELIEFS = tuple(
    f'{ROTATION}    lot_relief = {{ default = "{relief}" }}\n'
    for relief in ("fifo", "lifo", "hifo", "average")
)
LOCATED = """
    [targets]
    "symbol:BND" = { target = 0.3 }
    magnificent_seven = { max = 0.10 }
    [buy]
    symbols = ["BND", "VTI"]
    [location]
    weigh = true
    [tax]
    wash_sales = "warn"
    [[recent_trades]]
    account = "2"
    symbol = "NVDA"
    action = "buy"
    date = 2026-11-02
    quantity = 10
    price = 190.00
"""
HOUSEHOLD = (
    account(
        "1",
        "taxable",
        position("NVDA", "180", lot("40", "20"), lot("30", "190", LAST_JUNE), lot("9", None)),
        position("AAPL", "250", lot("30", "270"), lot("20", "100")),
        position("VTI", "300", lot("20", "200")),
        cash="120",
    ),
    account(
        "2",
        "tax_deferred",
        position("FXAIX", "200", lot("150", "90"), kind=SecurityKind.FUND),
        position("MSFT", "400", lot("12", "300")),
        cash="40",
    ),
)
BOOKKEEPING = {
    "Accounts",
    "Order",
    "Cash after",
    "Lots",
    "Lot relief",
    "Values",
    "Gains",
    "Tax",
    "Tax, once more",
    "Costs",
    "Cost basis",
    "Nothing lost",
}
"""What is true of a list of trades, whichever of them are left out."""


@cache
def made(policy: str) -> tuple[TradePlan, Portfolio]:
    """Return the plan of the household under *policy*, and the household."""
    portfolio = Portfolio(accounts=HOUSEHOLD)
    universe = embedded_universe()
    return make_plan(portfolio, parse_policy(policy), universe, as_of=TODAY), portfolio


def reviewed(policy: str, approval: Approval = NOTHING_SAID) -> Review:
    """Return what is said of the plan under *policy*."""
    plan, portfolio = made(policy)
    return review(plan, portfolio, approval)


def of(plan: TradePlan, action: Action, account: str) -> list[Trade]:
    return [each for each in plan.trades if (each.action, each.account) == (action, account)]


def holding(trades: Sequence[Trade]) -> Approval:
    return NOTHING_SAID.with_status(trades, Status.HELD)


@settings(max_examples=40)
@given(data=st.data(), policy=st.sampled_from([ROTATION, HARVEST, LOCATED, *RELIEFS]))
def test_whichever_trades_are_held_the_books_of_the_others_are_right(
    data: st.DataObject, policy: str
) -> None:
    plan, _ = made(policy)
    held = data.draw(st.lists(st.sampled_from(plan.trades), unique_by=key_of))
    found = reviewed(policy, holding(held))
    keys = {key_of(trade) for trade in held}
    assert traded(found.rest) == {
        (action, number, symbol): shares
        for (action, number, symbol), shares in traded(plan).items()
        if (number, symbol, Action(action)) not in keys
    }
    wrong = [check for check in found.checks if not check.passed]
    assert not [check for check in wrong if check.name in BOOKKEEPING]
    assert any(check.name == "Cash" for check in wrong) == bool(found.lacking)
    assert sum(trade.tax for trade in found.rest.trades) == found.rest.tax.estimated_tax


@given(
    order=st.permutations([0, 1, 2]),
    status=st.sampled_from(Status),
)
@settings(max_examples=20)
def test_the_order_in_which_it_is_said_makes_no_difference(
    order: list[int], status: Status
) -> None:
    plan, _ = made(ROTATION)
    trades = plan.trades[:3]
    one_by_one = NOTHING_SAID
    for number in order:
        one_by_one = one_by_one.with_status([trades[number]], status)
    assert one_by_one == NOTHING_SAID.with_status(trades, status)
    assert one_by_one.statuses(trades) == (status,) * 3
    assert one_by_one.with_status(trades, Status.OPEN) == NOTHING_SAID


def test_with_nothing_held_the_rest_is_the_plan_itself() -> None:
    plan, _ = made(ROTATION)
    found = reviewed(ROTATION, NOTHING_SAID.with_status(plan.trades[:2], Status.APPROVED))
    assert found.rest is plan
    assert found.lacking == {}
    assert found.trades(Status.APPROVED) == plan.trades[:2]
    assert found.progress == f"2 of {len(plan.trades)} approved"
    assert all(check.passed for check in found.checks)


def test_a_purchase_whose_sales_are_held_lacks_its_money_and_says_how_much() -> None:
    plan, _ = made(ROTATION)
    sales, purchases = (of(plan, action, "1") for action in (Action.SELL, Action.BUY))
    found = reviewed(ROTATION, holding(sales))
    spent = sum(trade.value + trade.cost for trade in purchases)
    assert found.lacking[key_of(purchases[-1])] == spent - 120
    assert found.rest.cash_after["1"] == 120 - spent
    assert found.rest.cash_after["2"] == plan.cash_after["2"]
    assert "ends with -$" in " ".join(found.rest.messages)
    assert [check.name for check in found.checks if not check.passed] == ["Cash"]
    assert [key_of(trade) for trade in found.listed] == [key_of(trade) for trade in plan.trades]
    assert found.is_complete
    assert not replace(found, statuses=(Status.OPEN,) * len(plan.trades)).is_complete
    assert found.progress == f"0 of {len(plan.trades)} approved, {len(sales)} held"


def test_what_is_held_is_listed_as_not_traded_and_what_it_costs_a_target_is_said() -> None:
    plan, _ = made(ROTATION)
    sale, purchase = of(plan, Action.SELL, "2")[0], of(plan, Action.BUY, "2")[-1]
    rest = reviewed(ROTATION, holding([sale, purchase])).rest
    assert [each.reason for each in rest.skipped if each.rule == HELD] == [
        f"{sale.symbol} is not sold: you hold this trade.",
        f"{purchase.symbol} is not bought: you hold this trade.",
    ]
    missed = [outcome for outcome in rest.outcomes if outcome.shortfall]
    assert missed
    assert missed[0].explanation.endswith("as some trades are held.")
    assert (rest.gap, rest.proof) == (None, None)
    assert rest.after.total_value == rest.portfolio_after.total_value


def test_a_loss_counts_again_when_the_purchase_that_disallows_it_is_held() -> None:
    losing = account("1", "taxable", position("SPY", "100", lot("100", "120")), cash="0")
    ira = account("2", "tax_deferred", cash="9000")
    policy = parse_policy(
        """
        [targets]
        "symbol:SPY" = { max = 0.2 }
        "symbol:VOO" = { min = 0.3 }
        [buy]
        symbols = ["VOO", "BND"]
        [tax]
        wash_sales = "warn"
        """
    )
    portfolio = Portfolio(accounts=(losing, ira))
    plan = make_plan(portfolio, policy, embedded_universe(), as_of=TODAY)
    washed = [trade for trade in plan.trades if trade.symbol == "VOO"]
    assert plan.tax.disallowed > 0
    rest = plan_without(plan, portfolio, {key_of(trade) for trade in washed})
    assert rest.wash_sales == ()
    assert rest.tax.disallowed == 0
    assert rest.tax.estimated_tax < plan.tax.estimated_tax


def test_an_approval_lapses_with_another_order_and_a_hold_does_not() -> None:
    plan, _ = made(ROTATION)
    sale = of(plan, Action.SELL, "1")[0]
    fewer = replace(sale, quantity=sale.quantity - 1)
    other_lots = replace(sale, lots=sale.lots[:-1])
    for other in (fewer, other_lots, replace(sale, price=sale.price + 1)):
        assert approved(sale).statuses([sale, other]) == (Status.APPROVED, Status.OPEN)
        assert holding([sale]).statuses([other]) == (Status.HELD,)


def approved(trade: Trade) -> Approval:
    return NOTHING_SAID.with_status([trade], Status.APPROVED)


def test_settlement_is_told_where_purchases_need_it() -> None:
    notes = reviewed(ROTATION).settlement
    assert notes["1"].startswith("Purchases spend $")
    assert "settle one business day after the sale" in notes["1"]
    assert notes["2"].startswith("FXAIX is sold at the day's closing price: $")
    plan, _ = made(ROTATION)
    only_sales = reviewed(ROTATION, holding(of(plan, Action.BUY, "1")))
    assert set(only_sales.settlement) == {"2"}


def test_every_status_has_a_word() -> None:
    assert [status.words for status in Status] == ["Not decided", "Approved", "Held"]


def test_an_account_with_cash_enough_needs_no_settlement() -> None:
    rich: Account = replace(HOUSEHOLD[0], cash_holdings=())
    rich = replace(rich, cash_holdings=account("1", "taxable", cash="90000").cash_holdings)
    portfolio = Portfolio(accounts=(rich,))
    plan = make_plan(portfolio, parse_policy(ROTATION), embedded_universe(), as_of=TODAY)
    assert review(plan, portfolio, NOTHING_SAID).settlement == {}
    assert Decimal(0) < plan.cash_after["1"]
