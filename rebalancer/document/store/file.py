"""A document's file: recognised, checked, brought up to date, and made as a whole."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from rebalancer.document.store.backups import back_up
from rebalancer.document.store.errors import (
    DamagedDocumentError,
    DocumentError,
    NewerDocumentError,
    NotADocumentError,
    UnreadableDocumentError,
)
from rebalancer.document.store.record import Record
from rebalancer.document.store.schema import (
    VERSION,
    connect,
    in_memory,
    make_tables,
    put_in_place,
    refusal,
    settle,
)
from rebalancer.document.store.tables import DamageError, Known, read_all, write_change
from rebalancer.document.store.versions import HEADER, up_to_date, version_in
from rebalancer.progress import Progress, silent

LARGEST = 2_000_000_000
"""Bytes; ten times what a million lots take."""
_PAGE_SIZE_AT = slice(16, 18)
_PAGES_AT = slice(28, 32)
_LARGEST_PAGE = 65_536
"""Which two bytes cannot say, so that 1 stands for it."""


class FileState(NamedTuple):
    """What can be seen of a file from outside; it differs once somebody else has written it."""

    device: int
    inode: int
    size: int
    written: int

    def is_file_of(self, other: "FileState") -> bool:
        """Whether both are states of one file, and not of two of the same name."""
        return (self.device, self.inode) == (other.device, other.inode)


def state_of(path: Path) -> FileState | None:
    """Return how the file *path* looks from outside, or None if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileState(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def open_file(
    path: Path, *, now: datetime, read_only: bool, progress: Progress = silent
) -> tuple[sqlite3.Connection, Known]:
    """Return a connection to the document *path*, and what it says, checked to the last byte.

    Raises:
        DocumentError: It cannot be used; the sentence says why.
        Cancelled: *progress* no longer wants it; the file is as it was.
    """
    if _version_of(path) < VERSION:
        return _open_older(path.resolve(), now=now, read_only=read_only, progress=progress)
    opened = _checked(path, lambda: connect(path, read_only=read_only), progress)
    if not _is_whole(path):
        opened[0].close()
        raise DamagedDocumentError(path, "its end is missing, or something was added")
    return opened


def image_of(content: Known, progress: Progress = silent) -> bytes:
    """Return the bytes of a document's file that says *content*.

    Raises:
        Cancelled: *progress* no longer wants it.
    """
    connection = in_memory()
    try:
        make_tables(connection)
        connection.execute("BEGIN")
        write_change(connection, Record(), content, progress)
        connection.execute("COMMIT")
        return connection.serialize()
    finally:
        connection.close()


def still_says(path: Path, content: Known) -> bool:
    """Whether the file *path*, read from its first byte to its last, says *content*."""
    try:
        connection, found = _checked(path, lambda: connect(path, read_only=True))
    except DocumentError:
        return False
    connection.close()
    return found.seal == content.seal


def can_write(connection: sqlite3.Connection) -> bool:
    """Whether the system lets the file of *connection* be changed."""
    try:
        connection.execute("UPDATE note SET value = value WHERE FALSE")
    except sqlite3.OperationalError:
        return False
    return True


def _checked(
    path: Path, make: Callable[[], sqlite3.Connection], progress: Progress = silent
) -> tuple[sqlite3.Connection, Known]:
    try:
        connection = make()
        try:
            return connection, read_all(connection, progress)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        if reason := refusal(error):
            raise UnreadableDocumentError(path, reason) from error
        raise DamagedDocumentError(path, "SQLite cannot read it") from error
    except DamageError as error:
        raise DamagedDocumentError(path, str(error)) from error


def _version_of(path: Path) -> int:
    """Return the version that the file says it is of.

    Raises:
        DocumentError: It is no document, or of a version that is not known yet.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise NotADocumentError(path)
        with path.open("rb") as stream:
            header = stream.read(HEADER)
    except OSError as error:
        raise UnreadableDocumentError(path, error.strerror or "no reason given") from error
    version = version_in(header)
    if version is None:
        raise NotADocumentError(path)
    if version > VERSION:
        raise NewerDocumentError(path, version, VERSION)
    return version


def _is_whole(path: Path) -> bool:
    """Whether the file is as long as it says; what an interrupted save left is undone by now."""
    with path.open("rb") as stream:
        header = stream.read(HEADER)
    page = int.from_bytes(header[_PAGE_SIZE_AT], "big")
    pages = int.from_bytes(header[_PAGES_AT], "big")
    return path.stat().st_size == pages * (_LARGEST_PAGE if page == 1 else page)


def _open_older(
    path: Path, *, now: datetime, read_only: bool, progress: Progress
) -> tuple[sqlite3.Connection, Known]:
    """Bring the document up to date beside its file, and only then put it in its place."""
    if not read_only:
        settle(path)
    raw = path.read_bytes()
    connection, content = _checked(path, lambda: up_to_date(raw), progress)
    if read_only:
        return connection, content
    connection.close()
    back_up(path, raw, now=now)
    put_in_place(path, image_of(content))
    return _checked(path, lambda: connect(path, read_only=False))
