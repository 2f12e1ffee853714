"""Positions, cash and lots read as a person expects, and nothing unknown is a zero."""

from datetime import date
from decimal import Decimal

import pytest
from pytestqt.modeltest import ModelTester

from rebalancer.domain.account import Account, CashHolding, Origin, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.money import ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from ui.models.holdings import HOLDING_COLUMNS, HoldingRow, holding_rows
from ui.models.tree import TreeModel

TODAY = date(2026, 8, 21)
D = Decimal


def position(**changes: object) -> Position:
    facts: dict[str, object] = {
        "symbol": "AAPL",
        "description": "Apple Inc.",
        "kind": SecurityKind.STOCK,
        "value": D(3000),
        "quantity": D(10),
        "price": D(300),
        "cost_basis": D(1000),
        "lots": (
            TaxLot(quantity=D(4), acquired=date(2019, 3, 4), cost_basis=D(400)),
            TaxLot(quantity=D(6), acquired=date(2026, 3, 4), cost_basis=D(600)),
        ),
        "origin": Origin(file="mine.csv", line=2),
    }
    return Position(**(facts | changes))  # type: ignore[arg-type]


def rows(*positions: Position, pending: Decimal = ZERO) -> tuple[HoldingRow, ...]:
    account = Account(
        key="1",
        broker="Schwab",
        number="...1001",
        name="Joint",
        tax_treatment=TaxTreatment.TAXABLE,
        positions=positions,
        cash_holdings=(CashHolding(symbol="SNSXX", description="Sweep", amount=D(1000)),),
        pending=pending,
    )
    return holding_rows(Portfolio(accounts=(account,)), TODAY)


def text(row: HoldingRow, title: str) -> str:
    column = next(column for column in HOLDING_COLUMNS if column.title == title)
    return column.text(row)


def test_lots_are_the_same_rows_as_long_as_they_say_the_same() -> None:
    (apple, _), (again, _) = rows(position()), rows(position())
    (other, _) = rows(position(quantity=D(11)))

    assert apple == again != other
    assert hash(apple) == hash(again)
    assert apple.lots[0:9] == (apple.lots[0], apple.lots[1])
    assert apple.lots[0] is apple.lots[0]


def test_a_position_is_one_row_with_a_row_per_lot() -> None:
    apple, _ = rows(position())

    assert (text(apple, "Shares"), text(apple, "Value")) == ("10", "$3,000.00")
    assert (text(apple, "Gain"), text(apple, "Of all")) == ("+$2,000", "75.0\u202f%")
    assert text(apple, "Held") == "2 lots"
    assert [text(lot, "Held") for lot in apple.lots] == ["4 Mar 2019, long", "4 Mar 2026, short"]
    assert sum(lot.value for lot in apple.lots) == apple.value


def test_what_is_unknown_is_a_dash_and_sorts_last() -> None:
    apple, _ = rows(position(cost_basis=None, lots=()))

    assert (text(apple, "Cost"), text(apple, "Gain")) == ("\u2013", "\u2013")
    assert text(apple.lots[0], "Held") == "date not known"
    gain = next(column for column in HOLDING_COLUMNS if column.title == "Gain")
    assert gain.key(apple) is None


def test_other_currencies_have_no_share_of_the_household() -> None:
    euro, _ = rows(position(currency="EUR"))

    assert euro.share is None
    assert euro.lots[0].share is None


def test_cash_is_a_row_of_its_own_that_says_what_is_pending() -> None:
    (cash,) = rows(pending=D("-250.5"))

    assert cash.description == "Cash and \u2212$250.50 pending"
    assert (cash.value, cash.source) == (D("749.50"), "SNSXX")
    assert {text(cash, title) for title in ("Shares", "Price", "Cost", "Gain")} == {""}


def test_an_account_without_cash_shows_none() -> None:
    empty = Account(key="1", broker="", number="", name="", tax_treatment=TaxTreatment.UNKNOWN)

    assert holding_rows(Portfolio(accounts=(empty,)), TODAY) == ()


@pytest.mark.parametrize("column", range(len(HOLDING_COLUMNS)))
def test_holdings_sort_by_every_column(column: int, qtmodeltester: ModelTester) -> None:
    model: TreeModel[HoldingRow] = TreeModel(HOLDING_COLUMNS, lambda row: row.lots)
    model.set_rows(rows(position(), position(symbol="MSFT", quantity=None, price=None, lots=())))

    model.sort(column)

    qtmodeltester.check(model)
    assert model.rowCount() == 3
