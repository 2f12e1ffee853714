"""Any cell of any file may hold anything: no reader crashes, and no figure becomes absurd."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.errors import RebalancerError
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import Snapshot

FILES = Path(__file__).parent / "files"
NAMES = sorted(path.name for path in FILES.glob("*.csv"))
NASTY = (
    *("NaN", "inf", "-inf", "1e999", "1e308", "-0", "0", "9" * 18, "1e14", "1e-99", "", "--", "$"),
    *("AAPL", "CASH", "TOTAL", "912810FS2", "AAPL261218C200", "12", "-3.5", "=1+1", "(1,000)"),
    *("2020-02-30", "02/29/2020", "Header", "Data", "(", "x" * 300, "\u202e", "Symbol", "'"),
)
Reader = Callable[[bytes], ImportResult]


@pytest.fixture(scope="module")
def read_bytes(snapshot: Snapshot) -> Reader:
    """Reads bytes; unlike a snapshot it is short when a failing example prints it."""
    return lambda content: read_content(content, "file.csv", snapshot)


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_cell_of_a_file_crashes_its_reader(
    name: str, data: st.DataObject, read_bytes: Reader
) -> None:
    text = (FILES / name).read_text(encoding="utf-8-sig")
    rows = [row for row in csv.reader(text.splitlines()) if row]
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.sampled_from(NASTY))
    changed = io.StringIO(newline="")
    csv.writer(changed).writerows(rows)
    try:
        result = read_bytes(changed.getvalue().encode())
    except RebalancerError:
        return
    for account in result.portfolio.accounts:
        assert account.total_value.is_finite()
        assert len(account.number) <= len("...1234")
        for position in account.positions:
            assert position.symbol
            assert position.value.is_finite()
            assert position.price is None or position.price.is_finite()
            assert all(lot.quantity > 0 for lot in position.open_lots)
