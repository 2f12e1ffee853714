"""A household, and a change to it that a fault interrupts."""

import os
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import DocumentError
from rebalancer.document.store.record import RecordedStep

NOW = datetime(2026, 11, 26, tzinfo=UTC)
BEFORE = {
    "household": random.Random(7).randbytes(9000),  # noqa: S311 - it does not pack, that is all
    "decisions": b'{"magnificent_seven": {"max": 0.25}}',
}
CHANGE = RecordedStep(
    title="change the cap and close an account",
    before=dict(BEFORE),
    after={"household": BEFORE["household"][::-1] * 2, "decisions": b'{"max": 0.2}'},
)
AFTER = {**BEFORE, **CHANGE.after}


def make(folder: Path) -> Path:
    """Return a new document in *folder*, with one step in it."""
    path = folder / "ours.rebalancer"
    with Document.create(path, {"decisions": b"none"}, now=NOW) as document:
        first = RecordedStep(title="import", before={"decisions": b"none"}, after=dict(BEFORE))
        document.record(first)
    return path


def in_a_child(work: Callable[[], object]) -> int:
    """Do *work* in a process of its own; return its exit code, or minus the signal that ended it.

    1 is an error that a person would have been told of; 2 is any other.
    """
    sys.stdout.flush()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    code = 2
    try:
        work()
        code = 0
    except DocumentError:
        code = 1
    finally:
        os._exit(code)


def found(path: Path) -> dict[str, bytes]:
    """Return what the next window finds in the document, which it can also change."""
    with Document.open(path, now=NOW) as document:
        assert not document.is_read_only
        parts = dict(document.parts)
        document.set_parts({"view": b"seen"})
        document.set_parts({"view": b""})
        return parts
