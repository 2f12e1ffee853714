"""Does on the document's thread what the scribe is asked for: one thing after the other."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from math import inf
from pathlib import Path

from rebalancer.atomic import make_private_folder, remove_file
from rebalancer.document.content import Content, ContentWriter, read_content
from rebalancer.document.store.backups import Backup, free_place, is_backup, restore
from rebalancer.document.store.document import Document
from rebalancer.document.store.encrypted import read_encrypted, write_encrypted
from rebalancer.document.store.errors import (
    DamagedDocumentError,
    LockedDocumentError,
    ReadOnlyError,
)
from rebalancer.document.store.record import RecordedStep
from rebalancer.errors import RebalancerError
from rebalancer.progress import Cancelled, Progress, Share, silent
from ui.document.entries import Entry, Settle
from ui.document.paths import free_path
from ui.language import tr

COPY_EVERY = timedelta(minutes=30)
"""While somebody works, a back-up is made so often."""
_FILE_READ = 0.6
"""So much of opening a household is done when its file is read and known to be sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document that has just been read or made.

    Attributes:
        steps: What can be undone and done again; the first *position* of them are done.
        forgotten: So many older steps were there once.
        why_read_only: A sentence; "" where it can be written.
        household: Stands for the household, wherever it is saved.
    """

    path: Path
    content: Content
    steps: tuple[RecordedStep, ...] = ()
    position: int = 0
    forgotten: int = 0
    why_read_only: str = ""
    household: object = field(default_factory=object)


@dataclass(slots=True)
class Gate:
    """What stands behind it waits until it is open: the household is being saved elsewhere."""

    is_open: bool = False


class Clerk:
    """Holds the open document, and what waits to be written into it.

    Attributes:
        waiting: The household that each entry is of, the entry, and what is held after it. What
            cannot be written stays, and is tried again with the next.
        rescued: Where the end went of what could not be written where it belongs; else None.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._copied_at = now()
        self._writer = ContentWriter()
        self._document: Document | None = None
        self._held = object()
        """Stands for the household that the document is of."""
        self._read: dict[object, Document] = {}
        """What was read, until it is held or given back."""
        self.waiting: deque[tuple[object, Entry, Content] | Gate] = deque()
        self.rescued: Path | None = None

    @property
    def path(self) -> Path | None:
        """Where the open document is; None while there is none."""
        return None if self._document is None else self._document.path

    # Reading another household, while this one goes on

    def read(self, path: Path, progress: Progress) -> Opened:
        """Read the document at *path*, which is not the open one; one that is locked, too."""
        file, content = _halves(progress)
        return self._look_into(*self._reach(path, file), progress=content)

    def read_copy(self, copy: Path, password: str, target: Path, progress: Progress) -> Opened:
        """Make a document at *target* of an encrypted *copy*, and read it."""
        make_private_folder(target.parent)
        file, content = _halves(progress)
        document = read_encrypted(copy, password, target, now=self._now(), progress=file)
        try:
            return self._look_into(document, progress=content)
        except Cancelled:
            remove_file(target)
            raise

    def restore_and_read(self, backup: Backup, path: Path, progress: Progress) -> Opened:
        """Put *backup* in the place of the document at *path*, which is not the open one.

        Once it is there it is read to the end, whoever calls that off.
        """
        restore(backup, path, now=self._now(), progress=progress)
        return self.read(path, silent)

    def hold(self, opened: Opened, progress: Progress) -> None:
        """Let go of the open document, and go on with the one that was read."""
        self.let_go(progress)
        self._document, self._held = self._read.pop(opened.household), opened.household

    def give_back(self, opened: Opened, _: Progress) -> None:
        """Do not go on with what was read."""
        self._read.pop(opened.household).close()

    # The place of the open document, read anew

    def check(self, path: Path, progress: Progress) -> None:
        """Make sure that the document at *path* can be read."""
        file, content = _halves(progress)
        with Document.open(path, now=self._now(), read_only=True, progress=file) as document:
            read_content(document.parts, content)

    def check_backup(self, backup: Backup, progress: Progress) -> None:
        """Make sure that *backup* can be restored."""
        file, content = _halves(progress)
        record = backup.read(file)
        if record is None:
            raise DamagedDocumentError(backup.path, tr("it is not as it was made"))
        read_content(record.parts, content)

    def reopen(self, path: Path, progress: Progress) -> Opened:
        """Read the open document, which is at *path*, once more; nothing may wait for it."""
        self._close()
        opened = self.read(path, progress)
        self.hold(opened, progress)
        return opened

    def replace(self, backup: Backup, path: Path, progress: Progress) -> Opened:
        """Put *backup* in the place of the open document, which is at *path*, and open that."""
        self._close()
        restore(backup, path, now=self._now())
        return self.reopen(path, progress)

    def keep_aside(self, progress: Progress) -> None:
        """Write what waits; where the file does not take it, into a back-up of the document."""
        try:
            self.write_waiting(progress)
        except RebalancerError:
            document = self._document
            if document is None:
                raise
            now = self._now()
            place = free_place(document.path, now)
            make_private_folder(place.parent)
            with document.copy_to(place, now=now) as copy:
                self._write_into(copy)

    # Writing

    def write_waiting(self, progress: Progress) -> None:
        """Write what waits, the oldest first; what is of no household that is open is dropped."""
        if self._document is not None:
            self._write_into(self._document)
            if abs(self._now() - self._copied_at) >= COPY_EVERY:
                self._try_to_back_up(progress)

    def create(self, household: object, path: Path, content: Content, *, overwrite: bool) -> Opened:
        """Make a document of *content* at *path*, and hold it."""
        make_private_folder(path.parent)
        parts = self._writer.parts_of(content)
        document = Document.create(path, parts, now=self._now(), overwrite=overwrite)
        self._close()
        self._document, self._held = document, household
        return Opened(path=path, content=content, household=household)

    def save_as(self, household: object, path: Path, content: Content, gate: Gate) -> Opened:
        """Go on in a copy of the document at *path*; without one, in a new one of *content*.

        What waits goes there, too, with the next writing, and so does what waits at *gate*.
        """
        try:
            return self._save_as(household, path, content)
        finally:
            gate.is_open = True

    def _save_as(self, household: object, path: Path, content: Content) -> Opened:
        document = self._document
        if document is None or self._held is not household:
            return self.create(household, path, content, overwrite=True)
        self._document = document.save_as(path, now=self._now(), overwrite=True)
        if document.is_read_only:  # nothing was put for such a one
            self.waiting.append((household, Settle(), content))
        return Opened(path=path, content=content, household=household)

    def export(self, path: Path, password: str, progress: Progress) -> Path:
        """Write an encrypted copy of the document to *path*."""
        self.write_waiting(progress)
        if self._document is not None:
            write_encrypted(self._document, path, password, progress=progress)
        return path

    def back_up(self, _: Progress) -> None:
        """Keep a copy of what has changed since the last was made."""
        self._copied_at = self._now()
        document = self._document
        if document is None or document.is_read_only or not document.path.parent.is_dir():
            return
        try:
            saved_at = document.path.stat().st_mtime
        except OSError:  # it was moved or removed: all the more a copy is wanted
            saved_at = inf
        now = self._copied_at
        made_at = (each.made_at.timestamp() for each in document.backups)
        if not any(saved_at < moment <= now.timestamp() for moment in made_at):
            document.back_up(now=now)

    def let_go(self, progress: Progress) -> None:
        """Let go of the document; everything is in it by now."""
        self._try_to_back_up(progress)
        self._close()

    def _try_to_back_up(self, progress: Progress) -> None:
        with suppress(RebalancerError, OSError):  # everything is in the file; that is enough
            self.back_up(progress)

    # The end

    def finish(self, refuges: Sequence[Path], unkept: Content | None, progress: Progress) -> None:
        """Write what waits and let go of everything.

        What cannot be written where it belongs, or has no file yet, is put in a document beside
        it, or else in the first of the folders *refuges* that takes it.
        """
        with suppress(RebalancerError, OSError):
            self.write_waiting(progress)
            self.back_up(progress)
        if self._document is None and unkept is not None:
            self._rescue(refuges, tr("Household"), partial(self._make, unkept))
        elif self._document is not None and self.waiting:
            beside, name = self._document.path.parent, self._document.path.stem
            folders = (beside, *refuges) if beside.is_dir() else refuges  # a disk may be gone
            self._rescue(folders, name, self._go_on_in)
        for document in self._read.values():
            document.close()
        self._close()

    def _rescue(self, folders: Sequence[Path], name: str, write: Callable[[Path], object]) -> None:
        for folder in folders:
            with suppress(RebalancerError, OSError):
                make_private_folder(folder)
                path = free_path(folder, tr("{name} (rescued)", name=name))
                write(path)
                self.rescued = path
                return

    def _make(self, content: Content, path: Path) -> None:
        parts = self._writer.parts_of(content)
        Document.create(path, parts, now=self._now()).close()

    def _go_on_in(self, path: Path) -> None:
        if self._document is not None:
            self._document = self._document.save_as(path, now=self._now())
            self._write_into(self._document)

    def _reach(self, path: Path, progress: Progress) -> tuple[Document, str]:
        """Return the document at *path*, and why it can only be read."""
        reach = partial(Document.open, path, now=self._now(), progress=progress)
        if is_backup(path):
            return reach(read_only=True), str(ReadOnlyError(path, tr("it is a back-up")))
        try:
            document = reach()
        except LockedDocumentError as error:
            return reach(read_only=True), str(error)
        if document.is_read_only:
            return document, str(ReadOnlyError(path, document.why_read_only))
        return document, ""

    def _look_into(self, document: Document, why: str = "", *, progress: Progress) -> Opened:
        try:
            content = read_content(document.parts, progress)
            progress(1.0)
        except BaseException:
            document.close()
            raise
        self._writer.know(content, document.parts)
        opened = Opened(
            path=document.path,
            content=content,
            steps=document.steps,
            position=document.position,
            forgotten=document.forgotten,
            why_read_only=why,
        )
        self._read[opened.household] = document
        return opened

    def _write_into(self, document: Document) -> None:
        while self.waiting:
            first = self.waiting[0]
            if not isinstance(first, Gate):
                household, entry, content = first
                if household is self._held:  # what is of another one has nowhere to go any more
                    entry.write(document, self._writer.parts_of(content))
            elif not first.is_open:
                return
            self.waiting.popleft()

    def _close(self) -> None:
        document, self._document = self._document, None
        if document is not None:
            document.close()


def _halves(progress: Progress) -> tuple[Progress, Progress]:
    """Return the progress of reading a file to its end, and of finding what it says."""
    return Share(progress, 0.0, _FILE_READ), Share(progress, _FILE_READ, 1.0)
