"""Vanguard's cost basis export, alone and with the download of the holdings."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rebalancer.domain.lot import TaxLot
from rebalancer.ingest.errors import MissingColumnError
from rebalancer.ingest.files import read_files
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.statement import Part
from rebalancer.market.snapshot import Snapshot

Read = Callable[[str], ImportResult]
FILES = Path(__file__).parent.parent / "files"

HEADER = "Symbol/CUSIP,Date acquired,Quantity,Total cost,Market value as of 08/21/2026\n"
VTI = "VTI,03/04/2019,10,1500.00,3000.00\n"
HOLDINGS = (
    "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,\n"
    "98763344,VANGUARD TOTAL STOCK MARKET ETF,VTI,15.0000,300.00,4500.00,\n"
    "98763344,VANGUARD TOTAL BOND MARKET ETF,BND,20.0000,72.50,1450.00,\n"
)


def test_lots_name_their_account_and_their_day(read_fixture: Read) -> None:
    result = read_fixture("vanguard_cost_lots.csv")
    first, second = result.portfolio.accounts
    assert result.sources[0].format == "Vanguard cost basis"
    assert result.sources[0].part is Part.LOTS
    assert (first.label, second.label) == ("Vanguard ...3344", "Vanguard ...7788")
    assert (first.as_of, first.total_value) == (date(2026, 8, 21), Decimal("5950.00"))
    assert second.total_value == 1000
    total_market, bonds = first.positions
    assert total_market.open_lots == (
        TaxLot(quantity=Decimal(10), acquired=date(2019, 3, 4), cost_basis=Decimal(1500)),
        TaxLot(quantity=Decimal(5), acquired=date(2025, 11, 18), cost_basis=Decimal(1450)),
    )
    assert str(total_market.price) == "300.000000"
    assert bonds.cost_basis is None
    assert result.skipped == ()


def test_whole_positions_take_their_account_from_the_preamble(read_fixture: Read) -> None:
    result = read_fixture("vanguard_cost_whole.csv")
    (account,) = result.portfolio.accounts
    assert account.label == "Brokerage account ...3344"
    assert [each.cost_basis for each in account.positions] == [2950, None]
    assert account.total_value == 5950


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("vanguard_cost_lots.csv", [date(2019, 3, 4), date(2025, 11, 18)]),
        ("vanguard_cost_whole.csv", [None]),
    ],
)
def test_the_download_learns_its_costs(
    snapshot: Snapshot, tmp_path: Path, name: str, days: list[date | None]
) -> None:
    path = tmp_path / "OfxDownload.csv"
    path.write_text(HOLDINGS, encoding="utf-8")
    account = read_files([path, FILES / name], snapshot).portfolio.accounts[0]
    total_market, bonds = account.positions
    assert total_market.cost_basis == 2950
    assert [lot.acquired for lot in total_market.open_lots] == days
    assert bonds.cost_basis is None
    assert account.total_value == 5950


def test_a_total_that_differs_is_pointed_out(read_text: Read) -> None:
    result = read_text(HEADER + VTI + "Total,,,1500.00,3100.00\n")
    assert [each.message for each in result.warnings if each.code is WarningCode.TOTAL_DIFFERS] == [
        "The lots add up to 3,000.00, but the file says 3,100.00."
    ]


def test_lines_that_cannot_be_read_are_listed(read_text: Read) -> None:
    result = read_text(
        "A,title\n" + HEADER + VTI + VTI.replace(",10,", ",ten,") + "Total,,,,lots\nTotal\n"
    )
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of lots"),
        (4, "“ten” is not a number"),
        (5, "“lots” is not a number"),
    ]


def test_without_a_market_value_nothing_can_be_counted(read_text: Read) -> None:
    with pytest.raises(MissingColumnError, match="no “Market value” column"):
        read_text("Symbol/CUSIP,Quantity,Total cost\nVTI,1,1\n")
