"""A long table is read by kinds of rows, and nobody can tell from what comes out."""

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer import as_json
from rebalancer.domain.lots import Lots
from rebalancer.errors import RebalancerError
from rebalancer.ingest import brief, content, scan
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult
from rebalancer.market.snapshot import load_snapshot


class Kind(NamedTuple):
    """A layout with one row a lot, and what its cells may say."""

    header: str
    columns: tuple[tuple[str, ...], ...]
    end: str = ""


ACCOUNTS = ("Joint ...1001", "Roth IRA ...1002", '"Mine, too" ...1003', " Joint ...1001", "")
SYMBOLS = ("AAPL", "VTI", "BRKB", "CASH", "912810FS2", "AAPL261218C200", "ZZZZ", "", "symbol")
DESCRIPTIONS = ("", "Apple Inc.", "Café  Zoë", "US dollar", "Money Market", "quantity")
SHARES = (
    *("1", "10", "10.0", "2.5", "1,234.50", "0.00000001", "$3", "999999999.5", "12345678901"),
    *("0", "-4", "", "--", "n/a", "1e3", "1,23", ".5", "5.", "007", "x", "----", "(3)", " 7 "),
)
PRICES = ("100", "255.00", "255.005", "", "0.00", "-1", "1", "oops", "123456789.123456789")
COSTS = ("1000", "2550.00", "$1,234.565", "", "-", "0.00", "-3", "none", "0.000000001")
DAYS = ("2020-02-29", "03/04/2019", "", "--", "2020-02-30", "Jan-31-2026 9:00", "2019/3/4")
WORDS = ("", "7", "long", "Cusip", "1/2", "--")
OLD_DAYS = ("2026-08-21", "", "soon")

PLAIN = Kind(
    "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired,note,as_of",
    (ACCOUNTS, ("taxable", "", "ira"), SYMBOLS, DESCRIPTIONS, SHARES, PRICES, COSTS, DAYS, WORDS,
     OLD_DAYS),
)  # fmt: skip
VALUED = Kind(
    "symbol,quantity,account,value,price,acquired,kind,currency,cost_basis",
    (SYMBOLS, SHARES, ACCOUNTS, ("2550.00", "255", "", "1000.00", "-5", "0"), PRICES, DAYS,
     ("", "stock", "bond"), ("", "USD", "EUR"), COSTS),
)  # fmt: skip
BETTERMENT = Kind(
    "Symbol,Shares,CostBasis,MarketValue,PurchaseDate,Account #",
    (SYMBOLS, SHARES, COSTS, ("1000", "25.505", "", "2550.00"), DAYS, ("BT-1000", "BT-2")),
)
WEALTHFRONT = Kind(
    "symbol,display_name,date,cost,quantity,value,gain",
    (SYMBOLS, DESCRIPTIONS, DAYS, COSTS, SHARES, ("100.00", "255"), WORDS),
)
JPMORGAN = Kind(
    "Asset Class,Asset Strategy,Ticker,CUSIP,Description,Quantity,Price,Value,Cost,Unit Cost,"
    "Acquisition Date,As of,Account number,Tax term",
    (("Equity", "Fixed Income", "Cash", "M", "Asset Class"), ("US", "Asset Strategy"),
     ("VTI", "", "Ticker"), ("922908769", "CUSIP"), DESCRIPTIONS, SHARES, PRICES,
     ("1000", "2550.00", "255.00", ""), COSTS, ("100", "99.995", "", "0"), DAYS, OLD_DAYS,
     ("...4077", "...88"), WORDS),
    "\nFOOTNOTES\nM,Something\n",
)  # fmt: skip
KINDS = [PLAIN, VALUED, BETTERMENT, WEALTHFRONT, JPMORGAN]

ODD_LINES = st.sampled_from(
    [
        *("", ",", "a note", '"never closed', 'x"y,2', '"two', 'lines",3', "Total,,,,5,,,"),
        *("=" * 200, "\x0b", "a;b;c;d", '"a ""quoted"" cell",1,2,3,4,5'),
    ]
)


class Written(NamedTuple):
    """How a table is saved."""

    end: str
    is_quoted: bool
    encoding: str
    ends_with_break: bool


WAYS = st.builds(
    Written,
    end=st.sampled_from(["\n", "\n", "\r\n", "\r"]),
    is_quoted=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    ends_with_break=st.booleans(),
)


def line_of(cells: Sequence[str], way: Written) -> str:
    text = io.StringIO(newline="")
    if way.is_quoted:
        csv.writer(text, lineterminator="", quoting=csv.QUOTE_ALL).writerow(cells)
    else:
        csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


@st.composite
def tables(draw: st.DrawFn, kind: Kind) -> bytes:
    """Draw a file of which most rows repeat a few patterns, between hostile ones."""
    way = draw(WAYS)
    rows = st.tuples(*(st.sampled_from(choice) for choice in kind.columns))
    tame = st.tuples(*(st.sampled_from(choice[:2]) for choice in kind.columns))
    patterns = draw(st.lists(tame | rows, min_size=1, max_size=5))
    changed = st.tuples(st.sampled_from(patterns), st.integers(0, len(kind.columns) - 1), rows).map(
        lambda drawn: [*drawn[0][: drawn[1]], drawn[2][drawn[1]], *drawn[0][drawn[1] + 1 :]]
    )
    lines = st.one_of(
        st.sampled_from(patterns).map(lambda row: line_of(row, way)),
        changed.map(lambda row: line_of(row, way)),
        changed.map(lambda row: line_of(row, way)),
        rows.map(lambda row: line_of(row, way)),
        ODD_LINES,
        st.just(kind.header) if draw(st.integers(0, 9)) == 0 else ODD_LINES,
    )
    start = [kind.header] + [line_of([choice[0] for choice in kind.columns], way)] * 8
    more = draw(st.lists(lines, max_size=40))
    tail = [line_of(row, way) for row in patterns * 6]
    text = way.end.join([*start, *more, *tail]) + kind.end.replace("\n", way.end)
    text += way.end if way.ends_with_break else ""
    return text.encode(way.encoding, errors="replace")


Outcome = tuple[ImportResult, object] | str


def outcome(table: bytes, *, from_size: int) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "LONG", from_size)
        patch.setattr(content, "HEAD_ROWS", 3)
        patch.setattr(brief, "HEAD", 3)
        patch.setattr(scan, "_STRETCH", 700)
        try:
            result = read_content(table, "file.csv", load_snapshot())
        except RebalancerError as error:
            return error.sentence()
    return result, as_json.imported_json(result)


@settings(deadline=None, max_examples=500)
@given(table=st.sampled_from(KINDS).flatmap(tables))
def test_a_table_reads_the_same_in_brief_and_row_by_row(table: bytes) -> None:
    in_brief = outcome(table, from_size=0)
    row_by_row = outcome(table, from_size=1 << 30)
    assert in_brief == row_by_row


def test_only_a_long_table_keeps_its_lots_in_columns() -> None:
    rows = "Mine,VTI,1.50,300,250,2020-02-29\n"
    head = "account,symbol,quantity,price,cost_basis,acquired\n"
    for count, is_long in ((100, False), (10_000, True)):
        result = read_content((head + rows * count).encode(), "file.csv", load_snapshot())
        ((_, position),) = result.portfolio.holdings()
        assert isinstance(position.lots, Lots) is is_long
        assert (len(position.lots), str(position.quantity)) == (count, f"{count * 1.5:.2f}")
