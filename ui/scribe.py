"""Keeps the open household's file up to date: in order, on a thread of its own."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from math import inf
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rebalancer.atomic import make_private_folder
from rebalancer.document.content import Content, ContentWriter, read_content
from rebalancer.document.store.backups import Backup, restore
from rebalancer.document.store.document import Document
from rebalancer.document.store.encrypted import read_encrypted, write_encrypted
from rebalancer.document.store.errors import LockedDocumentError, ReadOnlyError
from rebalancer.document.store.record import RecordedStep
from rebalancer.errors import RebalancerError
from rebalancer.progress import Progress
from ui.document_paths import free_path, is_same_file
from ui.entries import Entry, Settle
from ui.tasks import Task, TaskRunner


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document that has just been opened or made.

    Attributes:
        steps: What can be undone and done again; the first *position* of them are done.
        forgotten: So many older steps were there once.
        why_read_only: A sentence; "" where it can be written.
    """

    path: Path
    content: Content
    steps: tuple[RecordedStep, ...] = ()
    position: int = 0
    forgotten: int = 0
    why_read_only: str = ""


class Scribe(QObject):
    """Holds the open document. What cannot be written waits, and is tried again with the next.

    It waits for the household that it is of, and is written into no other one.

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
        self._held = object()
        """Stands for the household that the document is of, wherever it is saved."""
        self._shown = self._held
        """Stands for the household that is shown: what is put is of that one."""
        self._is_finished = False
        self._writer = ContentWriter()
        self._waiting: deque[tuple[object, Entry, Content]] = deque()
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
        household = object()
        job = partial(self._open, household, path)
        self._run(job, partial(self._take, household, take), partial(self._stay, fail))

    def create(
        self,
        path: Path,
        content: Content,
        take: Callable[[Opened], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Make a document of *content* at *path*; what is put from now on goes there."""
        household = self._shown = object()
        self.path, self.why_read_only = path, ""

        def give_up(error: Exception) -> None:
            self._waiting.clear()
            self.path = None
            fail(error)

        job = partial(self._create, household, path, content)
        self._run(job, partial(self._take, household, take), give_up)

    def save_as(
        self,
        path: Path,
        content: Content,
        take: Callable[[Opened], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Go on in a copy of the document at *path*; without one, in a new one of *content*."""
        household = self._shown
        if self.path is not None and not self.why_read_only:
            self._waiting.append((household, Settle(), content))  # before whatever comes next
        job = partial(self._save_as, household, path, content)
        self._run(job, partial(self._take, household, take), fail)

    def restore(
        self,
        backup: Backup,
        path: Path,
        take: Callable[[Opened], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Put *backup* in the place of the document at *path*, and open it.

        Where that fails, the document that was open is open again.
        """
        self._leave(path)
        household = object()
        job = partial(self._restore, household, backup, path)
        self._run(job, partial(self._take, household, take), partial(self._stay, fail))

    def open_copy(
        self,
        copy: Path,
        password: str,
        target: Path,
        take: Callable[[Opened], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Make a document at *target* of an encrypted *copy*, and open it."""
        household = object()
        job = partial(self._open_copy, household, copy, password, target)
        self._run(job, partial(self._take, household, take), fail)

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
            self._waiting.append((self._shown, entry, content))
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

    def finish(self, refuges: Sequence[Path] = ()) -> None:
        """Write what waits, let go of the document and end the thread; waits for that.

        What cannot be written where it belongs is put in a document beside it, or else in the
        first of the folders *refuges* that takes it.
        """
        self._run(self._release, _nothing, _nothing)
        self._run(partial(self._rescue, refuges), _nothing, _nothing)
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

    def _take(self, household: object, take: Callable[[Opened], object], opened: Opened) -> None:
        self._shown = household
        self.path, self.why_read_only = opened.path, opened.why_read_only
        take(opened)

    def _stay(self, fail: Callable[[Exception], object], error: Exception) -> None:
        """Go on with the document that is open still, or again."""
        document = self._document
        self.path = None if document is None else document.path
        fail(error)

    def _forget(self, take: Callable[[object], object], result: object) -> None:
        self.path, self.why_read_only = None, ""
        take(result)

    def _leave(self, path: Path) -> None:
        """Count on nothing that is at *path* until it is open again."""
        if is_same_file(self.path, path):
            self.path = None

    def _tell_written(self, _: object) -> None:
        if not self._waiting:
            self.written.emit()

    # What follows runs on the document's thread.

    def _open(self, household: object, path: Path, progress: Progress) -> Opened:
        if self._document is not None and is_same_file(self._document.path, path):
            self._waiting.clear()  # whoever asks for what is in the file does not want them
            self._close()
        self._write_waiting(progress)
        return self._hold(household, *self._reach(path))

    def _reach(self, path: Path) -> tuple[Document, str]:
        """Return the document at *path*, and why it can only be read."""
        now = self._now()
        try:
            document = Document.open(path, now=now)
        except LockedDocumentError as error:
            return Document.open(path, now=now, read_only=True), str(error)
        if document.is_read_only:
            return document, str(ReadOnlyError(path, document.why_read_only))
        return document, ""

    def _open_copy(
        self, household: object, copy: Path, password: str, target: Path, progress: Progress
    ) -> Opened:
        self._write_waiting(progress)
        make_private_folder(target.parent)
        return self._hold(household, read_encrypted(copy, password, target, now=self._now()))

    def _export(self, path: Path, password: str, progress: Progress) -> Path:
        self._write_waiting(progress)
        if self._document is not None:
            write_encrypted(self._document, path, password)
        return path

    def _restore(self, household: object, backup: Backup, path: Path, progress: Progress) -> Opened:
        former = self._document
        if former is None or not is_same_file(former.path, path):
            former = None
            self._write_waiting(progress)
        else:
            with suppress(RebalancerError):
                self._write_waiting(progress)
            self._close()
        try:
            restore(backup, path, now=self._now())
        except BaseException:
            if former is not None:
                self._open_again(former)
            raise
        self._waiting.clear()  # they were of what is replaced
        return self._hold(household, *self._reach(path))

    def _open_again(self, former: Document) -> None:
        """Go on where *former* was closed, unless something else is there by now."""
        with suppress(RebalancerError):
            document, _ = self._reach(former.path)
            if (document.parts, document.steps) == (former.parts, former.steps):
                self._document = document
            else:
                document.close()

    def _create(
        self,
        household: object,
        path: Path,
        content: Content,
        _: Progress,
        *,
        overwrite: bool = False,
    ) -> Opened:
        make_private_folder(path.parent)
        parts = self._writer.parts_of(content)
        document = Document.create(path, parts, now=self._now(), overwrite=overwrite)
        return self._hold(household, document)

    def _save_as(
        self, household: object, path: Path, content: Content, progress: Progress
    ) -> Opened:
        document = self._document
        if document is None or self._held is not household:
            self._write_waiting(progress)
            self._waiting.clear()  # *content* says it all
            return self._create(household, path, content, progress, overwrite=True)
        self._document = document.save_as(path, now=self._now(), overwrite=True)
        self._write_waiting(progress)
        if document.is_read_only:  # nothing waits for such a one
            Settle().write(self._document, self._writer.parts_of(content))
        return Opened(path=path, content=content)

    def _hold(self, household: object, document: Document, why: str = "") -> Opened:
        try:
            content = read_content(document.parts)
        except BaseException:
            document.close()
            raise
        self._close()
        self._document, self._held = document, household
        return Opened(
            path=document.path,
            content=content,
            steps=document.steps,
            position=document.position,
            forgotten=document.forgotten,
            why_read_only=why,
        )

    def _release(self, progress: Progress) -> None:
        self._write_waiting(progress)
        with suppress(RebalancerError, OSError):  # everything is in the file; that is enough
            self._back_up(progress)
        self._close()

    def _back_up(self, _: Progress) -> None:
        """Keep a copy of what has changed since the last was made."""
        document = self._document
        if document is None or document.is_read_only:
            return
        copies = document.backups
        try:
            saved_at = document.path.stat().st_mtime
        except OSError:  # it was moved or removed: all the more a copy is wanted
            saved_at = inf
        if not copies or copies[0].made_at.timestamp() < saved_at:
            document.back_up(now=self._now())

    def _rescue(self, refuges: Sequence[Path], progress: Progress) -> None:
        if self._document is None or not self._waiting:
            return
        first, name = self._document.path.parent, f"{self._document.path.stem} (rescued)"
        for folder in (first, *refuges):
            with suppress(RebalancerError, OSError):
                if folder != first:
                    make_private_folder(folder)
                path = free_path(folder, name)
                self._document = self._document.save_as(path, now=self._now())
                self._write_waiting(progress)
                self.rescued = path
                return

    def _close(self) -> None:
        document, self._document = self._document, None
        if document is not None:
            document.close()

    def _write_waiting(self, _: Progress) -> None:
        while self._waiting and self._document is not None:
            household, entry, content = self._waiting[0]
            if household is self._held:  # what is of another one has nowhere to go any more
                entry.write(self._document, self._writer.parts_of(content))
            self._waiting.popleft()


def _nothing(*_: object) -> None:
    pass
