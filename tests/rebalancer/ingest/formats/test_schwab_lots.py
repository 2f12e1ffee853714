"""Schwab's lot details: account and symbol stand in the title alone."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.domain.lot import TaxLot
from rebalancer.ingest.errors import MissingColumnError, NoHoldingsError, NotPositionsError
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.statement import Part

Read = Callable[[str], ImportResult]

TITLE = '"VTI Lot Details for XXXX-1234 as of 02:45 AM ET, 08/21/2026"\n\n'
HEADER = '"Open Date","Quantity","Price","Market Value","Cost Basis"\n'
LOT = '"01/02/2024 10:00:00","10","$300.00","$3,000.00","$2,500.00"\n'
TOTAL = '"Total","10","--","$3,000.00","$2,500.00"\n'


def test_lots_without_their_positions_file_make_a_position(read_fixture: Read) -> None:
    result = read_fixture("schwab_lots.csv")
    (account,) = result.portfolio.accounts
    (position,) = account.positions
    assert result.sources[0].format == "Schwab lot details"
    assert result.sources[0].part is Part.LOTS
    assert (account.label, account.as_of) == ("Schwab ...1357", date(2020, 12, 11))
    assert position.symbol == "SCHM"
    assert position.quantity == 120
    assert position.value == 4950
    assert position.price == Decimal("41.25")
    assert position.cost_basis == 5100
    assert position.open_lots == (
        TaxLot(quantity=Decimal(80), acquired=date(2019, 6, 3), cost_basis=Decimal(3600)),
        TaxLot(quantity=Decimal(40), acquired=date(2020, 9, 24), cost_basis=Decimal(1500)),
    )
    assert result.skipped == ()


def test_wash_sales_add_columns_and_adjust_day_and_cost(read_fixture: Read) -> None:
    result = read_fixture("schwab_lots_wash.csv")
    (position,) = result.portfolio.accounts[0].positions
    assert position.open_lots == (
        TaxLot(quantity=Decimal(12), acquired=date(2026, 1, 15), cost_basis=Decimal(2778)),
        TaxLot(quantity=Decimal("8.5"), acquired=date(2020, 11, 3)),
    )
    assert position.value == 5125
    assert result.skipped == ()


def test_a_total_that_differs_from_the_lots_is_pointed_out(read_text: Read) -> None:
    result = read_text(TITLE + HEADER + LOT + TOTAL.replace('"10"', '"12"'))
    assert [(each.code, each.line, each.message) for each in result.warnings][1:] == [
        (WarningCode.LOTS_DIFFER, 5, "The lots of VTI add up to 10 shares, but the file says 12.")
    ]
    assert result.portfolio.accounts[0].positions[0].quantity == 10


def test_without_its_total_a_file_may_be_cut_off(read_text: Read) -> None:
    result = read_text(TITLE + HEADER + LOT)
    assert WarningCode.TRUNCATED in {each.code for each in result.warnings}


def test_lines_that_cannot_be_read_are_listed(read_text: Read) -> None:
    text = (
        "A stray line\n"
        + HEADER
        + TITLE
        + LOT
        + HEADER
        + LOT
        + LOT.replace('"10"', '"--"')
        + LOT.replace('"10"', '"ten"')
        + TOTAL.replace('"10"', '"ten"')
        + TOTAL.replace('"10"', '"--"')
    )
    result = read_text(text)
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of lots"),
        (5, "it stands above the table of lots"),
        (8, "a lot needs a quantity"),
        (9, "“ten” is not a number"),
        (10, "“ten” is not a number"),
    ]
    assert result.portfolio.total_value == 3000


def test_two_files_put_together_are_both_read(read_text: Read) -> None:
    one = TITLE + HEADER + LOT + TOTAL
    result = read_text(one + one.replace("VTI", "QQQ"))
    assert [each.symbol for each in result.portfolio.accounts[0].positions] == ["VTI", "QQQ"]


def test_what_is_no_list_of_lots_is_refused(read_text: Read) -> None:
    with pytest.raises(MissingColumnError, match="no “Market value” column"):
        read_text(TITLE + '"Open Date","Cost Basis"\n"01/02/2024","1"\n')
    with pytest.raises(NoHoldingsError):
        read_text(TITLE + HEADER)
    with pytest.raises(NotPositionsError, match="this is a Schwab lot details file"):
        read_text(TITLE)
