"""A newer file takes the place of its accounts, and what it changes is said first."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.changes import compare, merge
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Snapshot, load_snapshot

FILES = Path(__file__).parent / "files"
HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
D = Decimal
SCHWAB = """"Positions for account {name} ...264 as of 2026/08/{day}"
"Symbol","Quantity","Price","Market Value","Cost Basis"
"AAPL","{shares}","100.00","${shares}00.00","$1.00"
"""
Row = tuple[str, str, str, str]


def read(*rows: Row, name: str = "mine.csv") -> ImportResult:
    """Read rows of account, symbol, shares and cost."""
    lines = (f"{a},taxable,{s},,{shares},100.00,{cost},\n" for a, s, shares, cost in rows)
    return read_content((HEADER + "".join(lines)).encode(), name, load_snapshot())


def schwab(name: str, shares: int, day: int = 21, file: str = "schwab.csv") -> ImportResult:
    text = SCHWAB.format(name=name, shares=shares, day=day)
    return read_content(text.encode(), file, load_snapshot())


JOINT, ROTH = "Joint ...1001", "Roth ...1002"
OLD = read((JOINT, "AAPL", "10", "500"), (JOINT, "MSFT", "5", "400"), (ROTH, "QZZQ", "7", ""))


def test_a_newer_file_replaces_its_accounts_and_keeps_the_others() -> None:
    new = read((JOINT, "AAPL", "12", "700"), name="newer.csv")

    merged = merge(OLD, new)

    joint, roth = merged.imported.portfolio.accounts
    assert [(each.symbol, each.quantity) for each in joint.positions] == [("AAPL", D(12))]
    assert roth == OLD.portfolio.accounts[1]
    assert not any(match.is_doubtful for match in merged.matches)
    assert [source.name for source in merged.imported.sources] == ["mine.csv", "newer.csv"]
    keys = {doubt.account for doubt in merged.imported.warnings}
    assert roth.key in keys


def test_nothing_is_left_of_a_file_all_of_whose_accounts_came_again() -> None:
    first = read((JOINT, "QZZQ", "1", ""), ("Mine", "FOO ", "", ""), name="old.csv")
    assert first.skipped

    merged = merge(first, read((JOINT, "AAPL", "1", "5"), name="new.csv")).imported

    assert {source.name for source in merged.sources} == {"new.csv"}
    assert {doubt.file for doubt in merged.warnings} == {"new.csv"}
    assert merged.skipped == ()


def test_the_changes_are_told_by_account_and_symbol() -> None:
    new = read((JOINT, "AAPL", "12", "700"), (JOINT, "NVDA", "1", "9"), ("Mine ...1", "F", "1", ""))
    changes = compare(OLD.portfolio, merge(OLD, new).imported.portfolio)

    assert [account.label for account in changes.added] == ["Mine ...1"]
    assert changes.removed == ()
    (joint,) = changes.accounts
    apple, microsoft, nvidia = joint.symbols
    assert (apple.shares_before, apple.shares_after) == (D(10), D(12))
    assert (apple.value_before, apple.value_after) == (D(1000), D(1200))
    assert (apple.cost_before, apple.cost_after) == (D(500), D(700))
    assert microsoft.is_gone
    assert not microsoft.is_new
    assert nvidia.is_new
    assert not changes.is_empty


def test_an_account_that_is_not_there_any_more_is_told() -> None:
    changes = compare(OLD.portfolio, Portfolio(accounts=OLD.portfolio.accounts[:1]))

    assert [account.label for account in changes.removed] == [ROTH]


def test_cash_and_lots_may_be_all_that_changes() -> None:
    before = read((JOINT, "AAPL", "10", "500"), (JOINT, "CASH", "5", ""))
    (account,) = before.portfolio.accounts
    (cash,) = account.cash_holdings
    richer = replace(account, cash_holdings=(replace(cash, amount=D(9)),))
    lots = replace(
        account, positions=(replace(account.positions[0], lots=account.positions[0].open_lots),)
    )

    (change,) = compare(before.portfolio, Portfolio(accounts=(richer,))).accounts
    assert (change.cash_before, change.cash_after, change.symbols) == (D(500), D(9), ())
    (change,) = compare(before.portfolio, Portfolio(accounts=(lots,))).accounts
    assert change.symbols[0].are_lots_new


@pytest.mark.parametrize(("day", "is_older"), [(20, True), (22, False)])
def test_what_is_older_than_what_is_there_is_told(day: int, *, is_older: bool) -> None:
    old, new = schwab("Individual", 2), schwab("Individual", 3, day, "later.csv")

    (change,) = compare(old.portfolio, merge(old, new).imported.portfolio).accounts

    assert change.is_older is is_older


def test_a_renamed_account_stays_the_same_one_and_it_is_said() -> None:
    old, new = schwab("Individual", 2), schwab("House money", 2, file="later.csv")

    merged = merge(old, new)

    (account,) = merged.imported.portfolio.accounts
    (match,) = merged.matches
    assert account.key == old.portfolio.accounts[0].key == match.account
    assert match.target is not None
    assert (match.target.label, match.label) == ("Individual ...264", "House money ...264")
    assert match.is_doubtful
    assert {doubt.account for doubt in merged.imported.warnings} <= {"", account.key}
    (change,) = compare(old.portfolio, merged.imported.portfolio).accounts
    assert (change.label_before, change.symbols) == ("Individual ...264", ())
    again = merge(merged.imported, new)
    assert again.imported == merged.imported


def test_masked_numbers_that_several_accounts_share_are_not_guessed_at() -> None:
    one, two = "Mine ...1001", "Yours ...1001"
    old = read((one, "AAPL", "1", ""), (two, "MSFT", "1", ""))

    merged = merge(old, read(("Ours ...1001", "NVDA", "1", ""), name="new.csv"))

    assert len(merged.imported.portfolio.accounts) == 3
    (match,) = merged.matches
    assert (match.target, match.is_doubtful) == (None, True)
    torn = merge(
        read((one, "AAPL", "1", "")), read((two, "F", "1", ""), ("C ...1001", "F", "1", ""))
    )
    assert len(torn.imported.portfolio.accounts) == 3


def test_accounts_without_a_number_are_known_by_their_name() -> None:
    merged = merge(read(("Mine", "AAPL", "1", "")), read(("Yours", "AAPL", "1", ""), name="b.csv"))

    assert len(merged.imported.portfolio.accounts) == 2


@pytest.mark.parametrize("path", sorted(FILES.glob("*.csv")), ids=lambda path: path.stem)
def test_the_same_file_again_changes_nothing(
    path: Path, snapshot: Snapshot, read_fixture: Callable[[str], ImportResult]
) -> None:
    try:
        imported = read_fixture(path.name)
    except Exception:  # noqa: BLE001 - a file that is refused cannot come again
        pytest.skip("refused")

    merged = merge(imported, imported)

    assert compare(imported.portfolio, merged.imported.portfolio).is_empty
    assert merged.imported == imported


rows = st.lists(
    st.tuples(
        st.sampled_from(["Joint ...1001", "Roth ...1002", "Mine", "Ours ...1001"]),
        st.sampled_from(["AAPL", "MSFT", "QZZQ", "CASH"]),
        st.integers(min_value=1, max_value=99).map(str),
        st.sampled_from(["", "500"]),
    ),
    min_size=1,
    max_size=6,
)
names = st.sampled_from(["mine.csv", "newer.csv"])


@given(rows, rows, names)
def test_merging_again_changes_nothing(first: list[Row], second: list[Row], name: str) -> None:
    current, newer = read(*first), read(*second, name=name)

    once = merge(current, newer).imported
    twice = merge(once, newer).imported

    assert twice == once
    assert compare(once.portfolio, twice.portfolio).is_empty
    assert compare(current.portfolio, merge(current, current).imported.portfolio).is_empty
    wanted = {account.total_value for account in newer.portfolio.accounts}
    assert wanted <= {account.total_value for account in once.portfolio.accounts}
