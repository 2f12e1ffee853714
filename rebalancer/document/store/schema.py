"""How a document lies in SQLite: connections that trust nothing, and the tables.

Contents are kept once each, under their SHA-256; parts and steps name them. There are no indexes,
triggers or views, so nothing can disagree with the tables, and whatever else is found is damage.
"""

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from rebalancer.atomic import is_there, remove_file, write_atomically
from rebalancer.progress import Progress, silent

APPLICATION_ID: Final = 0x5265_6261
"""``Reba``."""
VERSION: Final = 1
_PACKED, _RAW = 1, 0
PIECE: Final = 1 << 20
"""Bytes that are packed or unpacked in one go: some milliseconds."""
_JOURNAL: Final = "-journal"

TABLES: Final = (
    """CREATE TABLE content (
        digest TEXT PRIMARY KEY, packing INTEGER NOT NULL, bytes BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE part (
        name TEXT PRIMARY KEY, digest TEXT NOT NULL REFERENCES content
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE step (
        number INTEGER PRIMARY KEY, title TEXT NOT NULL, merge_key INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE change (
        step INTEGER NOT NULL REFERENCES step ON DELETE CASCADE,
        name TEXT NOT NULL,
        before TEXT REFERENCES content,
        after TEXT REFERENCES content,
        PRIMARY KEY (step, name)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)

_SAFETY: Final = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA temp_store = MEMORY",
)


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Return a connection to the file *path*, which has to be there.

    Raises:
        sqlite3.Error: There is none, or it is no database.
    """
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=1.0,
    )
    return _safe(connection)


def in_memory(content: bytes = b"") -> sqlite3.Connection:
    """Return a database in memory, with the *content* of a file where there is one.

    Raises:
        sqlite3.Error: It is no database.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if content:
        connection.deserialize(content)
    return _safe(connection)


def _safe(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Let *connection* trust nothing that stands in its file, and lose nothing that it commits."""
    try:
        for pragma in _SAFETY:
            connection.execute(pragma)
    except UnicodeDecodeError as error:  # Python cannot read what SQLite has to say of the damage
        connection.close()
        raise sqlite3.DatabaseError("damaged beyond words") from error
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def settle(path: Path) -> None:
    """Let SQLite undo what an interrupted save has left in the file *path*, if it can."""
    with suppress(sqlite3.Error), closing(connect(path, read_only=False)) as connection:
        structure(connection)


def put_in_place(path: Path, image: bytes) -> None:
    """Make *image* the file *path* in one step; the caller holds the lock of the document.

    A journal that was left beside the old file would otherwise be played back into the new one.

    Raises:
        RebalancerError: It cannot be written; the old one is as it was.
    """
    if is_there(path):
        settle(path)
        remove_file(path.with_name(path.name + _JOURNAL))
    write_atomically(path, lambda stream: stream.write(image))


_REFUSALS = {
    "SQLITE_FULL": "there is not enough room on the disk",
    "SQLITE_IOERR": "the disk reported an error",
    "SQLITE_READONLY": "the system does not let it be written",
    "SQLITE_CANTOPEN": "the system does not let it be opened",
    "SQLITE_PERM": "the system does not let it be opened",
    "SQLITE_BUSY": "another program is writing to it",
    "SQLITE_LOCKED": "another program is writing to it",
    "SQLITE_NOMEM": "there is not enough memory",
}


def refusal(error: sqlite3.Error) -> str:
    """Return why the system refuses, as a clause; "" where it is not the system that does."""
    name: str = getattr(error, "sqlite_errorname", "")
    return _REFUSALS.get("_".join(name.split("_")[:2]), "")


def make_tables(connection: sqlite3.Connection) -> None:
    """Make *connection*, which is empty, a document without content."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for table in TABLES:
        connection.execute(table)


def structure(connection: sqlite3.Connection) -> list[str]:
    """Return the statements that everything in the database was made with."""
    rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    return [sql for (sql,) in rows]


def expected_structure() -> list[str]:
    """Return what ``structure`` is of a document of this version."""
    connection = in_memory()
    try:
        make_tables(connection)
        return structure(connection)
    finally:
        connection.close()


def pack(content: bytes, progress: Progress = silent) -> tuple[int, bytes]:
    """Return *content* as it is kept: packed where that pays."""
    stream = zlib.compressobj(level=1)
    pieces = [stream.compress(piece) for piece in _pieces(content, progress)]
    packed = b"".join((*pieces, stream.flush()))
    return (_PACKED, packed) if len(packed) < len(content) else (_RAW, content)


def unpack(packing: int, kept: bytes, largest: int, progress: Progress = silent) -> bytes:
    """Return what was packed.

    Raises:
        ValueError: It cannot have been, or is larger than *largest* bytes.
    """
    if packing == _RAW:
        return kept
    if packing != _PACKED:
        raise ValueError(f"a content is packed in an unknown way ({packing})")
    stream, content = zlib.decompressobj(), bytearray()
    try:
        for piece in _pieces(kept, progress):
            content += stream.decompress(piece, largest + 1 - len(content))
            if len(content) > largest:
                break
    except zlib.error as error:
        raise ValueError("a content cannot be unpacked") from error
    if not stream.eof or len(content) > largest:
        raise ValueError("a content is cut off, or far too large")
    return bytes(content)


def _pieces(content: bytes, progress: Progress) -> Iterator[bytes]:
    for start in range(0, len(content), PIECE):
        progress(start / len(content))
        yield content[start : start + PIECE]
