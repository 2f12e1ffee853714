"""The one door to the worker thread: views say what, this module knows how."""

import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import monotonic
from weakref import ref

from PySide6.QtCore import QObject, QTimer, Signal

from rebalancer.progress import Cancelled, Progress
from ui.right_of_way import RightOfWay

Job = Callable[[Progress], object]
"""Work that computes plain values; it never touches a widget.

A job that is a generator delivers what it yields while it goes on.
"""
Run = Callable[[str, str, Job, Callable[..., object]], None]
"""Starts work of a kind, under a title; a newer one of the same kind replaces it."""

APART = 0.05
"""Seconds between two reports of one step that the window hears of."""
_LOOK_AGAIN_MS = 10
"""How long the thread gets to let go of work that is over, before it is asked once more."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A *job* that nobody calls off: it keeps the window in step with what is decided."""

    job: Job

    def __call__(self, progress: Progress) -> object:
        """Do the work."""
        return self.job(progress)


class Task(QObject):
    """One run of one job. Connect first, then hand it to ``TaskRunner.start``.

    It lives on the window's thread, so every signal arrives there. Exactly one of ``succeeded``,
    ``failed`` and ``cancelled`` is emitted, then ``finished``.

    Attributes:
        title: What it is called while it runs.
        can_cancel: Whether a person may call it off.
        has_delivered: Whether a part of its result is there, and stays whatever becomes of it.
    """

    progressed = Signal(float, str)
    delivered = Signal(object)
    """A part of the result, while the work goes on."""
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, title: str, job: Job) -> None:
        super().__init__()
        self.title = title
        self.can_cancel = not isinstance(job, Needed)
        self.has_delivered = False
        self._job = job
        self._stop = threading.Event()
        self._told: tuple[float, str] | None = None
        self._told_at = 0.0
        self._way: RightOfWay | None = None

    def yield_to(self, way: RightOfWay) -> None:
        """Rest, at every progress report, as long as *way* says."""
        self._way = way

    def cancel(self) -> None:
        """Ask the job to stop at its next progress report."""
        self._stop.set()

    def run(self) -> None:
        """Do the work; called on the worker thread."""
        try:
            self._report(0.0)
            result = self._job(self._report)
            if isinstance(result, Generator):
                result = self._deliver(result)
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:  # noqa: BLE001 - whoever started the task decides what to show
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        finally:
            self.finished.emit()

    def _deliver(self, parts: Generator[object, None, object]) -> object:
        """Send what the work yields; return what it returns."""
        while True:
            try:
                part = next(parts)
            except StopIteration as end:
                return end.value
            self.has_delivered = True
            self.delivered.emit(part)
            if self._stop.is_set():
                raise Cancelled

    def _report(self, fraction: float, note: str = "") -> None:
        """Look whether to stop, at every call; of many reports in a row tell only some.

        The window's thread would be kept busy with them: work may report thousands of times a
        second. What is new in words, and how it begins and ends, is always told.
        """
        if self._way is not None:
            self._way.give_way()
        if self._stop.is_set():
            raise Cancelled
        now, report = monotonic(), (fraction, note)
        is_new = self._told is None or note != self._told[1]
        is_end = fraction in {0.0, 1.0} and report != self._told
        if is_new or is_end or now - self._told_at >= APART:
            self._told, self._told_at = report, now
            self.progressed.emit(fraction, note)


