"""In which units an account trades: whole shares or fractions, by account and by kind."""

from decimal import Decimal

import pytest

from rebalancer.domain.account import Account
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.policy.error import PolicyError
from tests.rebalancer.rebalance.households import account, lot, plan, position, sold

RAISE = '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmode = "raise_cash"\n'
ELSEWHERE = account("9", "tax_exempt", cash="5000")


def raised(amount: str, trading: str, *accounts: Account) -> dict[str, Decimal]:
    """Return the shares sold in each account where *amount* is taken out of each."""
    wanted = ", ".join(f'"{each.key}" = {amount}' for each in accounts)
    result = plan([*accounts, ELSEWHERE], f"{RAISE}withdraw = {{ {wanted} }}\n{trading}")
    return {trade.account: trade.quantity for trade in result.trades}


@pytest.mark.parametrize(("amount", "expected"), [("1000", "10"), ("1050", "10"), ("950", "10")])
def test_a_lot_of_ten_shares_and_a_fraction_is_sold_as_ten_shares(
    amount: str, expected: str
) -> None:
    holding = account("1", "taxable", position("XOM", "100", lot("10.537", "90")))

    assert raised(amount, "", holding) == {"1": Decimal(expected)}


def test_the_fraction_goes_with_everything_where_that_is_asked_for() -> None:
    holding = account("1", "taxable", position("XOM", "100", lot("10.537", "90")))

    assert raised("1050", "sell_fractions = true", holding) == {"1": Decimal("10.537")}
    assert raised("900", "sell_fractions = true", holding) == {"1": Decimal(9)}


def test_the_fraction_stays_where_a_lot_that_must_be_kept_stays_too() -> None:
    named = """
        sell_fractions = true
        lot_relief = { "1" = "specific" }
        [[trading.specific_lots]]
        account = "1"
        symbol = "XOM"
        acquired = 2019-01-02
        quantity = 5.25
    """
    holding = account("1", "taxable", position("XOM", "100", lot("10.537", "90")))

    assert raised("600", named, holding) == {"1": Decimal(5)}


def test_every_account_has_its_own_units() -> None:
    accounts = [
        account(number, "taxable", position("XOM", "100", lot("10.537", "90"))) for number in "12"
    ]

    units = raised("350", "whole_shares = { default = true, '2' = false }", *accounts)

    assert units == {"1": 4, "2": Decimal("3.5")}


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ("true", {"XOM": 4, "VTI": 4, "FXAIX": Decimal("3.5")}),
        ("{ mutual_fund = true }", {"XOM": 4, "VTI": 4, "FXAIX": 4}),
        ("{ etf = false }", {"XOM": 4, "VTI": Decimal("3.5"), "FXAIX": Decimal("3.5")}),
        ("{ stock = false }", {"XOM": Decimal("3.5"), "VTI": 4, "FXAIX": Decimal("3.5")}),
        ("{ default = false, etf = true }", {"XOM": Decimal("3.5"), "VTI": 4}),
        ("{ etf = false, '1' = true }", {"VTI": 4, "FXAIX": 4}),
    ],
)
def test_every_kind_has_its_own_units(units: str, expected: dict[str, Decimal]) -> None:
    for symbol, shares in expected.items():
        held = account("1", "taxable", position(symbol, "100", lot("10.537", "90")))

        assert raised("350", f"whole_shares = {units}", held) == {"1": shares}


def test_a_kind_that_the_file_states_decides() -> None:
    held = account("1", "taxable", position("ABCD", "100", lot("10", "90"), kind=SecurityKind.FUND))

    assert raised("350", "whole_shares = { etf = false }", held) == {"1": Decimal("3.5")}


def test_units_of_an_account_that_is_not_there_are_refused() -> None:
    with pytest.raises(PolicyError, match=r"whole_shares\.77.*fits none"):
        raised("350", "whole_shares = { '77' = false }", account("1", "taxable", cash="500"))


def test_the_smallest_trade_is_sold_where_less_is_needed() -> None:
    holding = account("1", "taxable", position("XOM", "100", lot("90", "50")))

    assert raised("800", "min_trade = 1000", holding) == {"1": 10}


def test_no_rule_on_units_sells_what_is_not_needed() -> None:
    holding = position("XOM", "100", lot("10.537", "90"))
    policy = "[targets]\nmagnificent_seven = { max = 1.0 }\n[trading]\nsell_fractions = true\n"

    assert sold(plan([account("1", "taxable", holding)], policy), "XOM") == 0
