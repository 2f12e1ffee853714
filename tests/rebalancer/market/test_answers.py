"""Answers cross a pipe as lines; what is no answer is none."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.market.answers import (
    Answer,
    Bar,
    CompanyAnswer,
    NoAnswer,
    PriceAnswer,
    Reason,
    Split,
    TopHoldingsAnswer,
    Topic,
    from_line,
    to_line,
)

symbols = st.text(min_size=1, max_size=6)
numbers = st.floats(allow_nan=False)
bars = st.lists(st.builds(Bar, st.dates(), numbers, numbers), min_size=1, max_size=5).map(tuple)
splits = st.lists(st.builds(Split, st.dates(), numbers), max_size=2).map(tuple)
answers = st.one_of(
    st.builds(
        PriceAnswer, symbol=symbols, currency=symbols, kind=symbols, bars=bars, splits=splits
    ),
    st.builds(
        CompanyAnswer, symbol=symbols, currency=symbols, value=st.none() | numbers, sector=symbols
    ),
    st.builds(
        TopHoldingsAnswer,
        symbol=symbols,
        lines=st.lists(st.tuples(symbols, numbers), max_size=3).map(tuple),
    ),
    st.builds(
        NoAnswer, symbol=symbols, topic=st.sampled_from(Topic), reason=st.sampled_from(Reason)
    ),
)


@given(answers)
def test_an_answer_is_one_line_and_comes_back_as_it_was(answer: Answer) -> None:
    line = to_line(answer)

    assert "\n" not in line
    assert from_line(line) == answer


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_anything_else_is_no_answer(line: str) -> None:
    assert from_line(line) is None


@pytest.mark.parametrize(
    "change",
    [
        {"is": "Surprise"},
        {"symbol": 5},
        {"bars": [["2026-08-21", 1.0]]},
        {"bars": [["yesterday", 1.0, 1.0]]},
        {"bars": [["2026-08-21", True, 1.0]]},
        {"bars": {"a": 1}},
        {"bars": []},
        {"splits": [[5, 2.0]]},
        {"splits": None},
    ],
)
def test_a_damaged_answer_is_no_answer(change: dict[str, object]) -> None:
    bar = Bar(date(2026, 8, 21), 1.0, 1.0)
    whole = json.loads(
        to_line(PriceAnswer(symbol="A", currency="USD", kind="ETF", bars=(bar,), splits=()))
    )

    assert from_line(json.dumps(whole)) is not None
    assert from_line(json.dumps({**whole, **change})) is None
    assert from_line("[" * 100_000) is None
