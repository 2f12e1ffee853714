"""A window without a screen: what the tests of the window share."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QStandardPaths
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import Front
from ui.keeping import Keeping
from ui.rooms import Rooms
from ui.session import Session
from ui.settings import SchemeChoice
from ui.sweeping import sweep
from ui.tasks import TaskRunner
from ui.theme import Scheme, Theme, load_typeface

TODAY = date(2026, 8, 21)
NOW = datetime(2026, 8, 21, 21, 0, tzinfo=UTC)
KEEPING = Keeping(today=lambda: TODAY, now=lambda: NOW)
PATIENCE_MS = 60_000
HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired"
ROWS = (
    "Joint ...1001,taxable,AAPL,Apple Inc.,50,300.00,3000.00,2019-03-04",
    "Joint ...1001,taxable,AAPL,Apple Inc.,10,300.00,2900.00,2026-03-04",
    "Joint ...1001,taxable,CASH,,1250.25,1.00,,",
    "Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,,",
)

WritePlain = Callable[..., Path]


@contextmanager
def decided(qtbot: QtBot, session: Session) -> Iterator[None]:
    """Wait until what is done inside is decided and measured."""
    with qtbot.waitSignal(session.decisions_changed, timeout=PATIENCE_MS):
        yield


@pytest.fixture(autouse=True)
def private_places() -> Iterator[None]:
    """Keep the tests away from the settings of whoever runs them."""
    QStandardPaths.setTestModeEnabled(True)
    yield
    QStandardPaths.setTestModeEnabled(False)


@pytest.fixture(autouse=True)
def garbage_in_one_place() -> Iterator[None]:
    """Look for garbage between tests, as a worker must not destroy what is of Qt."""
    gc.disable()
    yield
    sweep()
    gc.enable()


@pytest.fixture
def write_plain(tmp_path: Path) -> WritePlain:
    """Write a household in the plain format, and return where it is."""

    def write(rows: Sequence[str] = ROWS, name: str = "mine.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def typeface(qapp: QApplication) -> None:
    """Load the typeface once, as the app does."""
    load_typeface(qapp)


@pytest.fixture
def theme(qapp: QApplication, typeface: None) -> Theme:
    theme = Theme()
    theme.apply(qapp, Scheme.LIGHT)
    return theme


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def session(tasks: TaskRunner) -> Session:
    return Session(tasks, lambda: TODAY)


@pytest.fixture
def front(qapp: QApplication, qtbot: QtBot, tmp_path: Path, typeface: None) -> Iterator[Front]:
    """The real window, with all its pages."""
    front = Front(qapp, tmp_path / "settings.json", SchemeChoice.LIGHT, KEEPING)
    with qtbot.waitSignal(front.opened, timeout=PATIENCE_MS):
        front.window.show()
    yield front
    front.theme.dressing.finish()  # the size of text is the application's: it outlives the window
    front.window.close()
    front.window.deleteLater()
    front.deleteLater()
    del front
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()  # all that was its own is old by now


@pytest.fixture
def live_session(front: Front) -> Session:
    """The session behind the real window."""
    assert isinstance(front.rooms, Rooms)
    return front.rooms.session


@pytest.fixture
def sample(qtbot: QtBot, front: Front, live_session: Session) -> Session:
    """The session behind the real window, with the sample household on its first page."""
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.window.commands["file.sample"].trigger()
    qtbot.waitUntil(lambda: front.window.page("Holdings").is_settled, timeout=PATIENCE_MS)
    return live_session
