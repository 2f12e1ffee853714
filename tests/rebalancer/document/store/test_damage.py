"""What stands in a document is what was saved, or it is said that it is not."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import (
    DamagedDocumentError,
    MissingDocumentError,
    NotSavedError,
    UnreadableDocumentError,
)
from rebalancer.document.store.schema import connect, in_memory, make_tables, pack, unpack
from tests.rebalancer.document.store.conftest import CAP, NOW


def edit(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE note SET value = 0 WHERE name = 'position'", "seal is broken"),
        ("DELETE FROM note WHERE name = 'position'", "missing"),
        ("DELETE FROM content", "missing"),
        ("UPDATE content SET bytes = x'00', packing = 0", "not what it was"),
        ("UPDATE content SET bytes = x'7a7a7a', packing = 1", "cannot be unpacked"),
        ("UPDATE content SET packing = 9", "unknown way"),
        ("UPDATE part SET name = 'x' WHERE name = 'decisions'", "seal is broken"),
        ("CREATE TRIGGER evil AFTER DELETE ON part BEGIN SELECT 1; END", "not those of this app"),
        ("CREATE VIEW evil AS SELECT 1", "not those of this app"),
    ],
)
def test_what_was_not_saved_by_the_app_is_damage(
    document: Document, statement: str, words: str
) -> None:
    document.record(CAP)
    document.close()
    edit(document.path, statement)
    with pytest.raises(DamagedDocumentError, match=words):
        Document.open(document.path, now=NOW)


def test_a_content_that_unpacks_to_too_much_is_refused() -> None:
    packed = pack(bytes(5000))
    assert unpack(*packed, 5000) == bytes(5000)
    with pytest.raises(ValueError, match="cut off, or far too large"):
        unpack(*packed, 100)


def test_a_value_that_cannot_have_been_saved_is_damage(document: Document) -> None:
    document.record(CAP)
    document.close()
    schema = "UPDATE sqlite_schema SET sql = replace(sql, '{}', '{}') WHERE name = 'step'"
    strict, loose = "title TEXT NOT NULL", "title TEXT DEFAULT 1"
    edit(document.path, "PRAGMA writable_schema = ON", schema.format(strict, loose))
    edit(document.path, "UPDATE step SET title = NULL")
    edit(document.path, "PRAGMA writable_schema = ON", schema.format(loose, strict))
    with pytest.raises(DamagedDocumentError, match="do not fit together"):
        Document.open(document.path, now=NOW)


def test_damage_that_cannot_be_put_into_words_is_damage(document: Document) -> None:
    document.close()
    content = document.path.read_bytes()
    document.path.write_bytes(content.replace(b"CREATE TABLE note", b"CREATE \xffABLE note"))
    with pytest.raises(DamagedDocumentError):
        Document.open(document.path, now=NOW)


def test_something_behind_the_end_is_damage(document: Document) -> None:
    document.close()
    with document.path.open("ab") as stream:
        stream.write(bytes(4096))
    with pytest.raises(DamagedDocumentError, match="something was added"):
        Document.open(document.path, now=NOW)


def test_a_file_that_another_program_holds_is_not_damaged(document: Document) -> None:
    other = connect(document.path, read_only=False)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(NotSavedError, match="another program"):
        document.record(CAP)
    with pytest.raises(UnreadableDocumentError, match="another program"):
        Document.open(document.path, now=NOW, read_only=True)
    other.close()
    document.record(CAP)


def test_a_document_of_the_first_version_is_read(tmp_path: Path) -> None:
    """The file was written by the first version, and is never made anew."""
    path = tmp_path / "old.rebalancer"
    shutil.copy(Path(__file__).with_name("version-1.rebalancer"), path)
    with Document.open(path, now=NOW) as found:
        titles = [step.title for step in found.steps]
        assert titles == ["change the cap", "close an account", "drop the note"]
        assert found.position == 2
        assert found.parts == {
            "decisions": b"25 %",
            "household": b"two accounts",
            "note": b"Roth",
            "view": b"page 3",
        }
        found.move_to(0)
        assert found.parts["household"] == b"three accounts " * 60
        found.move_to(3)
        assert "note" not in found.parts


def test_the_tables_of_the_first_version_stay_as_they_are() -> None:
    connection = in_memory()
    make_tables(connection)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema ORDER BY name")]
    assert names == ["change", "content", "note", "part", "step"]


def test_a_household_that_is_gone_is_told_with_its_whole_path(tmp_path: Path) -> None:
    error = MissingDocumentError(tmp_path / "ours.rebalancer")
    assert str(tmp_path / "ours.rebalancer") in str(error)
    assert "go on with a new one" in error.sentence()
