"""A fund company's holdings file is dropped, looked at, used, remembered and taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.rebalancer.ingest.issuers.layouts import Held, ark, cash, schwab
from tests.ui.conftest import KEEPING, PATIENCE_MS, decided
from ui.app import Front
from ui.rooms import Rooms
from ui.session import Session
from ui.settings import SchemeChoice
from ui.state.fund_files import FundFiles
from ui.views.exposure import ExposurePage

WritePlain = Callable[..., Path]
HELD = (
    "Joint ...1001,taxable,AAPL,Apple Inc.,10,300.00,3000.00,2019-03-04",
    "Joint ...1001,taxable,ARKK,ARK Innovation ETF,100,50.00,4000.00,2020-03-04",
)
LINES = (
    Held(ticker="TSLA", name="TESLA INC", percent="60.00"),
    Held(ticker="COIN", name="COINBASE GLOBAL INC", percent="39.00"),
    cash("1.00"),
)


@pytest.fixture
def shown(front: Front, live_session: Session, write_plain: WritePlain, qtbot: QtBot) -> Session:
    """The real window with a household that holds a fund nobody can see into."""
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain(HELD),))
    return live_session


def page_of(front: Front) -> ExposurePage:
    page = front.window.findChild(ExposurePage)
    assert isinstance(page, ExposurePage)
    return page


def give(front: Front, files: FundFiles, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(files.offered, timeout=PATIENCE_MS):
        front.import_files((path,))


def coverage(session: Session) -> float:
    assert session.measured is not None
    return session.measured.measurement.coverage


def test_a_dropped_file_raises_the_coverage_and_is_undone(
    front: Front, shown: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    before = coverage(shown)
    path = tmp_path / "ARK_INNOVATION.csv"
    path.write_bytes(ark(LINES))
    give(front, shown.fund_files, path, qtbot)

    card = page_of(front).files
    assert front.window.current_page == "Exposure"
    assert [row.use.text() for row in card.rows] == ["Use it"]
    assert coverage(shown) == before < 0.5
    with decided(qtbot, shown):
        card.rows[0].use.click()

    assert coverage(shown) == pytest.approx(1.0)
    assert [used.symbol for used in card.table.table.rows()] == ["ARKK"]
    assert card.rows == ()
    assert shown.undo_stack.undoText() == "use the holdings of ARKK"
    shown.undo_stack.undo()
    assert coverage(shown) == before
    shown.undo_stack.redo()
    assert coverage(shown) == pytest.approx(1.0)


def test_a_file_that_is_used_is_there_again_after_a_restart_until_it_is_removed(
    qapp: QApplication,
    front: Front,
    shown: Session,
    tmp_path: Path,
    qtbot: QtBot,
    write_plain: WritePlain,
) -> None:
    path = tmp_path / "ARK_INNOVATION.csv"
    path.write_bytes(ark(LINES))
    give(front, shown.fund_files, path, qtbot)
    with decided(qtbot, shown):
        page_of(front).files.rows[0].use.click()

    front.window.close()

    again = Front(qapp, tmp_path / "settings.json", SchemeChoice.LIGHT, KEEPING)
    with qtbot.waitSignal(again.opened, timeout=PATIENCE_MS):
        again.window.show()
    assert isinstance(again.rooms, Rooms)
    session = again.rooms.session
    qtbot.waitUntil(lambda: session.measured is not None, timeout=PATIENCE_MS)
    assert coverage(session) == pytest.approx(1.0)
    card = page_of(again).files
    card.table.selectRow(0)
    with decided(qtbot, session):
        card.remove.click()
    assert coverage(session) < 0.5
    again.window.close()


def test_a_file_that_does_not_name_its_fund_asks_for_it(
    front: Front, shown: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "holdings.csv"
    path.write_bytes(schwab(LINES))
    give(front, shown.fund_files, path, qtbot)
    (row,) = page_of(front).files.rows
    assert not row.symbol.isHidden()

    row.symbol.setText("arkk")
    with qtbot.waitSignal(shown.fund_files.changed, timeout=PATIENCE_MS):
        row.use.click()
    (row,) = page_of(front).files.rows
    assert row.use.text() == "Use it"
    row.leave.click()
    assert shown.fund_files.offers == ()
    assert page_of(front).files.isHidden()
    assert coverage(shown) < 0.5


def test_without_a_household_the_file_waits(
    front: Front, live_session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "ARK_INNOVATION.csv"
    path.write_bytes(ark(LINES))
    give(front, live_session.fund_files, path, qtbot)

    assert "Import your positions first" in front.window.message.text
    assert len(live_session.fund_files.offers) == 1


@pytest.mark.parametrize("way", ["close", "new", "open"])
def test_what_was_offered_goes_with_the_household_that_it_was_offered_to(
    front: Front, shown: Session, tmp_path: Path, qtbot: QtBot, way: str
) -> None:
    path = tmp_path / "ARK_INNOVATION.csv"
    path.write_bytes(ark(LINES))
    give(front, shown.fund_files, path, qtbot)
    rooms = front.rooms
    assert isinstance(rooms, Rooms)
    qtbot.waitUntil(lambda: not rooms.document.is_busy, timeout=PATIENCE_MS)
    kept = rooms.document.scribe.path
    with qtbot.waitSignal(shown.measured_changed, timeout=PATIENCE_MS):
        if way == "close":
            rooms.close_household()
        elif way == "new":
            rooms.document.leave()
        else:
            assert kept is not None
            rooms.document.open(kept)

    assert shown.fund_files.offers == ()
    assert page_of(front).files.rows == ()


def test_what_was_offered_before_there_was_a_household_waits_for_it(
    front: Front, live_session: Session, tmp_path: Path, write_plain: WritePlain, qtbot: QtBot
) -> None:
    path = tmp_path / "ARK_INNOVATION.csv"
    path.write_bytes(ark(LINES))
    give(front, live_session.fund_files, path, qtbot)
    live_session.forget_household()
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain(HELD),))

    assert len(live_session.fund_files.offers) == 1


def test_positions_that_come_with_a_holdings_file_are_imported(
    front: Front, live_session: Session, tmp_path: Path, write_plain: WritePlain, qtbot: QtBot
) -> None:
    path = tmp_path / "ARK_INNOVATION.csv"
    path.write_bytes(ark(LINES))
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((path, write_plain(HELD)))
    assert len(live_session.fund_files.offers) == 1


def test_a_damaged_memory_is_told_and_the_rest_is_used(
    front: Front, shown: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "fund-ARKK.json").write_text("{}")
    with qtbot.waitSignal(shown.fund_files.failed, timeout=PATIENCE_MS) as failed:
        assert shown.fund_files.take_up(folder) == ()
    assert failed.args is not None
    assert "ARKK are damaged" in str(failed.args[0])
