"""A fix mends what it says and nothing else, and is undone without a trace."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.domain.account import Account, CashHolding, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.fix import (
    CorrectSymbol,
    DropAccount,
    DropRepeatedRows,
    Fix,
    MarkKind,
    SetCostBasis,
    SetTaxTreatment,
    TreatAsCash,
    apply_fix,
    apply_fixes,
    correct_symbol,
    with_fix,
)
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Snapshot

D = Decimal
DAY = date(2020, 1, 2)


def position(symbol: str = "QZZQ", quantity: str = "10", **more: object) -> Position:
    facts: dict[str, object] = {
        "symbol": symbol,
        "description": symbol,
        "kind": SecurityKind.UNKNOWN,
        "value": D(quantity) * 20,
        "quantity": D(quantity),
        "price": D(20),
    }
    return Position(**(facts | more))  # type: ignore[arg-type]  # fields by name


def account(*positions: Position, key: str = "joint") -> Account:
    return Account(
        key=key,
        broker="Broker",
        number="...1001",
        name="Joint",
        tax_treatment=TaxTreatment.UNKNOWN,
        positions=positions,
        cash_holdings=(CashHolding(symbol="CASH", description="", amount=D(5)),),
    )


def household(*accounts: Account) -> ImportResult:
    return ImportResult(portfolio=Portfolio(accounts=accounts))


def mended(fix: Fix, *positions: Position) -> Account:
    return apply_fix(household(account(*positions)), fix).portfolio.accounts[0]


def lot(quantity: str, cost: str | None = None) -> TaxLot:
    return TaxLot(quantity=D(quantity), acquired=DAY, cost_basis=None if cost is None else D(cost))


def test_a_treatment_is_set_on_its_account_only() -> None:
    two = household(account(key="a"), account(key="b"))
    fix = SetTaxTreatment(account="b", treatment=TaxTreatment.TAX_EXEMPT)

    treatments = [each.tax_treatment for each in apply_fix(two, fix).portfolio.accounts]

    assert treatments == [TaxTreatment.UNKNOWN, TaxTreatment.TAX_EXEMPT]


def test_cash_keeps_its_amount_and_the_account_its_total() -> None:
    before = account(position(), position("AAPL"))
    after = mended(TreatAsCash(symbol="QZZQ"), *before.positions)

    assert after.total_value == before.total_value
    assert after.cash == 205
    assert [each.symbol for each in after.positions] == ["AAPL"]
    euros = mended(TreatAsCash(symbol="QZZQ"), position(currency="EUR"))
    assert euros.cash == 5


def test_a_corrected_symbol_joins_the_position_that_it_is() -> None:
    fix = CorrectSymbol(symbol="QZZQ", to="AAPL", kind=SecurityKind.STOCK)
    known = position("AAPL", lots=(lot("10", "50"),), cost_basis=D(50))
    other = position(cost_basis=D(70))

    (apple,) = mended(fix, known, other).positions

    assert (apple.quantity, apple.value, apple.cost_basis) == (D(20), D(400), D(120))
    assert apple.open_lots == (lot("10", "50"), TaxLot(quantity=D(10), cost_basis=D(70)))
    assert apple.kind is SecurityKind.STOCK
    (turned,) = mended(fix, other, replace_price(known)).positions
    assert (turned.symbol, turned.kind, turned.price) == ("AAPL", SecurityKind.STOCK, D(20))
    (unpriced,) = mended(fix, replace_price(known), other).positions
    assert unpriced.price == 20


def replace_price(held: Position) -> Position:
    return position(held.symbol, price=None, kind=SecurityKind.STOCK)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("brk.b", CorrectSymbol(symbol="X", to="BRK-B", kind=SecurityKind.STOCK)),
        ("spaxx", TreatAsCash(symbol="X")),
        ("qzzq", None),
        ("", None),
    ],
)
def test_what_is_typed_has_to_be_known(
    snapshot: Snapshot, typed: str, expected: Fix | None
) -> None:
    assert correct_symbol("X", typed, snapshot) == expected


def test_a_kind_is_marked_wherever_the_symbol_is_held() -> None:
    first, second = mended(
        MarkKind(symbol="QZZQ", kind=SecurityKind.BOND), position(), position("AAPL")
    ).positions

    assert (first.kind, second.kind) == (SecurityKind.BOND, SecurityKind.UNKNOWN)
    assert not first.is_tradable


@pytest.mark.parametrize(
    ("lots", "costs"),
    [
        ((), []),
        ((lot("10"),), [D("100.00")]),
        ((lot("4", "30"), lot("3"), lot("3")), [D(30), D("35.00"), D("35.00")]),
        ((lot("1"), lot("1"), lot("1")), [D("33.33"), D("33.34"), D("33.33")]),
        ((lot("5", "30"), lot("5", "60")), [D(30), D(60)]),
        ((lot("5", "130"), lot("5")), [D(130), None]),
    ],
)
def test_a_cost_is_shared_by_the_lots_that_have_none(
    lots: tuple[TaxLot, ...], costs: list[Decimal | None]
) -> None:
    fix = SetCostBasis(account="joint", symbol="QZZQ", cost_basis=D(100))

    first, second = mended(fix, position(lots=lots), position("AAPL")).positions

    assert first.cost_basis == 100
    assert [each.cost_basis for each in first.lots] == costs
    assert second.cost_basis is None


def test_rows_are_counted_once() -> None:
    fix = DropRepeatedRows(account="joint", symbol="QZZQ")
    twice = position(quantity="20", lots=(lot("10", "50"),) * 2, cost_basis=D(100))

    first, second = mended(fix, twice, position("AAPL")).positions

    assert (first.quantity, first.value, first.cost_basis) == (D(10), D(200), D(50))
    assert first.lots == (lot("10", "50"),)
    assert second == position("AAPL")
    parent = position(lots=(lot("10", "50"),) * 2)
    assert mended(fix, parent).positions == (position(lots=(lot("10", "50"),)),)


def test_an_account_is_left_out() -> None:
    two = household(account(key="a"), account(key="b"))

    left = apply_fix(two, DropAccount(account="a")).portfolio.accounts

    assert [each.key for each in left] == ["b"]


def test_the_last_word_on_a_subject_counts() -> None:
    first = SetTaxTreatment(account="a", treatment=TaxTreatment.TAXABLE)
    second = SetTaxTreatment(account="a", treatment=TaxTreatment.TAX_EXEMPT)
    other = SetTaxTreatment(account="b", treatment=TaxTreatment.TAXABLE)

    assert with_fix((first, other), second) == (other, second)
    assert len({each.subject for each in FIXES}) == len(FIXES) - 2


FIXES: tuple[Fix, ...] = (
    SetTaxTreatment(account="a", treatment=TaxTreatment.TAX_EXEMPT),
    SetCostBasis(account="a", symbol="QZZQ", cost_basis=D(70)),
    SetCostBasis(account="a", symbol="QZZQ"),
    TreatAsCash(symbol="QZZQ"),
    CorrectSymbol(symbol="QZZQ", to="AAPL"),
    CorrectSymbol(symbol="QZZQ"),
    MarkKind(symbol="QZZQ", kind=SecurityKind.FUND),
    DropAccount(account="b"),
    DropRepeatedRows(account="a", symbol="QZZQ"),
)


@pytest.mark.parametrize("fix", FIXES)
def test_where_there_is_nothing_to_mend_nothing_changes(fix: Fix) -> None:
    foreign = household(account(position("MSFT"), key="c"))

    assert apply_fix(foreign, fix) == foreign


positions = st.builds(
    position,
    st.sampled_from(["QZZQ", "AAPL", "MSFT"]),
    st.sampled_from(["1", "10", "0.5"]),
    lots=st.lists(st.sampled_from([lot("1", "5"), lot("1"), lot("10", "7")]), max_size=3).map(
        tuple
    ),
)
held = st.lists(positions, max_size=3, unique_by=lambda each: each.symbol)
households = st.tuples(held, held).map(
    lambda both: household(account(*both[0], key="a"), account(*both[1], key="b"))
)


@given(households, st.lists(st.sampled_from(FIXES), max_size=4), st.sampled_from(FIXES))
def test_a_fix_that_is_undone_leaves_no_trace(
    imported: ImportResult, others: list[Fix], fix: Fix
) -> None:
    before = apply_fixes(imported, others)
    after = apply_fixes(imported, (*others, fix))

    assert apply_fixes(imported, others) == before
    assert apply_fix(before, fix) == after
    assert apply_fixes(imported, ()) == imported
    dropped = isinstance(fix, DropAccount | DropRepeatedRows)
    assert dropped or after.portfolio.total_value == before.portfolio.total_value
