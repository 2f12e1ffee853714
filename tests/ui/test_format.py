"""Numbers and dates read as a person writes them."""

from datetime import date
from decimal import Decimal

import pytest

from ui import format as fmt

D = Decimal


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (D("1284309.60"), "$1,284,310"),
        (D("-12.4"), "\u2212$12"),
        (D("-0.4"), "$0"),
        (0.0, "$0"),
        (None, "\u2013"),
    ],
)
def test_headlines_show_whole_dollars(amount: Decimal | float | None, text: str) -> None:
    assert fmt.dollars(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [(D(1200), "+$1,200"), (D(-7890), "\u2212$7,890"), (D("0.2"), "$0"), (None, "\u2013")],
)
def test_a_change_in_dollars_shows_its_sign(amount: Decimal | None, text: str) -> None:
    assert fmt.signed_dollars(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (D("12345.6"), "$12,345.60"),
        (D("-0.05"), "\u2212$0.05"),
        (D("-0.001"), "$0.00"),
        (None, "\u2013"),
    ],
)
def test_trade_lists_show_cents(amount: Decimal | None, text: str) -> None:
    assert fmt.cents(amount) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.418, "41.8\u202f%"),
        (-0.0001, "0.0\u202f%"),
        (-0.12, "\u221212.0\u202f%"),
        (None, "\u2013"),
    ],
)
def test_shares_are_percentages_on_screen_only(share: float | None, text: str) -> None:
    assert fmt.percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.05, "+5.0\u202f%"), (-0.05, "\u22125.0\u202f%"), (None, "\u2013")]
)
def test_a_change_of_a_share_shows_its_sign(share: float | None, text: str) -> None:
    assert fmt.signed_percent(share) == text


@pytest.mark.parametrize(
    ("shares", "text"), [(D("1200.500"), "1,200.5"), (D(30), "30"), (D("0.001"), "0.001")]
)
def test_quantities_lose_their_trailing_zeros(shares: Decimal, text: str) -> None:
    assert fmt.quantity(shares) == text


def test_what_is_unknown_is_a_dash_and_never_a_zero() -> None:
    assert {fmt.quantity(None), fmt.day(None), fmt.number(None)} == {fmt.UNKNOWN}


def test_dates_and_plain_numbers() -> None:
    assert fmt.day(date(2026, 8, 3)) == "3 Aug 2026"
    assert fmt.number(-1234.5, 1) == "\u22121,234.5"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "Do not buy it before 2026-12-27, or -54% are lost.",
            "Do not buy it before 27 Dec 2026, or \N{MINUS SIGN}54\u202f% are lost.",
        ),
        ("+105% against 2.5%", "+105\u202f% against 2.5\u202f%"),
        ("saves 4.36 USD of tax", "saves $4.36 of tax"),
        (
            "in positions-2026-12-27.csv and 2026-12-27.csv",
            "in positions-2026-12-27.csv and 2026-12-27.csv",
        ),
        ("the day 2026-02-31", "the day 2026-02-31"),
    ],
)
def test_a_sentence_of_the_engine_reads_like_the_window(said: str, read: str) -> None:
    assert fmt.as_read(said) == read
