"""The one door to the worker thread: views say what, this module knows how."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from rebalancer.progress import Cancelled, Progress

Job = Callable[[Progress], object]
"""Work that computes plain values; it never touches a widget."""


class Task(QObject):
    """One run of one job. Connect first, then hand it to ``TaskRunner.start``.

    It lives on the window's thread, so every signal arrives there. Exactly one of ``succeeded``,
    ``failed`` and ``cancelled`` is emitted, then ``finished``.
    """

    progressed = Signal(float, str)
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, title: str, job: Job) -> None:
        super().__init__()
        self.title = title
        self._job = job
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop at its next progress report."""
        self._stop.set()

    def run(self) -> None:
        """Do the work; called on the worker thread."""
        try:
            self._report(0.0)
            result = self._job(self._report)
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:  # noqa: BLE001 - whoever started the task decides what to show
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        finally:
            self.finished.emit()

    def _report(self, fraction: float, note: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled
        self.progressed.emit(fraction, note)


class TaskRunner(QObject):
    """Owns the worker thread, and keeps each task alive until that thread has let go of it."""

    started = Signal(Task)
    idle = Signal()

    def __init__(self, parent: QObject | None = None, name: str = "engine") -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._running: list[Task] = []
        self._kept: list[tuple[Task, Future[None]]] = []

    @property
    def is_busy(self) -> bool:
        """Whether anything is running or waiting."""
        return bool(self._running)

    def start(self, task: Task) -> None:
        """Queue *task* behind whatever is running."""
        self._running.append(task)
        task.finished.connect(self._forget_finished)
        self.started.emit(task)
        self._kept = [(kept, future) for kept, future in self._kept if not future.done()]
        self._kept.append((task, self._pool.submit(_run_and_let_go, [task])))

    def cancel_all(self) -> None:
        """Ask every task to stop."""
        for task in self._running:
            task.cancel()

    def close(self) -> None:
        """Cancel what runs and wait for the thread to end."""
        self.cancel_all()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._kept.clear()

    def _forget_finished(self) -> None:
        task = self.sender()
        self._running = [running for running in self._running if running is not task]
        if not self._running:
            self.idle.emit()


def _run_and_let_go(box: list[Task]) -> None:
    """Run the task in *box* without holding on to it.

    A QObject must not be freed on the worker thread, so the last reference to it has to be on the
    window's: this one is gone before the future is done, and the runner keeps its own until then.
    """
    box.pop().run()
