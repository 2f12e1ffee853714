"""Bringing a document up to date: whatever happens meanwhile, the old one or the new one is there.

The format that is brought up to date never was: this version is the first.
"""

import os
import random
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

import pytest

from rebalancer.document.store import versions
from rebalancer.document.store.backups import backups_of
from rebalancer.document.store.document import Document
from tests.faults.saving import BEFORE, NOW, found, in_a_child, make
from tests.faults.test_document_faults import killed_at
from tests.faults.test_power_loss import STRACE, Replay, calls_of
from tests.rebalancer.document.store.format_0 import format_0, to_format_1

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]

MIGRATE = """
import sys
from pathlib import Path
from rebalancer.document.store import versions
from tests.faults.saving import NOW, Document
from tests.rebalancer.document.store.format_0 import to_format_1
versions.MIGRATIONS = {0: to_format_1}
Document.open(Path(sys.argv[1]), now=NOW).close()
print("saved", flush=True)
"""


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = make(tmp_path)
    path.write_bytes(format_0(path.read_bytes()))
    monkeypatch.setattr(versions, "MIGRATIONS", {0: to_format_1})
    return path


def left_over(path: Path) -> None:
    """Remove what an attempt has left beside the document."""
    for other in path.parent.iterdir():
        if other != path:
            shutil.rmtree(other) if other.is_dir() else other.unlink()


def test_a_kill_at_any_event_leaves_the_old_one_or_the_new_one(
    older: Path, *, is_thorough: bool
) -> None:
    image, killed = older.read_bytes(), 0
    for event in count(step=1 if is_thorough else 173):
        left_over(older)
        older.write_bytes(image)

        def migrate(event: int = event) -> None:
            sys.settrace(killed_at(event))
            Document.open(older, now=NOW)
            sys.settrace(None)

        code = in_a_child(migrate)
        now = older.read_bytes()
        kept = [each.path.read_bytes() for each in backups_of(older)]
        assert now == image or image in kept, event
        assert found(older) == BEFORE, event
        if code == 0:
            break
        assert code == -signal.SIGKILL, event
        killed += 1
    assert killed > 5
    print(f"{killed} kills while a document is brought up to date: 0 lost")


@pytest.mark.skipif(STRACE is None, reason="needs strace: apt-get install strace")
def test_the_power_may_fail_while_a_document_is_brought_up_to_date(
    older: Path, tmp_path: Path, *, is_thorough: bool
) -> None:
    chance, tried, replay = random.Random(2026), 0, Replay(older)  # noqa: S311 - repeatable
    there = tmp_path / "after"
    there.mkdir()
    for call in list(calls_of(MIGRATE, older)):
        if not replay.follow(*call):
            continue
        for _ in range(12 if is_thorough else 2):
            left_over(there / "nothing")
            for name, content in replay.disk.after_power_loss(chance).items():
                if not name.endswith((".lock", ".tmp")):
                    (there / name).write_bytes(content)
            assert found(there / older.name) == BEFORE
            tried += 1
    assert replay.is_saved
    assert tried > 5
    print(f"{tried} power losses while a document is brought up to date: 0 lost")
