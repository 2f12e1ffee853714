"""Ameriprise: a block per asset class, each with its own header and total."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]
BLOCK = "Symbol,Description,Account Name,Account Description,Quantity,Mkt. Price,Mkt. Value\n"


def test_blocks_become_accounts(read_fixture: Read) -> None:
    brokerage, roth = read_fixture("ameriprise_blocks.csv").portfolio.accounts
    assert [each.label for each in (brokerage, roth)] == [
        "AMERIPRISE BROKERAGE ...3210",
        "AMERIPRISE ROTH IRA ...3654",
    ]
    assert brokerage.tax_treatment is TaxTreatment.TAXABLE
    assert roth.tax_treatment is TaxTreatment.TAX_EXEMPT
    assert (brokerage.total_value, brokerage.cash) == (Decimal("18050.00"), Decimal("300.00"))
    assert (roth.total_value, roth.cash) == (Decimal("2550.00"), Decimal("50.00"))
    assert brokerage.as_of == date(2026, 8, 21)


def test_a_security_without_a_symbol_goes_by_its_name(read_fixture: Read) -> None:
    (account, _) = read_fixture("ameriprise_blocks.csv").portfolio.accounts
    timber = account.positions[1]
    assert (timber.symbol, timber.kind) == ("Example Timber Trust II", SecurityKind.OTHER)


def test_the_summary_is_listed_and_nothing_else(read_fixture: Read) -> None:
    result = read_fixture("ameriprise_blocks.csv")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (4, "it belongs to the summary; the holdings follow below"),
        (5, "it belongs to the summary; the holdings follow below"),
        (7, "no table of holdings follows this line"),
        (8, "no table of holdings follows this line"),
    ]
    assert WarningCode.TOTAL_DIFFERS not in {each.code for each in result.warnings}


def test_a_block_that_does_not_add_up_or_end_is_doubted(read_text: Read) -> None:
    result = read_text(
        f"Stocks\n{BLOCK}KO,COCA COLA,Mine,**** 1234,10,70,700\nTotal Stocks,,,,,,705\n"
        f"Bonds\n{BLOCK},EXAMPLE 4% 2030,Mine,**** 1234,1000,99,990\n"
    )
    doubts = [(each.code, each.line) for each in result.warnings if each.line]
    assert (WarningCode.TOTAL_DIFFERS, 4) in doubts
    assert (WarningCode.TRUNCATED, 6) in doubts
    stock, bond = result.portfolio.accounts[0].positions
    assert (stock.kind, bond.kind) == (SecurityKind.STOCK, SecurityKind.BOND)


def test_a_block_without_a_title_is_read(read_text: Read) -> None:
    result = read_text(
        f"{BLOCK}KO,COCA COLA,Mine,**** 1234,10,70,700\nKO,COCA COLA,Mine,**** 1234,10,70,?\n"
        ",Total Return Fund,Mine,**** 1234,1,30,30\nTotal,,,,,,730\nTotal Stocks,,,,,,730\n"
    )
    assert [row.line for row in result.skipped] == [3, 6]
    assert result.portfolio.total_value == 730