class TaskRunner(QObject):
    """Owns the worker thread, and keeps each task alive until that thread has let go of it."""

    started = Signal(Task)
    idle = Signal()

    def __init__(
        self, parent: QObject | None = None, name: str = "engine", *, gives_way: bool = False
    ) -> None:
        """Start work at once, or, if it *gives_way*, when what asked for it has been painted.

        What gives way rests also later on while the window is at something (``RightOfWay``).
        """
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._way = RightOfWay(self) if gives_way else None
        self._waiting: list[Task] = []
        self._running: list[Task] = []
        self._kept: list[tuple[Task, Future[None]]] = []
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """Whether anything is running or waiting."""
        return bool(self._running)

    @property
    def running(self) -> tuple[Task, ...]:
        """What is running or waiting."""
        return tuple(self._running)

    def start(self, task: Task) -> None:
        """Queue *task* behind whatever is running; after ``close`` nothing is started any more."""
        if self._is_closed:
            return
        self._running.append(task)
        task.finished.connect(self._take_finished)
        self.started.emit(task)
        self._waiting.append(task)
        if self._way is not None:
            self._way.begin()
            task.yield_to(self._way)
            QTimer.singleShot(0, self._submit)
        else:
            self._submit()

    def _submit(self) -> None:
        """Hand over to the thread what waits."""
        waiting, self._waiting = self._waiting, []
        self._kept += [(task, self._pool.submit(_run_and_let_go, [task])) for task in waiting]

    def cancel_all(self) -> None:
        """Ask every task to stop."""
        for task in self._running:
            task.cancel()

    def close(self) -> None:
        """Cancel what runs and wait for the thread to end."""
        self.cancel_all()
        self._end(drop=True)

    def finish(self) -> None:
        """Let everything that was started come to its end, and wait for that."""
        self._end(drop=False)

    def _end(self, *, drop: bool) -> None:
        self._is_closed = True
        self._submit()
        self._pool.shutdown(wait=True, cancel_futures=drop)
        self._kept.clear()

    def _take_finished(self) -> None:
        task = self.sender()
        self._running = [running for running in self._running if running is not task]
        QTimer.singleShot(0, self._let_go)
        if not self._running:
            if self._way is not None:
                self._way.end()
            self.idle.emit()

    def _let_go(self) -> None:
        """Keep no task that has told everything and that the thread has let go of.

        A thread tells its last before it lets go: look again until it has.
        """
        self._kept = [
            (task, future)
            for task, future in self._kept
            if task in self._running or not future.done()
        ]
        if any(task not in self._running for task, _ in self._kept):
            QTimer.singleShot(_LOOK_AGAIN_MS, self._let_go)


def _run_and_let_go(box: list[Task]) -> None:
    """Run the task in *box* without holding on to it.

    A QObject must not be freed on the worker thread, so the last reference to it has to be on the
    window's: this one is gone before the future is done, and the runner keeps its own until then.
    """
    box.pop().run()


class Errands(QObject):
    """Work by kinds: of every kind only the latest counts, whatever the others come to."""

    failed = Signal(Exception)
    """The latest work of a kind failed."""
    dropped = Signal(str)
    """The kind of work that was the latest and brought nothing: it failed, or was called off."""
    cancelled = Signal(str)
    """The kind of work that was the latest and was called off."""
    settled = Signal(str)
    """Work of this kind has come to its end, whatever became of it."""
    progressed = Signal(str, float)
    """A kind of work, and how far its latest is, 0..1."""

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._latest: dict[str, Task] = {}

    def run(
        self,
        kind: str,
        title: str,
        job: Job,
        take: Callable[..., object],
        hear: Callable[..., object] | None = None,
    ) -> None:
        """Start *job*; a newer one of the same *kind* replaces it.

        Args:
            kind: What it is replaced by.
            title: What it is called while it runs.
            job: Computes plain values.
            take: Is given the result.
            hear: Is given what the job delivers meanwhile.
        """
        self.abandon(kind)
        task = Task(title, job)
        self._latest[kind] = task
        this = ref(task)  # Qt holds what listens to a task: nobody would ever let go of such a ring

        def only_latest(act: Callable[..., object], *values: object) -> None:
            if self._latest.get(kind) is this():
                act(*values)

        task.succeeded.connect(partial(only_latest, self._succeed, kind, take))
        task.failed.connect(partial(only_latest, self._fail, kind))
        task.cancelled.connect(partial(only_latest, self._call_off, kind))
        task.finished.connect(partial(self.settled.emit, kind))
        task.progressed.connect(partial(only_latest, self._tell, kind))
        if hear is not None:
            task.delivered.connect(partial(only_latest, hear))
        self._tasks.start(task)

    def _succeed(self, kind: str, take: Callable[..., object], result: object) -> None:
        del self._latest[kind]
        take(result)

    def _fail(self, kind: str, error: Exception) -> None:
        self._drop(kind)
        self.failed.emit(error)

    def _call_off(self, kind: str) -> None:
        self._drop(kind)
        self.cancelled.emit(kind)

    def _drop(self, kind: str) -> None:
        del self._latest[kind]
        self.dropped.emit(kind)

    def _tell(self, kind: str, fraction: float, _: str) -> None:
        self.progressed.emit(kind, fraction)

    def abandon(self, *kinds: str) -> None:
        """Stop the work of *kinds*; should it finish all the same, nobody wants its result."""
        for kind in kinds:
            task = self._latest.pop(kind, None)
            if task is not None:
                task.cancel()

    def is_running(self, kind: str) -> bool:
        """Whether work of this *kind* is awaited."""
        return kind in self._latest
