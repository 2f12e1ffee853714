"""What goes wrong while the monkey plays: exceptions, warnings, messages of Qt, and stops."""

import sys
import threading
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any
from unittest import mock

from PySide6.QtCore import (
    QLocale,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from tests.faults.monkey_files import Answers
from ui.app import Front

_IGNORED = "This plugin does not support "
"""What Qt says of the platform without a screen."""
_PULSE_MS = 5
_LOOK_SECONDS = 0.01
_SUSPICIOUS_SECONDS = 0.03
_THREADS = Path("/proc/self/task")


@dataclass(slots=True)
class Trouble:
    """What went wrong, and at which event; empty when nothing did.

    Attributes:
        longest_work: Milliseconds that the window's thread worked without a pause, at the most.
        longest_stop: Milliseconds that a person would have waited, at the most.
    """

    events: list[int] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    longest_work: float = 0.0
    longest_stop: float = 0.0
    at: int = 0

    def add(self, sentence: str) -> None:
        """Note *sentence* for the event that is being played."""
        self.events.append(self.at)
        self.sentences.append(sentence)


class FairClock:
    """Seconds that pass, without those in which a thread of this process waited for a processor.

    On a quiet machine that is the time a person feels, whatever the window waits for: its own work,
    a lock, the interpreter while the worker has it, a disk. On a busy one, what other processes
    take away is left out; it says nothing about the window. Where the system does not tell how long
    threads wait, all time counts.
    """

    def __init__(self) -> None:
        self._waited: dict[str, int] = {}

    def __call__(self) -> float:
        """Return the time; only differences mean something."""
        now = time.perf_counter()
        for task in _THREADS.iterdir() if _THREADS.exists() else ():
            try:
                waited = (task / "schedstat").read_text(encoding="ascii").split()[1]
            except OSError:  # it has just ended
                continue
            self._waited[task.name] = max(int(waited), self._waited.get(task.name, 0))
        return now - sum(self._waited.values()) / 1e9


class Stops(QObject):
    """How long the event loop stood still at the most, and where it was meanwhile.

    Two clocks run: what the window's thread worked itself, which no other process can lengthen
    much, and what a person would have felt.
    """

    def __init__(self) -> None:
        super().__init__()
        self._felt = FairClock()
        self._window = threading.get_ident()
        self._work = self._stop = 0.0
        self._beaten_at = time.monotonic()
        self._worked, self._stood = time.thread_time(), self._felt()
        self._seen: Counter[str] = Counter()
        self._ended = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(_PULSE_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()

    @property
    def seen(self) -> str:
        """Where the window's thread was most of the time it stood still; "" if nobody looked."""
        return self._seen.most_common(1)[0][0] if self._seen else ""

    def start_over(self) -> None:
        """Forget everything before this moment."""
        self._work = self._stop = 0.0
        self._seen = Counter()
        self._worked, self._stood = time.thread_time(), self._felt()
        self._beaten_at = time.monotonic()

    def lap(self) -> tuple[float, float]:
        """Return the longest work and the longest stop since it started over, in milliseconds."""
        self._beat()
        return 1000 * self._work, 1000 * self._stop

    def end(self) -> None:
        """Beat no more."""
        self._timer.stop()
        self._ended.set()
        self._sampler.join()

    def _beat(self) -> None:
        worked, stood = time.thread_time(), self._felt()
        self._work = max(self._work, worked - self._worked)
        self._stop = max(self._stop, stood - self._stood)
        self._worked, self._stood = worked, stood
        self._beaten_at = time.monotonic()

    def _sample(self) -> None:
        """Look, from a thread of its own, where the window's thread stands still."""
        while not self._ended.wait(_LOOK_SECONDS):
            frame = sys._current_frames().get(self._window)  # noqa: SLF001 - there is no other way
            if time.monotonic() - self._beaten_at > _SUSPICIOUS_SECONDS and frame is not None:
                self._seen["".join(traceback.format_stack(frame)[-9:])] += 1


class Watch:
    """Notes in *trouble* whatever is raised or complained of around *front*."""

    def __init__(self, front: Front, trouble: Trouble, answers: Answers) -> None:
        self._front = front
        self._trouble = trouble
        self._answers = answers

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Note every exception and every message of Qt; answer what would wait for a person."""
        answers = self._answers
        replaced: tuple[tuple[object, str, Any], ...] = (
            (QFileDialog, "getOpenFileNames", answers.open_some),
            (QFileDialog, "getOpenFileName", answers.open_one),
            (QFileDialog, "getSaveFileName", answers.save),
            (QFileDialog, "getExistingDirectory", answers.folder),
            (QDesktopServices, "openUrl", lambda *_: False),
            (sys, "excepthook", self._take),
            (sys, "unraisablehook", lambda it: self._trouble.add(f"unraisable: {it}")),
            (threading, "excepthook", lambda it: self._trouble.add(f"in a thread: {it}")),
            (warnings, "showwarning", lambda it, *_, **__: self._trouble.add(f"warning: {it}")),
            (self._front.errors, "_report", lambda error: self._take(type(error), error, None)),
        )
        with ExitStack() as stack:
            for owner, name, answer in replaced:
                stack.enter_context(mock.patch.object(owner, name, answer))
            before = qInstallMessageHandler(self._hear)
            stack.callback(partial(qInstallMessageHandler, before))
            stack.callback(partial(QLocale.setDefault, QLocale()))
            yield

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        lines = traceback.format_exception(kind, error, trace or error.__traceback__)
        self._trouble.add("".join(lines))

    def _hear(self, kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not message.startswith(_IGNORED):
            self._trouble.add(f"Qt: {message}")
