"""A format that never was: the one before the first, in which contents were not packed."""

import sqlite3

from rebalancer.document.store.schema import TABLES, in_memory, pack, unpack
from rebalancer.document.store.tables import LARGEST

_OLD_TABLE = "CREATE TABLE content (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT"


def format_0(image: bytes) -> bytes:
    """Return the document *image* as the format before the first would have had it."""
    connection = in_memory(image)
    rows = connection.execute("SELECT digest, packing, bytes FROM content").fetchall()
    _make_anew(connection, _OLD_TABLE)
    old = [(digest, unpack(packing, kept, LARGEST)) for digest, packing, kept in rows]
    connection.executemany("INSERT INTO content VALUES (?, ?)", old)
    connection.execute("PRAGMA user_version = 0")
    image = connection.serialize()
    connection.close()
    return image


def to_format_1(connection: sqlite3.Connection) -> None:
    """Pack the contents: a migration."""
    rows = connection.execute("SELECT digest, bytes FROM content").fetchall()
    _make_anew(connection, TABLES[0])
    packed = [(digest, *pack(content)) for digest, content in rows]
    connection.executemany("INSERT INTO content VALUES (?, ?, ?)", packed)


def _make_anew(connection: sqlite3.Connection, table: str) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DROP TABLE content")
    connection.execute(table)
    connection.execute("PRAGMA foreign_keys = ON")
