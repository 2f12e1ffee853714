"""Which of Yahoo's answers are believed.

An answer that is not believed changes nothing: the last good figure stays in use, and the refusal
says why.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from decimal import Decimal
from math import isfinite, prod
from zoneinfo import ZoneInfo

from rebalancer.domain.money import USD
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
)
from rebalancer.market.pace import pause_until
from rebalancer.market.refresh import (
    SOURCE,
    Attempt,
    Refresh,
    RefreshRequest,
    Refused,
    TopHoldingsCheck,
)
from rebalancer.market.snapshot import CompanyFacts, FundRule, Quote, Snapshot

LARGEST_JUMP = 1.8
"""A price that is so many times the one in use, or less than one part of it, is held back: a split
of two for one that nobody told of would be believed beyond."""
LARGEST_GROWTH = 4.0
"""The same for the value of a company, which may be a year old."""
NEW_YORK = ZoneInfo("America/New_York")
SETTLED = time(16, 15)
"""New York time from which the price of a day is its close."""
_BILLION = 1e9
_SECTORS = {
    "Basic Materials": "Materials",
    "Communication Services": "Communication Services",
    "Consumer Cyclical": "Consumer Discretionary",
    "Consumer Defensive": "Consumer Staples",
    "Energy": "Energy",
    "Financial Services": "Financials",
    "Healthcare": "Health Care",
    "Industrials": "Industrials",
    "Real Estate": "Real Estate",
    "Technology": "Information Technology",
    "Utilities": "Utilities",
}
"""Yahoo's names and those of the snapshot, which follow GICS."""


def accept(
    request: RefreshRequest,
    answers: Iterable[Answer],
    last: Refresh,
    snapshot: Snapshot,
    now: datetime,
) -> Refresh:
    """Return *last* with every answer that is believed, and the refusal of every other.

    Args:
        request: What was asked.
        answers: What came.
        last: The last good figures.
        snapshot: What the company values and the holdings of funds are held against.
        now: With a time zone.
    """
    gate = _Gate(request, snapshot, now)
    for answer in answers:
        gate.take(answer)
    is_limited = any(each.reason is Reason.RATE_LIMITED for each in gate.refused)
    complaints = last.complaints + 1 if is_limited else 0
    chance = now.microsecond / 1_000_000
    return Refresh(
        quotes={**last.quotes, **gate.quotes},
        companies={**last.companies, **gate.companies},
        checks={**last.checks, **gate.checks},
        sessions={**last.sessions, **gate.sessions},
        splits=_united(last.splits, gate.splits),
        attempt=Attempt(
            at=now,
            asked=len(request.questions),
            fresh=tuple(gate.quotes),
            refused=tuple(gate.refused),
        ),
        pause_until=pause_until(now, complaints, chance) if is_limited else None,
        complaints=complaints,
    )


