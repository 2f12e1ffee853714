"""The only door to the network: asks Yahoo Finance through yfinance.

This module runs as a process of its own (``python -m rebalancer.market.yahoo``), started and, if
need be, killed by ``rebalancer.market.door``: a request that hangs can then neither hold up the
window nor a thread, and whatever yfinance keeps in global variables ends with it. It reads one JSON
object on standard input and writes one answer a line on standard output.
"""

import contextlib
import logging
import math
import os
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any, TextIO

import yfinance as yf
from yfinance.cache import get_tz_cache, set_cache_location
from yfinance.exceptions import YFPricesMissingError

from rebalancer.market.answers import (
    Bar,
    CompanyAnswer,
    PriceAnswer,
    Question,
    Reason,
    Split,
    TopHoldingsAnswer,
    Unanswered,
    to_line,
)
from rebalancer.market.errand import Errand, read_errand
from rebalancer.market.interview import interview
from rebalancer.market.pace import TokenBucket

QUESTIONS_A_SECOND = 2.0
BURST = 8
_PRIVATE = 0o077
"""What nobody else may do with files made here: yfinance keeps cookies in them."""
_PERIODS = (("1mo", 25), ("3mo", 85), ("6mo", 175), ("1y", 360), ("2y", 725), ("5y", 1820))
_LONGEST_PERIOD = "10y"
_NEW_YORK = "America/New_York"
_REASONS = {
    "YFRateLimitError": Reason.RATE_LIMITED,
    "YFException": Reason.NO_DATA,
    "ValueError": Reason.UNREADABLE,
    "LookupError": Reason.UNREADABLE,
    "TypeError": Reason.UNREADABLE,
    "AttributeError": Reason.UNREADABLE,
    "HTTPError": None,
    "Timeout": Reason.TIMED_OUT,
    "TimeoutError": Reason.TIMED_OUT,
    "OSError": Reason.UNREACHABLE,
}
"""By the name of an exception or of one of its bases, the first that fits; a bad answer is also a
failed connection to one of the libraries, so that it comes before. None is up to the status."""
_STATUSES = {
    401: Reason.REFUSED,
    403: Reason.REFUSED,
    404: Reason.NO_DATA,
    429: Reason.RATE_LIMITED,
}


class Yahoo:
    """Yahoo Finance as a ``Source``."""

    def __init__(self, today: date, timeout: float) -> None:
        self._today = today
        self._timeout = timeout

    def price(self, question: Question) -> PriceAnswer:
        """Return the sessions since the day asked for.

        Raises:
            Unanswered: Yahoo does not tell.
        """
        with _silences():
            get_tz_cache().store(question.symbol, _NEW_YORK)  # or it is asked for, too
            ticker = yf.Ticker(question.symbol)
            frame = ticker.history(
                period=period(question.since, self._today),
                auto_adjust=False,
                timeout=self._timeout,
            )
            about = ticker.history_metadata
            bars, splits = _sessions(frame, question.since)
            currency, kind = str(about["currency"]), str(about["instrumentType"])
        if not bars:
            raise Unanswered(Reason.NO_DATA)
        return PriceAnswer(
            symbol=question.symbol, currency=currency, kind=kind, bars=bars, splits=splits
        )

    def company(self, symbol: str) -> CompanyAnswer:
        """Return what the company behind *symbol* is worth.

        Raises:
            Unanswered: Yahoo does not tell.
        """
        with _silences():
            info = yf.Ticker(symbol).info
            value = info.get("marketCap")
            return CompanyAnswer(
                symbol=symbol,
                currency=str(info.get("currency", "")),
                value=None if value is None else float(value),
                sector=str(info.get("sector", "")),
            )

    def top_holdings(self, symbol: str) -> TopHoldingsAnswer:
        """Return the ten largest holdings of the fund *symbol*.

        Raises:
            Unanswered: Yahoo does not tell.
        """
        with _silences():
            frame = yf.Ticker(symbol).funds_data.top_holdings
            weights = frame["Holding Percent"]
            lines = tuple((str(name), float(weight)) for name, weight in weights.items())
        return TopHoldingsAnswer(symbol=symbol, lines=lines)


def period(since: date, today: date) -> str:
    """Return the shortest period that Yahoo knows and that reaches back to *since*."""
    days = (today - since).days
    return next((name for name, reach in _PERIODS if days <= reach), _LONGEST_PERIOD)


def reason_for(error: Exception) -> Reason:
    """Return what an exception out of yfinance says of Yahoo.

    Connections fail with the exceptions of one of two libraries, whichever yfinance found; their
    classes are told by name.
    """
    if isinstance(error, YFPricesMissingError) and error.yahoo_reason is None:
        return Reason.REFUSED  # an answer without a chart, and without a reason: no crumb
    names = {each.__name__ for each in type(error).__mro__}
    reason = next((reason for kind, reason in _REASONS.items() if kind in names), None)
    if reason is not None:
        return reason
    status: Any = getattr(getattr(error, "response", None), "status_code", None)
    return _STATUSES.get(status, Reason.UNREADABLE)


def run(errand: Errand, output: TextIO) -> None:
    """Do *errand*, and write each answer to *output* as soon as it is there."""
    os.umask(_PRIVATE)
    set_cache_location(str(errand.folder))
    yf.config.debug.hide_exceptions = False
    source = Yahoo(errand.today, errand.timeout)
    bucket = TokenBucket(QUESTIONS_A_SECOND, BURST)
    for answer in interview(errand.questions, source, bucket.take):
        output.write(to_line(answer) + "\n")
        output.flush()


def main() -> None:
    """Do the errand that standard input describes; what yfinance has to say is not heard."""
    logging.disable()
    warnings.simplefilter("ignore")
    errand = read_errand(sys.stdin.read())
    output = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        run(errand, output)


@contextlib.contextmanager
def _silences() -> Iterator[None]:
    """Turn whatever goes wrong into ``Unanswered``."""
    try:
        yield
    except Exception as error:
        raise Unanswered(reason_for(error)) from error


def _sessions(frame: Any, since: date) -> tuple[tuple[Bar, ...], tuple[Split, ...]]:  # noqa: ANN401 - yfinance has no types
    """Return sessions and splits since a day; sessions at the end without a price are left out."""
    bars: list[Bar] = []
    splits: list[Split] = []
    for moment, row in frame.iterrows():
        day = moment.date()
        if day < since:
            continue
        bars.append(Bar(day, float(row["Close"]), float(row["Adj Close"])))
        if row["Stock Splits"]:
            splits.append(Split(day, float(row["Stock Splits"])))
    while len(bars) > 1 and math.isnan(bars[-1].close):
        bars.pop()
    return tuple(bars), tuple(splits)


if __name__ == "__main__":  # pragma: no cover - a process of its own
    main()
