"""TreasuryDirect: rows copied from a page, one cell longer than its headings."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult, WarningCode

D = Decimal
Read = Callable[[str], ImportResult]


def test_bonds_are_counted_and_not_traded(read_fixture: Read) -> None:
    result = read_fixture("treasurydirect_bonds.txt")
    (account,) = result.portfolio.accounts
    assert account.tax_treatment is TaxTreatment.TAXABLE
    assert account.total_value == D("15620.00")
    bond = account.positions[0]
    assert (bond.symbol, bond.kind) == ("Savings bond of 2024-02-01 5.27%", SecurityKind.BOND)
    assert (bond.quantity, bond.price, bond.cost_basis) == (D(10000), D(104), D(10000))
    assert [lot.acquired for lot in bond.open_lots] == [date(2024, 2, 1)]
    assert not bond.is_tradable
    assert not result.skipped
    assert {each.code for each in result.warnings} == {WarningCode.NO_DATE, WarningCode.NOT_TRADED}


def test_a_bond_without_a_day_is_a_bond_all_the_same(read_text: Read) -> None:
    result = read_text(
        "Issue Date\tInterest Rate\tAmount\tCurrent Value\n\t\t$50.00\t$52.00\nlater\t\t\tmuch\n"
    )
    (bond,) = result.portfolio.accounts[0].positions
    assert (bond.symbol, bond.value) == ("Savings bond", D("52.00"))
    assert [row.reason for row in result.skipped] == ["“much” is not a number"]


def test_a_row_that_ends_before_its_day_has_none(read_text: Read) -> None:
    result = read_text("Interest Rate\tAmount\tCurrent Value\tIssue Date\n5%\t$50.00\t$52.00\n")
    (bond,) = result.portfolio.accounts[0].positions
    assert [lot.acquired for lot in bond.open_lots] == [None]
