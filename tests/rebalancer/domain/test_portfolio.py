"""A household is the sum of its accounts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.money import ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import TRADABLE_KINDS, SecurityKind

values = st.decimals(min_value=-1000, max_value=10**6, places=2)


def account(
    key: str,
    *holdings: tuple[str, Decimal],
    cash: Decimal = ZERO,
    pending: Decimal = ZERO,
    as_of: date | None = None,
    currency: str = "USD",
) -> Account:
    return Account(
        key=key,
        broker="Schwab",
        number="",
        name=key,
        tax_treatment=TaxTreatment.TAXABLE,
        positions=tuple(
            Position(
                symbol=symbol,
                description="",
                kind=SecurityKind.STOCK,
                value=value,
                currency=currency,
            )
            for symbol, value in holdings
        ),
        cash_holdings=(CashHolding(symbol="CASH", description="", amount=cash),),
        pending=pending,
        as_of=as_of,
    )


@given(first=values, second=values, cash=values, pending=values)
def test_the_whole_is_the_sum_of_its_parts(
    first: Decimal, second: Decimal, cash: Decimal, pending: Decimal
) -> None:
    household = Portfolio(
        accounts=(
            account("a", ("AAPL", first), cash=cash),
            account("b", ("AAPL", second), ("MSFT", first), pending=pending),
        )
    )
    assert household.total_value == first + second + first + cash + pending
    assert household.cash == cash
    assert household.pending == pending
    assert household.value_by_symbol() == {"AAPL": first + second, "MSFT": first}


def test_other_currencies_are_left_out_of_values() -> None:
    household = Portfolio(accounts=(account("a", ("SAP", Decimal(5)), currency="EUR"),))
    assert household.value_by_symbol() == {}
    assert household.total_value == ZERO


def test_a_household_is_no_fresher_than_its_oldest_account() -> None:
    old, new = date(2026, 8, 1), date(2026, 8, 21)
    household = Portfolio(accounts=(account("a", as_of=new), account("b", as_of=old), account("c")))
    assert household.as_of == old
    assert Portfolio().as_of is None


def test_every_holding_comes_with_its_account() -> None:
    household = Portfolio(
        accounts=(account("a", ("AAPL", ZERO)), account("b", ("MSFT", ZERO), ("VTI", ZERO)))
    )
    pairs = [(owner.key, position.symbol) for owner, position in household.holdings()]
    assert pairs == [("a", "AAPL"), ("b", "MSFT"), ("b", "VTI")]


def test_an_account_is_found_by_its_key() -> None:
    household = Portfolio(accounts=(account("a"), account("b")))
    assert household.account("b").key == "b"
    with pytest.raises(KeyError, match="nobody"):
        household.account("nobody")


def test_shares_and_funds_are_traded_and_nothing_else() -> None:
    assert SecurityKind.OPTION not in TRADABLE_KINDS
    assert SecurityKind.BOND not in TRADABLE_KINDS
    assert SecurityKind.UNKNOWN in TRADABLE_KINDS
