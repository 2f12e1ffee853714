"""Wealthsimple: two currencies side by side, of which one is traded."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]
HEADER = (
    "Account Name,Account Classification,Account Number,Symbol,MIC,Name,Security Type,Quantity,"
    "Position Direction,Market Price,Market Value,Market Value Currency\n"
)


def test_canadian_lines_are_shown_and_not_traded(read_fixture: Read) -> None:
    savings, margin = read_fixture("wealthsimple_report.csv").portfolio.accounts
    assert (savings.label, margin.label) == ("Savings one ...1CAD", "Margin two ...2CAD")
    assert savings.as_of == date(2026, 8, 21)
    vti, xic = savings.positions
    assert (vti.symbol, vti.currency, vti.is_tradable) == ("VTI", "USD", True)
    assert (xic.symbol, xic.currency, xic.is_tradable) == ("XIC.TO", "CAD", False)
    assert savings.total_value == Decimal(3700)
    assert (vti.cost_basis, xic.cost_basis) == (Decimal(2500), Decimal(1500))


def test_short_positions_count_against_the_account(read_fixture: Read) -> None:
    margin = read_fixture("wealthsimple_report.csv").portfolio.accounts[1]
    tesla, bitcoin, microsoft = margin.positions
    assert (tesla.quantity, tesla.value) == (Decimal(-2), Decimal(-720))
    assert (bitcoin.symbol, bitcoin.kind) == ("BTC-CAD", SecurityKind.OTHER)
    assert margin.total_value == microsoft.value + tesla.value


def test_a_cost_in_another_currency_is_unknown(read_fixture: Read) -> None:
    result = read_fixture("wealthsimple_report.csv")
    assert result.portfolio.accounts[1].positions[2].cost_basis is None
    assert "The cost of MSFT is in CAD; it is taken as unknown." in {
        each.message for each in result.warnings
    }
    assert not result.skipped


def test_a_missing_end_and_missing_cells_are_doubted(read_text: Read) -> None:
    result = read_text(
        f"{HEADER}Mine,Trade,WS1,,XTSE,A Fund,MUTUAL_FUND,,SHORT,,100,\n"
        "Mine,Trade,WS1,VTI,,A Fund,,ten,LONG,,100,USD\nAs of today\n"
    )
    (position,) = result.portfolio.accounts[0].positions
    assert (position.symbol, position.value, position.quantity) == ("A Fund", Decimal(-100), None)
    assert position.currency == "XXX"
    assert [(row.line, row.reason) for row in result.skipped] == [
        (3, "“ten” is not a number"),
        (4, "it names no holding"),
    ]
    assert (WarningCode.TRUNCATED, 4) in {(each.code, each.line) for each in result.warnings}
