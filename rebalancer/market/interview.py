"""The order in which a source is asked, and when to stop asking."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from rebalancer.market.answers import (
    OUTAGES,
    Answer,
    CompanyAnswer,
    NoAnswer,
    PriceAnswer,
    Question,
    Reason,
    TopHoldingsAnswer,
    Topic,
    Unanswered,
)

PATIENCE = 3
"""So many questions in a row may meet an outage before the rest is not asked any more."""
_STOCK = "EQUITY"
_FUND = "ETF"


class Source(Protocol):
    """Somebody who knows live figures; every method may raise ``Unanswered``."""

    def price(self, question: Question) -> PriceAnswer:
        """Return the sessions since the day asked for."""

    def company(self, symbol: str) -> CompanyAnswer:
        """Return what the company behind *symbol* is worth."""

    def top_holdings(self, symbol: str) -> TopHoldingsAnswer:
        """Return the largest holdings of the fund *symbol*."""


def interview(
    questions: Sequence[Question], source: Source, wait: Callable[[], object]
) -> Iterator[Answer]:
    """Yield one answer to each of *questions*, then what else is known of those that had one.

    Prices come first, because they matter most. A rate limit ends the interview at once, other
    outages after a few in a row; what was not asked any more is answered with the reason.

    Args:
        questions: One a symbol.
        source: Whoever is asked.
        wait: Called before every question.
    """
    talk = _Talk(wait)
    follows: list[tuple[str, Topic, Callable[[], Answer]]] = []
    for question in questions:
        symbol = question.symbol
        answer = talk.ask(symbol, Topic.PRICE, partial(source.price, question))
        yield answer
        kind = answer.kind if isinstance(answer, PriceAnswer) else ""
        if kind == _STOCK:
            follows.append((symbol, Topic.COMPANY, partial(source.company, symbol)))
        elif kind == _FUND:
            follows.append((symbol, Topic.TOP_HOLDINGS, partial(source.top_holdings, symbol)))
    for symbol, topic, ask in follows:
        yield talk.ask(symbol, topic, ask)


class _Talk:
    """Asks until there is no point in it any more."""

    def __init__(self, wait: Callable[[], object]) -> None:
        self._wait = wait
        self._outages = 0

    def ask(self, symbol: str, topic: Topic, ask: Callable[[], Answer]) -> Answer:
        if self._outages >= PATIENCE:
            return NoAnswer(symbol=symbol, topic=topic, reason=Reason.NOT_ASKED)
        self._wait()
        try:
            answer = ask()
        except Unanswered as silence:
            self._count(silence.reason)
            return NoAnswer(symbol=symbol, topic=topic, reason=silence.reason)
        self._outages = 0
        return answer

    def _count(self, reason: Reason) -> None:
        if reason is Reason.RATE_LIMITED:
            self._outages = PATIENCE
        elif reason in OUTAGES:
            self._outages += 1
