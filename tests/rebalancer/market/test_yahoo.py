"""The real yfinance against a Yahoo of our own, in this process: what comes out of each fault."""

import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yfinance as yf
from yfinance import cache
from yfinance.data import SingletonMeta, YfData

from rebalancer.market import yahoo
from rebalancer.market.answers import (
    Answer,
    CompanyAnswer,
    NoAnswer,
    PriceAnswer,
    Question,
    Reason,
    Split,
    TopHoldingsAnswer,
    Topic,
    Unanswered,
    from_line,
)
from rebalancer.market.errand import Errand
from tests.faults import ask_fake_yahoo
from tests.faults.fake_yahoo import SILENT, FakeYahoo, Fault, serving

KEEPERS = (
    (cache._TzCacheManager, "_tz_cache"),  # noqa: SLF001 - yfinance has no way to begin anew
    (cache._CookieCacheManager, "_Cookie_cache"),  # noqa: SLF001 - nor here
)
LAST_DAY = date(2026, 8, 21)
SINCE = date(2026, 8, 10)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeYahoo]:
    """A Yahoo that knows a company and a fund; yfinance begins from nothing and ends that way."""
    known = FakeYahoo(LAST_DAY, {"AAPL": 309.35, "SPY": 640.0})
    known.kinds["SPY"] = "ETF"
    known.company_values["AAPL"] = 4.5e12
    known.sectors["AAPL"] = "Technology"
    known.top_holdings["SPY"] = {"NVDA": 0.08, "AAPL": 0.07}
    umask = os.umask(0o022)
    with serving(known), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        monkeypatch.setattr(sys, "argv", ["ask_fake_yahoo", str(known.port)])
        monkeypatch.setattr(SingletonMeta, "_instances", {})
        for keeper, name in KEEPERS:
            monkeypatch.setattr(keeper, name, None)
        YfData(session=ask_fake_yahoo.Redirected())
        yield known
        cache.set_cache_location(os.devnull)
    os.umask(umask)
    yf.config.debug.hide_exceptions = True
    logging.disable(logging.NOTSET)


def errand(folder: Path, *symbols: str) -> Errand:
    return Errand(
        questions=tuple(Question(symbol=symbol, since=SINCE) for symbol in symbols),
        today=LAST_DAY,
        folder=folder,
        timeout=2.0,
    )


def run(folder: Path, *symbols: str) -> list[Answer | None]:
    output = io.StringIO()
    yahoo.run(errand(folder, *symbols), output)
    return [from_line(line) for line in output.getvalue().splitlines()]


def test_prices_company_values_and_top_holdings_come_out(fake: FakeYahoo, tmp_path: Path) -> None:
    price, fund, company, holdings = run(tmp_path, "AAPL", "SPY")

    assert isinstance(price, PriceAnswer)
    assert isinstance(fund, PriceAnswer)
    assert (price.currency, price.kind, fund.kind) == ("USD", "EQUITY", "ETF")
    assert price.bars[0].day == SINCE
    assert price.bars[-1] == (LAST_DAY, 309.35, 309.35)
    assert company == CompanyAnswer(
        symbol="AAPL", currency="USD", value=4.5e12, sector="Technology"
    )
    assert holdings == TopHoldingsAnswer(symbol="SPY", lines=(("NVDA", 0.08), ("AAPL", 0.07)))


def test_a_company_without_a_value_has_none(fake: FakeYahoo, tmp_path: Path) -> None:
    fake.company_values.clear()
    _, company = run(tmp_path, "AAPL")

    assert isinstance(company, CompanyAnswer)
    assert company.value is None


def test_a_split_is_told(fake: FakeYahoo, tmp_path: Path) -> None:
    fake.splits["AAPL"] = (date(2026, 8, 12), 4)
    price, _ = run(tmp_path, "AAPL")

    assert isinstance(price, PriceAnswer)
    assert price.splits == (Split(date(2026, 8, 12), 4.0),)


def test_what_is_not_listed_and_what_has_no_sessions_has_no_figure(
    fake: FakeYahoo, tmp_path: Path
) -> None:
    fake.series["OLD"] = [(date(2026, 7, 30), 5.0)]

    assert run(tmp_path, "NOSUCH", "OLD") == [
        NoAnswer(symbol=symbol, topic=Topic.PRICE, reason=Reason.NO_DATA)
        for symbol in ("NOSUCH", "OLD")
    ]


