"""A document keeps what was done, undoes it, and is never half of anything."""

import contextlib
import errno
import os
import re
import sqlite3
import stat
from pathlib import Path

import pytest

from rebalancer.atomic import NotWrittenError, RefusedTargetError
from rebalancer.document.store import document as document_module
from rebalancer.document.store import file as file_module
from rebalancer.document.store import lock as lock_module
from rebalancer.document.store import record as record_module
from rebalancer.document.store.backups import Backup, backups_of
from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import (
    AlreadyThereError,
    ChangedOnDiskError,
    LockedDocumentError,
    NotADocumentError,
    NotSavedError,
    ReadOnlyError,
    TakenAwayError,
    UnreadableDocumentError,
)
from rebalancer.document.store.lock import DocumentLock
from rebalancer.document.store.record import RecordedStep
from rebalancer.document.store.schema import connect
from tests.rebalancer.document.store.conftest import CAP, NOW, PARTS


def again(document: Document) -> Document:
    """Return what somebody finds who opens the file next."""
    document.close()
    return Document.open(document.path, now=NOW)


def test_what_was_put_in_is_there_the_next_time(document: Document) -> None:
    assert stat.S_IMODE(document.path.stat().st_mode) == 0o600
    document.record(CAP)
    document.set_parts({"view": b"page 3"})
    with again(document) as found:
        assert found.parts == {
            "household": PARTS["household"],
            "decisions": b"25 %",
            "view": b"page 3",
        }
        assert found.steps == (CAP,)
        assert found.position == 1
        assert not found.is_read_only
    assert list(document.path.parent.iterdir()) == [document.path]


def test_a_step_is_undone_and_done_again_after_a_restart(document: Document) -> None:
    document.record(CAP)
    with again(document) as found:
        found.move_to(0)
        assert found.parts == PARTS
        with again(found) as later:
            assert (later.position, later.parts, later.steps) == (0, PARTS, (CAP,))
            later.move_to(1)
            assert later.parts["decisions"] == b"25 %"


def test_a_new_step_takes_the_place_of_what_could_be_done_again(document: Document) -> None:
    document.record(CAP)
    document.move_to(0)
    removed = RecordedStep(title="close", before={"household": PARTS["household"]})
    document.record(removed)
    assert document.steps == (removed,)
    assert "household" not in document.parts
    with again(document) as found:
        assert found.steps == (removed,)
        found.move_to(0)
        assert found.parts == PARTS


def test_steps_of_one_drag_are_one(document: Document) -> None:
    document.record(CAP)
    further = RecordedStep(
        title="change the cap",
        merge_key=7,
        before={"decisions": b"25 %"},
        after={"decisions": b"20 %", "note": b"lower"},
    )
    document.record(further)
    assert len(document.steps) == 1
    with again(document) as found:
        found.move_to(0)
        assert found.parts == PARTS
        found.move_to(1)
        assert found.parts["decisions"] == b"20 %"


def test_only_so_many_steps_are_kept(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_module, "MOST_STEPS", 3)
    last = b"none"
    for number in range(8):
        now = f"{number} %".encode()
        step = RecordedStep(title=f"{number}", before={"decisions": last}, after={"decisions": now})
        document.record(step)
        last = now
    with again(document) as found:
        assert [step.title for step in found.steps] == ["5", "6", "7"]
        found.move_to(0)
        assert found.parts["decisions"] == b"4 %"


def test_a_step_that_starts_elsewhere_is_a_mistake(document: Document) -> None:
    with pytest.raises(ValueError, match="starts from other parts"):
        document.record(RecordedStep(title="?", before={"decisions": b"other"}))
    with pytest.raises(ValueError, match="there are 0 steps"):
        document.move_to(1)


def test_nothing_is_kept_that_nobody_names(document: Document) -> None:
    document.record(CAP)
    document.set_parts({"plans": b"A"})
    document.set_parts({"plans": b"", "nothing": b""})
    kept = connect(document.path, read_only=True)
    assert kept.execute("SELECT count(*) FROM content").fetchone() == (3,)
    kept.close()


def test_a_second_window_is_told_who_has_it_and_may_read(document: Document) -> None:
    with pytest.raises(LockedDocumentError) as told:
        Document.open(document.path, now=NOW)
    assert told.value.owner == f"on {os.uname().nodename}, in process {os.getpid()}"
    with Document.open(document.path, now=NOW, read_only=True) as reader:
        assert reader.parts == PARTS
        with pytest.raises(ReadOnlyError, match="can only be read"):
            reader.record(CAP)
    document.record(CAP)


