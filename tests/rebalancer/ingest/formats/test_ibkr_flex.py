"""Flex queries of Interactive Brokers: XML, and CSV with and without section codes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.security import SecurityKind
from rebalancer.errors import RebalancerError
from rebalancer.ingest.errors import NotPositionsError, NotTextError
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

Read = Callable[[str], ImportResult]
FILES = Path(__file__).parent.parent / "files"

HEADER = "ClientAccountID,CurrencyPrimary,AssetClass,Symbol,Quantity,MarkPrice\n"
VTI = "U1110001,USD,STK,VTI,10,300\n"
CASH = "ClientAccountID,CurrencyPrimary,EndingCash\n"


def test_codes_tell_the_sections_of_a_csv_query(read_fixture: Read) -> None:
    result = read_fixture("ibkr_flex_codes.csv")
    (account,) = result.portfolio.accounts
    assert result.sources[0].format == "Interactive Brokers Flex query"
    assert account.label == "Rollover IRA ...4321"
    assert account.tax_treatment is TaxTreatment.TAX_DEFERRED
    assert account.as_of == date(2026, 8, 21)
    assert account.total_value == Decimal("8750.25")
    assert account.cash == Decimal("750.25")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (9, "gains and losses of futures are settled in cash every day"),
        (13, "lines 13 to 13 are not holdings: a section without positions"),
    ]


def test_lots_explain_the_summary_above_them(read_fixture: Read) -> None:
    total_market, option = read_fixture("ibkr_flex_codes.csv").portfolio.accounts[0].positions
    assert total_market.open_lots == (
        TaxLot(quantity=Decimal(20), acquired=date(2019, 3, 4), cost_basis=Decimal(3600)),
        TaxLot(quantity=Decimal(10), acquired=date(2025, 11, 18), cost_basis=Decimal(2400)),
    )
    assert (option.symbol, option.kind) == ("IWM 261218P00260000", SecurityKind.OPTION)


def test_a_query_without_codes_names_the_account_in_each_row(read_fixture: Read) -> None:
    result = read_fixture("ibkr_flex_plain.csv")
    first, second = result.portfolio.accounts
    assert (first.number, second.number) == ("...0001", "...0002")
    assert (str(first.total_value), str(second.total_value)) == ("7000", "9850.00")
    assert [each.cost_basis for each in first.positions] == [5000, None]
    assert [each.kind for each in second.positions] == [SecurityKind.BOND, SecurityKind.STOCK]


def test_an_xml_query_is_read_with_what_it_leaves_out(read_fixture: Read) -> None:
    result = read_fixture("ibkr_flex.xml")
    (account,) = result.portfolio.accounts
    assert account.label == "Interactive Brokers ...4321"
    assert account.as_of == date(2026, 8, 21)
    assert account.total_value == Decimal("17500.75")
    apple, berkshire, option = account.positions
    assert (apple.cost_basis, berkshire.cost_basis) == (None, Decimal("2025.00"))
    assert [lot.acquired for lot in berkshire.open_lots] == [date(2021, 5, 3)]
    assert (option.symbol, str(option.value)) == ("IWM 261218P00260000", "-1000.00")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (14, "nothing of GONE is held"),
        (17, "lines 17 to 18 are not holdings: Trade"),
    ]


def test_an_xml_query_that_is_cut_anywhere_is_refused_or_doubted(snapshot: Snapshot) -> None:
    content = (FILES / "ibkr_flex.xml").read_bytes()
    for length in range(len(content.rstrip())):
        try:
            result = read_content(content[:length], "file.xml", snapshot)
        except RebalancerError:
            continue
        assert WarningCode.TRUNCATED in {each.code for each in result.warnings}, length


def test_an_xml_file_with_entities_is_refused(snapshot: Snapshot) -> None:
    text = '<!DOCTYPE x [<!ENTITY a "b">]><FlexQueryResponse>&a;</FlexQueryResponse>'
    with pytest.raises(NotTextError, match="definitions of its own"):
        read_content(text.encode(), "file.xml", snapshot)


def test_queries_that_hold_no_positions_are_refused(snapshot: Snapshot, read_text: Read) -> None:
    with pytest.raises(NotPositionsError, match="Flex query of Interactive Brokers without"):
        read_content(b"<FlexQueryResponse></FlexQueryResponse>", "file.xml", snapshot)
    with pytest.raises(NotPositionsError, match="Flex query of Interactive Brokers without"):
        read_text("ClientAccountID,Symbol,TradeDate,Buy/Sell,Quantity\nU1,VTI,20260821,BUY,1\n")
    with pytest.raises(NotPositionsError, match="this is a trades file of Interactive"):
        read_text("Buy/Sell,TradeDate,ISIN,Quantity,TradePrice\n")


def test_headings_may_be_written_with_blanks(read_text: Read) -> None:
    text = "Symbol,Quantity,SecType,Mark Price,Cost Basis Price\nVTI,10,,300,200\nTotal,,,,\n"
    result = read_text(text)
    assert str(result.portfolio.accounts[0].positions[0].cost_basis) == "2000.00"
    assert [row.line for row in result.skipped] == [3]


def test_lines_that_cannot_be_read_are_listed(read_text: Read) -> None:
    cash = CASH + "U1110001,USD,lots\nU1110001,USD,1,2\nU1110001,,5\n"
    result = read_text("A title\n" + HEADER + VTI + VTI.replace("10", "ten") + cash)
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of positions"),
        (4, "“ten” is not a number"),
        (6, "“lots” is not a number"),
        (7, "it has 4 cells under 3 headings"),
    ]
    assert result.portfolio.accounts[0].cash == 5


def test_without_its_closing_line_a_query_may_be_cut_off(read_text: Read) -> None:
    result = read_text('"BOF","U1"\n' + HEADER + VTI)
    assert WarningCode.TRUNCATED in {each.code for each in result.warnings}
