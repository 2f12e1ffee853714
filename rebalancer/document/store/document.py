"""One household's file, open: every change is in it before the next thing happens."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from rebalancer.atomic import is_there
from rebalancer.document.store.backups import Backup, back_up, backups_of, replace_document
from rebalancer.document.store.errors import (
    AlreadyThereError,
    ChangedOnDiskError,
    NotSavedError,
    ReadOnlyError,
    TakenAwayError,
)
from rebalancer.document.store.file import (
    FileState,
    can_write,
    image_of,
    open_file,
    state_of,
    still_says,
)
from rebalancer.document.store.lock import DocumentLock
from rebalancer.document.store.record import Record, RecordedStep
from rebalancer.document.store.schema import refusal
from rebalancer.document.store.tables import Known, known, write_change
from rebalancer.progress import Progress, silent

SUFFIX = ".rebalancer"
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


class Document:
    """A household's file, open for one window; a context manager.

    Attributes:
        path: Where it is.
        why_read_only: A clause, "" if it can be written.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        content: Known,
        lock: DocumentLock | None,
        why_read_only: str = "",
    ) -> None:
        self.path = path
        self.why_read_only = why_read_only
        self._connection = connection
        self._known = content
        self._lock = lock
        self._file = state_of(path)
        self._saved_seal = ""
        """The seal that the latest back-up has."""

    # Opening and closing

    @classmethod
    def create(
        cls,
        path: Path,
        parts: Mapping[str, bytes],
        *,
        now: datetime,
        overwrite: bool = False,
    ) -> Self:
        """Make a document at *path* and open it.

        Raises:
            AlreadyThereError: There is a file, and *overwrite* does not allow to replace it.
            RebalancerError: It cannot be written, or is open elsewhere.
        """
        return cls._write_new(path, Record(parts=dict(parts)), now=now, overwrite=overwrite)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: datetime,
        read_only: bool = False,
        progress: Progress = silent,
    ) -> Self:
        """Open the document at *path*; one of an older version is brought up to this one first.

        Raises:
            NotADocumentError: It is something else.
            DamagedDocumentError: It is not what was saved.
            NewerDocumentError: A newer version of the app saved it.
            LockedDocumentError: It is open elsewhere; it can be opened read only.
            UnreadableDocumentError: The system does not let it be read.
            Cancelled: *progress* no longer wants it; nothing holds the file.
        """
        read = partial(open_file, path, now=now, progress=progress)
        if read_only:
            return cls(path, *read(read_only=True), None, "as was asked")
        try:
            lock = DocumentLock(path)
        except OSError as error:
            return cls(path, *read(read_only=True), None, _why_not_locked(error))
        try:
            connection, content, why = *read(read_only=False), ""
            if not can_write(connection):
                connection.close()
                connection, content = read(read_only=True)
                why = "the system does not let it be written"
        except BaseException:
            lock.release()
            raise
        return cls(path, connection, content, lock, why)

    @classmethod
    def _write_new(cls, path: Path, record: Record, *, now: datetime, overwrite: bool) -> Self:
        if is_there(path) and not overwrite:
            raise AlreadyThereError(path)
        replace_document(path, image_of(known(record)), now=now)
        return cls.open(path, now=now)

    def close(self) -> None:
        """Let go of the file; nothing is left to be saved."""
        self._connection.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # What it says

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be changed."""
        return bool(self.why_read_only)

    @property
    def parts(self) -> Mapping[str, bytes]:
        """What is in force, by name."""
        return self._known.record.parts

    @property
    def steps(self) -> tuple[RecordedStep, ...]:
        """What was done, oldest first, and what can be done again."""
        return self._known.record.steps

    @property
    def position(self) -> int:
        """So many steps are done; the rest can be done again."""
        return self._known.record.position

    @property
    def forgotten(self) -> int:
        """So many older steps were there once."""
        return self._known.record.forgotten

    # Changing it

    def record(self, step: RecordedStep) -> None:
        """Keep *step*: it is done, and what could be done again no longer can.

        Raises:
            DocumentError: It cannot be saved; file and document are as they were.
        """
        self._change(self._known.record.with_step(step))

    def move_to(self, position: int) -> None:
        """Undo or redo until so many steps are done.

        Raises:
            DocumentError: It cannot be saved; file and document are as they were.
        """
        self._change(self._known.record.at(position))

    def set_parts(self, parts: Mapping[str, bytes]) -> None:
        """Put in *parts* that no step tells of; empty ones are removed.

        Raises:
            DocumentError: It cannot be saved; file and document are as they were.
        """
        self._change(self._known.record.with_parts(parts))

    def save_as(self, path: Path, *, now: datetime, overwrite: bool = False) -> "Document":
        """Write everything to *path* as well, and go on there; this one is closed.

        Raises:
            RebalancerError: It cannot be written there; this one stays open.
        """
        if path.absolute() == self.path.absolute():
            raise AlreadyThereError(path)
        written = self.copy_to(path, now=now, overwrite=overwrite)
        self.close()
        return written

    def copy_to(self, path: Path, *, now: datetime, overwrite: bool = False) -> "Document":
        """Write everything to *path* as well, and open that; this one stays open.

        Raises:
            RebalancerError: It cannot be written there.
        """
        return self._write_new(path, self._known.record, now=now, overwrite=overwrite)

    def back_up(self, *, now: datetime) -> Path | None:
        """Keep a verified copy beside the document, if it has changed since the last; prune.

        Raises:
            RebalancerError: It cannot be written.
        """
        if self._known.seal == self._saved_seal or self._newest_copy(now) == self._known.record:
            self._saved_seal = self._known.seal
            return None
        made = back_up(self.path, image_of(self._known), now=now)
        self._saved_seal = self._known.seal
        return made

    def _newest_copy(self, now: datetime) -> Record | None:
        """Return what the latest copy says; one that was made later than *now* was not."""
        past = (each for each in self.backups if each.made_at <= now)
        newest = next(past, None)
        return None if newest is None else newest.read()

    @property
    def backups(self) -> tuple[Backup, ...]:
        """The copies that were kept, newest first."""
        return backups_of(self.path)

    def to_image(self, progress: Progress = silent) -> bytes:
        """Return the whole document as the bytes of a file.

        Raises:
            Cancelled: *progress* no longer wants it.
        """
        return image_of(self._known, progress)

    def _change(self, record: Record) -> None:
        if self.is_read_only:
            raise ReadOnlyError(self.path, self.why_read_only)
        after = known(record, self._known.digests)
        if after.seal == self._known.seal:
            self._known = after
            return
        with self._transaction():
            write_change(self._connection, self._known.record, after)
        self._known, self._file = after, state_of(self.path)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing, unless the file is not the one that is known."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._check_that_it_is_known()
            yield
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise NotSavedError(self.path, refusal(error) or str(error)) from error
        except BaseException:
            self._roll_back()
            raise

    def _check_that_it_is_known(self) -> None:
        found = state_of(self.path)
        if found is None:
            raise TakenAwayError(self.path)
        if found != self._file and not self._was_only_touched(found):
            raise ChangedOnDiskError(self.path)
        row = self._connection.execute("SELECT value FROM note WHERE name = 'seal'").fetchone()
        if row != (self._known.seal,):
            raise ChangedOnDiskError(self.path)

    def _was_only_touched(self, found: FileState) -> bool:
        """Whether the file is the one that is open, and says what it said.

        A save that was refused leaves it so: its pages have been written, and put back.
        """
        if self._file is None or not found.is_file_of(self._file):
            return False
        return still_says(self.path, self._known)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")


def _why_not_locked(error: OSError) -> str:
    """Return why nobody can be kept from writing to a document meanwhile, as a clause."""
    if error.errno in _READ_ONLY:
        return "its folder cannot be written to"
    return f"it cannot be locked ({error.strerror or 'no reason given'})"
