"""A refresh of market figures: what is asked, and what is known from then on; no network here."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rebalancer.domain.portfolio import Portfolio
from rebalancer.errors import RebalancerError
from rebalancer.market.answers import (
    OUTAGES,
    Bar,
    Question,
    Reason,
    Split,
    Topic,
)
from rebalancer.market.pace import LONGEST_PAUSE
from rebalancer.market.snapshot import CompanyFacts, Quote, Snapshot

SOURCE = "Yahoo Finance"
OVERLAP = timedelta(days=40)
"""So far back sessions are asked for again, to be compared with those that are here."""
_TICKER = re.compile(r"[A-Z]{1,5}(-[A-Z])?")
_LOOK_BACK = timedelta(days=10)
"""How far back prices are asked for where none is known."""
_FARTHEST = timedelta(days=3600)


class RefreshPausedError(RebalancerError):
    """Yahoo has asked to be left alone, and the time is not over."""

    title = "Yahoo asks for a pause"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"Yahoo has asked to be left alone; it will be asked again from {until:%H:%M} on. "
            "No figure has changed.",
            remedy="Try again later; everything else works without it.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRequest:
    """What is sent to Yahoo, and what the answers are held against.

    Attributes:
        questions: In the order of their symbols.
        known: The price in use of each symbol that has one; never sent.
        watched: Symbols of which the sessions are kept, not only the last price.
    """

    questions: tuple[Question, ...]
    known: Mapping[str, Quote]
    watched: frozenset[str] = frozenset()

    @property
    def symbols(self) -> tuple[str, ...]:
        """Everything about the household that is sent."""
        return tuple(question.symbol for question in self.questions)

    @property
    def disclosure(self) -> str:
        """What a person agrees to, in words."""
        count = len(self.questions)
        what = "This symbol is" if count == 1 else f"These {count} symbols are"
        return (
            f"{what} sent to Yahoo Finance over the internet: {', '.join(self.symbols)}. "
            "Nothing else is sent: no quantity, no amount, no account, no name. "
            "Yahoo sees the network address of this machine."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A figure that was not refreshed, and why; the one in use stays."""

    symbol: str
    topic: Topic
    reason: Reason
    seen: str = ""
    """What Yahoo said, where it said something that is not believed."""

    @property
    def sentence(self) -> str:
        """The refusal in words."""
        seen = f" ({self.seen})" if self.seen else ""
        return f"{self.symbol}: {self.reason.value}{seen}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of the latest refresh.

    Attributes:
        at: When its answers were all there, with a time zone.
        asked: How many symbols were sent.
        fresh: The symbols whose price was believed.
    """

    at: datetime
    asked: int
    fresh: tuple[str, ...]
    refused: tuple[Refused, ...]

    @property
    def outage(self) -> Reason | None:
        """Why there is not one fresh price, if that lies with Yahoo; else None."""
        reasons = [each.reason for each in self.refused if each.topic is Topic.PRICE]
        if self.fresh or not reasons or any(reason not in OUTAGES for reason in reasons):
            return None
        return reasons[0]

    @property
    def sentence(self) -> str:
        """What happened, in words."""
        if self.outage is not None:
            return f"{self.outage.value[:1].upper()}{self.outage.value[1:]}: no figure has changed."
        missing = self.asked - len(self.fresh)
        text = f"{len(self.fresh)} of {self.asked} prices were refreshed."
        return text if not missing else f"{text} The others stay as they were."


@dataclass(frozen=True, slots=True, kw_only=True)
class TopHoldingsCheck:
    """The largest holdings of a fund according to Yahoo, beside those that are used.

    A check only: ten lines never take the place of a full list.
    """

    symbol: str
    as_of: date
    lines: tuple[tuple[str, float, float], ...]
    """Symbol, weight according to Yahoo, weight in use; 0..1."""

    @property
    def largest_difference(self) -> float:
        """The largest difference of weight, 0..1."""
        return max((abs(theirs - ours) for _, theirs, ours in self.lines), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """The last good figures, whenever each of them came, and the latest attempt.

    Attributes:
        sessions: Of the watched symbols, oldest first, all settled.
        splits: By symbol, as far back as it was asked about.
        pause_until: Before that, Yahoo is not asked again.
        complaints: How often in a row it has asked to be left alone.
    """

    quotes: Mapping[str, Quote] = field(default_factory=dict)
    companies: Mapping[str, CompanyFacts] = field(default_factory=dict)
    checks: Mapping[str, TopHoldingsCheck] = field(default_factory=dict)
    sessions: Mapping[str, tuple[Bar, ...]] = field(default_factory=dict)
    splits: Mapping[str, tuple[Split, ...]] = field(default_factory=dict)
    attempt: Attempt | None = None
    pause_until: datetime | None = None
    complaints: int = 0

    def check_pause(self, now: datetime) -> None:
        """Raise if Yahoo is not to be asked yet; a pause that a wrong clock set counts as over.

        Raises:
            RefreshPausedError: It is not.
        """
        until = self.pause_until
        if until is not None and now < until <= now + 2 * LONGEST_PAUSE:
            raise RefreshPausedError(until.astimezone(now.tzinfo))

    def has_other_figures(self, than: "Refresh") -> bool:
        """Whether any figure is not the one in another refresh."""
        return self._figures() != than._figures()  # noqa: SLF001 - the same class

    def _figures(self) -> tuple[object, ...]:
        return self.quotes, self.companies, self.checks, self.sessions, self.splits

    def apply(self, snapshot: Snapshot) -> Snapshot:
        """Return *snapshot* with these figures."""
        return snapshot.with_refresh(self.quotes, self.companies)


def request_refresh(
    portfolio: Portfolio,
    snapshot: Snapshot,
    today: date,
    *,
    also: Iterable[str] = (),
    watched: Mapping[str, date] | None = None,
) -> RefreshRequest:
    """Return what would be asked of Yahoo; nothing is sent.

    Only what looks like a US ticker is sent: no CUSIP, no description, no option, no cash.

    Args:
        portfolio: Its tradable positions are asked about.
        snapshot: Has the prices in use.
        today: Decides how far back a symbol without a price is asked about.
        also: Further symbols, such as those that may be bought.
        watched: Symbols whose sessions are wanted, each with the first day.
    """
    watched = watched or {}
    held = _held_quotes(portfolio)
    wanted = {*held, *(snapshot.canonical(each) for each in also), *watched}
    known: dict[str, Quote] = {}
    questions: list[Question] = []
    for symbol in sorted(wanted):
        if not _TICKER.fullmatch(symbol) or snapshot.is_cash_fund(symbol):
            continue
        quotes = [each for each in (snapshot.quotes.get(symbol), held.get(symbol)) if each]
        newest = max(quotes, key=lambda quote: quote.as_of, default=None)
        since = [today - _LOOK_BACK, watched.get(symbol, today)]
        if newest is not None:
            known[symbol] = newest
            since.append(newest.as_of)
        question = Question(symbol=symbol, since=max(min(since), today - _FARTHEST))
        questions.append(question)
    return RefreshRequest(questions=tuple(questions), known=known, watched=frozenset(watched))


def _held_quotes(portfolio: Portfolio) -> dict[str, Quote | None]:
    """Return the newest price that the household's own files tell of what can be traded."""
    held: dict[str, Quote | None] = {}
    for account, position in portfolio.holdings():
        if not position.is_tradable or position.price is None:
            continue
        before = held.setdefault(position.symbol, None)
        if account.as_of is not None and (before is None or account.as_of > before.as_of):
            held[position.symbol] = Quote(
                price=position.price, as_of=account.as_of, source=f"{account.broker} positions"
            )
    return held
