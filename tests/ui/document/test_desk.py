"""The open household's file follows what is decided, whatever else is asked for meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from rebalancer.document.content import Content, ContentWriter, read_content
from rebalancer.document.decisions import Decisions
from rebalancer.document.store import backups, record
from rebalancer.document.store.backups import Backup, back_up, backups_of
from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import NotSavedError
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy, Target
from tests.rebalancer.market.test_fund_holdings import holdings_of
from tests.ui.conftest import NOW, PATIENCE_MS
from ui.document.desk import DocumentDesk
from ui.document.scribe import Scribe
from ui.session import Session


def capped(cap: float) -> Policy:
    return replace(DEFAULT_POLICY, targets=(Target(key="magnificent_seven", maximum=cap),))


def policy_in(path: Path) -> Policy:
    with Document.open(path, now=NOW) as document:
        return read_content(document.parts).decisions.policy


def policy_of(backup: Backup) -> Policy | None:
    record = backup.read()
    return None if record is None else read_content(record.parts).decisions.policy


def titles_in(path: Path) -> list[str]:
    with Document.open(path, now=NOW) as document:
        assert document.position == len(document.steps)
        return [step.title for step in document.steps]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A household's file."""
    path = tmp_path / "Mine.rebalancer"
    parts = ContentWriter().parts_of(Content(decisions=Decisions(policy=capped(0.5))))
    Document.create(path, parts, now=NOW).close()
    return path


@pytest.fixture
def desk(qtbot: QtBot, session: Session, tmp_path: Path, mine: Path) -> Iterator[DocumentDesk]:
    """A desk with a household open."""
    owner = QObject()
    desk = DocumentDesk(session, Scribe(lambda: NOW, owner), tmp_path / "app", owner)
    with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
        desk.open(mine)
    yield desk
    desk.scribe.finish()


def test_what_is_decided_while_another_cannot_be_read_is_saved(
    qtbot: QtBot, session: Session, desk: DocumentDesk, mine: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "Damaged.rebalancer"
    damaged.write_bytes(b"nothing of the kind")
    with qtbot.waitSignals([desk.failed, desk.scribe.written], timeout=PATIENCE_MS):
        desk.open(damaged)
        session.set_policy(capped(0.3), "cap it")
        session.set_policy(capped(0.2), "cap it lower")
    assert not desk.is_busy
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: not desk.scribe.is_behind, timeout=PATIENCE_MS)
    desk.scribe.finish()
    assert policy_in(mine) == capped(0.3)
    with Document.open(mine, now=NOW) as document:
        assert (len(document.steps), document.position) == (2, 1)


def test_what_is_decided_while_another_is_read_is_saved_where_it_was_decided(
    qtbot: QtBot, session: Session, desk: DocumentDesk, mine: Path, tmp_path: Path
) -> None:
    yours = tmp_path / "Yours.rebalancer"
    yours.write_bytes(mine.read_bytes())
    with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
        desk.open(yours)
        session.set_policy(capped(0.3), "cap it")
        session.undo_stack.undo()
        session.set_policy(capped(0.2), "cap it lower")
        session.set_fund_holdings((holdings_of("QQQ"),), "use a file")  # is measured first
        assert session.decisions.fund_holdings == ()
    assert session.decisions.policy == capped(0.5)
    assert not session.undo_stack.canUndo()
    session.set_policy(capped(0.4), "cap it here")
    desk.scribe.finish()
    assert titles_in(mine) == ["cap it lower", "use a file"]
    assert policy_in(mine) == capped(0.2)
    assert titles_in(yours) == ["cap it here"]


def test_a_step_undone_and_another_one_during_an_opening_that_fails_are_what_they_were(
    qtbot: QtBot, session: Session, desk: DocumentDesk, mine: Path, tmp_path: Path
) -> None:
    session.set_policy(capped(0.4), "first")
    with qtbot.waitSignal(desk.failed, timeout=PATIENCE_MS):
        session.set_policy(capped(0.3), "undone")
        (tmp_path / "No.rebalancer").write_bytes(b"no")
        desk.open(tmp_path / "No.rebalancer")
        session.undo_stack.undo()
        session.set_policy(capped(0.2), "instead")
    desk.scribe.finish()
    assert titles_in(mine) == ["first", "instead"]


