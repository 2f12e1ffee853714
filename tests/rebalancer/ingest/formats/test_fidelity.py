"""Fidelity's positions file, in all its revisions."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.errors import MissingColumnError, NoHoldingsError
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]

HEADER = "Account Number,Account Name,Symbol,Description,Quantity,Last Price,Current Value\n"
FOOTER = '\n"Date downloaded Aug-21-2026 4:05 p.m ET"\n'


def test_sixteen_columns_of_2023(read_fixture: Read) -> None:
    result = read_fixture("fidelity_2023.csv")
    brokerage, hsa, cash_only = result.portfolio.accounts
    assert result.sources[0].format == "Fidelity positions"
    assert result.portfolio.as_of == date(2023, 2, 27)
    assert [account.number for account in result.portfolio.accounts] == [
        "...0001",
        "...0022",
        "...0033",
    ]
    assert brokerage.total_value == Decimal("95390.55")
    assert brokerage.cash == Decimal("310.55")
    assert hsa.tax_treatment is TaxTreatment.TAX_EXEMPT
    assert cash_only.total_value == Decimal("3.15")
    assert result.skipped == ()


def test_bonds_are_priced_per_hundred_and_may_be_indexed(read_fixture: Read) -> None:
    result = read_fixture("fidelity_2023.csv")
    _, indexed, deposit = result.portfolio.accounts[0].positions
    assert indexed.kind is deposit.kind is SecurityKind.BOND
    assert indexed.value == Decimal("59100.00")
    assert not [each for each in result.warnings if each.code is WarningCode.VALUE_DIFFERS]
    assert [each.line for each in result.warnings if each.code is WarningCode.NOT_TRADED] == [4, 5]


def test_seventeen_columns_of_2026(read_fixture: Read) -> None:
    joint, plan, link = read_fixture("fidelity_2026_investment_type.csv").portfolio.accounts
    kinds = {position.symbol: position.kind for position in joint.positions}
    assert kinds == {
        "BRK-B": SecurityKind.STOCK,
        "NVDA": SecurityKind.STOCK,
        "QQQ": SecurityKind.FUND,
        "NVDA261218C250": SecurityKind.OPTION,
        "AAPL261218P200": SecurityKind.OPTION,
        "31600ABC3": SecurityKind.BOND,
        "TSLA": SecurityKind.STOCK,
    }
    assert joint.pending == Decimal("-120.50")
    assert joint.total_value == Decimal("79650.25")
    assert [position.kind for position in plan.positions] == [SecurityKind.FUND]
    assert plan.tax_treatment is link.tax_treatment is TaxTreatment.TAX_DEFERRED
    assert link.reconciles is True


def test_cash_and_margin_shares_are_one_position_of_two_lots(read_fixture: Read) -> None:
    joint = read_fixture("fidelity_2026_investment_type.csv").portfolio.accounts[0]
    nvidia = joint.positions[1]
    assert nvidia.quantity == 125
    assert nvidia.value == 26250
    assert nvidia.cost_basis == 17500
    assert [lot.quantity for lot in nvidia.lots] == [100, 25]


def test_shorts_and_options_are_counted_but_not_traded(read_fixture: Read) -> None:
    result = read_fixture("fidelity_2026_investment_type.csv")
    reasons = [each.message for each in result.warnings if each.code is WarningCode.NOT_TRADED]
    assert [reason.rpartition("it is ")[2] for reason in reasons] == [
        "an option.",
        "an option.",
        "a bond.",
        "a short position.",
    ]


def test_a_pointer_to_another_account_is_not_counted_twice(read_fixture: Read) -> None:
    result = read_fixture("fidelity_2026_investment_type.csv")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (13, "the BrokerageLink account itself is in this file")
    ]


def test_a_pointer_to_an_account_elsewhere_is_kept(read_text: Read) -> None:
    rows = "86689,PLAN 401K,BROKERAGELINK,BROKERAGELINK,25000,$1.00,$25000.00\n"
    result = read_text(HEADER + rows + FOOTER)
    assert result.portfolio.total_value == 25000
    assert result.skipped == ()


def test_sentence_case_of_august_2026(read_fixture: Read) -> None:
    taxable, linked, rollover = read_fixture("fidelity_2026_sentence_case.csv").portfolio.accounts
    assert taxable.as_of == date(2026, 8, 21)
    assert taxable.total_value == Decimal("37800.25")
    assert [position.symbol for position in linked.positions] == [
        "GOOG",
        "MSFT 18DEC26 520 C",
        "WEAT 18DEC26 6 C",
    ]
    assert linked.cash_holdings[0].symbol == "CASH"
    assert linked.pending == Decimal("-75.50")
    assert linked.tax_treatment is TaxTreatment.UNKNOWN
    assert (rollover.pending, rollover.cash) == (Decimal("40.00"), Decimal("2410.62"))


def test_the_dividend_view_has_no_costs_and_says_so_once(read_fixture: Read) -> None:
    result = read_fixture("fidelity_dividend_view.csv")
    assert result.portfolio.accounts[0].positions[0].cost_basis is None
    assert [(each.code, each.line) for each in result.warnings] == [(WarningCode.UNKNOWN_COST, 0)]


def test_pending_activity_was_once_printed_a_column_too_early(read_text: Read) -> None:
    header = HEADER.replace("Last Price,", "Last Price,Last Price Change,")
    rows = (
        "Z1234,Individual,AAPL,APPLE INC,1,$300.00,,$300.00\n"
        "Z1234,Individual,Pending Activity,,,,-$25.00,\n"
    )
    assert read_text(header + rows + FOOTER).portfolio.pending == -25


def test_pending_activity_without_an_amount_is_listed(read_text: Read) -> None:
    rows = (
        "Z1234,Individual,AAPL,APPLE INC,1,$300.00,$300.00\n"
        "Z1234,Individual,Pending activity,,,,soon\n"
        "Z1234,Individual,Pending activity,,,,\n"
    )
    skipped = read_text(HEADER + rows + FOOTER).skipped
    assert [(row.line, row.reason) for row in skipped] == [
        (3, "“soon” is not a number"),
        (4, "it gives no amount"),
    ]


def test_one_number_may_hide_several_accounts(read_text: Read) -> None:
    rows = (
        "XXXXX,Mine,AAPL,APPLE INC,1,$300.00,$300.00\nXXXXX,Hers,AAPL,APPLE INC,2,$300.00,$600.00\n"
    )
    accounts = read_text(HEADER + rows + FOOTER).portfolio.accounts
    assert [account.total_value for account in accounts] == [300, 600]


def test_rows_that_say_nothing_useful_are_listed(read_text: Read) -> None:
    rows = (
        "Z1234,Individual,AAPL,APPLE INC,1,$300.00,$300.00\n"
        "Z1234,Individual,MSFT,MICROSOFT,1,$300.00,about 300\n"
        "Z1234,Individual,GOOG,ALPHABET,1,300,00,$300.00\n"
        "Z1234,Individual,NVDA,NVIDIA,--,--,n/a\n"
        "Z1234,Individual,TSLA,TESLA,0,$300.00,$0.00\n"
        "Z1234,Individual,,,1,$300.00,$300.00\n"
        "XXX\n"
    )
    result = read_text("Some words above\n" + HEADER + rows + FOOTER)
    assert result.portfolio.total_value == 300
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of holdings"),
        (4, "“about 300” is not a number"),
        (5, "it has 8 cells under 7 headings"),
        (6, "NVDA has neither a value nor quantity and price"),
        (7, "nothing of TSLA is held"),
        (8, "it names no holding"),
        (9, "it names no holding"),
    ]


def test_a_price_or_cost_that_makes_no_sense_is_unknown_and_the_row_is_kept(
    read_text: Read,
) -> None:
    header = HEADER.replace("Current Value", "Current Value,Cost Basis Total")
    rows = "Z1234,Individual,AAPL,APPLE INC,2,market,$600.00,unclear\n"
    result = read_text(header + rows + FOOTER)
    position = result.portfolio.accounts[0].positions[0]
    assert (position.price, position.cost_basis) == (Decimal(300), None)
    assert [each.message for each in result.warnings] == [
        "Price: “market” is not a number; it is taken as unknown.",
        "Cost basis: “unclear” is not a number; it is taken as unknown.",
        "The cost basis of AAPL is not known, and so is its gain.",
    ]


def test_a_cost_basis_of_zero_is_unknown(read_text: Read) -> None:
    header = HEADER.replace("Current Value", "Current Value,Cost Basis Total")
    result = read_text(header + "Z1234,Individual,AAPL,APPLE,2,$1.00,$2.00,$0.00\n" + FOOTER)
    assert result.portfolio.accounts[0].positions[0].cost_basis is None


def test_hidden_columns_are_no_reason_to_refuse(read_text: Read) -> None:
    text = "Account Name,Current Value,Symbol,Account Number\nIndividual,$300.00,AAPL,Z1234\n"
    result = read_text(text + FOOTER)
    assert result.portfolio.total_value == 300
    assert [each.message for each in result.warnings if each.line] == [
        "AAPL is counted but not traded: it is without a quantity."
    ]


def test_without_any_value_the_missing_column_is_named(read_text: Read) -> None:
    with pytest.raises(MissingColumnError) as caught:
        read_text("Account Number,Account Name,Symbol,Last Price,Currnt Value\nZ1,A,AAPL,1,1\n")
    assert caught.value.sentence() == (
        "“file.csv”, line 1: there is no “Current value” column. Did you mean “currnt value”? "
        "Export the positions again with every column shown."
    )


def test_a_header_without_holdings_is_no_portfolio(read_text: Read) -> None:
    with pytest.raises(NoHoldingsError, match="no holding in it can be read"):
        read_text(HEADER)


def test_joined_files_repeat_the_header(read_text: Read) -> None:
    row = "Z1234,Individual,AAPL,APPLE INC,1,$300.00,$300.00\n"
    other = row.replace("Z1234", "Z5678")
    result = read_text(HEADER + row + FOOTER + HEADER + other + FOOTER)
    assert result.portfolio.total_value == 600
    assert result.skipped == ()


def test_without_its_closing_date_the_file_may_be_cut_off(read_text: Read) -> None:
    result = read_text(HEADER + "Z1234,Individual,AAPL,APPLE INC,1,$300.00,$300.00\n")
    codes = {each.code for each in result.warnings}
    assert {WarningCode.NO_DATE, WarningCode.TRUNCATED} <= codes


def test_fewer_cells_than_headings_are_pointed_out(read_text: Read) -> None:
    header = HEADER.rstrip() + ",Percent Of Account,Type\n"
    result = read_text(header + "Z1234,Individual,AAPL,APPLE INC,1,$300.00,$300.00\n" + FOOTER)
    assert [(each.code, each.message) for each in result.warnings if each.line] == [
        (WarningCode.TRUNCATED, "Only 7 of 9 cells are here.")
    ]
