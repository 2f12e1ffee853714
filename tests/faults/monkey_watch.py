"""What goes wrong while the monkey plays: exceptions, warnings, messages of Qt, and stops."""

import sys
import threading
import time
import traceback
import warnings
from bisect import insort
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
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
_FELT_SECONDS = 0.08
_REMEMBERED = 1_000
_DEPTH = 10
_WARM_UP = 50
_LOOPS = 20_000
_THREADS = Path("/proc/self/task")

Waits = dict[str, float]
"""Seconds by thread."""


@dataclass(slots=True)
class Trouble:
    """What went wrong, and at which event; empty when nothing did.

    Attributes:
        longest_work: Milliseconds that the window's thread worked without a pause, at the most.
        longest_stop: Milliseconds that a person would have waited, at the most.
        longest_at_full_speed: The same, had the processor been as fast as it can be.
    """

    events: list[int] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    longest_work: float = 0.0
    longest_stop: float = 0.0
    longest_at_full_speed: float = 0.0
    at: int = 0

    def add(self, sentence: str) -> None:
        """Note *sentence* for the event that is being played."""
        self.events.append(self.at)
        self.sentences.append(sentence)


class Pace:
    """How much longer work takes at the moment than at the full speed of the processor.

    Who else is on the machine shares its caches and its clock, of which neither the clock of a
    thread nor the system tells. So a small piece of work is done over and over, and the best tenth
    of its times is what it takes at full speed. Where the machine is slow all the while, that is no
    faster: then nothing is taken off.
    """

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self._clock = clock
        self._times: list[float] = []
        self._before = self._latest = 0.0
        for _ in range(_WARM_UP):
            self.look()

    def look(self) -> None:
        """Do the piece of work once more."""
        began = self._clock()
        for _ in range(_LOOPS):
            pass
        self._before, self._latest = self._latest, self._clock() - began
        insort(self._times, self._latest)

    @property
    def slowness(self) -> float:
        """How many times as long as at full speed it took the last two times, at least 1."""
        at_full_speed = self._times[len(self._times) // 10]
        return max(1.0, (self._before + self._latest) / 2 / at_full_speed)


class Stops(QObject):
    """How long the event loop stood still at the most, and where it was meanwhile.

    Two clocks run. One tells what the window's thread worked without a pause, which no other
    process can lengthen much. The other tells what a person would have felt, whatever the window
    waited for: its own work, a lock, the interpreter while the worker has it, a disk; time in which
    a thread of this process was ready and had to wait for a processor is left out, where the system
    tells it, as that says nothing about the window.
    """

    def __init__(self) -> None:
        super().__init__()
        self._window = threading.get_ident()
        self._work = self._stop = 0.0
        self._worked, self._beaten_at = time.thread_time(), time.perf_counter()
        self._seen: Counter[str] = Counter()
        self._waits: deque[tuple[float, Waits]] = deque([(0.0, {})], maxlen=_REMEMBERED)
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
        self._worked, self._beaten_at = time.thread_time(), time.perf_counter()

    def lap(self) -> tuple[float, float]:
        """Return the longest work and the longest stop since it started over, in milliseconds."""
        self._beat()
        return 1000 * self._work, 1000 * max(self._work, self._stop)

    def end(self) -> None:
        """Beat no more."""
        self._timer.stop()
        self._ended.set()
        self._sampler.join()

    def _beat(self) -> None:
        worked, now = time.thread_time(), time.perf_counter()
        stop = now - self._beaten_at
        if stop > _FELT_SECONDS:  # asking the system every time would let the worker go first
            stop -= _waited_since(self._waits_at(self._beaten_at))
        self._work = max(self._work, worked - self._worked)
        self._stop = max(self._stop, stop)
        self._worked, self._beaten_at = time.thread_time(), time.perf_counter()

    def _waits_at(self, moment: float) -> Waits:
        """Return how long threads had waited for a processor shortly before *moment*."""
        return next((waits for at, waits in reversed(self._waits.copy()) if at <= moment), {})

    def _sample(self) -> None:
        """Look, from a thread of its own, where the window's thread stands still."""
        while not self._ended.wait(_LOOK_SECONDS):
            if time.perf_counter() - self._beaten_at > _SUSPICIOUS_SECONDS:
                self._seen[_lines_of(self._window)] += 1
            self._waits.append((time.perf_counter(), _waits()))


def _lines_of(thread: int) -> str:
    """Return which lines *thread* is at; what it has there is let go of at once.

    A painter that is held on to for a moment longer makes Qt complain.
    """
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - there is no other way
    lines: list[tuple[str, int, str]] = []
    while frame is not None and len(lines) < _DEPTH:
        lines.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    del frame
    return "".join(f"{Path(file).name}:{line} {name}\n" for file, line, name in reversed(lines))


def _waits() -> Waits:
    """Return how long every thread of this process that is alive waited for a processor."""
    waits: Waits = {}
    for task in _THREADS.iterdir() if _THREADS.exists() else ():
        with suppress(OSError):  # it has just ended
            said = (task / "schedstat").read_text(encoding="ascii")
            waits[task.name] = int(said.split()[1]) / 1e9
    return waits


def _waited_since(before: Waits) -> float:
    """Return how many seconds threads waited for a processor that waited *before* as told.

    What a thread had waited that has ended meanwhile is not taken back.
    """
    return sum(waited - before.get(thread, 0.0) for thread, waited in _waits().items())


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
