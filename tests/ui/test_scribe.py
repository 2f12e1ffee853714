"""Whatever waits to be written goes into the household that it is of, and into no other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.document.content import Content, ContentWriter, read_content
from rebalancer.document.decisions import Decisions
from rebalancer.document.store.backups import Backup
from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import DamagedDocumentError, NotADocumentError
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Target
from tests.ui.conftest import NOW, PATIENCE_MS
from ui.entries import Record
from ui.scribe import Opened, Scribe


def capped(cap: float) -> Content:
    policy = replace(DEFAULT_POLICY, targets=(Target(key="magnificent_seven", maximum=cap),))
    return Content(decisions=Decisions(policy=policy))


def make(path: Path, content: Content) -> Path:
    Document.create(path, ContentWriter().parts_of(content), now=NOW).close()
    return path


def content_of(path: Path) -> Content:
    with Document.open(path, now=NOW) as document:
        return read_content(document.parts)


class Desk:
    """Hears what becomes of what a scribe is asked for."""

    def __init__(self, scribe: Scribe, qtbot: QtBot) -> None:
        self.scribe = scribe
        self.opened: list[Opened] = []
        self.errors: list[Exception] = []
        self._qtbot = qtbot
        scribe.failed.connect(self.errors.append)

    def open(self, path: Path) -> None:
        self.scribe.open(path, self.opened.append, self.errors.append)

    def restore(self, backup: Path, path: Path) -> None:
        kept = Backup(path=backup, made_at=NOW)
        self.scribe.restore(kept, path, self.opened.append, self.errors.append)

    def put(self, cap: float) -> None:
        self.scribe.put(Record(title=f"cap {cap}"), capped(cap))

    def settle(self) -> None:
        """Wait until everything that was asked for is done."""
        done: list[object] = []
        self.scribe.work(lambda _: None, done.append, done.append)
        self._qtbot.waitUntil(lambda: bool(done), timeout=PATIENCE_MS)

    def fail_to_write(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let nothing be recorded for the time being."""

        def refuse(document: Document, _: object) -> None:
            raise DamagedDocumentError(document.path, "the test wants it so")

        monkeypatch.setattr(Document, "record", refuse)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    scribe = Scribe(lambda: NOW)
    yield Desk(scribe, qtbot)
    scribe.finish()


def test_what_waits_is_not_written_over_a_restored_back_up(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    backup = make(tmp_path / "Old.rebalancer", capped(0.4))
    desk.open(path)
    with monkeypatch.context() as patch:
        desk.fail_to_write(patch)
        desk.settle()
        desk.put(0.3)
        desk.restore(backup, path)
        desk.settle()
    assert desk.opened[-1].content == capped(0.4)
    assert not desk.scribe.is_behind
    desk.scribe.back_up(desk.errors.append)
    desk.settle()
    desk.scribe.finish()
    assert content_of(path) == capped(0.4)


def test_after_a_restore_that_fails_the_household_is_open_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    damaged = tmp_path / "Old.rebalancer"
    damaged.write_bytes(b"nothing of the kind")
    desk.open(path)
    desk.settle()
    with monkeypatch.context() as patch:
        desk.fail_to_write(patch)
        desk.put(0.3)
        desk.restore(damaged, path)
        desk.settle()
    assert isinstance(desk.errors[-1], DamagedDocumentError)
    assert desk.scribe.path == path
    desk.put(0.2)
    desk.settle()
    assert not desk.scribe.is_behind
    desk.scribe.finish()
    assert content_of(path) == capped(0.2)


def test_a_file_that_somebody_else_wrote_is_left_alone_after_a_restore_that_fails(
    desk: Desk, tmp_path: Path
) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    other = make(tmp_path / "Other.rebalancer", capped(0.4)).read_bytes()
    desk.open(path)
    desk.settle()
    path.unlink()
    path.write_bytes(other)
    desk.put(0.3)
    desk.restore(tmp_path / "missing.rebalancer", path)
    desk.settle()
    assert desk.scribe.path is None
    desk.scribe.finish()
    assert path.read_bytes() == other


def test_a_step_on_one_household_is_never_written_into_the_next(desk: Desk, tmp_path: Path) -> None:
    mine = make(tmp_path / "Mine.rebalancer", capped(0.5))
    yours = make(tmp_path / "Yours.rebalancer", capped(0.4))
    desk.open(mine)
    desk.settle()
    desk.open(yours)
    desk.scribe.work(lambda _: desk.put(0.3), lambda _: None, desk.errors.append)
    desk.settle()
    desk.put(0.35)
    desk.settle()
    desk.scribe.finish()
    assert desk.errors == []
    assert (content_of(mine), content_of(yours)) == (capped(0.5), capped(0.35))
    with Document.open(yours, now=NOW) as document:
        assert [step.title for step in document.steps] == ["cap 0.35"]


def test_what_waits_goes_along_when_the_household_is_saved_elsewhere(
    desk: Desk, tmp_path: Path
) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    desk.open(path)
    desk.settle()
    desk.scribe.save_as(
        tmp_path / "Copy.rebalancer", capped(0.5), desk.opened.append, desk.errors.append
    )
    desk.put(0.3)
    desk.settle()
    desk.scribe.finish()
    assert desk.errors == []
    assert (content_of(path), content_of(tmp_path / "Copy.rebalancer")) == (
        capped(0.5),
        capped(0.3),
    )


def test_the_household_stays_open_where_another_cannot_be_read(desk: Desk, tmp_path: Path) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    (tmp_path / "No.rebalancer").write_bytes(b"no")
    desk.open(path)
    desk.open(tmp_path / "No.rebalancer")
    desk.settle()
    assert isinstance(desk.errors[0], NotADocumentError)
    assert desk.scribe.path == path
