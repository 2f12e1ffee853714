"""Keeps the open household's file up to date: in order, on a thread of its own."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from rebalancer.atomic import make_private_folder
from rebalancer.document.content import PART_NAMES, Content, ContentWriter, Parts, read_content
from rebalancer.document.store.backups import Backup, restore
from rebalancer.document.store.document import SUFFIX, Document
from rebalancer.document.store.encrypted import read_encrypted, write_encrypted
from rebalancer.document.store.errors import LockedDocumentError, ReadOnlyError
from rebalancer.document.store.record import RecordedStep
from rebalancer.errors import RebalancerError
from rebalancer.progress import Progress
from ui.tasks import Task, TaskRunner


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document that has just been opened or made.

    Attributes:
        steps: What can be undone and done again; the first *position* of them are done.
        why_read_only: A sentence; "" where it can be written.
    """

    path: Path
    content: Content
    steps: tuple[RecordedStep, ...] = ()
    position: int = 0
    why_read_only: str = ""


class Entry(Protocol):
    """Something to be written."""

    def write(self, document: Document, target: Parts) -> None:
        """Make *document* hold *target*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A step that was just done."""

    title: str
    merge_key: int = -1

    def write(self, document: Document, target: Parts) -> None:
        """Record the step from what *document* holds to *target*."""
        before, names = document.parts, _differing(document, target)
        step = RecordedStep(
            title=self.title,
            merge_key=self.merge_key,
            before={name: before[name] for name in names if name in before},
            after={name: target[name] for name in names if name in target},
        )
        document.record(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Steps that were undone (below 0), or done again."""

    by: int

    def write(self, document: Document, target: Parts) -> None:
        """Go so many steps, as far as they are not forgotten, and hold what is shown then."""
        there = document.position + self.by
        document.move_to(min(max(there, 0), len(document.steps)))
        Settle().write(document, target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """Something that cannot be undone."""

    def write(self, document: Document, target: Parts) -> None:
        """Let *document* hold *target* from here on."""
        names = _differing(document, target)
        if names:
            document.set_parts({name: target.get(name, b"") for name in names})


def _differing(document: Document, target: Parts) -> tuple[str, ...]:
    """Return the names of the parts that are others; those of a newer app are left alone."""
    held = document.parts
    return tuple(name for name in PART_NAMES if held.get(name) != target.get(name))


class Scribe(QObject):
    """Holds the open document. What cannot be written waits, and is tried again with the next.

    Attributes:
        path: Of the open document; None while there is none.
        why_read_only: A sentence, or "".
        rescued: Where the end went of what could not be written where it belongs; else None.
    """

    written = Signal()
    """Nothing waits any more."""
    failed = Signal(Exception)
    """The document could not be written."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._runner = TaskRunner(self, name="document")
        self._document: Document | None = None
        self._is_finished = False
        self._writer = ContentWriter()
        self._waiting: deque[tuple[Entry, Content]] = deque()
        self.path: Path | None = None
        self.rescued: Path | None = None
        self.why_read_only = ""

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._waiting)

    def open(
        self, path: Path, take: Callable[[Opened], object], fail: Callable[[Exception], object]
    ) -> None:
        """Read the document at *path*, in place of the one that is open; one that is locked too."""
        self._leave(path)
        self._run(partial(self._open, path), partial(self._take, take), fail)

    def create(
        self,
        path: Path,
        content: Content,
        take: Callable[[Opened], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Make a document of *content* at *path*; what is put from now on goes there."""
        self.path, self.why_read_only = path, ""

        def give_up(error: Exception) -> None:
            self._waiting.clear()
            self.path = None
            fail(error)

        self._run(partial(self._create, path, content), partial(self._take, take), give_up)

    def save_as(
        self,
        path: Path,
        content: Content,
        take: Callable[[Opened], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Go on in a copy of the document at *path*; without one, in a new one of *content*."""
        self._run(partial(self._save_as, path, content), partial(self._take, take), fail)

    def restore(
        self,
        backup: Backup,
        path: Path,
        take: Callable[[Opened], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Put *backup* in the place of the document at *path*, and open it."""
        self._leave(path)
        self._run(partial(self._restore, backup, path), partial(self._take, take), fail)

    def open_copy(
        self,
        copy: Path,
        password: str,
        target: Path,
        take: Callable[[Opened], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Make a document at *target* of an encrypted *copy*, and open it."""
        job = partial(self._open_copy, copy, password, target)
        self._run(job, partial(self._take, take), fail)

    def export(
        self,
        path: Path,
        password: str,
        take: Callable[[Path], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Write an encrypted copy of the document to *path*."""
        self._run(partial(self._export, path, password), take, fail)

    def put(self, entry: Entry, content: Content) -> None:
        """Write *entry*, after which the document holds *content*; what waits goes first."""
        if not self.why_read_only:
            self._waiting.append((entry, content))
            self._run(self._write_waiting, self._tell_written, self.failed.emit)

    def work(
        self,
        job: Callable[[Progress], object],
        take: Callable[..., object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Do something about documents, after what waits."""
        self._run(job, take, fail)

    def back_up(self, fail: Callable[[Exception], object]) -> None:
        """Keep a copy of the document, if there is none of it as it is."""
        self._run(self._back_up, _nothing, fail)

    def release(
        self, take: Callable[[object], object], fail: Callable[[Exception], object]
    ) -> None:
        """Let go of the document, once everything is written."""
        self._run(self._release, partial(self._forget, take), fail)

    def finish(self) -> None:
        """Write what waits, let go of the document and end the thread; waits for that.

        What cannot be written where it belongs is put in a document beside it.
        """
        self._run(self._release, _nothing, _nothing)
        self._run(self._rescue, _nothing, _nothing)
        self._run(lambda _: self._close(), _nothing, _nothing)
        self._is_finished = True
        self._runner.finish()

    def _run(
        self,
        job: Callable[[Progress], object],
        take: Callable[..., object],
        fail: Callable[[Exception], object],
    ) -> None:
        task = Task("Saving", job)
        task.succeeded.connect(partial(self._hand_on, take))
        task.failed.connect(partial(self._hand_on, fail))
        self._runner.start(task)

    def _hand_on(self, take: Callable[..., object], result: object) -> None:
        """Pass on what came of the work, unless nobody listens any more."""
        if not self._is_finished:
            take(result)

    def _take(self, take: Callable[[Opened], object], opened: Opened) -> None:
        self.path, self.why_read_only = opened.path, opened.why_read_only
        take(opened)

    def _forget(self, take: Callable[[object], object], result: object) -> None:
        self.path, self.why_read_only = None, ""
        take(result)

    def _leave(self, path: Path) -> None:
        """Count on nothing that is at *path* until it is open again."""
        if self.path == path:
            self.path = None

    def _tell_written(self, _: object) -> None:
        if not self._waiting:
            self.written.emit()

    # What follows runs on the document's thread.

    def _open(self, path: Path, progress: Progress) -> Opened:
        if self._document is not None and self._document.path == path:
            self._waiting.clear()  # whoever asks for what is in the file does not want them
            self._close()
        self._write_waiting(progress)
        now, why = self._now(), ""
        try:
            document = Document.open(path, now=now)
            if document.is_read_only:
                why = str(ReadOnlyError(path, document.why_read_only))
        except LockedDocumentError as error:
            document, why = Document.open(path, now=now, read_only=True), str(error)
        return self._hold(document, why)

    def _open_copy(self, copy: Path, password: str, target: Path, progress: Progress) -> Opened:
        self._write_waiting(progress)
        make_private_folder(target.parent)
        return self._hold(read_encrypted(copy, password, target, now=self._now()))

    def _export(self, path: Path, password: str, progress: Progress) -> Path:
        self._write_waiting(progress)
        if self._document is not None:
            write_encrypted(self._document, path, password)
        return path

    def _restore(self, backup: Backup, path: Path, progress: Progress) -> Opened:
        if self._document is not None and self._document.path == path:
            with suppress(RebalancerError):
                self._write_waiting(progress)
            self._close()
        restore(backup, path, now=self._now())
        return self._open(path, progress)

    def _create(
        self, path: Path, content: Content, _: Progress, *, overwrite: bool = False
    ) -> Opened:
        make_private_folder(path.parent)
        parts = self._writer.parts_of(content)
        document = Document.create(path, parts, now=self._now(), overwrite=overwrite)
        return self._hold(document)

    def _save_as(self, path: Path, content: Content, progress: Progress) -> Opened:
        document = self._document
        if document is None:
            return self._create(path, content, progress, overwrite=True)
        self._document = document.save_as(path, now=self._now(), overwrite=True)
        self._write_waiting(progress)
        Settle().write(self._document, self._writer.parts_of(content))
        return Opened(path=path, content=content)

    def _hold(self, document: Document, why: str = "") -> Opened:
        try:
            content = read_content(document.parts)
        except BaseException:
            document.close()
            raise
        self._close()
        self._document = document
        return Opened(
            path=document.path,
            content=content,
            steps=document.steps,
            position=document.position,
            why_read_only=why,
        )

    def _release(self, progress: Progress) -> None:
        self._write_waiting(progress)
        self._back_up(progress)
        self._close()

    def _back_up(self, _: Progress) -> None:
        """Keep a copy of what has changed since the last was made."""
        document = self._document
        if document is None or document.is_read_only:
            return
        copies = document.backups
        saved_at = document.path.stat().st_mtime
        if not copies or copies[0].made_at.timestamp() < saved_at:
            document.back_up(now=self._now())

    def _rescue(self, progress: Progress) -> None:
        document = self._document
        if document is not None and self._waiting:
            path = free_path(document.path.parent, f"{document.path.stem} (rescued)")
            self._document = document.save_as(path, now=self._now())
            self.rescued = path
            self._write_waiting(progress)

    def _close(self) -> None:
        document, self._document = self._document, None
        if document is not None:
            document.close()

    def _write_waiting(self, _: Progress) -> None:
        while self._waiting and self._document is not None:
            entry, content = self._waiting[0]
            entry.write(self._document, self._writer.parts_of(content))
            self._waiting.popleft()


def free_path(folder: Path, name: str) -> Path:
    """Return a path in *folder* where there is nothing yet, for a document called *name*."""
    number, path = 1, folder / f"{name}{SUFFIX}"
    while path.exists():
        number += 1
        path = folder / f"{name} {number}{SUFFIX}"
    return path


def _nothing(*_: object) -> None:
    pass
