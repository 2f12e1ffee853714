"""A file cut at any byte is refused or doubted: rows never go missing silently.

``--faults`` cuts at every byte; without it, at every seventh and around the end of each line.
"""

from pathlib import Path

import pytest

from rebalancer.errors import RebalancerError
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

FILES = Path(__file__).parent / "files"
pytestmark = pytest.mark.faults

NAMES = sorted(path.name for path in FILES.glob("*.csv"))

DOUBTS = {
    WarningCode.TRUNCATED,
    WarningCode.TOTAL_DIFFERS,
    WarningCode.LOTS_DIFFER,
    WarningCode.UNREADABLE_CELL,
}

ENDLESS = (
    *("vanguard", "plain", "trowe", "m1", "yahoo", "degiro", "trading212", "betterment"),
    *("wealthfront", "morgan_stanley_plan", "merrill", "ibkr", "wealthfolio"),
)
"""Layouts without a closing line."""

Row = tuple[str, ...]

STRIDE = 7
"""Rows are not so long, so every kind of place is cut somewhere."""


def lengths(content: bytes, *, all_of_them: bool) -> list[int]:
    """Return where to cut: at every byte, or at some and around the end of every line."""
    if all_of_them:
        return list(range(len(content)))
    ends = {place + at for place, byte in enumerate(content) if byte in b"\r\n" for at in (0, 1)}
    return sorted(ends | set(range(0, len(content), STRIDE)))


def rows(result: ImportResult) -> set[Row]:
    """Return what each line says that was read: shares by lot, everything else by value."""
    held = {
        (each.symbol, str(lot.quantity), str(lot.acquired), str(lot.cost_basis), str(each.price))
        for _, each in result.portfolio.holdings()
        for lot in each.open_lots
    }
    short = {
        (each.symbol, str(each.value))
        for _, each in result.portfolio.holdings()
        if not each.open_lots
    }
    cash = {
        (account.label, each.symbol, str(each.amount))
        for account in result.portfolio.accounts
        for each in account.cash_holdings
    }
    return held | short | cash


def doubts(result: ImportResult) -> set[tuple[str, int]]:
    warned = {(each.code.value, each.line) for each in result.warnings if each.code in DOUBTS}
    return warned | {("skipped", row.line) for row in result.skipped}


def is_undetectable(name: str, kept: bytes) -> bool:
    """Whether *kept* is a complete file of its own that just has fewer rows.

    Most files of one table have no closing line, Schwab's none after the last account and
    Ameriprise's none after the last block.
    """
    last = kept.rstrip(b"\n,").rpartition(b"\n")[2]
    is_block_end = b"Account Total" in last or last.startswith(b'"Total ')
    has_no_end = name.startswith(ENDLESS) or is_block_end
    return has_no_end and kept.endswith(b"\n")


def read_or_refuse(content: bytes, name: str, snapshot: Snapshot) -> ImportResult | None:
    try:
        return read_content(content, name, snapshot)
    except RebalancerError:
        return None


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_of_a_cut_file_is_a_prefix_and_the_cut_is_said(
    name: str, snapshot: Snapshot, *, is_thorough: bool
) -> None:
    content = (FILES / name).read_bytes()
    whole = read_content(content, name, snapshot)
    known, all_rows = doubts(whole), rows(whole)
    for length in lengths(content, all_of_them=is_thorough):
        kept = content[:length]
        result = read_or_refuse(kept, name, snapshot)
        if result is None:
            continue
        new_doubts = doubts(result) - known
        assert rows(result) <= all_rows or new_doubts, length
        assert rows(result) == all_rows or new_doubts or is_undetectable(name, kept), length


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_no_cut_crashes_in_other_encodings(
    name: str, encoding: str, snapshot: Snapshot, *, is_thorough: bool
) -> None:
    content = (FILES / name).read_text(encoding="utf-8-sig").replace("A", "Ä").encode(encoding)
    for length in range(0, len(content), 37 if is_thorough else 173):
        read_or_refuse(content[:length], name, snapshot)
