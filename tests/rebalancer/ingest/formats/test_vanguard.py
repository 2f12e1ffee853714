"""Vanguard's download: up to four tables, two of which list holdings."""

from collections.abc import Callable
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]


def test_four_tables(read_fixture: Read) -> None:
    result = read_fixture("vanguard_four_tables.csv")
    accounts = result.portfolio.accounts
    assert [account.label for account in accounts] == [
        "Vanguard ...3344",
        "Vanguard ...7788",
        "EXAMPLE INC. 401(K) PLAN ...1234",
    ]
    assert [account.total_value for account in accounts] == [
        Decimal("7450.50"),
        Decimal("6910.25"),
        Decimal("2597.00"),
    ]
    assert accounts[0].cash == Decimal("250.50")
    assert accounts[2].tax_treatment is TaxTreatment.TAX_DEFERRED
    assert [each.kind for each in accounts[2].positions] == [SecurityKind.FUND, SecurityKind.FUND]


def test_transactions_are_passed_over_and_said_so(read_fixture: Read) -> None:
    result = read_fixture("vanguard_four_tables.csv")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (11, "lines 11 to 13 are transactions, not holdings"),
        (21, "lines 21 to 22 are transactions, not holdings"),
    ]


def test_what_vanguard_does_not_tell_is_listed_once(read_fixture: Read) -> None:
    result = read_fixture("vanguard_four_tables.csv")
    assert [each.code for each in result.warnings if each.line == 0] == [
        WarningCode.NO_DATE,
        WarningCode.UNKNOWN_COST,
    ]


def test_old_fund_accounts_share_the_number_behind_the_fund(read_fixture: Read) -> None:
    first, second = read_fixture("vanguard_legacy.csv").portfolio.accounts
    assert (first.number, second.number) == ("...6677", "...0011")
    assert first.total_value == Decimal("1025.25")
    assert first.cash == Decimal("75.25")  # a money-market fund without a ticker
    assert second.positions[0].symbol.startswith("Vanguard Total Stock Market")


def test_rows_that_cannot_be_read_are_listed(read_text: Read) -> None:
    result = read_text(
        "Downloaded on a Friday\n"
        "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,\n"
        "11223344,VANGUARD TOTAL BOND MARKET ETF,BND,100.000,72.00,Total 7200.00,\n"
        "11223344,VANGUARD TOTAL STOCK MARKET ETF,VTI,10.000,370.00,3700.00,\n"
    )
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of holdings"),
        (3, "“Total 7200.00” is not a number"),
    ]
    assert result.portfolio.total_value == 3700


def test_a_last_value_without_a_line_break_is_doubted(read_text: Read) -> None:
    result = read_text("Fund Account Number,Fund Name,Price,Shares,Total Value\n1-2,A Fund,1,94,94")
    assert WarningCode.TRUNCATED in {each.code for each in result.warnings}
