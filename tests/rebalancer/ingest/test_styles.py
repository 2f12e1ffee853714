"""How a file writes numbers and dates: chosen once, by what the file proves, or asked."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.ingest.cells import CellError
from rebalancer.ingest.date_style import DateStyle, find_date_style, is_date, open_date
from rebalancer.ingest.number_style import (
    NumberStyle,
    contradictions,
    currency_of,
    find_number_style,
    is_number,
    open_number,
)

amounts = st.decimals(
    min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False
)


def written(amount: Decimal, style: NumberStyle) -> str:
    """Return *amount* as *style* writes it."""
    return f"{amount:,.2f}".translate({ord(","): style.group or None, ord("."): style.mark})


@given(amounts, st.sampled_from(NumberStyle))
def test_what_a_style_writes_it_reads(amount: Decimal, style: NumberStyle) -> None:
    assert style.number(written(amount, style)) == amount


@pytest.mark.parametrize(
    ("style", "text", "amount"),
    [
        (NumberStyle.POINT_COMMA, "1.234,50", "1234.50"),
        (NumberStyle.POINT_COMMA, "1.234", "1234"),
        (NumberStyle.COMMA_POINT, "1.234", "1.234"),
        (NumberStyle.APOSTROPHE_POINT, "11\u2019461.59", "11461.59"),
        (NumberStyle.BLANK_COMMA, "1\u202f234,50", "1234.50"),
        (NumberStyle.COMMA_POINT, "(1,234.50)", "-1234.50"),
        (NumberStyle.POINT_COMMA, "1.234,50-", "-1234.50"),
        (NumberStyle.POINT_COMMA, "-110,7", "-110.7"),
        (NumberStyle.POINT_COMMA, "\u22125 €", "-5"),
        (NumberStyle.POINT_COMMA, "EUR 1.234,50", "1234.50"),
        (NumberStyle.COMMA_POINT, "$-5", "-5"),
        (NumberStyle.COMMA_POINT, "1.98e-6", "0.00000198"),
        (NumberStyle.POINT_COMMA, "1,98E-06", "0.00000198"),
        (NumberStyle.POINT_COMMA, "1.98e-6", "0.00000198"),
        (NumberStyle.COMMA_POINT, ".29", "0.29"),
        (NumberStyle.PLAIN_COMMA, "1234,5", "1234.5"),
    ],
)
def test_a_number_is_read_in_the_style_of_its_file(
    style: NumberStyle, text: str, amount: str
) -> None:
    assert style.number(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (NumberStyle.POINT_COMMA, "1,234.50"),
        (NumberStyle.POINT_COMMA, "110.7"),
        (NumberStyle.COMMA_POINT, "1'234.50"),
        (NumberStyle.COMMA_POINT, "12,34"),
        (NumberStyle.PLAIN_POINT, "1,234"),
        (NumberStyle.COMMA_POINT, "(5"),
        (NumberStyle.COMMA_POINT, "-(5)"),
        (NumberStyle.COMMA_POINT, "USD 5 EUR"),
        (NumberStyle.COMMA_POINT, "12 %"),
        (NumberStyle.COMMA_POINT, "9" * 60),
        (NumberStyle.COMMA_POINT, "9" * 20),
    ],
)
def test_a_number_in_another_style_is_refused(style: NumberStyle, text: str) -> None:
    with pytest.raises(CellError):
        style.number(text)


@pytest.mark.parametrize("text", ["", "--", "n/a", "k. A.", " n.d. "])
def test_unknown_is_not_zero(text: str) -> None:
    assert NumberStyle.POINT_COMMA.number(text) is None
    assert DateStyle.ISO.day(text) is None


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["1.234", "10,5"], NumberStyle.POINT_COMMA),
        (["1.234", "1.234.567"], NumberStyle.POINT_COMMA),
        (["1.234", "0.123"], NumberStyle.COMMA_POINT),
        (["1,234", "1.5"], NumberStyle.COMMA_POINT),
        (["1'234", "1.234"], NumberStyle.APOSTROPHE_POINT),
        (["1'234.5"], NumberStyle.APOSTROPHE_POINT),
        (["1 234,5"], NumberStyle.BLANK_COMMA),
        (["10", "20"], NumberStyle.COMMA_POINT),
        (["1.234"], None),
        (["1,5", "1.5"], None),
        (["1.98e-6", "Apple"], NumberStyle.COMMA_POINT),
    ],
)
def test_the_file_decides_or_nobody_does(texts: list[str], style: NumberStyle | None) -> None:
    assert find_number_style(texts) is style


def test_an_open_question_has_an_example() -> None:
    assert open_number(["10", "1.234"]) == "1.234"
    assert open_number(["10", "Apple"]) == ""
    assert contradictions(["1,5", "7", "2.5"]) == ("1,5", "2.5")
    assert contradictions(["1,5", "2,5"]) == ()


def test_a_currency_beside_a_number_is_known() -> None:
    texts = ["1.234,50 €", "$5", "CHF 7", "12", "Apple"]
    assert [currency_of(text) for text in texts] == ["EUR", "USD", "CHF", "", ""]


def test_a_percentage_is_a_number_but_a_name_is_not() -> None:
    texts = ["12,3 %", "1.98e-6", "Apple", "2026-01-31", "3M Co."]
    assert [is_number(text) for text in texts] == [True, True, False, False, False]


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(DateStyle))
def test_a_date_is_read_in_the_style_of_its_file(day: date, style: DateStyle) -> None:
    text = style.value.replace("YYYY", f"{day.year}")
    text = text.replace("MM", f"{day.month:02}").replace("DD", f"{day.day:02}")

    assert style.day(text) == day
    assert style.day(f"{text} 16:00:00") == day
    assert is_date(text)


def test_two_digits_of_a_year_are_of_a_lifetime() -> None:
    assert DateStyle.DOTTED.day("04.03.19") == date(2019, 3, 4)
    assert DateStyle.DOTTED.day("4.3.87") == date(1987, 3, 4)
    assert DateStyle.ISO.day("2020-01-09T00:00") == date(2020, 1, 9)


@pytest.mark.parametrize("text", ["31.02.2026", "2026-03-04", "1.1.0001", "x" * 60, "today"])
def test_what_is_no_date_in_the_style_is_refused(text: str) -> None:
    with pytest.raises(CellError, match=r"not a date like DD\.MM\.YYYY"):
        DateStyle.DOTTED.day(text)


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["03/04/2026", "13/04/2026"], DateStyle.DAY_FIRST),
        (["03/04/2026", "03/24/2026"], DateStyle.MONTH_FIRST),
        (["03/04/2026"], None),
        (["04/04/2026"], DateStyle.MONTH_FIRST),
        (["31.12.2026", "sometime"], DateStyle.DOTTED),
        (["20261231"], DateStyle.COMPACT),
        (["2026/12/31"], DateStyle.SLASHED),
        ([], DateStyle.ISO),
    ],
)
def test_dates_decide_or_nobody_does(texts: list[str], style: DateStyle | None) -> None:
    assert find_date_style(texts) is style


def test_an_open_date_is_shown() -> None:
    assert open_date(["13/04/2026", "03/04/2026"]) == "03/04/2026"
    assert open_date(["31.12.2026"]) == ""
