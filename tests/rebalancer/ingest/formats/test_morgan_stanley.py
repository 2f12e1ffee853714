"""Morgan Stanley: a workbook of holdings, and a plan's balances."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]
HEADER = "Account Number,Name,Product Type,Symbol,Last ($),Quantity,Market Value ($)\n"


def codes(result: ImportResult) -> list[tuple[WarningCode, int]]:
    wanted = {WarningCode.TOTAL_DIFFERS, WarningCode.TRUNCATED}
    return [(each.code, each.line) for each in result.warnings if each.code in wanted]


def test_two_accounts_under_a_header_in_row_eleven(read_fixture: Read) -> None:
    result = read_fixture("morgan_stanley_holdings.csv")
    joint, roth = result.portfolio.accounts
    assert (joint.label, joint.tax_treatment) == ("Joint ...4821", TaxTreatment.TAXABLE)
    assert (roth.label, roth.tax_treatment) == ("Roth IRA ...9930", TaxTreatment.TAX_EXEMPT)
    assert (joint.total_value, joint.cash) == (Decimal("29162.50"), Decimal("850.00"))
    assert roth.total_value == Decimal("2000.00")
    assert joint.as_of == date(2026, 8, 21)
    assert [each.kind for each in joint.positions] == [
        SecurityKind.FUND,
        SecurityKind.STOCK,
        SecurityKind.BOND,
    ]
    assert not codes(result)


def test_the_adjusted_cost_counts_where_there_is_one(read_fixture: Read) -> None:
    joint = read_fixture("morgan_stanley_holdings.csv").portfolio.accounts[0]
    assert [each.cost_basis for each in joint.positions] == [
        Decimal("9100.00"),
        Decimal("2015.40"),
        Decimal("5080.00"),
    ]
    assert joint.positions[2].symbol == "31600XYZ5"


def test_what_stands_around_the_table_is_listed(read_fixture: Read) -> None:
    result = read_fixture("morgan_stanley_holdings.csv")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (3, "it stands above the table of holdings"),
        (18, "it names no holding"),
    ]
    assert "Robin" not in str(result)


def test_both_totals_are_checked(read_text: Read) -> None:
    result = read_text(
        "Holdings for Robin as of today\nTotal Market Value:,$150.00\nTotal Market Value:,?\n"
        f"{HEADER}Mine,COCA COLA CO,Stocks,KO,70,2,140\nTotal,,,,,,145\n"
    )
    assert codes(result) == [(WarningCode.TOTAL_DIFFERS, 2), (WarningCode.TOTAL_DIFFERS, 6)]
    assert result.portfolio.accounts[0].label == "Morgan Stanley ...Mine"


def test_a_missing_total_is_said(read_text: Read) -> None:
    result = read_text(f"{HEADER}Mine - 12,COCA COLA CO,Stocks,KO,70,2,140\n")
    assert codes(result) == [(WarningCode.TRUNCATED, 2)]


def test_a_row_that_cannot_be_read_is_listed(read_text: Read) -> None:
    result = read_text(
        f"{HEADER}A - 12,X,Stocks,KO,7,?,14\nA - 12,X,Stocks,KO,7,2,14\nTotal,,,,,,14\n"
    )
    assert [(row.line, row.reason) for row in result.skipped] == [(2, "“?” is not a number")]


def test_a_plan_counts_its_closing_balances(read_fixture: Read) -> None:
    result = read_fixture("morgan_stanley_plan.csv")
    (plan,) = result.portfolio.accounts
    assert (plan.name, plan.tax_treatment) == ("Example 401(k) Plan", TaxTreatment.TAX_DEFERRED)
    assert plan.total_value == Decimal("10000.00")
    assert plan.as_of == date(2026, 8, 21)
    assert [(each.symbol, each.kind) for each in plan.positions] == [
        ("S&P 500 Index Trust", SecurityKind.FUND),
        ("Core Bond Fund", SecurityKind.FUND),
    ]


def test_a_plan_may_lack_its_dates(read_text: Read) -> None:
    result = read_text("Plan,Fund Name,Closing Balance,Units\nMy 401k,A Fund,10,1\nMy 401k,B,?,1\n")
    assert result.portfolio.as_of is None
    assert [row.line for row in result.skipped] == [3]
