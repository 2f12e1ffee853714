"""Trading 212: one pie in a currency that the file does not name."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from rebalancer.ingest.errors import NotPositionsError
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]
HEADER = "Slice,Name,Invested value,Value,Result,Owned quantity\n"


def test_slices_are_shown_and_not_traded(read_fixture: Read) -> None:
    result = read_fixture("trading212_pie.csv")
    (pie,) = result.portfolio.accounts
    assert [
        (each.symbol, each.value, each.cost_basis, each.currency) for each in pie.positions
    ] == [
        ("VUAG", Decimal("950.40"), Decimal(800), "XXX"),
        ("AAPL", Decimal(255), Decimal(200), "XXX"),
    ]
    assert not any(each.is_tradable for each in pie.positions)
    assert pie.total_value == 0
    assert not result.skipped
    codes = [each.code for each in result.warnings if each.line == 0]
    assert codes == [WarningCode.NOT_TRADED, WarningCode.NO_DATE]


def test_the_total_is_checked(read_text: Read) -> None:
    result = read_text(f"{HEADER}AAPL,Apple,200,255,55,1\nAMD,AMD,1,?,1,1\nTotal,,200,260,55,\n")
    assert [(row.line, row.reason) for row in result.skipped] == [(3, "“?” is not a number")]
    assert (WarningCode.TOTAL_DIFFERS, 4) in {(each.code, each.line) for each in result.warnings}


def test_a_total_that_cannot_be_read_is_listed(read_text: Read) -> None:
    result = read_text(f"{HEADER}AAPL,Apple,200,255,55,1\nTotal,,200,lots,55,\n")
    assert [(row.line, row.reason) for row in result.skipped] == [(3, "“lots” is not a number")]


def test_a_history_is_named(read_text: Read) -> None:
    with pytest.raises(NotPositionsError, match="a Trading 212 history file"):
        read_text("Action,Time,ISIN,Ticker,Name,No. of shares,Price / share\n")
