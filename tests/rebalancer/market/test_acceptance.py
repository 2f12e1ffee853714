"""Which of Yahoo's answers are believed; what is not believed changes nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.market.acceptance import LARGEST_JUMP, accept
from rebalancer.market.answers import (
    OUTAGES,
    Answer,
    Bar,
    CompanyAnswer,
    NoAnswer,
    PriceAnswer,
    Question,
    Reason,
    Split,
    TopHoldingsAnswer,
    Topic,
)
from rebalancer.market.refresh import Refresh, RefreshPausedError, RefreshRequest
from rebalancer.market.snapshot import Quote, Snapshot

DAY = date(2026, 8, 24)
"""A Monday."""
BEFORE = date(2026, 8, 21)
EVENING = datetime(2026, 8, 24, 21, 0, tzinfo=UTC)
NOON = datetime(2026, 8, 24, 16, 0, tzinfo=UTC)
IN_USE = Quote(price=Decimal("300.00"), as_of=BEFORE, source="embedded snapshot")


def price(
    close: float = 306.0,
    *,
    symbol: str = "AAPL",
    day: date = DAY,
    currency: str = "USD",
    splits: tuple[Split, ...] = (),
    before: float | None = None,
) -> PriceAnswer:
    earlier = () if before is None else (Bar(day - timedelta(days=1), before, before),)
    return PriceAnswer(
        symbol=symbol,
        currency=currency,
        kind="EQUITY",
        bars=(*earlier, Bar(day, close, close)),
        splits=splits,
    )


def request(*symbols: str, known: Quote | None = IN_USE) -> RefreshRequest:
    questions = tuple(Question(symbol=each, since=BEFORE) for each in symbols or ("AAPL",))
    return RefreshRequest(
        questions=questions,
        known={} if known is None else {each.symbol: known for each in questions},
    )


def refreshed(
    snapshot: Snapshot,
    *answers: Answer,
    known: Quote | None = IN_USE,
    last: Refresh | None = None,
    now: datetime = EVENING,
) -> Refresh:
    asked = dict.fromkeys(each.symbol for each in answers)
    return accept(request(*asked, known=known), answers, last or Refresh(), snapshot, now)


def reasons(refresh: Refresh) -> list[Reason]:
    assert refresh.attempt is not None
    return [each.reason for each in refresh.attempt.refused]


def test_a_sound_price_is_believed_with_its_day_and_its_source(snapshot: Snapshot) -> None:
    refresh = refreshed(snapshot, price(306.123456))

    assert refresh.quotes == {
        "AAPL": Quote(price=Decimal("306.1235"), as_of=DAY, source="Yahoo Finance")
    }
    assert reasons(refresh) == []


def test_the_price_of_a_session_that_is_not_over_is_marked(snapshot: Snapshot) -> None:
    assert not refreshed(snapshot, price(), now=NOON).quotes["AAPL"].is_settled
    assert refreshed(snapshot, price(day=BEFORE), now=NOON).quotes["AAPL"].is_settled


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (price(currency="GBp"), Reason.CURRENCY),
        (price(nan), Reason.NOT_A_NUMBER),
        (price(inf), Reason.NOT_A_NUMBER),
        (price(0.0), Reason.NOT_A_NUMBER),
        (price(-306.0), Reason.NOT_A_NUMBER),
        (price(day=DAY + timedelta(days=1)), Reason.FUTURE),
        (price(day=BEFORE - timedelta(days=1)), Reason.OLDER),
        (price(30_600.0), Reason.JUMP),
        (price(3.06), Reason.JUMP),
        (price(300.0 * LARGEST_JUMP * 1.001), Reason.JUMP),
        (price(150.0), Reason.JUMP),
        (price(306.0, before=3.06), Reason.JUMP),
    ],
)
def test_what_cannot_be_is_held_back_and_shown(
    snapshot: Snapshot, answer: PriceAnswer, reason: Reason
) -> None:
    last = Refresh(quotes={"AAPL": IN_USE})
    refresh = refreshed(snapshot, answer, last=last)

    assert refresh.quotes == last.quotes
    assert refresh.attempt is not None
    (refused,) = refresh.attempt.refused
    assert (refused.symbol, refused.topic, refused.reason) == ("AAPL", Topic.PRICE, reason)
    assert f"of {answer.bars[-1].day}" in refused.sentence
    assert refresh.attempt.outage is None


def test_a_split_explains_a_jump_and_only_the_jump_that_it_makes(snapshot: Snapshot) -> None:
    four = (Split(DAY, 4.0),)
    refresh = refreshed(snapshot, price(76.0, splits=four))
    assert refresh.quotes["AAPL"].price == Decimal("76.0")
    assert refresh.splits == {"AAPL": four}

    assert reasons(refreshed(snapshot, price(306.0, splits=four))) == [Reason.JUMP]
    before = (Split(BEFORE, 4.0), Split(DAY, 0.0))
    assert reasons(refreshed(snapshot, price(76.0, splits=before))) == [Reason.JUMP]


def test_without_a_price_in_use_only_the_session_before_can_tell_a_jump(
    snapshot: Snapshot,
) -> None:
    assert reasons(refreshed(snapshot, price(9e6), known=None)) == []
    assert reasons(refreshed(snapshot, price(9e6, before=nan), known=None)) == []
    assert reasons(refreshed(snapshot, price(9e6, before=9e4), known=None)) == [Reason.JUMP]


@given(
    close=st.floats(),
    day=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    currency=st.sampled_from(["USD", "EUR", ""]),
)
def test_whatever_comes_a_price_in_use_is_positive_not_of_tomorrow_and_never_lost(
    snapshot: Snapshot, close: float, day: date, currency: str
) -> None:
    last = Refresh(quotes={"AAPL": IN_USE, "MSFT": IN_USE})
    answer = price(close, day=day, currency=currency)
    quotes = refreshed(snapshot, answer, last=last).quotes

    assert set(quotes) == {"AAPL", "MSFT"}
    assert quotes["MSFT"] == IN_USE
    assert IN_USE.as_of <= quotes["AAPL"].as_of <= DAY
    assert 0 < quotes["AAPL"].price < 1000


@pytest.mark.parametrize("reason", sorted(OUTAGES))
def test_an_outage_changes_no_figure_and_says_so(snapshot: Snapshot, reason: Reason) -> None:
    last = refreshed(snapshot, price())
    answers = [
        NoAnswer(symbol=symbol, topic=Topic.PRICE, reason=reason) for symbol in ("AAPL", "MSFT")
    ]
    refresh = refreshed(snapshot, *answers, last=last)

    assert refresh.apply(snapshot) == last.apply(snapshot)
    assert refresh.attempt is not None
    assert refresh.attempt.outage is reason
    assert refresh.attempt.sentence.endswith("no figure has changed.")


def test_a_part_of_the_answers_is_told_as_a_part(snapshot: Snapshot) -> None:
    lost = NoAnswer(symbol="MSFT", topic=Topic.PRICE, reason=Reason.TIMED_OUT)
    refresh = refreshed(snapshot, price(), lost)

    assert refresh.attempt is not None
    assert refresh.attempt.outage is None
    assert refresh.attempt.sentence == (
        "1 of 2 prices were refreshed. The others stay as they were."
    )
    assert refreshed(snapshot, price()).attempt == replace(refresh.attempt, asked=1, refused=())


def test_a_rate_limit_asks_for_a_pause_that_grows_and_ends_with_an_answer(
    snapshot: Snapshot,
) -> None:
    limited = NoAnswer(symbol="AAPL", topic=Topic.COMPANY, reason=Reason.RATE_LIMITED)
    first = refreshed(snapshot, price(), limited)
    second = refreshed(snapshot, price(), limited, last=first)

    assert first.pause_until == EVENING + timedelta(minutes=5)
    assert second.pause_until == EVENING + timedelta(minutes=10)
    with pytest.raises(RefreshPausedError, match="21:10"):
        second.check_pause(EVENING)
    second.check_pause(EVENING + timedelta(minutes=11))
    second.check_pause(EVENING - timedelta(days=900))  # the clock was wrong
    assert refreshed(snapshot, price(), last=second).pause_until is None


def test_a_company_is_worth_what_yahoo_says_and_gets_a_sector_where_it_had_none(
    snapshot: Snapshot,
) -> None:
    silent = next(
        each
        for each in snapshot.securities.values()
        if not each.sector and each.type == "common" and each.company_value
    )
    assert silent.company_value is not None
    value = silent.company_value * 1.1e9
    answers = [
        CompanyAnswer(symbol=silent.symbol, currency="USD", value=value, sector="Healthcare"),
        CompanyAnswer(symbol="AAPL", currency="USD", value=None, sector="Energy"),
        CompanyAnswer(symbol="MSFT", currency="USD", value=None, sector="Other"),
    ]
    refresh = refreshed(snapshot, *answers)
    newer = refresh.apply(snapshot)

    assert newer.securities[silent.symbol].company_value == pytest.approx(value / 1e9)
    assert newer.securities[silent.symbol].sector == "Health Care"
    assert newer.securities["AAPL"] == snapshot.securities["AAPL"]
    assert newer.companies[silent.symbol].as_of == DAY
    assert set(refresh.companies) == {silent.symbol, "AAPL"}


@pytest.mark.parametrize(
    ("value", "currency", "reason"),
    [
        (4e12, "EUR", Reason.CURRENCY),
        (nan, "USD", Reason.NOT_A_NUMBER),
        (-4e12, "USD", Reason.NOT_A_NUMBER),
        (4e9, "USD", Reason.JUMP),
        (4e14, "USD", Reason.JUMP),
    ],
)
def test_a_company_value_that_cannot_be_is_held_back(
    snapshot: Snapshot, value: float, currency: str, reason: Reason
) -> None:
    refresh = refreshed(
        snapshot, CompanyAnswer(symbol="AAPL", currency=currency, value=value, sector="")
    )

    assert reasons(refresh) == [reason]
    assert refresh.apply(snapshot) == snapshot


def test_a_company_that_is_not_listed_changes_nothing(snapshot: Snapshot) -> None:
    refresh = refreshed(
        snapshot, CompanyAnswer(symbol="NOSUCH", currency="USD", value=1e9, sector="Energy")
    )

    assert set(refresh.companies) == {"NOSUCH"}
    assert refresh.apply(snapshot) == snapshot


def test_top_holdings_are_a_check_and_leave_the_basket_as_it_is(snapshot: Snapshot) -> None:
    ours = dict(snapshot.baskets["SP500"].lines)
    lines = (("AAPL", ours["AAPL"] + 0.01), ("NOSUCH", 0.03))
    refresh = refreshed(snapshot, TopHoldingsAnswer(symbol="SPY", lines=lines))

    check = refresh.checks["SPY"]
    assert check.lines[0][:2] == lines[0]
    assert check.lines[0][2] == pytest.approx(ours["AAPL"])
    assert check.largest_difference == pytest.approx(0.03)
    assert refresh.apply(snapshot).baskets is snapshot.baskets
    assert refresh.apply(snapshot).funds is snapshot.funds


def test_top_holdings_without_a_basket_or_without_sense_are_no_check(snapshot: Snapshot) -> None:
    refresh = refreshed(
        snapshot,
        TopHoldingsAnswer(symbol="NOSUCH", lines=(("AAPL", 0.1),)),
        TopHoldingsAnswer(symbol="SPY", lines=()),
        TopHoldingsAnswer(symbol="VOO", lines=(("AAPL", 10.0),)),
        TopHoldingsAnswer(symbol="QQQ", lines=(("AAPL", nan),)),
    )

    assert refresh.checks == {}
    assert reasons(refresh) == [Reason.NOT_A_NUMBER, Reason.NOT_A_NUMBER]


def test_sessions_of_the_watched_are_kept_once_they_are_over(snapshot: Snapshot) -> None:
    answer = price(306.0, before=303.0)
    watching = replace(request(), watched=frozenset({"AAPL"}))
    evening = accept(watching, [answer], Refresh(), snapshot, EVENING)
    noon = accept(watching, [answer], Refresh(), snapshot, NOON)

    assert evening.sessions == {"AAPL": answer.bars}
    assert noon.sessions == {"AAPL": answer.bars[:-1]}
    assert refreshed(snapshot, answer).sessions == {}


def test_splits_are_remembered_beyond_the_days_that_were_asked_about(snapshot: Snapshot) -> None:
    old, new = Split(date(2026, 1, 5), 2.0), Split(DAY, 4.0)
    last = Refresh(splits={"AAPL": (old,), "MSFT": (old,)})
    refresh = refreshed(snapshot, price(76.0, splits=(new,)), last=last)

    assert refresh.splits == {"AAPL": (old, new), "MSFT": (old,)}
