"""What is asked of a source of live figures, and what it says: plain values, one JSON line each.

The source runs in a process of its own, so every answer crosses a pipe. What comes out of the pipe
is read as strictly as a stranger's file: a line that is not an answer is none.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias


class Topic(StrEnum):
    """What a question is about."""

    PRICE = "price"
    COMPANY = "company"
    TOP_HOLDINGS = "top_holdings"


class Reason(StrEnum):
    """Why there is no figure; the value is how a person is told."""

    RATE_LIMITED = "Yahoo asks to be left alone for a while"
    UNREACHABLE = "Yahoo could not be reached"
    TIMED_OUT = "Yahoo did not answer in time"
    REFUSED = "Yahoo refused to answer"
    UNREADABLE = "Yahoo's answer could not be read"
    NO_DATA = "Yahoo has no figure for it"
    BROKEN = "the part of the app that asks Yahoo stopped"
    NOT_ASKED = "it was not asked any more, because Yahoo had stopped answering"
    NOT_A_NUMBER = "Yahoo's figure is not a positive number"
    CURRENCY = "Yahoo's figure is not in US dollars"
    FUTURE = "Yahoo's figure is of a day that has not come yet"
    OLDER = "Yahoo's figure is older than the one in use"
    JUMP = "Yahoo's figure is too far from the one in use, and no split explains it"


OUTAGES = frozenset(
    {Reason.UNREACHABLE, Reason.TIMED_OUT, Reason.REFUSED, Reason.UNREADABLE}
    | {Reason.RATE_LIMITED, Reason.BROKEN, Reason.NOT_ASKED}
)
"""Reasons that lie with the source, not with the symbol."""


class Unanswered(Exception):  # noqa: N818 - not an error: an answer is a favour
    """Raised by a source that has no answer."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One symbol to ask about: all that is sent, together with the first day of prices wanted."""

    symbol: str
    since: date


class Bar(NamedTuple):
    """One session."""

    day: date
    close: float
    """USD a share, adjusted for later splits."""
    adjusted: float
    """The close adjusted for later dividends as well: its changes are total returns."""


class Split(NamedTuple):
    """Shares that were split: *ratio* new ones for each old one, from *day* on."""

    day: date
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAnswer:
    """The sessions since the day asked for, oldest first."""

    symbol: str
    currency: str
    kind: str
    """``EQUITY``, ``ETF``, ``MUTUALFUND``, or whatever else the source calls it."""
    bars: tuple[Bar, ...]
    """At least one."""
    splits: tuple[Split, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyAnswer:
    """What a whole company is worth, and its sector."""

    symbol: str
    currency: str
    value: float | None
    """In units of *currency*."""
    sector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopHoldingsAnswer:
    """The largest holdings of a fund: ten at most, never the whole."""

    symbol: str
    lines: tuple[tuple[str, float], ...]
    """Symbol and weight (0..1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """A question that was not answered."""

    symbol: str
    topic: Topic
    reason: Reason


Answer: TypeAlias = PriceAnswer | CompanyAnswer | TopHoldingsAnswer | NoAnswer


def to_line(answer: Answer) -> str:
    """Return *answer* as one line of JSON."""
    return json.dumps({"is": type(answer).__name__, **asdict(answer)}, default=str)


def from_line(line: str) -> Answer | None:
    """Return the answer on *line*, or None if it is not one."""
    try:
        found = json.loads(line)
        kind = found.pop("is")
        return _read(kind, found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _read(kind: str, found: dict[str, object]) -> Answer:
    symbol = _text(found["symbol"])
    if kind == PriceAnswer.__name__:
        bars = read_bars(found["bars"])
        if not bars:
            raise ValueError(kind)
        return PriceAnswer(
            symbol=symbol,
            currency=_text(found["currency"]),
            kind=_text(found["kind"]),
            bars=bars,
            splits=read_splits(found["splits"]),
        )
    if kind == CompanyAnswer.__name__:
        value = found["value"]
        return CompanyAnswer(
            symbol=symbol,
            currency=_text(found["currency"]),
            value=None if value is None else read_number(value),
            sector=_text(found["sector"]),
        )
    if kind == TopHoldingsAnswer.__name__:
        lines = tuple((_text(name), read_number(weight)) for name, weight in _list(found["lines"]))
        return TopHoldingsAnswer(symbol=symbol, lines=lines)
    return NoAnswer(
        symbol=symbol, topic=Topic(_text(found["topic"])), reason=Reason(_text(found["reason"]))
    )


def read_bars(found: object) -> tuple[Bar, ...]:
    """Return bars that were written as JSON.

    Raises:
        ValueError, TypeError: They are not bars.
    """
    return tuple(
        Bar(date.fromisoformat(_text(day)), read_number(close), read_number(adjusted))
        for day, close, adjusted in _list(found)
    )


def read_splits(found: object) -> tuple[Split, ...]:
    """Return splits that were written as JSON.

    Raises:
        ValueError, TypeError: They are not splits.
    """
    return tuple(
        Split(date.fromisoformat(_text(day)), read_number(ratio)) for day, ratio in _list(found)
    )


def read_number(found: object) -> float:
    """Return a number that was written as JSON; it may be infinite or NaN.

    Raises:
        TypeError: It is not a number.
    """
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise TypeError(found)
    return float(found)


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError(found)
    return found


def _list(found: object) -> list[tuple[object, ...]]:
    if not isinstance(found, list):
        raise TypeError(found)
    return found
