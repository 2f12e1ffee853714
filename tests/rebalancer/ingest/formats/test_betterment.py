"""Betterment: one tax lot a row."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.domain.lot import TaxLot
from rebalancer.ingest.result import ImportResult

Read = Callable[[str], ImportResult]


def test_lots_of_two_accounts(read_fixture: Read) -> None:
    result = read_fixture("betterment_lots.csv")
    first, second = result.portfolio.accounts
    assert [each.label for each in (first, second)] == ["Betterment ...0020", "Betterment ...0031"]
    assert (first.total_value, first.cash) == (Decimal("2222.70"), Decimal("35.20"))
    assert second.total_value == Decimal("1480.00")
    assert first.positions[0].lots == (
        TaxLot(quantity=Decimal("2.5"), acquired=date(2024, 3, 15), cost_basis=Decimal("800.10")),
        TaxLot(quantity=Decimal("1.25"), acquired=date(2026, 2, 2), cost_basis=Decimal("455.00")),
    )
    assert first.positions[0].price == 370
    assert not result.skipped


@pytest.mark.parametrize(
    "header",
    [
        "Symbol,Shares,Cost Basis,Market Value,Purchase Date",
        "symbol,shares,costbasis,marketvalue,purchasedate",
    ],
)
def test_headings_come_with_and_without_blanks(header: str, read_text: Read) -> None:
    result = read_text(f"{header}\nVTI,2,700,740,2024-03-15\nVTI,?,700,740,2024-03-15\n")
    (position,) = result.portfolio.accounts[0].positions
    assert position.lots[0].acquired == date(2024, 3, 15)
    assert [row.line for row in result.skipped] == [3]
