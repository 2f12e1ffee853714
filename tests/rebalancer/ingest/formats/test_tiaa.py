"""TIAA: plans named between the rows, tickers at the end of the names."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]
HEADER = "Data As of 08/21/2026,\nYour Investments,Total Value,Last Price,Quantity,\n"


def codes(result: ImportResult) -> list[tuple[WarningCode, int]]:
    wanted = {WarningCode.TOTAL_DIFFERS, WarningCode.TRUNCATED}
    return [(each.code, each.line) for each in result.warnings if each.code in wanted]


def test_two_plans_reconcile(read_fixture: Read) -> None:
    result = read_fixture("tiaa_two_plans.csv")
    first, second = result.portfolio.accounts
    assert first.name == "EXAMPLE COLLEGE 403(B) RETIREMENT PLAN"
    assert first.tax_treatment is second.tax_treatment is TaxTreatment.TAX_DEFERRED
    assert (first.total_value, second.total_value) == (Decimal("17520.00"), Decimal("2400.40"))
    assert first.reconciles
    assert second.reconciles
    assert first.as_of == date(2026, 8, 21)
    assert not result.skipped
    assert not codes(result)


def test_the_ticker_stands_behind_the_name(read_fixture: Read) -> None:
    stocks, annuity = read_fixture("tiaa_two_plans.csv").portfolio.accounts[0].positions
    assert (stocks.symbol, stocks.quantity, stocks.price) == ("VTSAX", Decimal(80), Decimal(169))
    assert stocks.description == "Vanguard Total Stock Market Index Fund Admiral"
    assert (annuity.symbol, annuity.quantity) == ("TIAA Traditional Annuity", None)
    assert not annuity.is_tradable


def test_a_single_plan_has_no_name(read_fixture: Read) -> None:
    result = read_fixture("tiaa_one_plan.csv")
    (account,) = result.portfolio.accounts
    assert (account.label, account.total_value) == ("TIAA", Decimal("2470.00"))
    assert [each.symbol for each in account.positions] == ["VBTLX", "QCSTIX"]
    assert not codes(result)


def test_totals_are_checked(read_text: Read) -> None:
    result = read_text(
        HEADER + "EXAMPLE 403(B) PLAN 123456,\nTotal balance: $99.00,\nA Fund (AFNDX),$90.00,,,\n"
        "All Investments,$95.00,,,\n"
    )
    assert result.portfolio.accounts[0].label == "EXAMPLE 403(B) PLAN ...3456"
    assert codes(result) == [(WarningCode.TOTAL_DIFFERS, 4), (WarningCode.TOTAL_DIFFERS, 6)]


def test_a_plan_without_a_balance_is_a_plan_too(read_text: Read) -> None:
    result = read_text(
        HEADER + "EXAMPLE 403(B) PLAN,\nA Fund (AFNDX),$90.00,,,\nA Fund (AFNDX),a lot,,,\n"
    )
    assert [each.name for each in result.portfolio.accounts] == ["EXAMPLE 403(B) PLAN"]
    assert codes(result) == [(WarningCode.TRUNCATED, 5)]


def test_lines_that_lead_nowhere_are_listed(read_text: Read) -> None:
    result = read_text(
        "A line above,\n" + HEADER + "A plan without funds,\nB plan,\nTotal balance: many,\n"
        "A Fund (AFNDX),$90.00,,,\nAll Investments,lots,,,\nC plan,\n"
    )
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of holdings"),
        (4, "no holdings follow this line"),
        (6, "“many” is not a number"),
        (8, "“lots” is not a number"),
        (9, "no holdings follow this line"),
    ]
    assert result.portfolio.total_value == 90
