"""The day of a file, in every way that fund companies write it."""

from datetime import date

import pytest

from rebalancer.ingest.issuers.days import find_day


@pytest.mark.parametrize(
    "text",
    [
        "Aug 21, 2026",
        "August 21, 2026",
        "As of 21-Aug-2026",
        "Holdings: As of 21 August 2026",
        "08/21/2026",
        "2026-08-21",
        "Foo 99, 2026, or Aug 21, 2026",
    ],
)
def test_every_spelling_is_the_same_day(text: str) -> None:
    assert find_day(text) == date(2026, 8, 21)


@pytest.mark.parametrize(
    "text", ["", "-", "Aug 32, 2026", "31-Feb-2026", "Foo 21, 2026", "Aug 21, 9026", "x" * 300]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert find_day(text) is None