def test_the_chart_is_asked_for_once_a_symbol_and_nothing_else_is_told(
    fake: FakeYahoo, tmp_path: Path
) -> None:
    run(tmp_path, "AAPL")

    assert fake.symbols_seen == {"AAPL"}
    assert sum("/v8/finance/chart/" in path for path in fake.seen) == 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.RATE_LIMIT, Reason.RATE_LIMITED),
        (Fault.CRUMB, Reason.REFUSED),
        (Fault.CONSENT, Reason.UNREADABLE),
        (Fault.SERVER_ERROR, Reason.UNREADABLE),
        (Fault.TRUNCATED, Reason.UNREADABLE),
    ],
)
def test_each_outage_has_a_reason(
    fake: FakeYahoo, tmp_path: Path, fault: Fault, reason: Reason
) -> None:
    assert fault in SILENT
    fake.fault = fault
    (answer,) = run(tmp_path, "AAPL")

    assert answer == NoAnswer(symbol="AAPL", topic=Topic.PRICE, reason=reason)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.RATE_LIMIT, Reason.RATE_LIMITED),
        (Fault.CRUMB, Reason.REFUSED),
        (Fault.SERVER_ERROR, Reason.UNREADABLE),
        (Fault.CONSENT, Reason.UNREADABLE),
    ],
)
def test_a_company_that_cannot_be_asked_about_has_the_same_reasons(
    fake: FakeYahoo, tmp_path: Path, fault: Fault, reason: Reason
) -> None:
    run(tmp_path)
    fake.fault = fault

    with pytest.raises(Unanswered) as silence:
        yahoo.Yahoo(LAST_DAY, 2.0).company("AAPL")
    assert silence.value.reason is reason


def test_nobody_there_is_told_from_no_answer_in_time(fake: FakeYahoo, tmp_path: Path) -> None:
    run(tmp_path)
    source = yahoo.Yahoo(LAST_DAY, 0.2)
    source.price(Question(symbol="AAPL", since=SINCE))  # has the cookie by now
    fake.fault = Fault.SLOW
    with pytest.raises(Unanswered) as silence:
        source.price(Question(symbol="AAPL", since=SINCE))
    assert silence.value.reason is Reason.TIMED_OUT

    sys.argv[1] = "1"
    with pytest.raises(Unanswered) as silence:
        source.price(Question(symbol="AAPL", since=SINCE))
    assert silence.value.reason is Reason.UNREACHABLE


def test_sessions_that_end_without_a_price_end_before(fake: FakeYahoo, tmp_path: Path) -> None:
    fake.series["AAPL"] = [(date(2026, 8, 20), 300.0), (LAST_DAY, float("nan"))]
    price, _ = run(tmp_path, "AAPL")

    assert isinstance(price, PriceAnswer)
    assert price.bars == ((date(2026, 8, 20), 300.0, 300.0),)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (LAST_DAY, "1mo"),
        (date(2026, 7, 28), "1mo"),
        (date(2026, 7, 20), "3mo"),
        (date(2025, 8, 27), "1y"),
        (date(2010, 1, 1), "10y"),
    ],
)
def test_the_shortest_period_that_reaches_back_is_asked_for(since: date, expected: str) -> None:
    assert yahoo.period(since, LAST_DAY) == expected


def test_what_is_kept_meanwhile_is_private_and_where_it_was_told_to_be(
    fake: FakeYahoo, tmp_path: Path
) -> None:
    run(tmp_path, "AAPL")
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert {path.name for path in kept} >= {"cookies.db"}
    assert [path for path in kept if path.stat().st_mode & 0o077] == []


def test_the_errand_comes_in_and_the_answers_go_out_as_lines(
    fake: FakeYahoo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(errand(tmp_path, "AAPL").to_json()))
    monkeypatch.setattr(sys, "stdout", output)
    yahoo.main()

    price, company = map(from_line, output.getvalue().splitlines())
    assert isinstance(price, PriceAnswer)
    assert isinstance(company, CompanyAnswer)
