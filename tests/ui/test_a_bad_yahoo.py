"""A Yahoo that goes wrong in every known way: at the start, in a refresh, and while closing.

The window neither stops nor changes a figure, and it says what happened.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.market.door import Patience
from rebalancer.market.last_good import load_refresh
from tests.faults.fake_yahoo import SILENT, FakeYahoo, Fault, serving
from tests.faults.monkey_watch import Stops
from tests.ui.conftest import NOW, TODAY
from ui.app import Front
from ui.keeping import Keeping
from ui.rooms import Rooms
from ui.session import Session
from ui.settings import SchemeChoice
from ui.state.quotes import Phase
from ui.views.market import MarketPage

PATIENCE_MS = 60_000
LONGEST_STOP_MS = 100
QUICK = Patience(request=1.0, quiet=20.0)
WritePlain = Callable[..., Path]
OpenFront = Callable[..., Front]


@pytest.fixture
def fake() -> Iterator[FakeYahoo]:
    prices = {"AAPL": 309.35, "QQQ": 700.0, "VTI": 370.0, "IJR": 150.0}
    with serving(FakeYahoo(date(2026, 8, 21), prices)) as known:
        known.kinds = dict.fromkeys(("QQQ", "VTI", "IJR"), "ETF")
        yield known


@pytest.fixture
def open_front(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, typeface: None, fake: FakeYahoo
) -> Iterator[OpenFront]:
    """Return what opens the real window in front of the fake Yahoo."""
    fronts: list[Front] = []

    def open_one(patience: Patience = QUICK) -> Front:
        keeping = Keeping(
            today=lambda: TODAY, now=lambda: NOW, door=lambda folder: fake.door(folder, patience)
        )
        front = Front(qapp, tmp_path / "settings.json", SchemeChoice.LIGHT, keeping)
        fronts.append(front)
        with qtbot.waitSignal(front.opened, timeout=PATIENCE_MS):
            front.window.show()
        return front

    yield open_one
    for front in fronts:
        front.window.close()
        front.window.deleteLater()
        front.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def session_of(front: Front) -> Session:
    assert isinstance(front.rooms, Rooms)
    return front.rooms.session


def market(front: Front) -> MarketPage:
    page = front.window.page("Market")
    assert isinstance(page, MarketPage)
    return page


def household(front: Front, qtbot: QtBot, path: Path) -> Session:
    """Import a household and look at the Market page, as a person would before a refresh."""
    session = session_of(front)
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((path,))
    with qtbot.waitSignal(session.monitor.changed, timeout=PATIENCE_MS):
        front.window.show_page("Market")
    front.window.grab()  # what the page costs to draw for the first time is no refresh's fault
    QCoreApplication.processEvents()
    return session


def refresh(front: Front, qtbot: QtBot) -> None:
    """Ask for newer prices, agree if asked to, and wait for what comes."""
    quotes = session_of(front).quotes
    seen: list[Phase] = []
    quotes.changed.connect(lambda: seen.append(quotes.phase))
    market(front).refresh.start.click()
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE_MS)
    market(front).refresh.agree.click()
    qtbot.waitUntil(lambda: quotes.phase is Phase.IDLE, timeout=PATIENCE_MS)


@contextmanager
def longest_stop() -> Iterator[list[float]]:
    """Tell in the end how long the window stood still at the most, in milliseconds."""
    stops, told = Stops(), list[float]()
    yield told
    told.append(stops.lap()[1])
    stops.end()


@pytest.mark.parametrize("fault", Fault)
def test_neither_start_nor_refresh_stops_the_window_or_changes_a_figure(
    open_front: OpenFront, fake: FakeYahoo, qtbot: QtBot, write_plain: WritePlain, fault: Fault
) -> None:
    fake.fault = fault
    front = open_front()
    session = household(front, qtbot, write_plain())
    before = session.measured
    assert fake.seen == []

    with longest_stop() as stop:
        refresh(front, qtbot)

    card = market(front).refresh
    assert session.measured is before
    assert session.quotes.refresh.quotes == {}
    if fault in SILENT:
        assert "no figure has changed" in card.outcome
        assert front.window.status.facts.endswith("offline: the refresh failed")
    else:
        assert "0 of" in card.outcome
    assert card.details.count("\n") >= 3
    assert stop[0] <= LONGEST_STOP_MS


@pytest.mark.parametrize("fault", Fault)
def test_closing_during_a_refresh_ends_it_at_once(
    open_front: OpenFront, fake: FakeYahoo, qtbot: QtBot, write_plain: WritePlain, fault: Fault
) -> None:
    fake.fault = fault
    front = open_front(Patience(request=60, quiet=60, base=600))
    session = household(front, qtbot, write_plain())
    session.refresh_prices()
    qtbot.waitUntil(lambda: session.quotes.phase is Phase.AGREEING, timeout=PATIENCE_MS)
    session.quotes.agree()
    assert session.quotes.phase is Phase.RUNNING

    front.window.close()

    assert [each.name for each in threading.enumerate() if each.name == "yahoo"] == []
    assert [each for each in threading.enumerate() if each.name.startswith("network")] == []


def test_a_good_yahoo_is_used_kept_and_found_again_after_it_has_gone(
    open_front: OpenFront,
    fake: FakeYahoo,
    qtbot: QtBot,
    write_plain: WritePlain,
    tmp_path: Path,
) -> None:
    fake.closes["AAPL"] = 320.0
    front = open_front()
    session = household(front, qtbot, write_plain())
    with longest_stop() as stop, qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        refresh(front, qtbot)
    assert stop[0] <= LONGEST_STOP_MS
    assert front.window.current_page == "Market"
    assert session.universe.snapshot.quotes["AAPL"].source == "Yahoo Finance"
    kept = load_refresh(tmp_path / "quotes")
    assert kept.quotes == session.quotes.refresh.quotes
    assert front.window.status.facts.endswith("prices 21 Aug 2026 (Yahoo)     offline")

    fake.fault = Fault.OFFLINE
    refresh(front, qtbot)
    assert session.quotes.refresh.quotes == kept.quotes
    front.window.close()

    later = session_of(open_front())
    qtbot.waitUntil(lambda: later.quotes.refresh.quotes == kept.quotes, timeout=PATIENCE_MS)
    assert later.quotes.has_consent
    assert later.universe.snapshot.quotes["AAPL"] == kept.quotes["AAPL"]
