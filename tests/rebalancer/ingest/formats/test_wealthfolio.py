"""Wealthfolio: the same holdings on several days are held once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.ingest.errors import UnknownLayoutError
from rebalancer.ingest.result import ImportResult, WarningCode

D = Decimal
Read = Callable[[str], ImportResult]


def test_the_latest_day_counts(read_fixture: Read) -> None:
    result = read_fixture("wealthfolio_days.csv")
    (account,) = result.portfolio.accounts
    assert account.as_of == date(2026, 8, 21)
    assert [(each.symbol, each.quantity, each.currency) for each in account.positions] == [
        ("VTI", D(12), "USD"),
        ("SHOP.TO", D(5), "CAD"),
    ]
    assert account.cash == D("500.25")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (5, "it is of another day than 2026-08-21"),
        (6, "it is of another day than 2026-08-21"),
    ]


def test_a_day_that_cannot_be_read_is_another_day(read_text: Read) -> None:
    result = read_text(
        "date,symbol,quantity,price,currency,avgCost\n"
        "2026-08-21,VTI,12,310.00,,200\nsoon,VTI,1,310.00,USD,1\n2026-08-21,AAPL,many,1,USD,1\n"
    )
    (position,) = result.portfolio.accounts[0].positions
    assert (position.quantity, position.cost_basis) == (D(12), D(2400))
    assert [row.line for row in result.skipped] == [3, 4]
    assert WarningCode.UNREADABLE_CELL in {each.code for each in result.warnings}


def test_more_columns_are_another_layout(read_text: Read) -> None:
    with pytest.raises(UnknownLayoutError):
        read_text("date,symbol,quantity,price,currency,side\n2026-08-21,VTI,12,310.00,USD,BUY\n")
