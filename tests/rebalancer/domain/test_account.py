"""Accounts: what they are called, how they are taxed, and what they are worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.domain.account import (
    Account,
    CashHolding,
    Position,
    TaxTreatment,
    infer_tax_treatment,
    read_tax_treatment,
)
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.money import ZERO, total
from rebalancer.domain.security import SecurityKind


def position(
    value: str = "1000",
    *,
    quantity: str | None = "10",
    price: str | None = "100",
    cost: str | None = None,
    lots: tuple[TaxLot, ...] = (),
    kind: SecurityKind = SecurityKind.STOCK,
    currency: str = "USD",
) -> Position:
    return Position(
        symbol="AAPL",
        description="Apple Inc.",
        kind=kind,
        value=Decimal(value),
        quantity=None if quantity is None else Decimal(quantity),
        price=None if price is None else Decimal(price),
        cost_basis=None if cost is None else Decimal(cost),
        lots=lots,
        currency=currency,
    )


def account(
    *positions: Position,
    cash: str = "0",
    pending: str = "0",
    file_total: str | None = None,
    name: str = "Joint",
    number: str = "...1001",
) -> Account:
    return Account(
        key=f"Schwab:{name}:{number}",
        broker="Schwab",
        number=number,
        name=name,
        tax_treatment=TaxTreatment.TAXABLE,
        positions=positions,
        cash_holdings=(CashHolding(symbol="CASH", description="", amount=Decimal(cash)),),
        pending=Decimal(pending),
        file_total=None if file_total is None else Decimal(file_total),
    )


def lot(quantity: str, cost: str | None = None) -> TaxLot:
    return TaxLot(quantity=Decimal(quantity), cost_basis=None if cost is None else Decimal(cost))


@pytest.mark.parametrize(
    ("name", "treatment"),
    [
        ("Roth IRA", TaxTreatment.TAX_EXEMPT),
        ("Alice_Roth", TaxTreatment.TAX_EXEMPT),
        ("Health Savings Account", TaxTreatment.TAX_EXEMPT),
        ("529 plan", TaxTreatment.TAX_EXEMPT),
        ("Rollover IRA", TaxTreatment.TAX_DEFERRED),
        ("EXAMPLE INC. 401(K) PLAN", TaxTreatment.TAX_DEFERRED),
        ("Bob_Trad_401k", TaxTreatment.TAX_DEFERRED),
        ("403(b)", TaxTreatment.TAX_DEFERRED),
        ("BrokerageLink", TaxTreatment.TAX_DEFERRED),
        ("Individual - TOD", TaxTreatment.TAXABLE),
        ("Joint WROS", TaxTreatment.TAXABLE),
        ("CMA-Edge", TaxTreatment.TAXABLE),
        ("Reserve", TaxTreatment.UNKNOWN),
        ("", TaxTreatment.UNKNOWN),
    ],
)
def test_a_name_gives_the_tax_treatment_away(name: str, treatment: TaxTreatment) -> None:
    assert infer_tax_treatment(name) is treatment


@pytest.mark.parametrize(
    ("word", "treatment"),
    [
        ("tax_exempt", TaxTreatment.TAX_EXEMPT),
        ("Tax-exempt", TaxTreatment.TAX_EXEMPT),
        ("Tax exempt", TaxTreatment.TAX_EXEMPT),
        ("TAX-DEFERRED", TaxTreatment.TAX_DEFERRED),
        ("Roth IRA", TaxTreatment.TAX_EXEMPT),
        ("no idea", TaxTreatment.UNKNOWN),
        ("", None),
    ],
)
def test_a_cell_says_the_tax_treatment_in_several_spellings(
    word: str, treatment: TaxTreatment | None
) -> None:
    assert read_tax_treatment(word) is treatment


def test_unknown_is_taxed_like_taxable_and_the_others_are_not() -> None:
    taxed = {treatment for treatment in TaxTreatment if treatment.is_taxed}
    assert taxed == {TaxTreatment.TAXABLE, TaxTreatment.UNKNOWN}


def test_a_priced_long_position_of_shares_in_usd_can_be_traded() -> None:
    assert position().is_tradable


@pytest.mark.parametrize(
    "other",
    [
        position(kind=SecurityKind.OPTION),
        position(kind=SecurityKind.BOND),
        position(currency="EUR"),
        position(quantity=None),
        position(quantity="-5"),
        position(price=None),
        position(price="0"),
    ],
)
def test_anything_else_cannot(other: Position) -> None:
    assert not other.is_tradable


def test_lots_that_explain_the_position_are_the_lots() -> None:
    lots = (lot("4", "300"), lot("6", "500"))
    assert position(cost="800", lots=lots).open_lots == lots


def test_shares_that_no_lot_explains_get_the_cost_that_is_left() -> None:
    held = position(cost="800", lots=(lot("4", "300"),))
    assert held.open_lots == (lot("4", "300"), lot("6", "500"))


@pytest.mark.parametrize(
    "held",
    [
        position(lots=(lot("4", "300"),)),
        position(cost="800", lots=(lot("4"),)),
        position(cost="200", lots=(lot("4", "300"),)),
    ],
)
def test_the_cost_that_is_left_is_unknown_rather_than_invented(held: Position) -> None:
    assert held.open_lots[-1] == lot("6")


def test_lots_beyond_the_position_are_not_believed() -> None:
    held = position(cost="800", lots=(lot("8", "300"), lot("6", "500")))
    assert held.open_lots == (lot("10", "800"),)


@pytest.mark.parametrize("quantity", [None, "0", "-3"])
def test_what_is_not_held_long_has_no_lots(quantity: str | None) -> None:
    assert position(quantity=quantity).open_lots == ()


@given(
    listed=st.lists(st.integers(min_value=1, max_value=50), max_size=6),
    held=st.integers(min_value=1, max_value=200),
)
def test_open_lots_hold_exactly_the_position(listed: list[int], held: int) -> None:
    lots = tuple(lot(str(quantity), "10") for quantity in listed)
    open_lots = position(quantity=str(held), lots=lots).open_lots
    assert total(each.quantity for each in open_lots) == held


def test_an_account_is_worth_its_parts_in_usd() -> None:
    ours = account(position("1000"), position("700", currency="EUR"), cash="50", pending="-20")
    assert ours.cash == Decimal(50)
    assert ours.total_value == Decimal(1030)


def test_an_account_is_called_by_name_and_number() -> None:
    assert account().label == "Joint ...1001"
    assert account(number="").label == "Joint"
    assert account(name="").label == "Schwab ...1001"


def test_without_a_total_of_the_file_nothing_can_be_reconciled() -> None:
    assert account(position()).reconciles is None


@pytest.mark.parametrize(
    ("file_total", "reconciles"),
    [("1050.00", True), ("1050.04", True), ("1050.05", False), ("1049.95", False)],
)
def test_a_cent_a_row_is_rounding_and_more_is_not(file_total: str, *, reconciles: bool) -> None:
    ours = account(position("1000"), cash="50", file_total=file_total)
    assert ours.reconciles is reconciles


@pytest.mark.parametrize(
    "typed",
    ["1001", "...1001", "01", "joint", "JOINT ...1001", "  Joint  ", "Schwab:Joint:...1001"],
)
def test_a_person_names_an_account_by_the_end_of_name_or_number(typed: str) -> None:
    assert account().matches(typed)


@pytest.mark.parametrize("typed", ["", "...", "  ", "1002", "Joi", "Roth"])
def test_anything_else_does_not_match(typed: str) -> None:
    assert not account().matches(typed)


def test_an_empty_account_is_worth_nothing() -> None:
    assert account().total_value == ZERO
