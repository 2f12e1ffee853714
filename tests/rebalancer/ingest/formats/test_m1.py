"""M1: what was paid is not what it is worth."""

from collections.abc import Callable
from decimal import Decimal

from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]


def test_the_price_follows_from_value_and_quantity(read_fixture: Read) -> None:
    (account,) = read_fixture("m1_holdings.csv").portfolio.accounts
    assert account.label == "M1"
    assert account.total_value == Decimal("4315.63")
    assert [(each.symbol, each.price, each.cost_basis) for each in account.positions] == [
        ("SCHB", Decimal(30), Decimal("860.00")),
        ("IJR", Decimal("125.000615"), Decimal("812.50")),
        ("NVDA", Decimal(210), None),
    ]


def test_an_unknown_cost_is_said_once_for_its_line(read_fixture: Read) -> None:
    result = read_fixture("m1_holdings.csv")
    assert not result.skipped
    assert [(each.code, each.line) for each in result.warnings] == [
        (WarningCode.NO_DATE, 0),
        (WarningCode.UNKNOWN_TAX_TREATMENT, 1),
        (WarningCode.UNKNOWN_COST, 4),
    ]


def test_a_cost_per_share_will_do(read_text: Read) -> None:
    result = read_text(
        "Symbol,Quantity,Avg. Price,Unrealized Gain ($),Value\nSCHB,40,21.50,340.00,1200.00\n"
    )
    assert result.portfolio.accounts[0].positions[0].cost_basis == Decimal("860.00")
