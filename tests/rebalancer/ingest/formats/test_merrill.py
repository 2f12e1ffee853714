"""Merrill's holdings and portfolio summary, alone and together."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.ingest.errors import MissingColumnError, NotPositionsError
from rebalancer.ingest.files import read_files
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

Read = Callable[[str], ImportResult]
FILES = Path(__file__).parent.parent / "files"

HEADER = '"COB Date","Security #","Symbol","Account #","Quantity","Value ($)"\n'
SUMMARY = '"COB Date","Account #","Cash Balance ($)","Money Accounts ($)","Net Value ($)",\n'


def together(snapshot: Snapshot, *names: str) -> ImportResult:
    return read_files([FILES / name for name in names], snapshot)


def test_holdings_name_their_account_by_nickname_or_registration(read_fixture: Read) -> None:
    result = read_fixture("merrill_holdings.csv")
    edge, roth = result.portfolio.accounts
    assert result.sources[0].format == "Merrill holdings"
    assert (edge.label, edge.tax_treatment) == ("CMA-Edge ...0117", TaxTreatment.TAXABLE)
    assert (roth.label, roth.tax_treatment) == ("Rainy day ...0229", TaxTreatment.TAX_EXEMPT)
    assert edge.as_of == date(2026, 8, 21)
    assert edge.total_value == Decimal("371850.25")
    assert edge.cash == Decimal("5000.25")
    assert roth.total_value == 30000
    assert result.skipped == ()


def test_the_cost_is_what_the_value_leaves_without_the_gain(read_fixture: Read) -> None:
    edge, roth = read_fixture("merrill_holdings.csv").portfolio.accounts
    assert [
        (each.symbol, each.kind.value, str(each.quantity), str(each.cost_basis))
        for each in edge.positions
    ] == [
        ("VTI", "fund", "1200", "300000.00"),
        ("IWM#X1826C250000", "option", "-3", "-1425.00"),
        ("AAPL", "stock", "-10", "None"),
        ("91282CZZ1", "bond", "10000", "10000.00"),
        ("INSURED SAVINGS PROGRAM", "other", "1000", "None"),
    ]
    assert roth.positions[0].cost_basis == 28000


@pytest.mark.parametrize("is_first", [True, False])
def test_the_summary_brings_the_cash_that_the_holdings_lack(
    snapshot: Snapshot, *, is_first: bool
) -> None:
    names = ["merrill_summary.csv", "merrill_holdings.csv"]
    result = together(snapshot, *(names if is_first else reversed(names)))
    edge, roth = result.portfolio.accounts
    assert [(each.symbol, str(each.amount)) for each in edge.cash_holdings] == [
        ("IIAXX", "5000.25"),
        ("CASH", "1250.75"),
    ]
    assert edge.total_value == edge.file_total == 373101
    assert roth.total_value == roth.file_total == Decimal("30812.40")
    assert result.skipped == ()
    assert {each.code for each in result.warnings} == {WarningCode.NOT_TRADED}


def test_the_summary_alone_says_what_is_missing(snapshot: Snapshot) -> None:
    result = together(snapshot, "merrill_summary.csv")
    assert result.sources[0].format == "Merrill portfolio summary"
    assert [account.cash for account in result.portfolio.accounts] == [
        Decimal("6251.00"),
        Decimal("812.40"),
    ]
    assert [each.message for each in result.warnings] == [
        "The lines of “CMA-Edge ...0117” add up to 6,251.00, but the file says 373,101.00.",
        "The lines of “Rainy day ...0229” add up to 812.40, but the file says 30,812.40.",
    ]


def test_the_later_of_two_summaries_counts(snapshot: Snapshot, tmp_path: Path) -> None:
    older = tmp_path / "older.csv"
    text = (FILES / "merrill_summary.csv").read_text(encoding="utf-8")
    older.write_text(text.replace("8/21/2026", "8/20/2026").replace("0.75", "0.00"), "utf-8")
    paths = [FILES / "merrill_summary.csv", older, FILES / "merrill_holdings.csv"]
    result = read_files(paths, snapshot)
    assert [account.reconciles for account in result.portfolio.accounts] == [True, True]
    assert {row.file for row in result.skipped} == {"older.csv"}


def test_a_shorter_view_has_a_title_and_a_total(read_fixture: Read) -> None:
    result = read_fixture("merrill_total.csv")
    (account,) = result.portfolio.accounts
    assert account.label == "Merrill"
    assert account.as_of == date(2026, 8, 20)
    assert account.total_value == account.file_total == Decimal("18765.33")
    assert account.cash == Decimal("1515.33")
    assert [each.cost_basis for each in account.positions] == [7500, None]


def test_what_cannot_be_read_is_listed(read_text: Read) -> None:
    rows = (
        '"8/21/2026","1","VTI","1-22334","10","3,000.00"\n'
        '"8/21/2026","1","VTI","1-22334","ten","3,000.00"\n'
    )
    result = read_text("A title\n" + HEADER + rows)
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of holdings"),
        (4, "“ten” is not a number"),
    ]
    assert WarningCode.UNKNOWN_COST in {each.code for each in result.warnings if each.line == 0}


def test_a_gain_that_makes_no_sense_is_unknown(read_text: Read) -> None:
    header = HEADER.replace('"Quantity"', '"Quantity","Unrealized Gain/Loss ($)"')
    result = read_text(header + '"--","1","VTI","1-22334","10","lots","3,000.00"\n')
    assert result.portfolio.accounts[0].positions[0].cost_basis is None
    assert [each.message for each in result.warnings if each.line == 2][:1] == [
        "Unrealized gain: “lots” is not a number; it is taken as unknown."
    ]


def test_lines_of_a_summary_that_are_no_accounts_are_listed(read_text: Read) -> None:
    result = read_text(
        "A title\n"
        + SUMMARY
        + '"8/21/2026","1-22334","10.00","--","--",\n'
        + '"8/21/2026","1-22335","a little","5.00","15.00",\n'
        + '"--","--","10.00","5.00","15.00",\n'
        + '"8/21/2026","1-22335","1","1","1","1","1"\n'
    )
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of accounts"),
        (4, "“a little” is not a number"),
        (5, "it names no account"),
        (6, "it has 7 cells under 6 headings"),
    ]
    assert [str(each.cash) for each in result.portfolio.accounts] == ["10.00"]


def test_a_view_without_values_is_refused(read_text: Read) -> None:
    with pytest.raises(MissingColumnError, match="no “Value"):
        read_text('"COB Date","Security #","Symbol"\n"8/21/2026","1","VTI"\n')


def test_activity_is_refused_by_name(read_text: Read) -> None:
    with pytest.raises(NotPositionsError, match="this is a Merrill activity file"):
        read_text('"Trade Date","Account Registration","Account #","Amount ($)"\n')
