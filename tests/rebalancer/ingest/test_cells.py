"""A cell is a number, a day, or unknown; anything else is said, never guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.ingest.cells import LARGEST, CellError, day, find_day, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$1,234.56", "1234.56"),
        ("$29,653.14 ", "29653.14"),
        ("(1,234.50)", "-1234.50"),
        ("($200.00)", "-200.00"),
        ("-$775.67", "-775.67"),
        ("$-775.67", "-775.67"),
        ("\u2212775.67", "-775.67"),
        ("+$0.31", "0.31"),
        ("+$11,945.20", "11945.20"),
        ("$3830.00", "3830.00"),
        ("-.29", "-0.29"),
        ("94.", "94"),
        ("1.98e-6", "0.00000198"),
        ("1E3", "1000"),
        ("\u00a0100\u00a0", "100"),
        ("0001", "1"),
        ("-0", "0"),
        ("10,000,000", "10000000"),
    ],
)
def test_numbers_as_brokers_write_them(text: str, value: str) -> None:
    assert number(text) == Decimal(value)
    assert str(number("-0")) == "0"


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "--", "n/a", "N/A", "Incomplete", "not applicable", "None"]
)
def test_unknown_is_none_and_never_zero(text: str) -> None:
    assert number(text) is None
    assert day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "1,23",
        "0,123",
        "1.234,50",
        "1,2345",
        "12 34",
        "5%",
        "1.2.3",
        "(5",
        "5)",
        "(-5)",
        "--5",
        "-$-5",
        "€5",
        "NaN",
        "inf",
        "-Infinity",
        "0x10",
        "٣",
        "1_000",
        "Total 327.50",
        "=1+1",
        "9" * 60,
    ],
)
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(CellError, match="is not a number"):
        number(text)


@pytest.mark.parametrize("text", ["1e99", "1e15", "999999999999999999"])
def test_numbers_too_large_to_be_true_are_refused(text: str) -> None:
    with pytest.raises(CellError, match="too large to be true"):
        number(text)


def test_an_exponent_of_three_digits_is_no_number() -> None:
    with pytest.raises(CellError):
        number("1e999")


@given(text=st.text(max_size=60))
def test_no_text_crashes_a_cell_or_yields_an_absurd_number(text: str) -> None:
    try:
        value = number(text)
    except CellError:
        return
    assert value is None or (value.is_finite() and abs(value) < LARGEST)


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@given(value=amounts)
def test_every_way_of_writing_an_amount_reads_back_the_same(value: Decimal) -> None:
    size = abs(value)
    sign = "-" if value < 0 else ""
    spellings = [f"{value:f}", f"{value:,f}", f"{sign}${size:,f}", f" {sign}${size:f} "]
    if value < 0:
        spellings += [f"({size:,f})", f"(${size:f})", f"$-{size:f}"]
    assert {number(spelling) for spelling in spellings} == {value}


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-21",
        "2026/8/21",
        "08/21/2026",
        "8/21/2026",
        "Aug-21-2026",
        "aug 21 2026",
        "Aug 21, 2026",
        "08/21/2026 13:22:52",
        "2026-08-21T00:00:00",
        "08/21/2026 4:12 p.m. ET",
    ],
)
def test_days_as_brokers_write_them(text: str) -> None:
    assert day(text) == date(2026, 8, 21)


@pytest.mark.parametrize(
    "text",
    [
        "21/08/2026",
        "2026-02-30",
        "2026-08-2",
        "8/21/26",
        "Foo-21-2026",
        "1899-01-01",
        "2101-01-01",
        "2026-08-21 was a Friday",
        "yesterday",
        "2026-08-21" * 9,
    ],
)
def test_anything_else_is_not_a_day(text: str) -> None:
    with pytest.raises(CellError, match="is not a date"):
        day(text)


def test_a_day_is_found_in_a_sentence() -> None:
    assert find_day("Positions as of 10:21 AM ET, 2025/06/11") == date(2025, 6, 11)
    assert find_day("99/99/2026, or rather Jan-15-2026 9:00 a.m. ET") == date(2026, 1, 15)
    assert find_day("no day here") is None


@given(text=st.text(max_size=80))
def test_no_text_crashes_the_search_for_a_day(text: str) -> None:
    find_day(text)
    try:
        day(text)
    except CellError:
        return