def test_a_lock_of_unknown_origin_counts_and_one_of_a_dead_process_does_not(path: Path) -> None:
    beside = path.with_name(path.name + ".lock")
    beside.write_text("{}")
    held = DocumentLock(path)
    beside.write_text("no JSON")
    with pytest.raises(LockedDocumentError, match="does not tell its name"):
        DocumentLock(path)
    held.release()
    assert not beside.exists()


def test_a_lock_that_is_let_go_of_at_the_last_moment_is_taken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seize, beside = lock_module._seize, path.with_name(f"{path.name}.lock")  # noqa: SLF001 - the seam

    def after_the_other_has_gone(descriptor: int) -> None:
        monkeypatch.setattr(lock_module, "_seize", seize)
        seize(descriptor)
        beside.unlink()

    monkeypatch.setattr(lock_module, "_seize", after_the_other_has_gone)
    DocumentLock(path).release()


def test_a_lock_that_the_system_refuses_leaves_nothing_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seized: list[int] = []

    def refuse(descriptor: int) -> None:
        seized.append(descriptor)
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(lock_module, "_seize", refuse)
    with pytest.raises(OSError, match="no locks here"):
        DocumentLock(path)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(seized[0])


def test_what_somebody_else_has_written_is_not_overwritten(document: Document) -> None:
    other = connect(document.path, read_only=False)
    other.execute("UPDATE note SET value = 'x' WHERE name = 'seal'")
    other.close()
    with pytest.raises(ChangedOnDiskError):
        document.record(CAP)
    assert document.parts == PARTS
    os.utime(document.path, ns=(0, document._file.written))  # type: ignore[union-attr]  # noqa: SLF001
    with pytest.raises(ChangedOnDiskError):
        document.record(CAP)


def test_a_file_that_was_only_touched_is_still_ours(document: Document) -> None:
    os.utime(document.path, ns=(0, 0))
    document.record(CAP)
    with again(document) as found:
        assert found.steps == (CAP,)


def test_another_file_of_the_name_is_not_ours_and_neither_is_a_damaged_one(
    document: Document,
) -> None:
    content = document.path.read_bytes()
    document.path.write_bytes(content[:4096] + bytes(len(content) - 4096))
    with pytest.raises(ChangedOnDiskError):
        document.record(CAP)
    document.path.unlink()
    document.path.write_bytes(content)
    with pytest.raises(ChangedOnDiskError):
        document.record(CAP)
    assert document.path.read_bytes() == content


def test_a_link_to_a_document_does_not_lead_around_its_lock(
    document: Document, tmp_path: Path
) -> None:
    link = tmp_path / "link.rebalancer"
    link.symlink_to(document.path)
    with pytest.raises(LockedDocumentError):
        Document.open(link, now=NOW)


def test_a_file_that_was_taken_away_is_noticed(document: Document, tmp_path: Path) -> None:
    document.path.rename(tmp_path / "elsewhere")
    with pytest.raises(TakenAwayError, match="has been moved or deleted"):
        document.record(CAP)
    saved = document.save_as(tmp_path / "new.rebalancer", now=NOW)
    assert saved.parts == PARTS
    saved.close()


def test_saving_under_another_name_takes_everything_along(document: Document) -> None:
    document.record(CAP)
    target = document.path.with_name("other.rebalancer")
    target.write_bytes(b"precious")
    with pytest.raises(AlreadyThereError):
        document.save_as(target, now=NOW)
    with pytest.raises(AlreadyThereError):
        document.save_as(document.path, now=NOW)
    assert target.read_bytes() == b"precious"
    with document.save_as(target, now=NOW, overwrite=True) as saved:
        assert (saved.parts["decisions"], saved.steps) == (b"25 %", (CAP,))
        with Document.open(document.path, now=NOW) as older:
            assert older.steps == (CAP,)


