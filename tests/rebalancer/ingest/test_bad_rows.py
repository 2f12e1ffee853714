"""A bad row costs nothing but itself, wherever it stands, and is listed with its line."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from rebalancer.ingest.result import ImportResult

Read = Callable[[str], ImportResult]
FILES = Path(__file__).parent / "files"
NAMES = sorted(path.name for path in FILES.glob("*.csv"))

BAD_ROWS = [
    "?,#,!\n",
    '"an,open,quote,1,2,3\n',
    ",".join("abcdefghijklmnopqrstuvwxyz" * 2) + "\n",
]


def held(result: ImportResult) -> Counter[tuple[str, Decimal]]:
    positions = [(each.symbol, each.value) for _, each in result.portfolio.holdings()]
    cash = [
        (each.symbol, each.amount)
        for account in result.portfolio.accounts
        for each in account.cash_holdings
    ]
    return Counter(positions + cash)


def is_listed(result: ImportResult, line: int) -> bool:
    """Whether *line* is among the skipped ones, by itself or as part of a range."""
    ranges = [
        (row.line, int(row.reason.split()[3]))
        for row in result.skipped
        if row.reason.startswith("lines ")
    ]
    return line in {row.line for row in result.skipped} or any(
        first <= line <= last for first, last in ranges
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("bad_row", BAD_ROWS, ids=["short", "open quote", "long"])
def test_no_good_row_is_lost_over_a_bad_one(name: str, bad_row: str, read_text: Read) -> None:
    lines = (FILES / name).read_text(encoding="utf-8-sig").splitlines(keepends=True)
    whole = held(read_text("".join(lines)))
    for place in range(len(lines) + 1):
        result = read_text("".join([*lines[:place], bad_row, *lines[place:]]))
        assert held(result) == whole, place
        assert is_listed(result, place + 1), place
