"""One window at a time: a lock file beside the document, freed by the system when a process ends.

A file ``household.rebalancer.lock`` names the process and the machine; what counts is the system's
lock on it, so that a process that was killed leaves nothing that has to be cleaned up.
"""

import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import Final

from rebalancer.atomic import PRIVATE, NotWrittenError
from rebalancer.document.store.errors import LockedDocumentError

if sys.platform == "win32":  # pragma: no cover - tested on Linux only
    import msvcrt

    def _seize(descriptor: int) -> None:
        """Lock a byte far behind the text, so that others can read who holds it."""
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error

else:
    import fcntl

    def _seize(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


SUFFIX: Final = ".lock"
APP: Final = "Rebalancer"
_LARGEST = 4096


class DocumentLock:
    """Held from the moment it is made until ``release``.

    Raises:
        LockedDocumentError: Another process holds it.
        OSError: The folder does not take a lock file.
    """

    def __init__(self, document: Path) -> None:
        target = document.resolve()  # whichever link it was reached by
        self._path = target.with_name(target.name + SUFFIX)
        self._descriptor = self._take(document)
        me = {"app": APP, "pid": os.getpid(), "host": socket.gethostname()}
        with contextlib.suppress(OSError):  # a full disk keeps the name out, not the lock
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, json.dumps(me).encode())

    def release(self) -> None:
        """Let others open the document."""
        with contextlib.suppress(OSError):
            self._path.unlink()
        os.close(self._descriptor)

    def _take(self, document: Path) -> int:
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
            with contextlib.ExitStack() as unless_taken:
                unless_taken.callback(os.close, descriptor)
                try:
                    _seize(descriptor)
                except BlockingIOError:
                    os.lseek(descriptor, 0, os.SEEK_SET)
                    owner = _owner(os.read(descriptor, _LARGEST))
                    raise LockedDocumentError(document, owner) from None
                if _is_still(self._path, descriptor):
                    unless_taken.pop_all()
                    return descriptor
                # whoever held it has just let go of it, and removed the file


def lock_to_write(document: Path) -> DocumentLock:
    """Return the lock of *document*, which is about to be made or replaced.

    Raises:
        LockedDocumentError: Another process holds it.
        NotWrittenError: The folder does not take a lock file, and would not take a document.
    """
    try:
        return DocumentLock(document)
    except OSError as error:
        raise NotWrittenError(document, error) from error


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether *path* is the file that is open as *descriptor*."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _owner(content: bytes) -> str:
    try:
        found = json.loads(content)
        return f"on {found['host']!s:.80}, in process {int(found['pid'])}"
    except (ValueError, KeyError, TypeError):
        return "in a process that does not tell its name"