def test_a_household_that_is_replaced_can_be_restored(document: Document, tmp_path: Path) -> None:
    target = tmp_path / "theirs.rebalancer"
    with Document.create(target, {"decisions": b"none"}, now=NOW) as theirs:
        theirs.record(RecordedStep(title="x", before={"decisions": b"none"}))
        with pytest.raises(LockedDocumentError):
            document.copy_to(target, now=NOW, overwrite=True)
    before = target.read_bytes()
    with document.save_as(target, now=NOW, overwrite=True) as saved:
        assert saved.parts == PARTS
        assert [each.path.read_bytes() for each in saved.backups] == [before]
    link = tmp_path / "link.rebalancer"
    link.symlink_to(target)
    os.mkfifo(tmp_path / "pipe.rebalancer")
    for place in (link, tmp_path / "pipe.rebalancer"):
        with pytest.raises(RefusedTargetError):
            Document.create(place, {}, now=NOW, overwrite=True)
        assert backups_of(place) == ()  # nothing was replaced
        assert Backup(path=place.with_name("gone"), made_at=NOW).read() is None
    with Document.open(target, now=NOW) as found:
        assert found.parts == PARTS


def test_where_nothing_can_be_written_the_old_one_stays_open(document: Document) -> None:
    for place in (Path("/proc/new.rebalancer"), document.path.with_name(f"{'x' * 300}.rebalancer")):
        with pytest.raises(NotWrittenError):
            document.save_as(place, now=NOW)
    document.record(CAP)
    assert document.forgotten == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_FULL", "not enough room"),
        ("SQLITE_IOERR_WRITE", "the disk reported an error"),
        ("SQLITE_READONLY", "does not let it be written"),
        ("SQLITE_BUSY", "another program"),
        ("SQLITE_NEW", "out of the blue"),
    ],
)
def test_a_change_that_cannot_be_written_changes_nothing(
    document: Document, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    def fail(*_: object) -> None:
        error = sqlite3.OperationalError("out of the blue")
        error.sqlite_errorname = name
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(document_module, "write_change", fail)
        with pytest.raises(NotSavedError, match=words):
            document.record(CAP)
    assert document.parts == PARTS
    document.record(CAP)
    with again(document) as found:
        assert found.steps == (CAP,)


@pytest.mark.parametrize(
    ("refusal", "why"),
    [
        (PermissionError(errno.EACCES, "no"), "its folder cannot be written to"),
        (OSError(errno.ENOLCK, "no locks here"), r"it cannot be locked \(no locks here\)"),
        (OSError(), r"it cannot be locked \(no reason given\)"),
    ],
)
def test_a_file_that_may_only_be_read_is_opened_so(
    document: Document, monkeypatch: pytest.MonkeyPatch, refusal: OSError, why: str
) -> None:
    document.close()
    monkeypatch.setattr(document_module, "can_write", lambda _: False)
    with Document.open(document.path, now=NOW) as found:
        assert found.why_read_only == "the system does not let it be written"

    def refuse(_: Path) -> None:
        raise refusal

    monkeypatch.setattr(document_module, "DocumentLock", refuse)
    with Document.open(document.path, now=NOW) as found:
        assert found.is_read_only
        assert re.fullmatch(why, found.why_read_only)


def test_whether_a_file_can_be_written_is_tried(document: Document) -> None:
    for read_only in (True, False):
        connection = connect(document.path, read_only=read_only)
        assert file_module.can_write(connection) is not read_only
        connection.close()


def test_a_file_that_is_not_there_or_something_else_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError):
        Document.open(path, now=NOW)
    with pytest.raises(UnreadableDocumentError):
        Document.open(tmp_path / "no" / "such.rebalancer", now=NOW, read_only=True)
    other = tmp_path / "other.sqlite"
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE history (url TEXT)")
    for content in (b"", b"symbol,quantity\n", b"SQLite format 3\x00", other.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(NotADocumentError):
            Document.open(path, now=NOW)
    assert not path.with_name(path.name + ".lock").exists()


def test_a_file_that_is_far_too_large_is_not_read(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_module, "LARGEST", 100)
    with pytest.raises(NotADocumentError):
        Document.open(document.path, now=NOW, read_only=True)


def test_an_empty_change_is_no_change(document: Document) -> None:
    before = document.path.read_bytes()
    document.set_parts(PARTS)
    assert document.path.read_bytes() == before


def test_a_mistake_within_a_change_changes_nothing(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError

    with monkeypatch.context() as patch:
        patch.setattr(document_module, "write_change", fail)
        with pytest.raises(KeyError):
            document.record(CAP)
    document.record(CAP)