def test_a_household_is_saved_once_wherever_it_is_saved_while_it_changes(
    qtbot: QtBot, session: Session, desk: DocumentDesk, tmp_path: Path
) -> None:
    desk.leave()
    qtbot.waitUntil(lambda: desk.scribe.path is None, timeout=PATIENCE_MS)
    first, second = tmp_path / "First.rebalancer", tmp_path / "Second.rebalancer"
    with qtbot.waitSignals([desk.opened, desk.opened], timeout=PATIENCE_MS):
        desk.save_as(first)
        session.set_policy(capped(0.3), "cap it")
        session.set_policy(capped(0.2), "cap it lower")
        session.undo_stack.undo()
        desk.save_as(second)
        session.undo_stack.redo()
    assert desk.scribe.path == second
    desk.scribe.finish()
    assert not (tmp_path / "app" / "households").exists()
    assert [policy_in(path) for path in (first, second)] == [capped(0.3), capped(0.2)]
    assert titles_in(second) == ["cap it", "cap it lower"]


def test_a_household_that_cannot_be_saved_at_first_is_tried_again_not_left_and_rescued(
    qtbot: QtBot, session: Session, desk: DocumentDesk, tmp_path: Path
) -> None:
    desk.leave()
    qtbot.waitUntil(lambda: desk.scribe.path is None, timeout=PATIENCE_MS)
    (tmp_path / "app").mkdir(exist_ok=True)
    households = tmp_path / "app" / "households"
    households.write_bytes(b"in the way")
    for cap in (0.3, 0.2):
        with qtbot.waitSignal(desk.failed, timeout=PATIENCE_MS):
            session.set_policy(capped(cap), f"cap {cap}")
    with qtbot.waitSignals([desk.failed, desk.ready], timeout=PATIENCE_MS):
        desk.leave()
    assert session.decisions.policy == capped(0.2)
    with qtbot.waitSignal(desk.failed, timeout=PATIENCE_MS):
        desk.save_as(tmp_path / "missing" / "deep" / f"{'x' * 250}.rebalancer")
    households.unlink()
    desk.close()
    found = desk.recent.paths[0]
    assert found.parent == households
    assert policy_in(found) == capped(0.2)


def test_what_was_entered_is_kept_though_nothing_could_be_saved_until_the_end(
    qtbot: QtBot,
    session: Session,
    desk: DocumentDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.leave()
    qtbot.waitUntil(lambda: desk.scribe.path is None, timeout=PATIENCE_MS)
    (tmp_path / "app").mkdir(exist_ok=True)
    (tmp_path / "app" / "households").write_bytes(b"in the way")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    with qtbot.waitSignal(desk.failed, timeout=PATIENCE_MS):
        session.set_policy(capped(0.3), "cap it")
    desk.close()
    assert desk.recent.paths[0] == tmp_path / "home" / "Household (rescued).rebalancer"
    assert policy_in(desk.recent.paths[0]) == capped(0.3)


def test_changes_of_a_file_that_somebody_else_wrote_go_into_a_back_up_before_it_is_read_anew(
    qtbot: QtBot, session: Session, desk: DocumentDesk, mine: Path, tmp_path: Path
) -> None:
    other = tmp_path / "Other.rebalancer"
    parts = ContentWriter().parts_of(Content(decisions=Decisions(policy=capped(0.45))))
    Document.create(other, parts, now=NOW).close()
    mine.unlink()
    mine.write_bytes(other.read_bytes())
    with qtbot.waitSignal(desk.unwritten, timeout=PATIENCE_MS):
        session.set_policy(capped(0.3), "cap it")
    with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
        desk.open(mine)
        desk.open(mine)
    assert session.decisions.policy == capped(0.45)
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=PATIENCE_MS)
    assert (desk.scribe.path, desk.scribe.why_read_only) == (mine, "")
    wanted = next(each for each in backups_of(mine) if policy_of(each) == capped(0.3))
    session.set_policy(capped(0.1), "cap it at last")
    with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
        desk.restore(wanted, mine)
        session.set_policy(capped(0.15), "too late, and kept all the same")
    qtbot.waitUntil(lambda: session.decisions.policy == capped(0.3), timeout=PATIENCE_MS)
    assert session.undo_stack.undoText() == "cap it"
    assert capped(0.15) in map(policy_of, backups_of(mine))
    wanted.path.write_bytes(b"damaged")
    with qtbot.waitSignal(desk.failed, timeout=PATIENCE_MS):
        desk.restore(wanted, mine)
    assert session.decisions.policy == capped(0.3)


def test_a_restore_that_the_disk_refuses_leaves_the_household_open(
    qtbot: QtBot, session: Session, desk: DocumentDesk, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = back_up(mine, mine.read_bytes(), now=NOW)
    session.set_policy(capped(0.3), "cap it")

    def refuse(path: Path, _: bytes) -> None:
        raise NotSavedError(path, "the test wants it so")

    monkeypatch.setattr(backups, "put_in_place", refuse)
    with qtbot.waitSignals([desk.opened, desk.failed], timeout=PATIENCE_MS):
        desk.restore(Backup(path=copy, made_at=NOW), mine)
        desk.save_as(mine)
    assert session.undo_stack.undoText() == "cap it"
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=PATIENCE_MS)
    session.set_policy(capped(0.2), "cap it lower")
    desk.scribe.finish()
    assert titles_in(mine) == ["cap it", "cap it lower"]


