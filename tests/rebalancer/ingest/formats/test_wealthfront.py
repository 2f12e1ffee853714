"""Wealthfront: one open lot a row, under a line with the day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rebalancer.domain.lot import TaxLot
from rebalancer.ingest.result import ImportResult

Read = Callable[[str], ImportResult]


def test_lots_of_one_account(read_fixture: Read) -> None:
    result = read_fixture("wealthfront_lots.csv")
    (account,) = result.portfolio.accounts
    assert (account.label, account.as_of) == ("Wealthfront", date(2026, 8, 21))
    assert account.total_value == Decimal("2637.50")
    vti, ijr = account.positions
    assert [lot.acquired for lot in vti.lots] == [date(2024, 3, 15), date(2026, 2, 2)]
    assert ijr.lots == (
        TaxLot(quantity=Decimal(10), acquired=date(2023, 5, 9), cost_basis=Decimal("950.00")),
    )
    assert not result.skipped


def test_a_line_above_without_a_day_is_listed(read_text: Read) -> None:
    result = read_text(
        "Open lots\nsymbol,display name,date,cost,quantity,value,gain\n"
        "VTI,A Fund,2024-03-15,650,2,740,90\nCASH,Cash,,,,12.5,\nVTI,A Fund,2024-03-15,1,?,1,1\n"
    )
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of holdings"),
        (5, "“?” is not a number"),
    ]
    (account,) = result.portfolio.accounts
    assert (account.total_value, account.cash, account.as_of) == (
        Decimal("752.5"),
        Decimal("12.5"),
        None,
    )
