"""J.P. Morgan's exports: positions without an account, and tax lots that name theirs."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.errors import MissingColumnError
from rebalancer.ingest.files import read_files
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.statement import Part
from rebalancer.market.snapshot import Snapshot

Read = Callable[[str], ImportResult]
FILES = Path(__file__).parent.parent / "files"

HEADER = "Asset Class,Asset Strategy,Ticker,CUSIP,Description,Quantity,Price,Value,Cost,As of\n"
VTI = "Equity,US Large Cap,VTI,922908769,VANGUARD,10,300,3000,{cost},08/21/2026\n"
END = "\nFOOTNOTES\n"


def test_positions_name_no_account(read_fixture: Read) -> None:
    result = read_fixture("jpmorgan_positions.csv")
    (account,) = result.portfolio.accounts
    assert result.sources[0].format == "J.P. Morgan positions"
    assert account.label == "J.P. Morgan"
    assert account.tax_treatment is TaxTreatment.UNKNOWN
    assert account.as_of == date(2026, 8, 21)
    assert account.total_value == Decimal("406263.01")
    assert result.skipped == ()


def test_letters_of_footnotes_are_no_part_of_a_number(read_fixture: Read) -> None:
    (account,) = read_fixture("jpmorgan_positions.csv").portfolio.accounts

    vti, iwm, note = account.positions
    assert (vti.quantity, vti.cost_basis) == (Decimal(1200), Decimal("240000.50"))
    assert (iwm.quantity, iwm.cost_basis) == (Decimal(80), Decimal(18000))
    assert (note.symbol, note.kind) == ("91282CZZ1", SecurityKind.BOND)


def test_sweeps_money_funds_and_dollars_are_cash(read_fixture: Read) -> None:
    (account,) = read_fixture("jpmorgan_positions.csv").portfolio.accounts
    assert [(each.symbol, str(each.amount)) for each in account.cash_holdings] == [
        ("QACDS", "5012.76"),
        ("VUSXX", "1000"),
        ("CASH", "150.25"),
    ]


def test_tax_lots_stand_for_the_whole_account(read_fixture: Read) -> None:
    result = read_fixture("jpmorgan_lots.csv")
    (account,) = result.portfolio.accounts
    assert result.sources[0].format == "J.P. Morgan tax lots"
    assert result.sources[0].part is Part.LOTS
    assert account.label == "Roth IRA ...5150"
    assert account.total_value == Decimal("385412.76")
    assert account.cash == Decimal("5012.76")
    assert account.positions[0].open_lots == (
        TaxLot(quantity=Decimal(1000), acquired=date(2019, 3, 4), cost_basis=Decimal("180000.50")),
        TaxLot(quantity=Decimal(200), acquired=date(2026, 1, 16), cost_basis=Decimal(60000)),
    )
    assert result.skipped == ()
    assert result.warnings == ()


def test_tax_lots_explain_the_positions_and_name_their_account(snapshot: Snapshot) -> None:
    result = read_files([FILES / "jpmorgan_lots.csv", FILES / "jpmorgan_positions.csv"], snapshot)
    (account,) = result.portfolio.accounts
    assert account.label == "Roth IRA ...5150"
    assert account.tax_treatment is TaxTreatment.TAX_EXEMPT
    assert account.total_value == Decimal("406263.01")
    assert [len(each.open_lots) for each in account.positions] == [2, 1, 1]
    assert [(row.file, row.line, row.reason) for row in result.skipped] == [
        ("jpmorgan_lots.csv", 5, "the cash of “J.P. Morgan” is told by another file")
    ]
    assert {each.code for each in result.warnings} == {WarningCode.NOT_TRADED}


def test_lots_of_an_account_that_tells_no_taxation_leave_that_open(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    lots = (FILES / "jpmorgan_lots.csv").read_text(encoding="utf-8")
    path = tmp_path / "lots.csv"
    path.write_text(lots.replace("Roth IRA", "Nest egg"), encoding="utf-8")
    result = read_files([path, FILES / "jpmorgan_positions.csv"], snapshot)
    assert result.portfolio.accounts[0].label == "Nest egg ...5150"
    assert WarningCode.UNKNOWN_TAX_TREATMENT in {each.code for each in result.warnings}


@pytest.mark.parametrize(
    ("printed", "cost"),
    [("2500 W", "2500"), ('"2,500.00C,W"', "2500.00"), ("A 2500", "2500"), ("2.5e3", "2.5E+3")],
)
def test_marks_stand_before_or_behind(read_text: Read, printed: str, cost: str) -> None:
    result = read_text(HEADER + VTI.format(cost=printed) + END)
    assert result.portfolio.accounts[0].positions[0].cost_basis == Decimal(cost)


def test_lines_that_are_no_holdings_are_listed(read_text: Read) -> None:
    text = "A title\n" + HEADER + VTI.format(cost=1) + "Equity,,VTI,,,ten\n" + END + "x,y,z\nM,So\n"
    result = read_text(text)
    assert [row.line for row in result.skipped] == [1, 4, 7]
    assert result.skipped[0].reason == "it stands above the table of holdings"


def test_the_latest_day_counts_and_a_line_without_one_is_no_worse(read_text: Read) -> None:
    older = VTI.format(cost=1).replace("08/21", "08/20")
    result = read_text(HEADER + older + VTI.format(cost=1) + older.replace("08/20/2026", "") + END)
    assert result.portfolio.as_of == date(2026, 8, 21)


def test_without_footnotes_the_file_may_be_cut_off(read_text: Read) -> None:
    result = read_text(HEADER + VTI.format(cost=1))
    assert WarningCode.TRUNCATED in {each.code for each in result.warnings}


def test_a_view_without_values_is_refused(read_text: Read) -> None:
    with pytest.raises(MissingColumnError, match="no “Value” column"):
        read_text("Asset Class,Asset Strategy,Ticker,CUSIP\nEquity,US,VTI,1\n")
