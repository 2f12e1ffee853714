"""A block from the clipboard is settled into cells of the grid, and copied out as it was."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rebalancer.ingest.cells import day
from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.pasted import (
    FIELDS,
    Cells,
    Home,
    read_block,
    read_records,
    settle,
    symbols_of,
    write_block,
)
from rebalancer.ingest.sheet import Column

US = Home()
GERMAN = Home(numbers=NumberStyle.POINT_COMMA, days=DateStyle.DOTTED)
FRENCH = Home(numbers=NumberStyle.BLANK_COMMA, days=DateStyle.DAY_FIRST)
HOMES = st.sampled_from((US, GERMAN, FRENCH))
NUMBERS = {Column.QUANTITY, Column.PRICE, Column.VALUE, Column.COST_BASIS}
TEXTS = st.text(st.sampled_from("xyz \"'=-,;1."), max_size=6).map(
    lambda text: settle(Column.SYMBOL, text, US)
)
AMOUNTS = st.just("") | st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map(
    lambda amount: settle(Column.PRICE, f"{amount:f}", US)
)
DAYS = st.just("") | st.dates(
    min_value=day("1950-01-01"),  # type: ignore[arg-type]  # it is one
    max_value=day("2090-12-31"),  # type: ignore[arg-type]
).map(str)


def cell(field: Column) -> st.SearchStrategy[str]:
    if field in NUMBERS:
        return AMOUNTS
    return DAYS if field is Column.ACQUIRED else TEXTS


ROWS = st.lists(st.tuples(*map(cell, FIELDS)), min_size=1, max_size=6)


@settings(max_examples=40)
@given(ROWS, HOMES)
def test_what_is_copied_from_the_grid_pastes_as_the_same(rows: list[Cells], home: Home) -> None:
    assume(any(rows[-1]))  # blank rows at the end are not worth a paste

    block = read_block(write_block(rows, FIELDS, home), home, FIELDS[0])

    assert list(block.grid_rows) == rows
    assert block.left_out == ()


@settings(max_examples=20)
@given(ROWS, HOMES)
def test_a_column_copied_pastes_as_the_same_column(rows: list[Cells], home: Home) -> None:
    for place, field in enumerate(FIELDS):
        column = [(row[place],) for row in rows if row[place]]
        block = read_block(write_block(column, (field,), home), home, field)

        assert list(block.rows) == column


def test_headings_tell_where_the_cells_go_and_what_has_no_place_is_told() -> None:
    block = read_block(
        "Ticker\tPurchase date\tQty\tCost per share\tMood\t\n"
        "AAPL\t04.03.2019\t1.000,5\t2,00\tgood\n"
        "MSFT\t05.03.2019\t?\t1,00\tbad\n"
        "GOOG\t06.03.2019\t1,00\tfree\t\n"
        "Total\t\t\t\t\n\n",
        US,
    )

    assert block.fields == (
        Column.SYMBOL, Column.QUANTITY, Column.COST_BASIS, Column.ACQUIRED,
    )  # fmt: skip
    assert block.rows == (
        ("AAPL", "1000.5", "2001.000", "2019-03-04"),
        ("MSFT", "", "1.00 a share", "2019-03-05"),
        ("GOOG", "1.00", "free", "2019-03-06"),
    )
    assert block.left_out == ("Mood", "column 6", "Total")


def test_a_heading_is_believed_whatever_stands_below_it() -> None:
    block = read_block("Symbol\tQty\tMood\tShares\nAAPL\tmany\tgood\tmore", US)

    assert block.rows == (("AAPL", "many"),)
    assert block.left_out == ("Mood", "Shares")


def test_the_cost_of_a_share_is_never_taken_for_that_of_all() -> None:
    block = read_block("Symbol\tAvg price\nAAPL\t100", US)

    assert block.rows == (("AAPL", "100 a share"),)


def test_without_headings_cells_tell_what_columns_are() -> None:
    text = "Joint\tnote\tAAPL\tApple Inc.\t5\t$255.00\t1,000\t2019-03-04\tx\t7"
    block = read_block(text, US)

    assert block.grid_rows[0] == (
        "Joint", "note", "AAPL", "Apple Inc.", "5", "255.00", "", "1000", "2019-03-04",
    )  # fmt: skip
    assert block.left_out == ("column 9", "column 10")
    wide = read_block("\t".join("abcdefghij"), US, Column.PRICE)
    assert wide.fields == (Column.PRICE, Column.VALUE, Column.COST_BASIS, Column.ACQUIRED)
    assert len(wide.left_out) == 6


def test_what_may_mean_two_things_is_read_as_at_home() -> None:
    text = "AAPL\t1.234\t03/04/2019"

    assert read_block(text, US).rows == (("AAPL", "1.234", "2019-03-04"),)
    assert read_block(text, FRENCH).rows == (("AAPL", "1.234", "2019-04-03"),)
    assert settle(Column.QUANTITY, " 1.234 ", GERMAN) == "1234"
    assert settle(Column.ACQUIRED, "4.3.2019", GERMAN) == "2019-03-04"
    assert settle(Column.ACQUIRED, "4-Mar-19", US) == "2019-03-04"
    assert settle(Column.ACQUIRED, "31-Feb-19", US) == "31-Feb-19"
    assert settle(Column.SYMBOL, "'=x", GERMAN) == "=x"


def test_cells_may_be_quoted_or_separated_by_something_else() -> None:
    assert read_block('"Apple ""A""\nInc."\tAAPL', US, Column.DESCRIPTION).rows[0][0] == (
        'Apple "A" Inc.'
    )
    assert read_block("Symbol;Shares\nAAPL;5", US).rows == (("AAPL", "5"),)
    assert [record.cells for record in read_records("1,234\n5")] == [("1,234",), ("5",)]
    assert read_block(" \n\t\n", US).rows == ()
    fields = (Column.QUANTITY, Column.PRICE, Column.SYMBOL)
    assert write_block([("five", "1.5", "=A1")], fields, GERMAN) == "five\t1,5\t'=A1"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AAPL\nMSFT\n", ("AAPL", "MSFT")),
        ("Symbol\nAAPL", ("AAPL",)),
        ("AAPL", ("AAPL",)),
        ("Name\tTicker\nApple\tAAPL\nCorner shop\t\n", ("AAPL",)),
        ("Price\tShares\n5\t5", ()),
        ("", ()),
    ],
)
def test_symbols_are_found_in_a_list_and_in_a_table(text: str, found: tuple[str, ...]) -> None:
    assert symbols_of(text) == found