def test_a_second_opening_that_fails_does_not_end_the_first(
    qtbot: QtBot, desk: DocumentDesk, mine: Path, tmp_path: Path
) -> None:
    yours = tmp_path / "Yours.rebalancer"
    yours.write_bytes(mine.read_bytes())
    with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
        desk.open(yours)
        desk.open(tmp_path / "missing.rebalancer")
        assert desk.is_busy
    assert desk.scribe.path == yours
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=PATIENCE_MS)


def test_a_household_whose_file_was_removed_can_be_left(
    qtbot: QtBot, desk: DocumentDesk, mine: Path
) -> None:
    left: list[bool] = []
    mine.unlink()
    desk.leave(lambda: left.append(True))
    qtbot.waitUntil(lambda: bool(left), timeout=PATIENCE_MS)
    assert desk.scribe.path is None


def test_a_household_that_cannot_be_left_goes_on(
    qtbot: QtBot, session: Session, desk: DocumentDesk, mine: Path, tmp_path: Path
) -> None:
    mine.unlink()
    session.set_policy(capped(0.3), "cap it")
    with qtbot.waitSignals([desk.unwritten, desk.ready], timeout=PATIENCE_MS):
        desk.leave()
    assert not desk.is_busy
    assert desk.scribe.path == mine
    desk.save_as(tmp_path / "Again.rebalancer")
    qtbot.waitUntil(lambda: not desk.scribe.is_behind, timeout=PATIENCE_MS)
    desk.scribe.finish()
    assert policy_in(tmp_path / "Again.rebalancer") == capped(0.3)


def test_what_cannot_be_saved_where_it_belongs_is_rescued_to_the_folder_of_the_app(
    qtbot: QtBot, session: Session, desk: DocumentDesk, mine: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "disk"
    elsewhere.mkdir()
    with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
        desk.save_as(elsewhere / mine.name)
    qtbot.waitUntil(lambda: not desk.scribe.is_behind, timeout=PATIENCE_MS)
    elsewhere.rename(tmp_path / "disconnected")
    with qtbot.waitSignal(desk.unwritten, timeout=PATIENCE_MS):
        session.set_policy(capped(0.3), "cap it")
    desk.close()
    rescued = tmp_path / "app" / "households" / "Mine (rescued).rebalancer"
    assert desk.recent.paths[0] == desk.scribe.rescued == rescued
    assert policy_in(rescued) == capped(0.3)


def test_the_open_household_is_opened_by_another_spelling(
    qtbot: QtBot, session: Session, desk: DocumentDesk, mine: Path, tmp_path: Path
) -> None:
    link = tmp_path / "Link.rebalancer"
    link.symlink_to(mine)
    (tmp_path / "deeper").mkdir()
    for spelling in (link, tmp_path / "deeper" / ".." / mine.name):
        with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
            desk.open(spelling)
        assert desk.scribe.why_read_only == ""
    desk.save_as(link)
    session.set_policy(capped(0.3), "cap it")
    qtbot.waitUntil(lambda: not desk.scribe.is_behind, timeout=PATIENCE_MS)
    desk.scribe.finish()
    assert policy_in(mine) == capped(0.3)


def test_steps_that_are_forgotten_do_not_shift_those_that_are_kept(
    qtbot: QtBot,
    session: Session,
    desk: DocumentDesk,
    mine: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(record, "MOST_STEPS", 3)
    caps = (0.45, 0.4, 0.35, 0.3, 0.25)
    for cap in caps:
        session.set_policy(capped(cap), f"cap {cap}")
    for _ in caps:
        session.undo_stack.undo()
    for _ in caps[:3]:
        session.undo_stack.redo()
    qtbot.waitUntil(lambda: not desk.scribe.is_behind, timeout=PATIENCE_MS)
    with qtbot.waitSignal(desk.opened, timeout=PATIENCE_MS):
        desk.open(mine)
    stack = session.undo_stack
    assert session.decisions.policy == capped(0.35)
    assert (stack.undoText(), stack.redoText()) == ("cap 0.35", "cap 0.3")
    stack.redo()
    stack.redo()
    stack.undo()
    qtbot.waitUntil(lambda: not desk.scribe.is_behind, timeout=PATIENCE_MS)
    desk.scribe.finish()
    with Document.open(mine, now=NOW) as document:
        assert (len(document.steps), document.position, document.forgotten) == (3, 2, 2)
    assert policy_in(mine) == capped(0.3)
