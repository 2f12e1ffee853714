"""Where a long table cannot be read by kinds of rows, and where its machinery reaches a limit."""

from decimal import Decimal

import numpy as np
import pytest

from rebalancer.ingest.brief import condense
from rebalancer.ingest.content import LONG
from rebalancer.ingest.errors import NotPositionsError, UnknownLayoutError
from rebalancer.ingest.files import read_content
from rebalancer.ingest.formats import fidelity, plain
from rebalancer.ingest.kinds import LotTable
from rebalancer.ingest.lot_rows import Figures
from rebalancer.ingest.sheet import Table
from rebalancer.ingest.text import Record
from rebalancer.ingest.texts import Texts
from rebalancer.market.snapshot import load_snapshot
from rebalancer.progress import silent


def repeated(header: str, row: str) -> bytes:
    """Return a file that is long enough to be read by kinds, were it a table of lots."""
    return f"{header}\n{row * (LONG // len(row) + 1)}".encode()


def test_a_long_file_that_nobody_knows_is_refused_like_a_short_one() -> None:
    content = repeated("alpha,beta,gamma", "one,two,three\n")
    with pytest.raises(UnknownLayoutError, match="alpha, beta, gamma"):
        read_content(content, "long.csv", load_snapshot())


def test_long_transactions_are_named_as_what_they_are() -> None:
    content = repeated("Date,Action,Symbol,Quantity", "2026-01-02,Buy,AAPL,10\n")
    with pytest.raises(NotPositionsError, match="transactions file"):
        read_content(content, "long.csv", load_snapshot())


def test_a_layout_whose_rows_are_no_lots_is_read_row_by_row() -> None:
    header = "Account Number,Account Name,Symbol,Description,Quantity,Last Price,Current Value"
    rows = [f"X{n},Mine,AAPL,Apple Inc.,10,$300.00,$3000.00\n" for n in range(3_000)]
    content = f"{header}\n{''.join(rows)}".encode()
    assert len(content) > LONG
    assert condense(content, [header], ",", fidelity.LAYOUT, silent) is None
    read = read_content(content, "long.csv", load_snapshot())
    assert len(read.portfolio.accounts) == 3_000


def test_without_a_header_among_the_first_lines_there_is_no_table_of_lots() -> None:
    assert condense(b"", ["one,two\n"], ",", plain.LAYOUT, silent) is None


def test_without_a_quantity_there_is_no_table_of_lots() -> None:
    table = Table(Record(1, ("account", "symbol", "value")), plain.HEADINGS)
    assert LotTable.of(table) is None


def test_texts_keep_their_numbers_while_their_table_grows() -> None:
    texts = Texts()
    words = np.arange(1, 150_001, dtype=np.uint64)
    few, new = texts.number({0: words[:1_000]}, 1_000)
    all_of_them, more = texts.number({0: words}, len(words))
    again, none = texts.number({0: words[:1_000]}, 1_000)

    assert texts.count == len(words) == len(new) + len(more)
    assert len(np.unique(all_of_them)) == len(words)
    np.testing.assert_array_equal(few, all_of_them[:1_000])
    np.testing.assert_array_equal(again, few)
    assert len(none) == 0


def test_sums_beyond_64_bits_stay_exact() -> None:
    many = Figures(np.full(40, 9 * 10**17), np.full(40, 2, np.uint8))
    assert many.total() == Decimal(9 * 10**17) * 40 / 100
