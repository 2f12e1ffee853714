"""Lots and cash of one file find the positions and accounts of another."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rebalancer.domain.account import Account
from rebalancer.domain.lot import TaxLot
from rebalancer.ingest.files import read_files
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

FILES = Path(__file__).parent / "files"

POSITIONS = """"Positions for account {label} as of 2026/08/21"
"Symbol","Quantity","Price","Market Value","Cost Basis"
"VTI","10","$100.00","$1,000.00","{cost}"
"Account Total","","","$1,000.00",""
"""
LOTS = """"{symbol} Lot Details for XXXX-{number} as of 02:45 AM ET, {day}"
"Open Date","Quantity","Price","Market Value","Cost Basis"
"01/02/2024 10:00:00","{shares}","$100.00","${shares}00.00","{cost}"
"Total","{shares}","--","--","--"
"""

Import = Callable[..., ImportResult]


@pytest.fixture
def read_together(snapshot: Snapshot, tmp_path: Path) -> Import:
    """Reads several texts as the files of one import."""

    def read(*texts: str) -> ImportResult:
        paths = [tmp_path / f"{index}.csv" for index in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return read_files(paths, snapshot)

    return read


def positions(label: str = "Individual ...1234", cost: str = "$2,500.00") -> str:
    return POSITIONS.format(label=label, cost=cost)


def lots(
    number: str = "1234",
    shares: int = 10,
    cost: str = "$2,500.00",
    symbol: str = "VTI",
    day: str = "08/21/2026",
) -> str:
    return LOTS.format(number=number, shares=shares, cost=cost, symbol=symbol, day=day)


def lots_of(account: Account) -> list[tuple[Decimal, date | None]]:
    return [(lot.quantity, lot.acquired) for each in account.positions for lot in each.open_lots]


def lots_as_listed(*lots: tuple[int, date | None]) -> list[tuple[Decimal, date | None]]:
    return [(Decimal(shares), acquired) for shares, acquired in lots]


def differences(result: ImportResult) -> list[str]:
    return [each.message for each in result.warnings if each.code is WarningCode.LOTS_DIFFER]


BOUGHT = date(2024, 1, 2)


def test_lots_find_their_position_over_all_files(snapshot: Snapshot) -> None:
    names = ["schwab_lots.csv", "schwab_2020_all.csv"]
    result = read_files([FILES / name for name in names], snapshot)
    alone = read_files([FILES / "schwab_2020_all.csv"], snapshot)
    assert result.portfolio.total_value == alone.portfolio.total_value
    roth = result.portfolio.accounts[1]
    expected = lots_as_listed((80, date(2019, 6, 3)), (40, date(2020, 9, 24)))
    assert lots_of(roth)[:-1] == expected  # the last one is an option's
    assert differences(result) == []
    assert [account.reconciles for account in result.portfolio.accounts] == [True, True]


@pytest.mark.parametrize("label", ["Individual ...1234", "Individual ...234"])
@pytest.mark.parametrize("is_first", [True, False])
def test_the_order_of_files_and_the_length_of_numbers_do_not_matter(
    read_together: Import, label: str, *, is_first: bool
) -> None:
    texts = [positions(label), lots()]
    (account,) = read_together(*(texts if is_first else reversed(texts))).portfolio.accounts
    assert account.label == label
    assert lots_of(account) == lots_as_listed((10, BOUGHT))
    assert account.total_value == 1000


def test_lots_that_explain_only_part_are_shown(read_together: Import) -> None:
    result = read_together(positions(), lots(shares=6, cost="$1,800.00"))
    (account,) = result.portfolio.accounts
    assert account.positions[0].open_lots == (
        TaxLot(quantity=Decimal(6), acquired=BOUGHT, cost_basis=Decimal(1800)),
        TaxLot(quantity=Decimal(4), cost_basis=Decimal(700)),
    )
    assert differences(result) == [
        (
            "The lots of VTI add up to 6 shares, but 10 are held; "
            "the rest is one lot of unknown date."
        )
    ]


def test_more_lots_than_shares_are_not_believed(read_together: Import) -> None:
    result = read_together(positions(), lots(shares=11))
    assert lots_of(result.portfolio.accounts[0]) == lots_as_listed((10, None))
    assert "they are not used" in differences(result)[0]


def test_lots_tell_a_cost_that_the_position_lacks(read_together: Import) -> None:
    result = read_together(positions(cost="Incomplete"), lots())
    assert result.portfolio.accounts[0].positions[0].cost_basis == 2500
    assert result.warnings == ()


def test_lots_of_another_cost_are_pointed_out(read_together: Import) -> None:
    result = read_together(positions(), lots(cost="$2,400.00"))
    assert differences(result) == [
        "The lots of VTI cost 2,400.00, but the position says 2,500.00; gains are counted by lot."
    ]


def test_lots_of_unknown_cost_leave_the_cost_of_the_position(read_together: Import) -> None:
    result = read_together(positions(), lots(cost="N/A"))
    assert result.portfolio.accounts[0].positions[0].cost_basis == 2500
    assert result.warnings == ()


def test_lots_of_a_symbol_that_the_account_does_not_hold_are_not_added(
    read_together: Import,
) -> None:
    result = read_together(positions(), lots(symbol="QQQ"))
    assert result.portfolio.total_value == 1000
    assert [(row.file, row.line, row.reason) for row in result.skipped] == [
        ("1.csv", 3, "the lots of QQQ are not held in “Individual ...1234”")
    ]
    assert differences(result) == [
        "The lots of QQQ are not held in “Individual ...1234”: they are not used."
    ]


def test_lots_that_fit_two_accounts_go_to_neither(read_together: Import) -> None:
    other = positions("Roth IRA ...1234")
    result = read_together(positions(), other, lots())
    assert [lots_of(each) for each in result.portfolio.accounts] == [lots_as_listed((10, None))] * 2
    assert differences(result) == [
        (
            "The lots of VTI may belong to either “Individual ...1234” or “Roth IRA ...1234”: "
            "they are not used."
        )
    ]


def test_lots_without_positions_stand_by_themselves(read_together: Import) -> None:
    result = read_together(
        positions("Roth IRA ...9876"), lots(), lots(symbol="QQQ", shares=5, cost="$1.00")
    )
    roth, account = result.portfolio.accounts
    assert lots_of(roth) == lots_as_listed((10, None))
    assert account.label == "Schwab ...1234"
    assert [each.symbol for each in account.positions] == ["VTI", "QQQ"]
    assert account.total_value == 1500
    assert lots_of(account) == lots_as_listed((10, BOUGHT), (5, BOUGHT))


@pytest.mark.parametrize(
    ("days", "kept", "dropped"),
    [
        (("08/20/2026", "08/21/2026"), 9, "0.csv"),
        (("08/21/2026", "08/20/2026"), 8, "1.csv"),
        (("today", "today"), 9, "0.csv"),
    ],
)
def test_lots_that_are_told_twice_are_taken_from_the_later_file(
    read_together: Import, days: tuple[str, str], kept: int, dropped: str
) -> None:
    result = read_together(
        *(lots(shares=8 + index, day=day) for index, day in enumerate(days)),
        positions(),
    )
    (account,) = result.portfolio.accounts
    assert lots_of(account)[:1] == lots_as_listed((kept, BOUGHT))
    other = next(name for name in ("0.csv", "1.csv") if name != dropped)
    assert [(row.file, row.reason) for row in result.skipped] == [
        (dropped, f"VTI is told again by “{other}”")
    ]


def test_numbers_of_two_characters_prove_nothing(read_together: Import) -> None:
    result = read_together(positions("Individual ...34"), lots())
    assert len(result.portfolio.accounts) == 2
