"""A document of an older version is backed up and brought up to date; a newer one is left alone."""

from pathlib import Path

import pytest

from rebalancer.document.store import versions
from rebalancer.document.store.backups import Backup, back_up, backups_of, restore
from rebalancer.document.store.document import Document
from rebalancer.document.store.encrypted import read_encrypted, write_encrypted
from rebalancer.document.store.errors import DamagedDocumentError, NewerDocumentError
from rebalancer.document.store.schema import VERSION, connect
from tests.rebalancer.document.store.conftest import CAP, NOW, PARTS
from tests.rebalancer.document.store.format_0 import format_0, to_format_1

PASSWORD = "correct horse"  # noqa: S105 - of a test


@pytest.fixture
def older(document: Document, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document of the format before this one, and how it is brought up to date."""
    document.record(CAP)
    document.close()
    document.path.write_bytes(format_0(document.path.read_bytes()))
    monkeypatch.setattr(versions, "MIGRATIONS", {0: to_format_1})
    return document.path


def test_an_older_version_is_kept_as_a_back_up_and_brought_up_to_date(
    older: Path, tmp_path: Path
) -> None:
    before, link = older.read_bytes(), tmp_path / "link.rebalancer"
    with Document.open(older, now=NOW, read_only=True) as reader:
        assert (reader.parts["decisions"], reader.steps) == (b"25 %", (CAP,))
    assert older.read_bytes() == before
    assert backups_of(older) == ()
    link.symlink_to(older)
    with Document.open(link, now=NOW) as found:
        found.move_to(0)
        assert found.parts == PARTS
    assert link.is_symlink()
    assert [each.path.read_bytes() for each in backups_of(older)] == [before]
    with Document.open(older, now=NOW) as found:
        assert (found.parts, found.steps) == (PARTS, (CAP,))
    assert len(backups_of(older)) == 1


def test_a_back_up_of_an_older_version_is_sound_and_can_be_restored(older: Path) -> None:
    old = older.read_bytes()
    for _ in range(3):
        back_up(older, old, now=NOW)
    oldest = backups_of(older)[-1]
    record = oldest.read()
    assert record is not None
    assert record.steps == (CAP,)
    Document.open(older, now=NOW).close()
    restore(oldest, older, now=NOW)
    assert older.read_bytes() == old
    with Document.open(older, now=NOW) as found:
        assert found.steps == (CAP,)


def test_an_encrypted_copy_of_an_older_version_is_read(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, target = tmp_path / "copy", tmp_path / "back.rebalancer"
    with Document.open(older, now=NOW, read_only=True) as document, monkeypatch.context() as patch:
        patch.setattr(Document, "to_image", lambda *_: older.read_bytes())
        write_encrypted(document, copy, PASSWORD)
    with read_encrypted(copy, PASSWORD, target, now=NOW) as back:
        assert back.steps == (CAP,)
        assert len(back.backups) == 1


def test_a_format_that_never_was_is_damage(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = older.read_bytes()
    monkeypatch.setattr(versions, "MIGRATIONS", {})
    with pytest.raises(DamagedDocumentError, match="there never was a format 0"):
        Document.open(older, now=NOW)
    assert Backup(path=older, made_at=NOW).read() is None
    assert (older.read_bytes(), backups_of(older)) == (before, ())


def test_a_newer_version_is_left_alone(document: Document, tmp_path: Path) -> None:
    document.close()
    connection = connect(document.path, read_only=False)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    newer = document.path.read_bytes()
    with pytest.raises(NewerDocumentError, match=f"in format {VERSION + 1}") as told:
        Document.open(document.path, now=NOW)
    assert told.value.remedy == "Open it with that version."
    assert Backup(path=document.path, made_at=NOW).read() is None
    assert document.path.read_bytes() == newer


def test_an_encrypted_copy_of_a_newer_version_is_told_to_be_one(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, target = tmp_path / "copy", tmp_path / "back.rebalancer"
    image = bytearray(document.to_image())
    image[63] = VERSION + 1
    monkeypatch.setattr(Document, "to_image", lambda *_: bytes(image))
    write_encrypted(document, copy, PASSWORD)
    with pytest.raises(NewerDocumentError, match="newer version"):
        read_encrypted(copy, PASSWORD, target, now=NOW)
    assert not target.exists()
