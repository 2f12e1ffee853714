"""The formats that a document's file has had: told by its first bytes, and brought up to date.

A migration changes the tables of one format into those of the next, in memory; what was on the
disk is kept as a back-up before the outcome takes its place.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Final

from rebalancer.document.store.schema import APPLICATION_ID, VERSION, in_memory
from rebalancer.document.store.tables import DamageError

HEADER: Final = 100
"""So many bytes of a file tell what it is."""
_MAGIC = b"SQLite format 3\x00"
_APPLICATION_ID_AT = slice(68, 72)
_VERSION_AT = slice(60, 64)

Migration = Callable[[sqlite3.Connection], None]
MIGRATIONS: Mapping[int, Migration] = {}
"""What brings a document of a version to the next one; this version is the first."""


def version_in(image: bytes) -> int | None:
    """Return the version of the document whose file begins with *image*; None if it is none."""
    if image[: len(_MAGIC)] != _MAGIC or len(image) < HEADER:
        return None
    if int.from_bytes(image[_APPLICATION_ID_AT], "big") != APPLICATION_ID:
        return None
    return int.from_bytes(image[_VERSION_AT], "big")


def up_to_date(image: bytes) -> sqlite3.Connection:
    """Return a database in memory with the document *image*, in the format of this version.

    Raises:
        DamageError: It is no document, or in a format that is not known here.
        sqlite3.Error: It is damaged.
    """
    version = version_in(image)
    if version is None or version > VERSION:
        raise DamageError("it is of no format that is known here")
    connection = in_memory(image)
    try:
        _migrate(connection, version)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, version: int) -> None:
    for older in range(version, VERSION):
        if older not in MIGRATIONS:
            raise DamageError(f"there never was a format {older}")
        MIGRATIONS[older](connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")
