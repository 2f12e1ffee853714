"""Fidelity's monthly statement: accounts above, their sections below."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.ingest.errors import NoHoldingsError
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]

SUMMARY = "Account Type,Account,Beginning mkt Value,Ending mkt Value\n"
MINE = "ROTH IRA,255667788,1.00,3000.00\n"
HEADER = "Symbol/CUSIP,Description,Quantity,Price,Ending Value,Cost Basis\n"
VTI = "VTI,VANGUARD TOTAL,10,300.00,3000.00,2500.00\n"
SUBTOTAL = "Subtotal of Stocks,,,,3000.00,2500.00\n"


def of(result: ImportResult, code: WarningCode) -> list[tuple[int, str]]:
    return [(each.line, each.message) for each in result.warnings if each.code is code]


def test_each_account_adds_up_to_the_total_at_the_top(read_fixture: Read) -> None:
    result = read_fixture("fidelity_statement.csv")
    first, second = result.portfolio.accounts
    assert result.sources[0].format == "Fidelity account statement"
    assert (first.label, second.label) == ("Individual TOD ...3344", "ROTH IRA ...7788")
    assert first.tax_treatment is TaxTreatment.TAXABLE
    assert second.tax_treatment is TaxTreatment.TAX_EXEMPT
    assert first.total_value == first.file_total == Decimal("23500.50")
    assert second.total_value == second.file_total == 6000
    assert first.cash == Decimal("150.50")
    assert result.skipped == ()
    assert of(result, WarningCode.TOTAL_DIFFERS) == []


def test_sections_tell_what_a_holding_is(read_fixture: Read) -> None:
    positions = read_fixture("fidelity_statement.csv").portfolio.accounts[0].positions
    assert [(each.symbol, each.kind.value, str(each.cost_basis)) for each in positions] == [
        ("AAPL", "stock", "1500.00"),
        ("MSFT", "stock", "None"),
        ("91282CZZ1", "bond", "9900.00"),
        ("FXAIX", "fund", "7000.00"),
    ]


def test_one_account_with_fewer_columns(read_fixture: Read) -> None:
    result = read_fixture("fidelity_statement_one.csv")
    (account,) = result.portfolio.accounts
    assert account.label == "TRADITIONAL IRA ...8899"
    assert account.tax_treatment is TaxTreatment.TAX_DEFERRED
    assert account.total_value == account.file_total == Decimal("3031.20")


def test_a_subtotal_that_differs_is_pointed_out(read_text: Read) -> None:
    wrong = SUBTOTAL.replace("3000.00", "3100.00")
    result = read_text(SUMMARY + MINE + HEADER + "Stocks\n" + VTI + wrong)
    assert of(result, WarningCode.TOTAL_DIFFERS) == [
        (6, "The lines of the section “Stocks” add up to 3,000.00, but the file says 3,100.00.")
    ]


def test_a_section_without_its_subtotal_may_be_cut_off(read_text: Read) -> None:
    parts = [SUMMARY, MINE, HEADER, "Stocks\n", VTI, "Other\n", VTI]
    result = read_text("".join(parts))
    assert [message for _, message in of(result, WarningCode.TRUNCATED)] == [
        "The section “Stocks” has no subtotal: the file may be cut off.",
        "The section “Other” has no subtotal: the file may be cut off.",
    ]


def test_an_account_that_the_summary_lacks_is_kept_apart(read_text: Read) -> None:
    text = SUMMARY + MINE + HEADER + "255667788\n" + VTI + "Z99887766\n" + VTI
    result = read_text(text)
    assert [account.number for account in result.portfolio.accounts] == ["...7788", "...7766"]


def test_without_any_summary_there_is_one_account(read_text: Read) -> None:
    result = read_text(HEADER + "Stocks\n" + VTI + "Subtotal of Stocks\n")
    assert [account.label for account in result.portfolio.accounts] == ["Fidelity"]
    assert of(result, WarningCode.TRUNCATED) == []


def test_lines_that_cannot_be_read_are_listed(read_text: Read) -> None:
    text = (
        "A title\n"
        + SUMMARY
        + MINE
        + "Joint,Z1,1,lots\nJoint,Z1,1,\nJoint,Z1,1,2,3,4\n"
        + HEADER
        + "Stocks\n"
        + VTI
        + VTI.replace("10", "ten")
        + SUBTOTAL.replace("3000.00", "lots")
    )
    result = read_text(text)
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of accounts"),
        (4, "“lots” is not a number"),
        (5, "it tells no total of an account"),
        (6, "it has 6 cells under 4 headings"),
        (10, "“ten” is not a number"),
        (11, "“lots” is not a number"),
    ]


def test_what_holds_nothing_is_refused(read_text: Read) -> None:
    with pytest.raises(NoHoldingsError):
        read_text(SUMMARY + MINE + HEADER)
