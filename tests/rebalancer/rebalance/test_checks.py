"""A plan proves itself, and a plan that was tampered with does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.checks import check_plan, turnover
from rebalancer.rebalance.plan import Action, LotSale, Replacement, Trade, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy, Restrictions, Trading
from rebalancer.rebalance.solve import make_plan
from rebalancer.rebalance.tax.rules import TaxRules, WashSales

TODAY = date(2026, 8, 21)


def holding(symbol: str, quantity: str, price: str, *lots: TaxLot, kind: str = "stock") -> Position:
    shares = Decimal(quantity)
    return Position(
        symbol=symbol,
        description=symbol,
        kind=SecurityKind(kind),
        value=shares * Decimal(price),
        quantity=shares,
        price=Decimal(price),
        lots=lots,
    )


def lot(quantity: str, year: int, cost: str) -> TaxLot:
    return TaxLot(quantity=Decimal(quantity), acquired=date(year, 3, 4), cost_basis=Decimal(cost))


def account(key: str, treatment: TaxTreatment, cash: str, *positions: Position) -> Account:
    return Account(
        key=key,
        broker="Schwab",
        number=f"...{key}",
        name="Joint" if treatment is TaxTreatment.TAXABLE else "Roth",
        tax_treatment=treatment,
        positions=positions,
        cash_holdings=(CashHolding(symbol="CASH", description="", amount=Decimal(cash)),),
        as_of=TODAY,
    )


HOUSEHOLD = Portfolio(
    accounts=(
        account(
            "1001",
            TaxTreatment.TAXABLE,
            "1250.25",
            holding("NVDA", "400", "180", lot("250", 2019, "1000"), lot("150", 2026, "28000")),
            holding("AAPL", "200", "255", lot("200", 2020, "20000")),
            holding("VTI", "300.5", "340.01", kind="fund"),
        ),
        account("1002", TaxTreatment.TAX_EXEMPT, "500", holding("QQQ", "60", "620", kind="fund")),
    )
)


def plan_for(policy: Policy = DEFAULT_POLICY, portfolio: Portfolio = HOUSEHOLD) -> TradePlan:
    return make_plan(portfolio, policy, embedded_universe(), as_of=TODAY)


@pytest.fixture(scope="module")
def plan() -> TradePlan:
    return plan_for()


def failures(plan: TradePlan, portfolio: Portfolio = HOUSEHOLD) -> dict[str, str]:
    return {check.name: check.detail for check in check_plan(plan, portfolio) if not check.passed}


def with_trade(plan: TradePlan, number: int, change: Callable[[Trade], Trade]) -> TradePlan:
    trades = list(plan.trades)
    trades[number] = change(trades[number])
    return replace(plan, trades=tuple(trades))


def number_of(plan: TradePlan, action: Action, symbol: str) -> int:
    found = [(trade.action, trade.symbol) for trade in plan.trades]
    return found.index((action, symbol))


@pytest.mark.parametrize(
    "policy",
    [
        DEFAULT_POLICY,
        replace(DEFAULT_POLICY, trading=Trading(whole_shares=False, cost_bp=5.0)),
        replace(
            DEFAULT_POLICY,
            trading=Trading(
                contribute={"1001": Decimal(10000)},
                withdraw={"1002": Decimal(5000)},
                min_trade=Decimal(500),
                cash_buffer=0.01,
            ),
        ),
        replace(DEFAULT_POLICY, tax=TaxRules(gain_budget=Decimal(5000))),
        replace(
            DEFAULT_POLICY,
            restrictions=Restrictions(
                do_not_sell=frozenset({"NVDA"}),
                exclude=frozenset({"AAPL"}),
                do_not_buy=frozenset({"RSP"}),
            ),
        ),
    ],
    ids=["default", "fractions and costs", "money moves", "gain budget", "restrictions"],
)
def test_what_the_solver_finds_passes_every_check(policy: Policy) -> None:
    plan = plan_for(policy)
    assert plan.trades
    assert failures(plan) == {}


def test_every_check_says_in_a_sentence_what_was_found(plan: TradePlan) -> None:
    checks = check_plan(plan, HOUSEHOLD)
    assert len({check.name for check in checks}) == len(checks) == 24
    assert all(check.passed and check.detail.endswith(".") for check in checks)


def test_a_trade_in_a_foreign_account_is_found(plan: TradePlan) -> None:
    moved = with_trade(plan, 0, lambda trade: replace(trade, account="9999"))
    found = failures(moved)
    assert "is in an account that the files do not hold" in found["Accounts"]
    assert "no open lot" in found["Lots"]


def test_buying_before_selling_is_found(plan: TradePlan) -> None:
    turned = replace(plan, trades=tuple(reversed(plan.trades)))
    assert (
        "Joint ...1001 buys before everything that pays for it is sold."
        in (failures(turned)["Order"])
    )
    assert "Joint ...1001 lacks $" in failures(turned)["Cash"]


def test_one_symbol_on_both_sides_is_found(plan: TradePlan) -> None:
    other = number_of(plan, Action.BUY, "RSP")
    both = with_trade(plan, other, lambda trade: replace(trade, symbol="NVDA"))
    assert failures(both)["One side only"] == "NVDA is bought and sold by the same plan."


def test_cash_that_is_not_there_is_found(plan: TradePlan) -> None:
    buys = number_of(plan, Action.BUY, "IWM")
    dear = with_trade(plan, buys, lambda trade: replace(trade, value=trade.value + 100_000))
    found = failures(dear)
    assert "lacks $" in found["Cash"]
    assert "after buying" in found["Cash"]
    assert "but the plan says $" in found["Cash after"]
    assert "but is listed at $" in found["Values"]


def test_an_account_whose_cash_the_plan_does_not_state_is_found(plan: TradePlan) -> None:
    silent = replace(plan, cash_after={"1001": plan.cash_after["1001"]})
    assert failures(silent)["Cash after"].endswith("but the plan says nothing.")


def test_an_overdrawn_account_may_not_get_any_deeper() -> None:
    joint, roth = HOUSEHOLD.accounts
    owing = CashHolding(symbol="CASH", description="", amount=Decimal(-700))
    overdrawn = Portfolio(accounts=(joint, replace(roth, cash_holdings=(owing,))))
    plan = plan_for(DEFAULT_POLICY, overdrawn)
    assert failures(plan, overdrawn) == {}


def test_lots_that_do_not_make_up_the_trade_are_found(plan: TradePlan) -> None:
    sells = number_of(plan, Action.SELL, "NVDA")
    more = with_trade(plan, sells, lambda trade: replace(trade, quantity=trade.quantity + 1))
    assert "the lots add up to" in failures(more)["Lots"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda sale: replace(sale, quantity=Decimal(900)), "holds 900 shares at the stated cost"),
        (lambda sale: replace(sale, acquired=None), "no open lot of unknown date"),
        (lambda sale: replace(sale, cost_basis=Decimal(1)), "at the stated cost"),
        (lambda sale: replace(sale, cost_basis=None), "at the stated cost"),
    ],
    ids=["too many", "no date", "another cost", "no cost"],
)
def test_a_lot_that_is_not_there_is_found(
    plan: TradePlan, wrong: Callable[[LotSale], LotSale], said: str
) -> None:
    sells = number_of(plan, Action.SELL, "NVDA")
    faked = with_trade(
        plan,
        sells,
        lambda trade: replace(trade, lots=(wrong(trade.lots[0]), *trade.lots[1:])),
    )
    assert said in failures(faked)["Lots"]


def test_a_lot_sold_twice_is_found(plan: TradePlan) -> None:
    sells = number_of(plan, Action.SELL, "AAPL")
    twice = with_trade(
        plan, sells, lambda trade: replace(trade, lots=(trade.lots[0], trade.lots[0]))
    )
    assert "no open lot of 2020-03-04" in failures(twice)["Lots"]


def test_equal_lots_are_told_apart_by_their_shares() -> None:
    joint = account(
        "1001",
        TaxTreatment.TAXABLE,
        "0",
        holding("NVDA", "15", "180", lot("10", 2019, "100"), lot("5", 2019, "50")),
        holding("VTI", "1", "340", kind="fund"),
    )
    small = Portfolio(accounts=(joint,))
    plan = plan_for(DEFAULT_POLICY, small)
    assert failures(plan, small) == {}


def test_a_whole_position_may_be_sold_at_the_value_that_the_broker_states() -> None:
    joint, roth = HOUSEHOLD.accounts
    rounded = replace(joint.positions[1], value=Decimal("51000.37"))
    near = Portfolio(
        accounts=(
            replace(joint, positions=(joint.positions[0], rounded, joint.positions[2])),
            roth,
        )
    )
    plan = plan_for(DEFAULT_POLICY, near)
    sale = plan.trades[number_of(plan, Action.SELL, "AAPL")]
    assert (sale.quantity, sale.value) == (Decimal(200), Decimal("51000.37"))
    assert failures(plan, near) == {}


def test_gains_and_taxes_that_do_not_add_up_are_found(plan: TradePlan) -> None:
    sells = number_of(plan, Action.SELL, "NVDA")
    richer = with_trade(
        plan, sells, lambda trade: replace(trade, long_term_gain=trade.long_term_gain + 10)
    )
    assert "the lots' gains do not add up" in failures(richer)["Gains"]
    assert "long-term gain adds up to $" in failures(richer)["Tax"]


def test_a_broken_gain_budget_is_found(plan: TradePlan) -> None:
    tight = replace(plan.policy, tax=TaxRules(gain_budget=Decimal(100)))
    assert "and the budget is $100.00." in failures(replace(plan, policy=tight))["Gain budget"]


@pytest.mark.parametrize(
    ("check", "trading", "said"),
    [
        ("Costs", Trading(ticket_fee=Decimal(5)), "costs $5.00, but $0.00 is stated."),
        ("Turnover", Trading(turnover_max=0.01), "and the turnover cap is $"),
        ("Smallest trade", Trading(min_trade=Decimal(10**6)), "less than the smallest trade."),
        (
            "Smallest position",
            Trading(min_position=Decimal(10**6)),
            "less than the smallest position.",
        ),
    ],
)
def test_a_broken_rule_of_trading_is_found(
    plan: TradePlan, check: str, trading: Trading, said: str
) -> None:
    stricter = replace(plan, policy=replace(plan.policy, trading=trading))
    assert said in failures(stricter)[check]


def test_a_gain_that_was_to_wait_is_found(plan: TradePlan) -> None:
    sells = number_of(plan, Action.SELL, "AAPL")
    recent = date(2025, 9, 1)
    early = with_trade(
        plan,
        sells,
        lambda trade: replace(trade, lots=(replace(trade.lots[0], acquired=recent),)),
    )
    patient = replace(plan.policy, tax=TaxRules(wait_for_long_term=30))
    found = failures(replace(early, policy=patient))
    assert found["Waiting"].endswith("takes a gain that is long-term in 12 days.")
    assert "Waiting" not in failures(early)


def test_fractions_are_found_except_in_mutual_funds(plan: TradePlan) -> None:
    buys = number_of(plan, Action.BUY, "IWM")
    half = with_trade(plan, buys, lambda trade: replace(trade, quantity=Decimal("0.5")))
    fund = with_trade(
        plan, buys, lambda trade: replace(trade, quantity=Decimal("0.5"), symbol="VSMAX")
    )
    assert failures(half)["Whole shares"].endswith("is not a whole number of shares.")
    assert "Whole shares" not in failures(fund)


@pytest.mark.parametrize(
    ("restrictions", "said"),
    [
        (Restrictions(do_not_sell=frozenset({"NVDA"})), "of NVDA"),
        (Restrictions(do_not_buy=frozenset({"IWM"})), "of IWM"),
        (Restrictions(lock=frozenset({"NVDA", "IWM"})), "of IWM"),
    ],
)
def test_a_broken_restriction_is_found(
    plan: TradePlan, restrictions: Restrictions, said: str
) -> None:
    stricter = replace(plan, policy=replace(plan.policy, restrictions=restrictions))
    assert said in failures(stricter)["Restrictions"]


def test_a_loss_that_meets_its_own_replacement_is_found(plan: TradePlan) -> None:
    sells = number_of(plan, Action.SELL, "NVDA")
    losing = with_trade(
        plan,
        sells,
        lambda trade: replace(
            trade, lots=(replace(trade.lots[0], gain=Decimal(-5)),), disallowed=Decimal(5)
        ),
    )
    washed = with_trade(
        losing, number_of(plan, Action.BUY, "IWM"), lambda trade: replace(trade, symbol="NVDA")
    )
    warned = replace(
        washed,
        policy=replace(washed.policy, tax=replace(washed.policy.tax, wash_sales=WashSales.WARN)),
    )
    found = failures(washed)["Wash sales"]
    assert "of NVDA in Joint ...1001 at a loss, and buying the same, makes a wash sale." in found
    assert "$5.00 of its loss is disallowed." in found
    assert "Wash sales" not in failures(warned)


def test_a_replacement_that_costs_more_than_what_it_replaces_is_found(plan: TradePlan) -> None:
    instead = Replacement(
        sold="ZZZZ", bought="RSP", overlap=None, moves=0.0, moved_group="", difference=""
    )
    own = replace(plan, policy=replace(plan.policy, buy=()))
    dearer = with_trade(
        own,
        number_of(plan, Action.BUY, "IWM"),
        lambda trade: replace(trade, replaces=(instead,)),
    )
    assert failures(dearer)["Replacements"].endswith(
        "costs more than the $0.00 of what it replaces."
    )


def test_a_cost_that_nobody_paid_is_found() -> None:
    joint = replace(HOUSEHOLD.accounts[0], positions=HOUSEHOLD.accounts[0].positions[:2])
    known = Portfolio(accounts=(joint,))
    plan = plan_for(DEFAULT_POLICY, known)
    buys = next(n for n, trade in enumerate(plan.trades) if trade.action is Action.BUY)
    dearer = with_trade(plan, buys, lambda trade: replace(trade, value=trade.value + 100_000))
    assert failures(plan, known) == {}
    assert "Joint ...1001 holds should have cost $" in failures(dearer, known)["Cost basis"]


def test_money_that_vanishes_is_found(plan: TradePlan) -> None:
    joint, roth = plan.portfolio_after.accounts
    empty = replace(roth, positions=(), cash_holdings=())
    poorer = replace(plan, portfolio_after=Portfolio(accounts=(joint, empty)))
    assert "should be worth $" in failures(poorer)["Nothing lost"]


def test_turnover_is_the_larger_of_what_is_sold_and_bought(plan: TradePlan) -> None:
    moved = turnover(plan)
    assert moved.sold == sum(t.value for t in plan.trades if t.action is Action.SELL)
    assert moved.bought == sum(t.value for t in plan.trades if t.action is Action.BUY)
    larger = max(moved.sold, moved.bought)
    assert moved.share == pytest.approx(float(larger / HOUSEHOLD.total_value))