class _Gate:
    """Sorts answers into those that are believed and those that are not."""

    def __init__(self, request: RefreshRequest, snapshot: Snapshot, now: datetime) -> None:
        self._request = request
        self._snapshot = snapshot
        there = now.astimezone(NEW_YORK)
        self._today = there.date()
        self._is_settled = there.time() >= SETTLED
        self.quotes: dict[str, Quote] = {}
        self.companies: dict[str, CompanyFacts] = {}
        self.checks: dict[str, TopHoldingsCheck] = {}
        self.sessions: dict[str, tuple[Bar, ...]] = {}
        self.splits: dict[str, tuple[Split, ...]] = {}
        self.refused: list[Refused] = []

    def take(self, answer: Answer) -> None:
        """Sort *answer*."""
        match answer:
            case PriceAnswer():
                self._take_price(answer)
            case CompanyAnswer():
                self._take_company(answer)
            case TopHoldingsAnswer():
                self._take_top_holdings(answer)
            case NoAnswer():
                self._refuse(answer.symbol, answer.topic, answer.reason)

    def _take_price(self, answer: PriceAnswer) -> None:
        symbol, last = answer.symbol, answer.bars[-1]
        reason = self._price_doubt(answer)
        if reason is not None:
            seen = f"{last.close:,.2f} {answer.currency} of {last.day}"
            self._refuse(symbol, Topic.PRICE, reason, seen)
            return
        self.quotes[symbol] = Quote(
            price=Decimal(repr(round(last.close, 4))),
            as_of=last.day,
            source=SOURCE,
            is_settled=self._settled(last),
        )
        self.splits[symbol] = answer.splits
        if symbol in self._request.watched:
            self.sessions[symbol] = tuple(bar for bar in answer.bars if self._settled(bar))

    def _settled(self, bar: Bar) -> bool:
        return self._is_settled or bar.day < self._today

    def _price_doubt(self, answer: PriceAnswer) -> Reason | None:
        last = answer.bars[-1]
        known = self._request.known.get(answer.symbol)
        if answer.currency != USD:
            return Reason.CURRENCY
        if not _is_amount(last.close):
            return Reason.NOT_A_NUMBER
        if last.day > self._today:
            return Reason.FUTURE
        if known is not None and last.day < known.as_of:
            return Reason.OLDER
        return Reason.JUMP if _jumps(answer, known) else None

    def _take_company(self, answer: CompanyAnswer) -> None:
        value = answer.value
        if value is not None:
            reason = self._value_doubt(answer.symbol, value, answer.currency)
            if reason is not None:
                seen = f"a company value of {value:,.0f} {answer.currency}"
                self._refuse(answer.symbol, Topic.COMPANY, reason, seen)
                value = None
        sector = _SECTORS.get(answer.sector, "")
        if value is not None or sector:
            self.companies[answer.symbol] = CompanyFacts(
                company_value=None if value is None else value / _BILLION,
                sector=sector,
                as_of=self._today,
                source=SOURCE,
            )

    def _value_doubt(self, symbol: str, value: float, currency: str) -> Reason | None:
        security = self._snapshot.securities.get(symbol)
        known = security.company_value if security else None
        if currency != USD:
            return Reason.CURRENCY
        if not _is_amount(value):
            return Reason.NOT_A_NUMBER
        grown = value / _BILLION / known if known else 1.0
        return None if 1 / LARGEST_GROWTH <= grown <= LARGEST_GROWTH else Reason.JUMP

    def _take_top_holdings(self, answer: TopHoldingsAnswer) -> None:
        rule = self._snapshot.funds.get(answer.symbol)
        if rule is None or not rule.mix or not answer.lines:
            return  # nothing that it could be a check of
        if not all(0 <= weight <= 1 for _, weight in answer.lines):
            self._refuse(answer.symbol, Topic.TOP_HOLDINGS, Reason.NOT_A_NUMBER)
            return
        ours = _weights(rule, self._snapshot)
        lines = ((self._snapshot.canonical(symbol), weight) for symbol, weight in answer.lines)
        self.checks[answer.symbol] = TopHoldingsCheck(
            symbol=answer.symbol,
            as_of=self._today,
            lines=tuple((symbol, weight, ours.get(symbol, 0.0)) for symbol, weight in lines),
        )

    def _refuse(self, symbol: str, topic: Topic, reason: Reason, seen: str = "") -> None:
        self.refused.append(Refused(symbol=symbol, topic=topic, reason=reason, seen=seen))


def _is_amount(number: float) -> bool:
    return isfinite(number) and number > 0


def _jumps(answer: PriceAnswer, known: Quote | None) -> bool:
    """Whether the last price is too far from the one in use, or from the session before it."""
    last = answer.bars[-1]
    if known is not None:
        later = (split.ratio for split in answer.splits if split.day > known.as_of)
        ratio = prod(ratio for ratio in later if _is_amount(ratio))
        if _is_far(last.close, float(known.price) / ratio):
            return True
    before = [bar.close for bar in answer.bars[:-1] if _is_amount(bar.close)]
    return bool(before) and _is_far(last.close, before[-1])


def _is_far(price: float, other: float) -> bool:
    return not 1 / LARGEST_JUMP <= price / other <= LARGEST_JUMP


def _weights(rule: FundRule, snapshot: Snapshot) -> dict[str, float]:
    """Return what the baskets of a fund hold, by symbol."""
    weights: dict[str, float] = {}
    for name, share in rule.mix:
        for symbol, weight in snapshot.baskets[name].lines:
            known = snapshot.canonical(symbol)
            weights[known] = weights.get(known, 0.0) + share * weight
    return weights


def _united(
    before: Mapping[str, tuple[Split, ...]], newer: Mapping[str, tuple[Split, ...]]
) -> dict[str, tuple[Split, ...]]:
    """Return all splits that are known; a newer word on the same day replaces the older."""
    united = dict(before)
    for symbol, splits in newer.items():
        by_day = {split.day: split for split in (*before.get(symbol, ()), *splits)}
        united[symbol] = tuple(by_day[day] for day in sorted(by_day))
    return united
