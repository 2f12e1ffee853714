"""The card on the Market page: asks before it sends, and says what came."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.atomic import NotWrittenError
from rebalancer.market.answers import Answer, Bar, NoAnswer, PriceAnswer, Question, Reason, Topic
from rebalancer.market.last_good import load_refresh
from rebalancer.market.refresh import Refresh, TopHoldingsCheck
from rebalancer.market.snapshot import Quote
from rebalancer.progress import Progress, silent
from tests.ui.conftest import decided
from ui.session import Session
from ui.state.quotes import Phase, Quotes
from ui.tasks import TaskRunner
from ui.theme import Theme
from ui.views.market import MarketPage
from ui.views.market.refresh import RefreshCard

TODAY = date(2026, 8, 24)
NOW = datetime(2026, 8, 24, 21, 0, tzinfo=UTC)
PATIENCE_MS = 60_000
WritePlain = Callable[..., Path]


class Oracle:
    """Answers at once, or not before it is told to."""

    def __init__(self) -> None:
        self.price = 320.0
        self.asked: list[tuple[str, ...]] = []
        self.waits = False
        self.never = Event()
        self.error: Exception | None = None
        self.reason: Reason | None = None

    def ask(
        self, questions: Sequence[Question], _: date, progress: Progress = silent
    ) -> tuple[Answer, ...]:
        symbols = tuple(question.symbol for question in questions)
        self.asked.append(symbols)
        progress(0.5, "Prices from Yahoo: 1")
        while self.waits:
            self.never.wait(0.01)
            progress(0.5)
        if self.error is not None:
            raise self.error
        return tuple(map(self._answer, symbols))

    def _answer(self, symbol: str) -> Answer:
        if symbol != "AAPL" or self.reason is not None:
            reason = self.reason or Reason.NO_DATA
            return NoAnswer(symbol=symbol, topic=Topic.PRICE, reason=reason)
        bars = (Bar(TODAY, self.price, self.price),)
        return PriceAnswer(symbol=symbol, currency="USD", kind="EQUITY", bars=bars)


@pytest.fixture
def oracle() -> Oracle:
    return Oracle()


@pytest.fixture
def session(tasks: TaskRunner, oracle: Oracle, tmp_path: Path) -> Iterator[Session]:
    quotes = Quotes(tmp_path / "quotes", oracle, lambda: NOW)
    yield Session(tasks, lambda: TODAY, quotes)
    quotes.close()


@pytest.fixture
def card(session: Session, theme: Theme, qtbot: QtBot) -> RefreshCard:
    card = RefreshCard(session)
    card.asked.connect(session.refresh_prices)
    qtbot.addWidget(card)
    return card


@pytest.fixture
def loaded(session: Session, write_plain: WritePlain, qtbot: QtBot) -> Session:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(),))
    return session


def wait_for(qtbot: QtBot, session: Session, phase: Phase) -> None:
    qtbot.waitUntil(lambda: session.quotes.phase is phase, timeout=PATIENCE_MS)


def agreed(qtbot: QtBot, session: Session, card: RefreshCard) -> None:
    """Ask for newer prices, agree, and wait for the answer."""
    quotes = session.quotes
    seen: list[Phase] = []
    quotes.changed.connect(lambda: seen.append(quotes.phase))
    card.start.click()
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE_MS)
    card.agree.click()
    wait_for(qtbot, session, Phase.IDLE)


def test_nothing_is_sent_before_the_person_has_seen_what_and_agreed(
    loaded: Session, card: RefreshCard, oracle: Oracle, qtbot: QtBot
) -> None:
    card.start.click()
    wait_for(qtbot, loaded, Phase.AGREEING)

    request = loaded.quotes.request
    assert request is not None
    assert ", ".join(request.symbols) in card.disclosure
    assert "no quantity, no amount, no account, no name" in card.disclosure
    assert {"AAPL", "QQQ"} <= set(request.symbols)
    assert oracle.asked == []
    assert not card.start.isEnabled()

    card.decline.click()
    assert card.disclosure == ""
    assert oracle.asked == []
    assert not loaded.quotes.has_consent


def test_what_is_agreed_to_is_sent_and_what_was_refused_is_listed(
    loaded: Session, card: RefreshCard, oracle: Oracle, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(loaded.quotes.consent_changed) as consent:
        agreed(qtbot, loaded, card)

    assert consent.args == [True]
    assert len(oracle.asked) == 1
    assert card.outcome.startswith("24 Aug 2026, 21:00: 1 of ")
    assert "QQQ: Yahoo has no figure for it." in card.details
    assert loaded.universe.snapshot.quotes["AAPL"].price == Decimal("320.0")


def test_once_agreed_it_is_not_asked_again_until_that_is_withdrawn(
    loaded: Session, card: RefreshCard, oracle: Oracle, qtbot: QtBot
) -> None:
    agreed(qtbot, loaded, card)
    assert not card.withdraw.isHidden()
    agreed(qtbot, loaded, card)
    assert len(oracle.asked) == 2

    with qtbot.waitSignal(loaded.quotes.consent_changed) as consent:
        card.withdraw.click()
    assert consent.args == [False]
    assert card.withdraw.isHidden()
    card.start.click()
    wait_for(qtbot, loaded, Phase.AGREEING)
    assert len(oracle.asked) == 2


def test_symbols_of_a_household_that_is_left_are_not_sent(
    loaded: Session, card: RefreshCard, oracle: Oracle, tasks: TaskRunner, qtbot: QtBot
) -> None:
    loaded.quotes.has_consent = True
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        card.start.click()
        loaded.forget_household()
    assert (oracle.asked, loaded.quotes.phase) == ([], Phase.IDLE)

    loaded.quotes.has_consent = False
    card.start.click()
    wait_for(qtbot, loaded, Phase.AGREEING)
    loaded.take_household(None)
    assert (card.disclosure, loaded.quotes.phase) == ("", Phase.IDLE)


@pytest.mark.parametrize("button", ["cancel", "withdraw"])
def test_what_is_on_its_way_can_be_called_back(
    loaded: Session, card: RefreshCard, oracle: Oracle, qtbot: QtBot, button: str
) -> None:
    oracle.waits = True
    before = loaded.measured
    card.start.click()
    wait_for(qtbot, loaded, Phase.AGREEING)
    card.agree.click()
    loaded.quotes.agree()  # a second click is one too many
    qtbot.waitUntil(lambda: card.bar.value() == 50, timeout=PATIENCE_MS)
    assert card.outcome == "Prices from Yahoo: 1"
    assert loaded.quotes.facts[1] == "refreshing prices"

    getattr(card, button).click()
    assert loaded.quotes.phase is Phase.IDLE
    assert card.outcome == "The refresh was stopped: no figure has changed."
    assert loaded.measured is before
    assert loaded.quotes.refresh == Refresh()


def test_holdings_are_valued_anew_on_request_and_this_can_be_undone(
    loaded: Session, card: RefreshCard, oracle: Oracle, qtbot: QtBot
) -> None:
    assert card.value.isHidden()
    assert loaded.measured is not None
    as_filed = loaded.measured.measurement.total_value
    agreed(qtbot, loaded, card)
    assert loaded.measured.measurement.total_value == as_filed

    with decided(qtbot, loaded):
        card.value.click()
    assert loaded.measured.measurement.total_value == as_filed + 60 * 20
    assert card.value.text() == "Value holdings at the prices of their files"
    assert any("AAPL is valued at 320.0" in each.message for each in loaded.measured.findings)

    oracle.price = 330.0
    agreed(qtbot, loaded, card)
    assert loaded.measured.measurement.total_value == as_filed + 60 * 20
    assert card.value.text() == "Value holdings at these prices"

    with qtbot.waitSignal(loaded.measured_changed, timeout=PATIENCE_MS):
        loaded.undo_stack.undo()
    assert loaded.measured.measurement.total_value == as_filed
    with decided(qtbot, loaded):
        card.value.click()
    assert loaded.measured.measurement.total_value == as_filed + 60 * 30
    card.value.click()
    assert loaded.measured.measurement.total_value == as_filed


def test_an_outage_keeps_the_plan_and_a_new_price_drops_it(
    loaded: Session, card: RefreshCard, oracle: Oracle, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(
        loaded.plan_changed, timeout=PATIENCE_MS, check_params_cb=lambda plan: plan is not None
    ):
        loaded.solve()
    plan = loaded.plan
    oracle.reason = Reason.UNREACHABLE
    agreed(qtbot, loaded, card)
    assert loaded.plan is plan
    assert card.outcome.endswith("Yahoo could not be reached: no figure has changed.")
    assert loaded.quotes.facts == ("prices 21 Aug 2026 (embedded)", "offline: the refresh failed")

    oracle.reason = None
    agreed(qtbot, loaded, card)
    assert loaded.plan is None
    assert loaded.quotes.facts == ("prices 24 Aug 2026 (Yahoo)", "offline")


def test_a_pause_that_yahoo_asks_for_is_kept(
    loaded: Session, card: RefreshCard, oracle: Oracle, qtbot: QtBot
) -> None:
    oracle.reason = Reason.RATE_LIMITED
    agreed(qtbot, loaded, card)
    agreed(qtbot, loaded, card)

    assert len(oracle.asked) == 1
    assert "it will be asked again from 21:05 on" in card.outcome


def test_a_fault_of_our_own_is_reported_and_changes_nothing(
    loaded: Session, card: RefreshCard, oracle: Oracle, qtbot: QtBot
) -> None:
    oracle.error = ZeroDivisionError()
    with qtbot.waitSignal(loaded.failed, timeout=PATIENCE_MS):
        agreed(qtbot, loaded, card)

    assert card.outcome == "The refresh broke off: no figure has changed."


def test_figures_that_cannot_be_kept_are_good_for_this_run(
    loaded: Session, card: RefreshCard, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "quotes").write_text("in the way", encoding="utf-8")
    agreed(qtbot, loaded, card)

    assert card.outcome.startswith("The prices are not kept for the next time: ")
    assert loaded.quotes.refresh.quotes["AAPL"].price == Decimal("320.0")


def test_a_place_that_cannot_be_used_is_told(
    loaded: Session, card: RefreshCard, oracle: Oracle, tmp_path: Path, qtbot: QtBot
) -> None:
    oracle.error = NotWrittenError(tmp_path, OSError(28, "full"))
    agreed(qtbot, loaded, card)

    assert "there is not enough room" in card.outcome


def test_the_last_good_prices_are_found_again(
    loaded: Session, card: RefreshCard, tmp_path: Path, qtbot: QtBot
) -> None:
    agreed(qtbot, loaded, card)
    kept = load_refresh(tmp_path / "quotes")
    later = Quotes(tmp_path / "quotes", None, lambda: NOW)
    with qtbot.waitSignal(later.refreshed, timeout=PATIENCE_MS):
        later.load()
    later.close()

    assert later.refresh == kept == loaded.quotes.refresh
    assert not later.is_available


def test_without_a_place_and_a_way_nothing_is_asked_or_read(
    tasks: TaskRunner, theme: Theme, qtbot: QtBot
) -> None:
    session = Session(tasks, lambda: TODAY)
    page = MarketPage(session, theme)
    qtbot.addWidget(page)
    session.quotes.load()
    assert not page.refresh.start.isEnabled()
    session.refresh_prices()
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=PATIENCE_MS)

    assert session.quotes.phase is Phase.IDLE
    session.quotes.close()


def test_the_age_of_prices_is_told_and_never_negative(card: RefreshCard, session: Session) -> None:
    quotes = session.quotes
    old = quotes.refresh
    for ahead, words in ((-1, "(1 day old)"), (0, "(today)"), (9, "in the future")):
        day = TODAY + timedelta(days=ahead)
        quote = Quote(price=Decimal(1), as_of=day, source="Yahoo Finance")
        quotes.refresh = replace(old, quotes={"AAPL": quote})
        card.update_card()
        assert words in card._subtitle.text()  # noqa: SLF001 - what is read under the title


def test_only_checks_that_differ_are_listed_and_long_lists_are_cut(
    card: RefreshCard, session: Session
) -> None:
    def check(symbol: str, theirs: float) -> TopHoldingsCheck:
        return TopHoldingsCheck(symbol=symbol, as_of=TODAY, lines=(("AAPL", theirs, 0.05),))

    checks = {"SPY": check("SPY", 0.06), "QQQ": check("QQQ", 0.12)}
    session.quotes.refresh = Refresh(checks=checks)
    card.update_card()
    assert card.details == (
        "QQQ: a holding differs by 7.0\u202f% of the fund from the list in use, which stays; "
        "Yahoo tells ten at most."
    )
    session.quotes.refresh = Refresh(checks={str(n): check(str(n), 0.5) for n in range(20)})
    card.update_card()
    assert card.details.splitlines()[-1] == "… and 8 more."
