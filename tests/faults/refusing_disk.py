"""A disk that refuses, at the step and for the reason that a test asks for."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pytest

from rebalancer import atomic

REASONS = (errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO, errno.EINTR)
STEPS = ("open", "write", "fsync", "replace")
OLD = b"what was there before"
Write = Callable[[Path], object]
"""Writes something into a folder, always under the same names."""


class _Refusing:
    """A file that takes nothing."""

    def __init__(self, path: Path, number: int) -> None:
        self._file = path.open("xb")
        self._number = number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> int:
        self._file.write(bytes(content)[: len(content) // 2])
        raise OSError(self._number, os.strerror(self._number))


@contextmanager
def broken_at(step: str, number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the disk refuse at *step* with the error *number*, for a while."""

    def refuse(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    def open_refusing(path: Path, *_: object, **__: object) -> _Refusing:
        return _Refusing(path, number)

    with monkeypatch.context() as patch:
        if step == "write":
            patch.setattr(atomic, "open", open_refusing, raising=False)
        else:
            patch.setattr(os, step, refuse)
        yield


def old_files(write: Write, folder: Path) -> dict[str, bytes]:
    """Return the files that *write* makes in *folder*, each with something older in its place."""
    write(folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(OLD)
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is in *folder*, hidden files included."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
