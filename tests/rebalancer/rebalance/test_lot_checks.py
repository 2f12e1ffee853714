"""A plan whose lots, units or decided trades were tampered with does not pass."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.plan import LotSale, Trade, TradePlan
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.relief import LotRelief, SpecificLot
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    LONG_AGO,
    TODAY,
    account,
    lot,
    plan,
    position,
)

LATER = date(2024, 5, 6)
LOTS = (lot("10", "40", LATER), lot("10", "80", LAST_JUNE), lot("10", "60", LONG_AGO))
NAMED = """
[[trading.specific_lots]]
account = "1"
symbol = "VTI"
acquired = 2019-01-02
quantity = 6
"""


def household(*extra: str | None) -> list[Account]:
    """Return a taxable account of one fund; each of *extra* is the cost of ten shares more."""
    lots = (*LOTS, *(lot("10", cost, None) for cost in extra))
    return [
        account("1", "taxable", position("VTI", "100", *lots)),
        account("2", "tax_exempt", cash="5000"),
    ]


def raised(relief: str, *extra: str | None, amount: str = "1500") -> TradePlan:
    """Return a plan that sells the fund for *amount* by *relief*."""
    policy = f"""
        [targets]
        "class:cash" = {{ min = 0.0 }}
        [trading]
        mode = "raise_cash"
        withdraw = {{ "1" = {amount} }}
        lot_relief = "{relief}"
    """
    return plan(household(*extra), policy + (NAMED if relief == "specific" else ""))


def failures(result: TradePlan, accounts: list[Account]) -> dict[str, str]:
    checks = check_plan(result, Portfolio(accounts=tuple(accounts)))
    return {check.name: check.detail for check in checks if not check.passed}


def tampered(result: TradePlan, change: Callable[[Trade], Trade]) -> TradePlan:
    return replace(result, trades=tuple(map(change, result.trades)))


def with_lots(*sales: tuple[date | None, str, str | None]) -> Callable[[Trade], Trade]:
    """Return what replaces the lots of a trade by these days, shares and costs a share."""

    def change(trade: Trade) -> Trade:
        lots = tuple(
            LotSale(
                acquired=day,
                quantity=Decimal(shares),
                cost_basis=None if cost is None else Decimal(cost) * Decimal(shares),
                term=trade.lots[0].term,
                gain=None,
            )
            for day, shares, cost in sales
        )
        return replace(trade, lots=lots)

    return change


@pytest.mark.parametrize("relief", [each.value for each in LotRelief])
def test_what_is_planned_passes(relief: str) -> None:
    amount = "600" if relief == "specific" else "1500"

    result = raised(relief, "50", None, amount=amount)

    assert {"Lots", "Lot relief", "Whole shares", "Your orders"}.isdisjoint(
        failures(result, household("50", None))
    )


TAMPERED = {
    "fifo": ([(LATER, "10", "40"), (LONG_AGO, "5", "60")], "keeps older shares than it sells"),
    "lifo": ([(LATER, "10", "40"), (LONG_AGO, "5", "60")], "keeps newer shares than it sells"),
    "hifo": ([(LATER, "10", "40"), (LAST_JUNE, "5", "80")], "keeps dearer shares than it sells"),
    "average": ([(LONG_AGO, "10", "60"), (LATER, "5", "40")], "does not cost the average"),
    "specific": ([(LONG_AGO, "7", "60")], "of shares that the policy does not name"),
}


@pytest.mark.parametrize(("relief", "sales", "said"), [(k, *v) for k, v in TAMPERED.items()])
def test_lots_out_of_turn_are_found(
    relief: str, sales: list[tuple[date | None, str, str | None]], said: str
) -> None:
    result = raised(relief, amount="600" if relief == "specific" else "1500")

    wrong = failures(tampered(result, with_lots(*sales)), household())

    assert said in wrong["Lot relief"]


def test_shares_of_unknown_date_or_cost_before_the_others_are_found() -> None:
    by_date = tampered(raised("fifo", "50"), with_lots((None, "10", "50"), (LONG_AGO, "5", "60")))
    by_cost = tampered(raised("hifo", None), with_lots((None, "10", None), (LAST_JUNE, "5", "80")))
    averaged = tampered(
        raised("average", None), with_lots((LONG_AGO, "10", "60"), (LATER, "5", None))
    )

    assert "keeps older" in failures(by_date, household("50"))["Lot relief"]
    assert "keeps dearer" in failures(by_cost, household(None))["Lot relief"]
    assert "does not cost the average" in failures(averaged, household(None))["Lot relief"]


def test_another_method_than_the_account_s_is_found() -> None:
    result = tampered(raised("fifo"), lambda trade: replace(trade, relief=LotRelief.HIFO))

    assert "is not by “first in, first out”" in failures(result, household())["Lot relief"]


def test_lots_that_are_not_there_are_found_all_the_same() -> None:
    result = tampered(raised("fifo"), with_lots((date(2001, 1, 1), "15", "60")))

    assert set(failures(result, household())) >= {"Lots", "Gains"}


def test_fractions_are_found_where_the_account_or_the_kind_trades_whole_shares() -> None:
    result = tampered(raised("fifo"), lambda trade: replace(trade, quantity=Decimal("14.5")))
    fund = replace(household()[0].positions[0], kind=SecurityKind.FUND)
    known = [replace(household()[0], positions=(fund,)), household()[1]]

    def units(**by: bool) -> TradePlan:
        trading = replace(result.policy.trading, whole_shares_by=by)
        return replace(result, policy=replace(result.policy, trading=trading))

    assert "Whole shares" in failures(result, household())
    assert "Whole shares" not in failures(units(**{"1": False}), household())
    assert "Whole shares" in failures(units(**{"1": True, "etf": False}), household())
    assert "Whole shares" not in failures(units(etf=False), household())
    assert "Whole shares" not in failures(units(etf=False), known)
    assert "Whole shares" in failures(units(stock=False), known)
    stranger = tampered(result, lambda trade: replace(trade, account="7"))
    assert "Whole shares" not in failures(stranger, household())


def test_a_fraction_may_go_with_everything_where_that_is_asked_for() -> None:
    held = [account("1", "taxable", position("XOM", "100", lot("10.5", "60"))), household()[1]]
    policy = "[targets]\n'symbol:XOM' = { max = 0.0 }\n[trading]\nsell_fractions = true\n"

    result = plan(held, policy)

    assert result.trades[0].quantity == Decimal("10.5")
    assert failures(result, held) == {}
    never = replace(result.policy.trading, sell_fractions=False)
    refused = replace(result, policy=replace(result.policy, trading=never))
    assert "Whole shares" in failures(refused, held)


def test_a_trade_that_differs_from_what_was_decided_is_found() -> None:
    order = FixedOrder(account="1", symbol="VTI", action=Deal.SELL, quantity=Decimal(3))
    result = raised("fifo")
    decided = replace(result, policy=replace(result.policy, orders=(order,)))

    said = failures(decided, household())["Your orders"]

    assert said == "You asked to sell 3 VTI in 1, and the plan sells 15."
    excluded = replace(order, quantity=Decimal(0))
    decided = replace(result, policy=replace(result.policy, orders=(excluded,)))
    assert "sell 0 VTI" in failures(decided, household())["Your orders"]


def test_what_is_named_and_ordered_is_called_by_its_name() -> None:
    named = SpecificLot(account="1001", symbol="SPY", quantity=Decimal("10.50"))

    assert named.words == "10.5 SPY of unknown date in 1001"
    assert replace(named, acquired=TODAY).words == "10.5 SPY of 2026-11-20 in 1001"
