"""An account is one account in every format of its broker, and whatever it is called next time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rebalancer.ingest.changes import merge
from rebalancer.ingest.files import read_content, read_files
from rebalancer.ingest.identity import SEPARATE, end_alike
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

FILES = Path(__file__).parent / "files"
Read = Callable[..., ImportResult]

POSITIONS = """Account Number,Account Name,Symbol,Quantity,Last Price,Current Value,Cost Basis Total
Z11223344,{name},VTI,3,$300.00,$900.00,$600.00
{more}
Date downloaded Aug-21-2026 4:05 p.m ET
"""
STATEMENT = """Account Type,Account,Beginning mkt Value,Change in Investment,Ending mkt Value
ROTH IRA,{number},900.00,100.00,600.00

Symbol/CUSIP,Description,Quantity,Price,Beginning Value,Ending Value,Cost Basis

{number}
Stocks
VTI,VANGUARD TOTAL STK MKT ETF,2,300.00,600.00,600.00,400.00
Subtotal of Stocks,,,,,600.00,400.00
"""
SCHWAB = """"Positions for account {name} ...{number} as of 2026/08/{day}"
"Symbol","Quantity","Price","Market Value","Cost Basis"
"{symbol}","2","100.00","$200.00","$1.00"
"""


@pytest.fixture
def read(tmp_path: Path, snapshot: Snapshot) -> Read:
    def read_all(**texts: str) -> ImportResult:
        paths = [tmp_path / f"{name}.csv" for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text)
        return read_files(paths, snapshot)

    return read_all


def schwab(
    name: str, snapshot: Snapshot, symbol: str = "AAPL", number: str = "264"
) -> ImportResult:
    text = SCHWAB.format(name=name, day=21, symbol=symbol, number="264")
    return read_content(text.encode(), f"{name}.csv", snapshot)


def duplicates(result: ImportResult) -> list[str]:
    code = WarningCode.DUPLICATE_ACCOUNT
    return [each.message for each in result.warnings if each.code is code]


@pytest.mark.parametrize("order", [("positions", "statement"), ("statement", "positions")])
def test_two_formats_of_one_broker_tell_of_one_account(read: Read, order: tuple[str, str]) -> None:
    texts = {
        "positions": POSITIONS.format(name="My Roth IRA", more=""),
        "statement": STATEMENT.format(number="Z11223344"),
    }
    result = read(**{name: texts[name] for name in order})

    (account,) = result.portfolio.accounts
    assert account.label == "My Roth IRA ...3344"  # the one with a date
    assert account.positions[0].quantity == 3
    assert duplicates(result) == [
        (
            "“ROTH IRA ...3344” is taken for “My Roth IRA ...3344”, which positions.csv tells of "
            "as well. If it is another account, import its file by itself and say so."
        )
    ]
    assert [row.file for row in result.skipped if "is taken for" in row.reason] == ["statement.csv"]


def test_a_number_that_two_accounts_of_a_format_share_proves_nothing(read: Read) -> None:
    more = "X99993344,Joint,AAPL,1,$300.00,$300.00,$1.00"
    result = read(
        positions=POSITIONS.format(name="My Roth IRA", more=more),
        statement=STATEMENT.format(number="Z11223344"),
    )

    assert len(result.portfolio.accounts) == 3
    assert duplicates(result) == [
        f"“ROTH IRA ...3344” and “{other} ...3344” of positions.csv are counted as two accounts, "
        "although their numbers end alike."
        for other in ("My Roth IRA", "Joint")
    ]


def test_two_files_of_one_format_name_two_accounts(read: Read) -> None:
    one, two = (
        SCHWAB.format(name=name, day=21, symbol="AAPL", number="264") for name in ("Mine", "Yours")
    )
    result = read(one=one, two=two)

    assert [account.label for account in result.portfolio.accounts] == [
        "Mine ...264",
        "Yours ...264",
    ]
    assert len(duplicates(result)) == 1


@pytest.mark.parametrize(
    ("number", "other", "may_be_one"),
    [
        ("...3344", "...344", True),
        ("...3344", "...44", False),
        ("...3344", "...3345", False),
        ("", "...3344", True),
    ],
)
def test_masked_numbers_are_compared_by_their_end(
    number: str, other: str, *, may_be_one: bool
) -> None:
    assert end_alike(number, other) is end_alike(other, number) is may_be_one


def test_a_person_says_that_a_renamed_account_is_another_one(snapshot: Snapshot) -> None:
    old, new = schwab("Mine", snapshot), schwab("Yours", snapshot)
    (fresh,) = (account.key for account in new.portfolio.accounts)

    merged = merge(old, new, {fresh: SEPARATE})

    labels = [account.label for account in merged.imported.portfolio.accounts]
    assert labels == ["Mine ...264", "Yours ...264"]
    again = merge(merged.imported, new)
    assert again.imported == merged.imported


def test_two_accounts_that_nothing_tells_apart_are_kept_apart(snapshot: Snapshot) -> None:
    old, new = schwab("Mine", snapshot), schwab("Mine", snapshot, "MSFT")
    (key,) = (account.key for account in old.portfolio.accounts)

    merged = merge(old, new, {key: SEPARATE}).imported

    first, second = merged.portfolio.accounts
    assert (first.label, second.label) == ("Mine ...264", "Mine (2) ...264")
    assert first.key != second.key
    (match,) = merge(merged, new).matches
    assert match.is_doubtful  # for it may be either
    newer = schwab("Mine", snapshot, "NVDA")
    chosen = merge(merged, newer, {key: second.key}).imported.portfolio.accounts
    assert [account.label for account in chosen] == ["Mine ...264", "Mine (2) ...264"]
    assert [account.positions[0].symbol for account in chosen] == ["AAPL", "NVDA"]
    third = merge(merged, newer, {key: SEPARATE}).imported.portfolio.accounts
    assert [account.label for account in third][2:] == ["Mine (3) ...264"]


def test_of_two_that_are_said_to_be_one_account_the_first_is(
    read: Read, snapshot: Snapshot
) -> None:
    old = schwab("Mine", snapshot)
    (known,) = (account.key for account in old.portfolio.accounts)
    texts = [
        SCHWAB.format(name=name, day=21, symbol="F", number=number)
        for name, number in (("A", "111"), ("B", "222"))
    ]
    new = read(one=texts[0], two=texts[1])
    choices = {account.key: known for account in new.portfolio.accounts}

    merged = merge(old, new, choices)

    assert [account.label for account in merged.imported.portfolio.accounts] == [
        "A ...111",
        "B ...222",
    ]
    nonsense = merge(old, new, dict.fromkeys(choices, "no such account"))
    assert len(nonsense.imported.portfolio.accounts) == 3
