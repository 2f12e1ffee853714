"""Numbers stay numbers, dates dates, and text is never a formula."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell

from rebalancer.export.book import Book
from rebalancer.export.cells import LONGEST_TEXT, UNKNOWN, Value, clean_text
from rebalancer.export.page import Column
from rebalancer.export.style import CENTS, DATE, LONG_TEXT, SHARES, TEXT, Look
from tests.rebalancer.export.reading import read_back


def written(value: Value, look: Look = TEXT) -> Cell:
    """Return the cell as another program reads it."""
    book = Book(["Cells"])
    column: Column[Value] = Column(header="Value", value=lambda row: row, look=look)
    book.pages["Cells"].table((column,), (value,))
    cell = read_back(book, live=True)["Cells"]["A2"]
    assert isinstance(cell, Cell)
    return cell


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_an_amount_is_the_same_to_the_cent(amount: Decimal) -> None:
    cell = written(amount, CENTS)
    assert cell.data_type == "n"
    assert Decimal(str(cell.value)) == amount
    assert cell.number_format == "$#,##0.00;-$#,##0.00;$0.00"


def test_fractional_shares_keep_every_digit() -> None:
    assert written(Decimal("12.345678"), SHARES).value == 12.345678


def test_a_day_is_a_date() -> None:
    cell = written(date(2024, 2, 29), DATE)
    assert cell.is_date
    assert cell.value is not None
    assert str(cell.value)[:10] == "2024-02-29"
    assert cell.number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_known_is_said_and_is_no_number(value: Value) -> None:
    cell = written(value, CENTS)
    assert (cell.value, cell.data_type) == (UNKNOWN, "s")
    assert cell.alignment.horizontal == "right"


def test_nothing_leaves_the_cell_empty() -> None:
    assert written("").value is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "\n1"])
def test_what_looks_like_a_formula_is_quoted_text(text: str) -> None:
    cell = written(text)
    assert (cell.value, cell.data_type) == (clean_text(text), "s")
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["AAPL", "#N/A", "#REF!", "1e5", "TRUE", "2026-01-01"])
def test_other_text_is_text_and_not_quoted(text: str) -> None:
    cell = written(text)
    assert (cell.value, cell.data_type) == (text, "s")
    assert not cell.quotePrefix


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("A\x00B\x0bC\x1fD\x7fE\x9fF", "ABCDEF"),
        ("half \ud800 pair \udfff", "half  pair "),
        ("\ufffe\uffff", ""),
        ("one\r\ntwo\rthree\nfour\tfive", "one\ntwo\nthree\nfour\tfive"),
        ("_x003D_1", "_x005F_x003D_1"),
        ("snake_xylophone_", "snake_xylophone_"),
        ("Zoë 株式 🙂", "Zoë 株式 🙂"),
    ],
)
def test_text_is_cleaned_of_what_a_cell_cannot_hold(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_text_is_cut_to_the_length_of_a_cell() -> None:
    assert clean_text("a" * 40_000) == "a" * LONGEST_TEXT
    assert clean_text("🙂" * 40_000) == "🙂" * (LONGEST_TEXT // 2)


@given(st.text(st.characters(codec="utf-16-le", exclude_categories=()), max_size=50))
def test_any_text_can_be_written(text: str) -> None:
    cell = written(text, LONG_TEXT)
    assert cell.data_type == ("s" if clean_text(text) else "n")
    assert cell.value == (clean_text(text) or None)
