"""The decimal mark is chosen once for a file, and figures keep their size."""

import pytest

from rebalancer.ingest.decimals import DecimalMark, find_decimal_mark

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


@pytest.mark.parametrize(
    ("mark", "text", "plain"),
    [
        (COMMA, "1.234,50", "1234.50"),
        (COMMA, "1 234,50", "1234.50"),
        (COMMA, "1\u202f234,50", "1234.50"),
        (COMMA, "1\u2019234,50", "1234.50"),
        (COMMA, "-12,5", "-12.5"),
        (COMMA, "1.234", "1234"),
        (COMMA, "1.234.567", "1234567"),
        (COMMA, "12", "12"),
        (COMMA, "1.5", "1.5"),
        (COMMA, "1,234,567", "1,234,567"),
        (COMMA, "1234.567", "1234.567"),
        (POINT, "1,234.50", "1234.50"),
        (POINT, "1\u2019234.50", "1234.50"),
        (POINT, "11'461.59", "11461.59"),
        (POINT, "1.234", "1.234"),
        (POINT, "1,5", "1,5"),
        (POINT, "EUR", "EUR"),
        (POINT, "", ""),
        (POINT, "1" * 49, "1" * 49),
    ],
)
def test_a_number_leaves_in_plain_writing(mark: DecimalMark, text: str, plain: str) -> None:
    assert mark.plain(text) == plain


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["12,50"], COMMA),
        (["1.234,50", "1.234"], COMMA),
        (["12.50"], POINT),
        (["1,234.50", "1,234"], POINT),
        (["1\u2019234.50"], POINT),
        (["1.234", "1,234", "12", "EUR", "1" * 60], COMMA),
        (["12.50", "12,50"], COMMA),
        ([], COMMA),
    ],
)
def test_the_numbers_that_fit_one_convention_alone_decide(
    texts: list[str], mark: DecimalMark
) -> None:
    assert find_decimal_mark(texts, COMMA) is mark
