"""Whatever waits to be written goes into the household that it is of, and into no other."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.atomic import NotWrittenError
from rebalancer.document.content import Content, ContentWriter, read_content
from rebalancer.document.decisions import Decisions
from rebalancer.document.store.backups import Backup, back_up, backups_of, folder_of
from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import (
    DamagedDocumentError,
    NotADocumentError,
    NotSavedError,
)
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Target
from tests.ui.conftest import NOW, PATIENCE_MS
from ui.document.clerk import Opened
from ui.document.entries import Record
from ui.document.scribe import Scribe


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
        self.caught_up: list[object] = []
        self._qtbot = qtbot
        scribe.failed.connect(self.errors.append)

    def open(self, path: Path) -> None:
        def hold(opened: Opened) -> None:
            self.scribe.hold(opened)
            self.opened.append(opened)

        self.scribe.read(path, hold, self.errors.append)
        self.settle()

    def replace(self, backup: Path, path: Path) -> None:
        kept = Backup(path=backup, made_at=NOW)
        self.scribe.replace(kept, path, self.opened.append, self.errors.append)
        self.settle()

    def put(self, cap: float) -> None:
        self.scribe.put(Record(title=f"cap {cap}"), capped(cap))

    def settle(self) -> None:
        """Wait until everything that was asked for is done, and what came of it too."""
        self._qtbot.waitUntil(lambda: not self.scribe.runner.is_busy, timeout=PATIENCE_MS)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    scribe = Scribe(lambda: NOW)
    yield Desk(scribe, qtbot)
    scribe.finish()


def test_what_waits_goes_into_a_back_up_before_another_one_is_restored(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    backup = make(tmp_path / "Old.rebalancer", capped(0.4))
    desk.open(path)
    with sqlite3.connect(path) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        desk.put(0.3)
        desk.put(0.2)
        desk.scribe.catch_up(desk.caught_up.append, desk.errors.append, aside=True)
        desk.settle()
    holder.close()
    assert isinstance(desk.errors[0], NotSavedError)
    assert len(desk.caught_up) == 1
    assert not desk.scribe.is_behind
    desk.replace(backup, path)
    assert desk.opened[-1].content == capped(0.4)
    desk.scribe.finish()
    assert content_of(path) == capped(0.4)
    kept = [read_content(record.parts) for each in backups_of(path) if (record := each.read())]
    assert capped(0.2) in kept


def test_what_no_file_takes_is_still_there(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    desk.open(path)

    def refuse(document: Document, _: object) -> None:
        raise NotSavedError(document.path, "the test wants it so")

    with monkeypatch.context() as patch:
        patch.setattr(Document, "record", refuse)
        desk.put(0.3)
        desk.scribe.catch_up(desk.caught_up.append, desk.errors.append, aside=True)
        desk.settle()
    assert (desk.caught_up, len(desk.errors)) == ([], 2)
    assert desk.scribe.is_behind
    desk.scribe.finish()
    assert content_of(path) == capped(0.3)


def test_after_a_restore_that_fails_the_household_can_be_read_again(
    desk: Desk, tmp_path: Path
) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    damaged = tmp_path / "Old.rebalancer"
    damaged.write_bytes(b"nothing of the kind")
    desk.open(path)
    desk.replace(damaged, path)
    assert isinstance(desk.errors[-1], DamagedDocumentError)
    assert not desk.scribe.path
    desk.scribe.reopen(path, desk.opened.append, desk.errors.append)
    desk.settle()
    assert desk.scribe.path == path
    desk.put(0.2)
    desk.settle()
    desk.scribe.finish()
    assert content_of(path) == capped(0.2)


def test_a_step_on_one_household_is_never_written_into_the_next(desk: Desk, tmp_path: Path) -> None:
    mine = make(tmp_path / "Mine.rebalancer", capped(0.5))
    yours = make(tmp_path / "Yours.rebalancer", capped(0.4))
    desk.open(mine)
    found: list[Opened] = []
    desk.scribe.read(yours, found.append, desk.errors.append)
    desk.put(0.3)
    desk.settle()
    desk.scribe.hold(found[0])
    desk.put(0.35)
    desk.settle()
    desk.scribe.finish()
    assert desk.errors == []
    assert (content_of(mine), content_of(yours)) == (capped(0.3), capped(0.35))
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


def test_a_household_that_was_read_and_given_back_is_free_for_others(
    desk: Desk, tmp_path: Path
) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    yours = make(tmp_path / "Yours.rebalancer", capped(0.4))
    (tmp_path / "No.rebalancer").write_bytes(b"no")
    desk.open(path)
    desk.open(tmp_path / "No.rebalancer")
    assert isinstance(desk.errors[0], NotADocumentError)
    desk.scribe.read(yours, desk.scribe.give_back, desk.errors.append)
    desk.settle()
    desk.settle()
    assert desk.scribe.path == path
    assert content_of(yours) == capped(0.4)
    desk.scribe.read(yours, desk.opened.append, desk.errors.append)
    desk.scribe.finish()
    assert content_of(yours) == capped(0.4)


def test_a_back_up_is_looked_at_and_left_as_it_was_made(desk: Desk, tmp_path: Path) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    copy = back_up(path, path.read_bytes(), now=NOW)
    before = copy.read_bytes()
    desk.open(copy)
    assert "it is a back-up" in desk.scribe.why_read_only
    desk.put(0.1)
    desk.scribe.save_as(
        tmp_path / "Copy.rebalancer", capped(0.1), desk.opened.append, desk.errors.append
    )
    desk.settle()
    desk.put(0.2)
    desk.scribe.finish()
    assert (copy.read_bytes(), desk.errors) == (before, [])
    assert content_of(tmp_path / "Copy.rebalancer") == capped(0.2)


def test_a_back_up_is_made_though_the_clock_has_gone_back(desk: Desk, tmp_path: Path) -> None:
    path = make(tmp_path / "Mine.rebalancer", capped(0.5))
    back_up(path, path.read_bytes(), now=NOW + timedelta(days=730))
    desk.open(path)
    desk.put(0.3)
    desk.scribe.back_up(desk.errors.append)
    desk.settle()
    copies = backups_of(path)
    assert [each.made_at for each in copies] == [NOW + timedelta(days=730), NOW]
    record = copies[-1].read()
    assert record is not None
    assert read_content(record.parts) == capped(0.3)


def test_a_window_that_is_open_for_days_makes_a_back_up_every_half_hour(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    minutes = [0]
    scribe = Scribe(lambda: NOW + timedelta(minutes=minutes[0]))
    desk, path = Desk(scribe, qtbot), make(tmp_path / "Mine.rebalancer", capped(0.5))
    desk.open(path)
    for minutes[0] in (10, 29, 31, 40, 62, 80):
        desk.put(minutes[0] / 100)
        desk.settle()
    folder_of(path).rename(tmp_path / "elsewhere")
    folder_of(path).write_bytes(b"in the way of back-ups, not of what is saved")
    minutes[0] = 99
    desk.put(0.99)
    scribe.finish()
    assert desk.errors == []
    assert content_of(path) == capped(0.99)
    folder_of(path).unlink()
    (tmp_path / "elsewhere").rename(folder_of(path))
    made = [each.made_at - NOW for each in backups_of(path)]
    assert made == [timedelta(minutes=62), timedelta(minutes=31)]


def test_a_name_that_no_system_text_can_hold_is_a_name(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path
    for name in (b"M\xfcller", b"two\nlines", "\N{MONEY BAG} \N{HUNDRED POINTS SYMBOL}".encode()):
        path = tmp_path / f"{os.fsdecode(name)}.rebalancer"
        desk.open(make(path, capped(0.5)))
        desk.put(0.3)
        desk.settle()
        assert desk.scribe.path == path
    long = tmp_path / f"{'x' * 250}.rebalancer"
    desk.scribe.save_as(long, capped(0.5), desk.opened.append, desk.errors.append)
    desk.settle()
    assert [type(each) for each in desk.errors] == [NotWrittenError]
    assert desk.scribe.path == path
