"""What a report of a bug may say: where it happened, and nothing of what the user owns.

An allow-list: the kind of the exception, and module, function and line of each frame. What an
exception says is left out, as it may quote a cell of a file; of our own errors the title is told,
which is the same for everybody.
"""

import faulthandler
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import PySide6
from PySide6.QtCore import QSysInfo

from rebalancer import __version__
from rebalancer.atomic import (
    PRIVATE,
    NotRemovedError,
    NotWrittenError,
    make_private_folder,
    remove_file,
)
from rebalancer.errors import RebalancerError

_MOST_FRAMES = 60
"""Of each error and each thread."""
_MOST_LINES = 20 * _MOST_FRAMES
"""Of a whole report."""
_LARGEST = 5_000_000
"""Holds a hundred threads of a hundred frames with long paths: more is never written at once."""
_FAULT = re.compile(r"Fatal Python error: [A-Za-z ]+|Windows fatal exception: [a-z ]+")
_THREAD = re.compile(r"(Current thread|Thread) 0x[0-9a-f]+")
_FRAME = re.compile(r'  File "(?P<file>[^"]*)", line (?P<line>\d+) in (?P<function>[\w<>]+)')
_IDLE = re.compile(r'  File "(.*\W)?concurrent\Wfutures\Wthread\.py", line \d+ in _worker')
"""The topmost frame of a thread that waits for work."""
_HOUSE = ("rebalancer", "ui", "resources")


def versions() -> str:
    """Return what is running, in one line."""
    return (
        f"Rebalancer {__version__}, Python {sys.version.split()[0]}, "
        f"PySide6 {PySide6.__version__}, {QSysInfo.prettyProductName()}"
    )


def describe(error: BaseException) -> str:
    """Return what may be told of *error* and of what led to it, the first cause on top."""
    return "\n".join(_chain(error, set()))


def _chain(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _chain(before, told)
        yield "which led to"
    yield from _frames(error)
    kind = type(error)
    title = f": {error.title}" if isinstance(error, RebalancerError) else ""
    place = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    yield f"{place}{kind.__qualname__}{title}"


def _frames(error: BaseException) -> Iterator[str]:
    walked = list(traceback.walk_tb(error.__traceback__))
    for frame, line in walked[-_MOST_FRAMES:]:
        module = frame.f_globals.get("__name__", "?")
        yield f"  {module}, line {line}, in {frame.f_code.co_qualname}"


def describe_crash(dump: str) -> str:
    """Return what may be told of what ``faulthandler`` wrote; "" where it wrote nothing.

    It writes the newest thread first, and what failed somewhere among them: here that comes first
    and is never cut away, and the threads that had nothing to do come last.
    """
    parts = sorted(_parts(dump.splitlines()), key=_place)
    told = [_told(line) for part in parts for line in part[: _MOST_FRAMES + 1]]
    return "\n".join(told[:_MOST_LINES])


def _parts(lines: list[str]) -> list[list[str]]:
    """Return the lines that are understood, apart for each fault and each thread."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if _FAULT.match(line) or _THREAD.match(line):
            parts.append([line])
        elif _FRAME.match(line):
            parts[-1].append(line)
    return parts


def _place(part: list[str]) -> int:
    """Return where a part stands: the fault and its thread 0, other threads 1, idle ones 2."""
    heading, *frames = part or [""]
    if _FAULT.match(heading) or heading.startswith("Current thread"):
        return 0
    return 2 if frames and _IDLE.match(frames[0]) else 1


def _told(line: str) -> str:
    """Return what may be told of a *line* that is understood."""
    if frame := _FRAME.match(line):
        return f"  {_module(frame['file'])}, line {frame['line']}, in {frame['function']}"
    heading = _FAULT.match(line) or _THREAD.match(line)
    return heading[0] if heading else ""


def _module(file: str) -> str:
    """Return the module at *file*, without the folders of this computer."""
    parts = Path(file).with_suffix("").parts
    library = f"python{sys.version_info.major}.{sys.version_info.minor}"
    starts = [place for place, part in enumerate(parts) if part in _HOUSE]
    if "site-packages" in parts:
        starts = [parts.index("site-packages") + 1]
    elif not starts and library in parts:
        starts = [parts.index(library) + 1]
    return ".".join(parts[starts[-1] :]) if starts else "?"


class CrashLog:
    """Keeps what Python wrote when the process was killed by its own fault.

    Attributes:
        report: What may be told of the last crash that nobody has seen to; "" if there is none.
    """

    def __init__(self, folder: Path) -> None:
        self._writing = folder / "crash.txt"
        self._kept = folder / "last-crash.txt"
        self._stream: TextIO | None = None
        self.report = ""

    def start(self) -> None:
        """Take up what an earlier run left, and write down a crash of this one."""
        self.take_up()
        with suppress(OSError, NotWrittenError):  # without a place to write there is no log
            make_private_folder(self._writing.parent)
            self._stream = open(  # noqa: SIM115 - open as long as the process lives
                self._writing, "a", encoding="utf-8", opener=_open_private
            )
            faulthandler.enable(self._stream)

    def take_up(self) -> None:
        """Put aside what an earlier run left, until the person has seen to it."""
        with suppress(OSError):
            if self._writing.exists() and self._writing.stat().st_size:
                self._writing.replace(self._kept)
            if self._kept.exists():
                with self._kept.open(encoding="utf-8", errors="replace") as kept:
                    self.report = describe_crash(kept.read(_LARGEST))

    def forget(self) -> None:
        """Remove what is known of the last crash."""
        self.report = ""
        with suppress(NotRemovedError):
            remove_file(self._kept)

    def stop(self) -> None:
        """Write nothing down any more."""
        if self._stream is not None:
            faulthandler.disable()
            self._stream.close()
            self._stream = None


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags, mode=PRIVATE)
