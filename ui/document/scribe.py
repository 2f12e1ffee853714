"""Keeps the open household's file up to date: in order, on a thread of its own."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rebalancer.document.content import Content
from rebalancer.document.store.backups import Backup
from rebalancer.progress import Cancelled, Progress
from ui.document.clerk import Clerk, Gate, Opened
from ui.document.entries import Entry, Settle
from ui.language import tr
from ui.tasks import Job, Needed, Task, TaskRunner

Take = Callable[[Opened], object]
Fail = Callable[[Exception], object]
SAVING = tr("Saving")
"""What it is called to bring the file up to date."""


class Scribe(QObject):
    """Stands for the open document on the window's thread; the clerk does the work.

    What only looks, or writes beside, can be called off; whoever waits for it is then told of a
    ``Cancelled``. What brings the file up to date cannot.

    What is put waits for the household that it is of, and is written into no other one. A document
    is read while another is open, and takes its place only once it is held.

    Attributes:
        runner: What is read and written, one after the other.
        path: Of the open document; None while there is none.
        why_read_only: A sentence, or "".
    """

    written = Signal()
    """Nothing waits any more."""
    failed = Signal(Exception)
    """The document could not be written."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = TaskRunner(self, name="document")
        self._clerk = Clerk(now)
        self._shown = object()
        """Stands for the household that is shown: what is put is of that one."""
        self._is_finished = False
        self.path: Path | None = None
        self.why_read_only = ""

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._clerk.waiting)

    @property
    def rescued(self) -> Path | None:
        """Where the end went of what could not be written where it belongs; else None."""
        return self._clerk.rescued

    # Another household

    def read(self, path: Path, take: Take, fail: Fail) -> None:
        """Read the document at *path*, which is not the open one."""
        self.work(partial(self._clerk.read, path), take, fail, _opening(path))

    def read_copy(self, copy: Path, password: str, target: Path, take: Take, fail: Fail) -> None:
        """Make a document at *target* of an encrypted *copy*, and read it."""
        job = partial(self._clerk.read_copy, copy, password, target)
        self.work(job, take, fail, _opening(copy))

    def restore_and_read(self, backup: Backup, path: Path, take: Take, fail: Fail) -> None:
        """Put *backup* in the place of the document at *path*, not the open one, and read it."""
        job = partial(self._clerk.restore_and_read, backup, path)
        self.work(job, take, fail, _restoring(path))

    def hold(self, opened: Opened) -> None:
        """Go on with what was read; what is put from now on goes there."""
        self._go_to(opened)
        self._run(partial(self._clerk.hold, opened), _nothing, self.failed.emit)

    def give_back(self, opened: Opened) -> None:
        """Do not go on with what was read."""
        self._run(partial(self._clerk.give_back, opened), _nothing, self.failed.emit)

    def let_go(self) -> None:
        """Go on without a document."""
        self._shown, self.path, self.why_read_only = object(), None, ""
        self._run(self._clerk.let_go, _nothing, self.failed.emit)

    # The place of the open document, read anew

    def check(self, path: Path, take: Callable[[object], object], fail: Fail) -> None:
        """Make sure that the document at *path* can be read."""
        self.work(partial(self._clerk.check, path), take, fail, _opening(path))

    def check_backup(self, backup: Backup, take: Callable[[object], object], fail: Fail) -> None:
        """Make sure that *backup* can be restored."""
        job = partial(self._clerk.check_backup, backup)
        self.work(job, take, fail, _restoring(backup.path))

    def reopen(self, path: Path, take: Take, fail: Fail) -> None:
        """Read the open document, which is at *path*, once more, and go on with it."""
        self._begin_anew(partial(self._clerk.reopen, path), take, fail, _opening(path))

    def replace(self, backup: Backup, path: Path, take: Take, fail: Fail) -> None:
        """Put *backup* in the place of the open document, which is at *path*; go on with it."""
        self._begin_anew(partial(self._clerk.replace, backup, path), take, fail, _restoring(path))

    # Writing

    def create(
        self, path: Path, content: Content, take: Take, fail: Fail, *, overwrite: bool = False
    ) -> None:
        """Make a document of *content* at *path*; what is put from now on goes there."""
        household = self._shown = object()
        self.path, self.why_read_only = path, ""

        def create(_: Progress) -> Opened:
            return self._clerk.create(household, path, content, overwrite=overwrite)

        def give_up(error: Exception) -> None:
            if self._shown is household and self.path == path:
                self._clerk.waiting.clear()  # they wait for what will never be there
                self.path = None
            fail(error)

        self._run(create, take, give_up)

    def save_as(self, path: Path, content: Content, take: Take, fail: Fail) -> None:
        """Go on in a copy of the document at *path*; without one, in a new one of *content*."""
        if self.path is None:
            self.create(path, content, take, fail, overwrite=True)
            return
        household, gate = self._shown, Gate()
        if not self.why_read_only:
            self._clerk.waiting.extend(((household, Settle(), content), gate))
            self.path = path

        def go_on(opened: Opened) -> None:
            if self._shown is household:
                self.path, self.why_read_only = path, ""
            take(opened)

        def stay(error: Exception) -> None:
            if self._shown is household:
                self.path = self._clerk.path
            fail(error)

        def save_as(_: Progress) -> Opened:
            return self._clerk.save_as(household, path, content, gate)

        self._run(save_as, go_on, stay)
        self._run(self._clerk.write_waiting, self._tell_written, self.failed.emit)

    def put(self, entry: Entry, content: Content) -> None:
        """Write *entry*, after which the document holds *content*; what waits goes first."""
        if not self.why_read_only:
            self._clerk.waiting.append((self._shown, entry, content))
            self._run(self._clerk.write_waiting, self._tell_written, self.failed.emit)

    def catch_up(
        self, take: Callable[[object], object], fail: Fail, *, aside: bool = False
    ) -> None:
        """Write what waits; *aside*, into a back-up, where the file does not take it."""
        clerk = self._clerk
        self._run(clerk.keep_aside if aside else clerk.write_waiting, take, fail)

    def export(self, path: Path, password: str, take: Callable[[Path], object], fail: Fail) -> None:
        """Write an encrypted copy of the document to *path*."""
        title = tr("Writing {path}", path=path.name)
        self.work(partial(self._clerk.export, path, password), take, fail, title)

    def work(self, job: Job, take: Callable[..., object], fail: Fail, title: str = SAVING) -> None:
        """Do something about documents, after what waits; it can be called off, unless needed."""
        task = Task(title, job)
        task.succeeded.connect(partial(self._hand_on, take))
        task.failed.connect(partial(self._hand_on, fail))
        task.cancelled.connect(partial(self._hand_on, fail, Cancelled()))
        self.runner.start(task)

    def back_up(self, fail: Fail) -> None:
        """Keep a copy of the document, if there is none of it as it is."""
        self._run(self._clerk.back_up, _nothing, fail)

    def finish(self, refuges: Sequence[Path] = (), unkept: Content | None = None) -> None:
        """Write what waits, let go of the document and end the thread; waits for that.

        What cannot be written where it belongs, and *unkept* where there is no document, is put in
        a document beside it, or else in the first of the folders *refuges* that takes it.
        """
        self._run(partial(self._clerk.finish, refuges, unkept), _nothing, _nothing)
        self._is_finished = True
        self.runner.finish()

    def _begin_anew(
        self, job: Callable[[Progress], Opened], take: Take, fail: Fail, title: str
    ) -> None:
        self._shown, self.path, self.why_read_only = object(), None, ""

        def go_on(opened: Opened) -> None:
            self._go_to(opened)
            take(opened)

        self._run(job, go_on, fail, title)

    def _go_to(self, opened: Opened) -> None:
        self._shown = opened.household
        self.path, self.why_read_only = opened.path, opened.why_read_only

    def _run(
        self,
        job: Callable[[Progress], object],
        take: Callable[..., object],
        fail: Fail,
        title: str = SAVING,
    ) -> None:
        """Do what cannot be called off: in the end the file is as it was, or as it should be."""
        self.work(Needed(job), take, fail, title)

    def _hand_on(self, take: Callable[..., object], result: object) -> None:
        """Pass on what came of the work, unless nobody listens any more."""
        if not self._is_finished:
            take(result)

    def _tell_written(self, _: object) -> None:
        if not self.is_behind:
            self.written.emit()


def _opening(path: Path) -> str:
    return tr("Opening {path}", path=path.name)


def _restoring(path: Path) -> str:
    return tr("Restoring {path}", path=path.name)


def _nothing(*_: object) -> None:
    pass
