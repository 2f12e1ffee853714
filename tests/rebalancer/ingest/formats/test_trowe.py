"""T. Rowe Price: the account's name is the fund's."""

from collections.abc import Callable
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]


def test_three_accounts(read_fixture: Read) -> None:
    result = read_fixture("trowe_three_accounts.csv")
    accounts = result.portfolio.accounts
    assert [(each.label, each.tax_treatment, each.total_value) for each in accounts] == [
        ("Rollover IRA ...5012", TaxTreatment.TAX_DEFERRED, Decimal("3611.95")),
        ("Roth IRA ...5026", TaxTreatment.TAX_EXEMPT, Decimal("4200.00")),
        ("Transfer On Death ...5039", TaxTreatment.TAXABLE, Decimal("274.00")),
    ]
    (balanced, *_) = accounts[0].positions
    assert (balanced.symbol, balanced.description) == ("RPBAX", "Balanced Fund")
    assert balanced.kind is SecurityKind.FUND
    assert balanced.cost_basis is None
    assert not result.skipped


def test_what_the_file_does_not_tell_is_said_once(read_fixture: Read) -> None:
    result = read_fixture("trowe_three_accounts.csv")
    assert [each.code for each in result.warnings if each.line == 0] == [
        WarningCode.NO_DATE,
        WarningCode.UNKNOWN_COST,
    ]


def test_owners_are_not_read(read_fixture: Read) -> None:
    assert "Robin" not in str(read_fixture("trowe_three_accounts.csv"))


def test_a_row_without_a_number_is_listed(read_text: Read) -> None:
    result = read_text(
        "Account Type,Account Name,Ticker,Account Number,Owners,Quantity,Price,Market Value,PRR\n"
        "Roth IRA,Balanced Fund,RPBAX,55501-2,Robin,ten,27.40,274.00,1%\n"
        "Roth IRA,Balanced Fund,RPBAX,55501-2,Robin,10,27.40,274.00,1%\n"
        "The figures are not a statement.\n"
    )
    assert [(row.line, row.reason) for row in result.skipped] == [
        (2, "“ten” is not a number"),
        (4, "it names no holding"),
    ]
    assert result.portfolio.total_value == 274
