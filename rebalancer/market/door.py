"""Sends the one process that may use the network on its errand, and calls it back.

The process can be given up at any moment: it holds nothing but its own memory and a private
temporary folder, which goes with it.
"""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Protocol

from rebalancer.atomic import make_private_folder
from rebalancer.market.answers import (
    Answer,
    NoAnswer,
    PriceAnswer,
    Question,
    Reason,
    Topic,
    from_line,
)
from rebalancer.market.errand import Errand
from rebalancer.progress import Progress, silent

_TICK = 0.04
"""Seconds between two looks at whether the person still wants the answers."""
_PRICES = 0.6
"""The share of the work that prices are; company values and top holdings are the rest."""
_OWN_CODE = Path(__file__).resolve().parents[2]


class Asks(Protocol):
    """Whoever can be asked for live figures."""

    def ask(
        self, questions: Sequence[Question], today: date, progress: Progress = silent
    ) -> tuple[Answer, ...]:
        """Return what is said to *questions*; each has an answer about its price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long Yahoo is waited for, in seconds.

    Attributes:
        request: For a single request.
        quiet: Without any answer, before the errand is given up.
        base, each: For the whole errand: so much, and so much more for every symbol.
    """

    request: float = 10.0
    quiet: float = 30.0
    base: float = 60.0
    each: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How Yahoo is reached: the program that asks, and for how long it may.

    Attributes:
        folder: Private to the user; made if need be.
        program: Started without a shell; reads the errand, writes the answers.
    """

    folder: Path
    program: Sequence[str] = (sys.executable, "-P", "-m", "rebalancer.market.yahoo")
    patience: Patience = field(default_factory=Patience)

    def ask(
        self, questions: Sequence[Question], today: date, progress: Progress = silent
    ) -> tuple[Answer, ...]:
        """Return what Yahoo says to *questions*; each has an answer about its price.

        Raises:
            Cancelled: Nobody wants the answers any more; the process is gone by then.
            NotWrittenError: The folder cannot be made.
        """
        progress(0.0, "Asking Yahoo")
        report = _Report(questions, progress)
        with self._lines(questions, today) as lines:
            reason = self._listen(lines, report)
        return report.complete(reason)

    def _listen(self, lines: "queue.Queue[str | None]", report: "_Report") -> Reason:
        """Take answers from *lines* until the last; return why those that are missing are."""
        end = time.monotonic() + self.patience.base + self.patience.each * report.asked
        heard = time.monotonic()
        while time.monotonic() < min(end, heard + self.patience.quiet):
            report.tick()
            try:
                line = lines.get(timeout=_TICK)
            except queue.Empty:
                continue
            if line is None:
                return Reason.BROKEN
            heard = time.monotonic()
            report.take(from_line(line))
        return Reason.TIMED_OUT

    @contextmanager
    def _lines(
        self, questions: Sequence[Question], today: date
    ) -> Iterator["queue.Queue[str | None]"]:
        """Start the process; leaving ends it, whatever it does, and removes what it kept."""
        make_private_folder(self.folder)
        with TemporaryDirectory(
            prefix="asking-", dir=self.folder, ignore_cleanup_errors=True
        ) as name:
            errand = Errand(
                questions=tuple(questions),
                today=today,
                folder=Path(name),
                timeout=self.patience.request,
            )
            told = Path(name) / "errand.json"
            told.write_text(errand.to_json(), encoding="utf-8")
            with told.open("rb") as stdin, self._process(stdin) as lines:
                yield lines

    @contextmanager
    def _process(self, stdin: IO[bytes]) -> Iterator["queue.Queue[str | None]"]:
        path = os.pathsep.join(filter(None, (str(_OWN_CODE), os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(  # noqa: S603 - our own program, without a shell
            self.program,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        )
        lines: queue.Queue[str | None] = queue.Queue()
        with process:
            reader = threading.Thread(target=_read, args=(process.stdout, lines.put), name="yahoo")
            reader.start()
            try:
                yield lines
            finally:
                process.kill()
                reader.join()


class _Report:
    """The answers so far, and how far that is."""

    def __init__(self, questions: Sequence[Question], progress: Progress) -> None:
        self.asked = len(questions)
        self._open = {question.symbol: None for question in questions}
        self._answers: list[Answer] = []
        self._progress = progress
        self._others = 0

    def take(self, answer: Answer | None) -> None:
        """Take an answer; what is none, or was not asked, is passed over."""
        if isinstance(answer, PriceAnswer) or (
            isinstance(answer, NoAnswer) and answer.topic is Topic.PRICE
        ):
            if answer.symbol not in self._open:
                return
            del self._open[answer.symbol]
        elif answer is None:
            return
        else:
            self._others += 1
        self._answers.append(answer)

    def tick(self) -> None:
        """Say how far it is; this is where it is stopped."""
        prices = self.asked - len(self._open)
        done = _PRICES * prices + (1 - _PRICES) * min(self._others, self.asked)
        topic = "Prices" if self._open else "Companies and funds"
        number = prices if self._open else self._others
        self._progress(done / max(self.asked, 1), f"{topic} from Yahoo: {number}")

    def complete(self, reason: Reason) -> tuple[Answer, ...]:
        """Return all answers; *reason* stands for those that did not come."""
        missing = (NoAnswer(symbol=each, topic=Topic.PRICE, reason=reason) for each in self._open)
        return (*self._answers, *missing)


def _read(stream: IO[bytes] | None, put: Callable[[str | None], None]) -> None:
    """Pass on every line of *stream*, then None."""
    for line in stream or ():
        put(line.decode("utf-8", "replace"))
    put(None)
