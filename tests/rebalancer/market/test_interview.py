"""In which order a source is asked, and when it is left alone."""

from collections.abc import Callable
from datetime import date

import pytest

from rebalancer.market.answers import (
    Answer,
    Bar,
    CompanyAnswer,
    NoAnswer,
    PriceAnswer,
    Question,
    Reason,
    TopHoldingsAnswer,
    Topic,
    Unanswered,
)
from rebalancer.market.interview import PATIENCE, interview

DAY = date(2026, 8, 21)


class Oracle:
    """Knows everything, until *silence* gives a reason why not."""

    def __init__(self, silence: Callable[[str], Reason | None] = lambda _: None) -> None:
        self.asked: list[str] = []
        self._silence = silence

    def _ask(self, symbol: str) -> None:
        self.asked.append(symbol)
        reason = self._silence(symbol)
        if reason is not None:
            raise Unanswered(reason)

    def price(self, question: Question) -> PriceAnswer:
        self._ask(question.symbol)
        kind = {"S": "EQUITY", "F": "ETF"}.get(question.symbol[0], "INDEX")
        bars = (Bar(DAY, 10.0, 10.0),)
        return PriceAnswer(symbol=question.symbol, currency="USD", kind=kind, bars=bars)

    def company(self, symbol: str) -> CompanyAnswer:
        self._ask(f"{symbol} company")
        return CompanyAnswer(symbol=symbol, currency="USD", value=1e9, sector="")

    def top_holdings(self, symbol: str) -> TopHoldingsAnswer:
        self._ask(f"{symbol} holdings")
        return TopHoldingsAnswer(symbol=symbol, lines=())


def ask(oracle: Oracle, *symbols: str) -> list[Answer]:
    questions = [Question(symbol=symbol, since=DAY) for symbol in symbols]
    return list(interview(questions, oracle, lambda: None))


def reasons(answers: list[Answer]) -> list[Reason | None]:
    return [each.reason if isinstance(each, NoAnswer) else None for each in answers]


def test_all_prices_come_before_anything_else() -> None:
    oracle = Oracle()
    answers = ask(oracle, "S1", "F1", "X1", "S2")

    assert oracle.asked == ["S1", "F1", "X1", "S2", "S1 company", "F1 holdings", "S2 company"]
    assert reasons(answers) == [None] * 7


def test_every_question_waits_for_its_turn() -> None:
    turns: list[int] = []
    list(interview([Question(symbol="S1", since=DAY)], Oracle(), lambda: turns.append(1)))

    assert len(turns) == 2


def test_a_rate_limit_ends_the_interview_at_once() -> None:
    oracle = Oracle(lambda asked: Reason.RATE_LIMITED if asked == "S2" else None)
    answers = ask(oracle, "S1", "S2", "S3")

    assert oracle.asked == ["S1", "S2"]
    assert reasons(answers) == [None, Reason.RATE_LIMITED, Reason.NOT_ASKED, Reason.NOT_ASKED]
    assert [each.topic for each in answers if isinstance(each, NoAnswer)] == [
        Topic.PRICE,
        Topic.PRICE,
        Topic.COMPANY,
    ]


@pytest.mark.parametrize("reason", [Reason.UNREACHABLE, Reason.UNREADABLE, Reason.REFUSED])
def test_a_few_outages_in_a_row_end_it(reason: Reason) -> None:
    oracle = Oracle(lambda _: reason)
    answers = ask(oracle, *(f"S{number}" for number in range(6)))

    assert len(oracle.asked) == PATIENCE
    assert reasons(answers) == [reason] * 3 + [Reason.NOT_ASKED] * 3


def test_an_answer_in_between_and_unknown_symbols_are_no_outage() -> None:
    fate = {"S2": Reason.TIMED_OUT, "S3": Reason.TIMED_OUT, "S5": Reason.TIMED_OUT}
    oracle = Oracle(fate.get)
    ask(oracle, "S1", "S2", "S3", "S4", "S5")
    assert "S5" in oracle.asked

    oracle = Oracle(lambda _: Reason.NO_DATA)
    ask(oracle, *(f"S{number}" for number in range(6)))
    assert len(oracle.asked) == 6
