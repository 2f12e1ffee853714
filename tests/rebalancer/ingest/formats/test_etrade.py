"""E*TRADE's portfolio file: any columns, lots below their holding, bonds by description."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.errors import MissingColumnError, NoHoldingsError, NotPositionsError
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]

VIEW = "View Summary - All Positions\n"
HEADER = "Symbol,Last Price $,Quantity,Price Paid $,Value $\n"
VTI = "VTI,300.00,10.0000,250.00,3000.00\n"
END = "Generated at Aug 21 2026 04:12 PM ET\n"


def differences(result: ImportResult) -> list[str]:
    return [each.message for each in result.warnings if each.code is WarningCode.LOTS_DIFFER]


def test_the_account_adds_up_to_its_own_total(read_fixture: Read) -> None:
    result = read_fixture("etrade_lots.csv")
    (account,) = result.portfolio.accounts
    assert result.sources[0].format == "E*TRADE portfolio"
    assert account.label == "Blue Heron Brokerage ...4821"
    assert account.tax_treatment is TaxTreatment.TAXABLE
    assert account.as_of == date(2026, 8, 21)
    assert account.total_value == account.file_total == Decimal("71585.35")
    assert account.cash == Decimal("1210.35")
    assert result.skipped == ()


def test_every_kind_is_told_apart(read_fixture: Read) -> None:
    (account,) = read_fixture("etrade_lots.csv").portfolio.accounts
    assert [(each.symbol, each.kind, each.cost_basis) for each in account.positions] == [
        ("AAPL", SecurityKind.STOCK, Decimal("8100.00")),
        ("FIRST HERON BANK CD 4.10% 05/17/2028", SecurityKind.BOND, Decimal("10000.00")),
        ("IWM DEC 18 '26 $260 PUT", SecurityKind.OPTION, None),
        ("SOLV", SecurityKind.STOCK, None),
        ("VTI", SecurityKind.FUND, Decimal("37500.00")),
        ("ZZNEW NOTE 0% 02/15/2027", SecurityKind.OTHER, Decimal("1000.00")),
    ]


def test_lots_explain_their_holding_and_add_nothing(read_fixture: Read) -> None:
    apple, *_, spun_off, _, _ = read_fixture("etrade_lots.csv").portfolio.accounts[0].positions
    assert apple.quantity == 60
    assert apple.open_lots == (
        TaxLot(quantity=Decimal(40), acquired=date(2019, 3, 4), cost_basis=Decimal(4800)),
        TaxLot(quantity=Decimal(20), acquired=date(2025, 11, 18), cost_basis=Decimal(3300)),
    )
    assert spun_off.open_lots == (TaxLot(quantity=Decimal(5), acquired=date(2024, 4, 1)),)


def test_columns_come_in_any_order_and_rows_may_be_padded(read_fixture: Read) -> None:
    result = read_fixture("etrade_columns.csv")
    (account,) = result.portfolio.accounts
    assert account.label == "Grey Owl Roth IRA"
    assert account.tax_treatment is TaxTreatment.TAX_EXEMPT
    assert account.total_value == account.file_total == 21000
    assert [each.cost_basis for each in account.positions] == [Decimal(11000), Decimal(6750)]
    assert account.cash == 1750


def test_a_view_alone_is_an_account_without_a_name(read_text: Read) -> None:
    result = read_text(VIEW + HEADER + VTI + "TOTAL,,,,,3100.00\n" + END)
    (account,) = result.portfolio.accounts
    assert account.label == "E*TRADE"
    assert [each.message for each in result.warnings if each.code is WarningCode.TOTAL_DIFFERS] == [
        "The lines of “E*TRADE” add up to 3,000.00, but the file says 3,100.00."
    ]


@pytest.mark.parametrize(
    ("above", "reason"),
    [
        ("VTI,300.00,ten,250.00,3000.00\n", "the line above does not tell whose lot this is"),
        ('"VTI,300.00\n', "the line above does not tell whose lot this is"),
    ],
)
def test_a_lot_below_an_unreadable_line_belongs_to_nobody(
    read_text: Read, above: str, reason: str
) -> None:
    lot = "     01/02/2024,300.00,10.0000,250.00,3000.00\n"
    result = read_text(VIEW + HEADER + VTI + above + lot + END)
    assert [row.line for row in result.skipped] == [4, 5]
    assert result.skipped[1].reason == reason
    assert result.portfolio.total_value == 3000


def test_a_lot_that_cannot_be_read_leaves_shares_of_unknown_date(read_text: Read) -> None:
    lots = (
        "     01/02/2024,300.00,six,250.00,1800.00\n     01/02/2025,300.00,4.0000,250.00,1200.00\n"
    )
    result = read_text(VIEW + HEADER + VTI + lots + END)
    (position,) = result.portfolio.accounts[0].positions
    assert [(lot.quantity, lot.acquired) for lot in position.open_lots] == [
        (Decimal(4), date(2025, 1, 2)),
        (Decimal(6), None),
    ]
    assert differences(result) == [
        (
            "The lots of VTI add up to 4.0000 shares, but 10.0000 are held; "
            "the rest is one lot of unknown date."
        )
    ]


def test_a_lot_bought_on_no_day_at_all_is_of_unknown_date(read_text: Read) -> None:
    lots = "     02/30/2024,300.00,10.0000,250.00,3000.00\n"
    result = read_text(VIEW + HEADER + VTI + lots + END)
    (position,) = result.portfolio.accounts[0].positions
    assert [(lot.quantity, lot.acquired) for lot in position.lots] == [(Decimal(10), None)]
    assert WarningCode.UNREADABLE_CELL in {each.code for each in result.warnings}


def test_too_many_lots_are_not_believed(read_text: Read) -> None:
    lots = "     01/02/2024,300.00,11.0000,250.00,3300.00\n"
    result = read_text(VIEW + HEADER + VTI + lots + END)
    (position,) = result.portfolio.accounts[0].positions
    assert [(lot.quantity, lot.acquired) for lot in position.open_lots] == [(Decimal(10), None)]
    assert differences(result) == [
        "The lots of VTI add up to 11.0000 shares, but 10.0000 are held; they are not used."
    ]


def test_the_lots_of_a_cash_fund_are_not_cash_again(read_text: Read) -> None:
    rows = "SPAXX,1.00,50.0000,1.00,50.00\n     01/02/2024,1.00,50.0000,1.00,50.00\n"
    result = read_text(VIEW + HEADER + rows + END)
    assert result.portfolio.accounts[0].cash == 50
    assert [(row.line, row.reason) for row in result.skipped] == [
        (4, "SPAXX is cash, which has no lots")
    ]


def test_lines_that_are_no_holdings_are_listed(read_text: Read) -> None:
    text = (
        "Account Summary\nA stray line\nAccount,Net Account Value\nMine -1234,lots\n"
        "Mine -1234,--\nHers -1235,1.00\n"
    )
    result = read_text(text + VIEW + HEADER + VTI + "TOTAL,,,,--\nTOTAL,,,,none of it\n" + END)
    assert [(row.line, row.reason) for row in result.skipped] == [
        (2, "it stands above the table of holdings"),
        (4, "“lots” is not a number"),
        (6, "it stands above the table of holdings"),
        (10, "it gives no amount"),
        (11, "“none of it” is not a number"),
    ]
    assert result.portfolio.accounts[0].label == "Mine ...1234"


def test_without_the_closing_line_the_file_may_be_cut_off(read_text: Read) -> None:
    result = read_text(VIEW + HEADER + VTI)
    assert WarningCode.TRUNCATED in {each.code for each in result.warnings if each.line == 3}


def test_a_view_without_values_is_refused(read_text: Read) -> None:
    with pytest.raises(MissingColumnError, match="no “Value \\$” column"):
        read_text(VIEW + "Symbol,Change %\nVTI,1\n")


def test_an_account_without_holdings_is_no_portfolio(read_text: Read) -> None:
    with pytest.raises(NoHoldingsError):
        read_text("Account Summary\nAccount,Net Account Value\nMine -1234,5.00\n")


def test_transactions_are_refused_by_name(read_text: Read) -> None:
    with pytest.raises(NotPositionsError, match=r"a transactions file of E\*TRADE"):
        read_text("TransactionDate,TransactionType,SecurityType,Symbol\n")
