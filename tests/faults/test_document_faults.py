"""A document is the old one or the new one, whatever happens to the process, the disk or the file.

The full run (``--faults``) leaves out no event, opcode, limit, byte or length; without it, some of
each are tried.
"""

import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from rebalancer.document.store import document as document_module
from rebalancer.document.store.backups import ALL_OF, Backup, back_up, backups_of, restore
from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import DocumentError
from rebalancer.document.store.record import Record
from rebalancer.document.store.schema import connect
from rebalancer.document.store.tables import Known, write_change
from tests.faults.saving import AFTER, BEFORE, CHANGE, NOW, found, in_a_child, make

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("document"))


@pytest.fixture
def copies(original: Path, tmp_path: Path) -> Path:
    """Return a path under which ``fresh`` puts a new copy."""
    return tmp_path / original.name


def fresh(original: Path, path: Path) -> Path:
    for old in path.parent.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copy(original, path)
    return path


def killed_at(event: int) -> Callable[[FrameType, str, Any], Any]:
    """Return a trace function that ends the process at so many events."""
    counter = count()

    def trace(_: FrameType, __: str, ___: object) -> Any:  # noqa: ANN401 - what CPython wants
        if next(counter) == event:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def test_a_kill_at_any_event_of_a_save_loses_nothing(
    original: Path, copies: Path, *, is_thorough: bool
) -> None:
    killed, kept = 0, 0
    parts: dict[str, bytes] = {}
    for event in count(step=1 if is_thorough else 13):
        path = fresh(original, copies)

        def save(path: Path = path, event: int = event) -> None:
            with Document.open(path, now=NOW) as document:
                sys.settrace(killed_at(event))
                document.record(CHANGE)
                sys.settrace(None)

        code = in_a_child(save)
        parts = found(path)
        assert parts in (BEFORE, AFTER), event
        if code == 0:
            break
        assert code == -signal.SIGKILL, event
        killed += 1
        kept += parts == AFTER
    assert parts == AFTER
    assert killed > 5
    print(f"{killed} kills while Python runs: 0 lost, {kept} already saved")


def test_a_kill_at_any_opcode_of_a_save_loses_nothing(
    original: Path, copies: Path, *, is_thorough: bool
) -> None:
    killed = 0
    parts: dict[str, bytes] = {}
    for opcode in count(step=1 if is_thorough else 29):
        path = fresh(original, copies)

        def save(path: Path = path, opcode: int = opcode) -> None:
            counter = count()

            def tick() -> int:
                if next(counter) == opcode:
                    os.kill(os.getpid(), signal.SIGKILL)
                return 0

            with Document.open(path, now=NOW) as document:
                document._connection.set_progress_handler(tick, 1)  # noqa: SLF001 - the seam
                document.record(CHANGE)

        code = in_a_child(save)
        parts = found(path)
        assert parts in (BEFORE, AFTER), opcode
        if code == 0:
            break
        assert code == -signal.SIGKILL, opcode
        killed += 1
    assert parts == AFTER
    assert killed > 5
    print(f"{killed} kills while SQLite runs: 0 lost")


def test_a_disk_that_is_full_at_any_point_keeps_the_old_or_the_new(
    original: Path, copies: Path, *, is_thorough: bool
) -> None:
    refused = 0
    for limit in range(0, 3 * original.stat().st_size, 256 if is_thorough else 4096):
        path = fresh(original, copies)

        def save(path: Path = path, limit: int = limit) -> None:
            with Document.open(path, now=NOW) as document:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                try:
                    document.record(CHANGE)
                except DocumentError:
                    assert document.parts == BEFORE
                    raise

        code = in_a_child(save)
        assert code in {0, 1}, limit
        assert found(path) == (AFTER if code == 0 else BEFORE), limit
        refused += code
    assert refused > 1
    print(f"{refused} limits refused: each with the old state whole")


def test_a_save_that_a_full_disk_refused_is_done_once_there_is_room(
    original: Path, copies: Path, *, is_thorough: bool
) -> None:
    refused = 0
    for limit in range(0, 3 * original.stat().st_size, 512 if is_thorough else 8192):
        path = fresh(original, copies)

        def save(path: Path = path, limit: int = limit) -> None:
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
            with Document.open(path, now=NOW) as document:
                try:
                    document.record(CHANGE)
                except DocumentError:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
                    document.record(CHANGE)
                    os._exit(3)

        code = in_a_child(save)
        assert code in {0, 3}, limit
        assert found(path) == AFTER, limit
        refused += code == 3
    assert refused > 1
    print(f"{refused} limits refused: each save was done at the second try")


def test_what_an_interrupted_save_left_is_not_played_into_what_is_restored(
    original: Path, copies: Path
) -> None:
    path = fresh(original, copies)
    backup = Backup(path=path.with_name("copy"), made_at=NOW)
    shutil.copy(original, backup.path)
    with Document.open(path, now=NOW) as document:
        document.record(CHANGE)

    def save() -> None:
        connection = connect(path, read_only=False)
        connection.execute("PRAGMA cache_size = 0")
        connection.execute("BEGIN")
        for number in range(200):
            connection.execute(
                "INSERT INTO content VALUES (?, 0, ?)", (str(number), os.urandom(5000))
            )
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_child(save) == -signal.SIGKILL
    assert path.with_name(f"{path.name}-journal").exists()
    path.write_bytes(bytes(16) + path.read_bytes()[16:])
    restore(backup, path, now=NOW)
    assert found(path) == BEFORE


def test_400_days_of_copies_under_a_bad_disk_and_a_wandering_clock(
    original: Path, copies: Path, *, is_thorough: bool
) -> None:
    """A sound copy goes only if a sound one of its time stays; what is made is there afterwards."""
    chance = random.Random(400)  # noqa: S311 - repeatable, not secret
    path, image = fresh(original, copies), original.read_bytes()
    damaged: set[Path] = set()
    removed, back = 0, timedelta()
    for day in range(0, 400, 1 if is_thorough else 5):
        if day in (100, 250):
            back += timedelta(days=730) if day == 100 else timedelta(days=-400)
        before = backups_of(path)
        if chance.random() < 0.1 and before:
            before[0].path.write_bytes(image[:-4096])
            damaged.add(before[0].path)
        now = NOW + timedelta(days=day) - back
        made = back_up(path, image, now=now)
        there = {each.path for each in backups_of(path)}
        gone = [each for each in before if each.path not in there]
        assert made in there
        assert not damaged & {each.path for each in gone}
        for each in gone:
            apart = (
                abs(each.made_at - other.made_at)
                for other in backups_of(path)
                if other.path not in damaged
            )
            assert min(apart) < timedelta(days=31) or each.made_at < now - timedelta(days=350)
            assert each.made_at < now - ALL_OF
        removed += len(gone)
    assert removed > 10
    left = len(backups_of(path))
    print(f"400 days: {left} copies left, {len(damaged)} of them damaged; {removed} removed")


def test_no_flipped_byte_goes_unnoticed(original: Path, copies: Path, *, is_thorough: bool) -> None:
    content = original.read_bytes()
    noticed, harmless = 0, 0
    for place in range(0, len(content), 1 if is_thorough else 61):
        flipped = bytearray(content)
        flipped[place] ^= 0xFF
        copies.write_bytes(flipped)
        says = what_it_says(copies)
        assert says in (None, BEFORE), place
        noticed += says is None
        harmless += says is not None
    assert noticed > 100
    print(f"{noticed} flips noticed, {harmless} changed nothing, 0 silent")


def test_no_cut_goes_unnoticed(original: Path, copies: Path, *, is_thorough: bool) -> None:
    content = original.read_bytes()
    lengths = range(0, len(content), 1 if is_thorough else 211)
    for length in lengths:
        copies.write_bytes(content[:length])
        assert what_it_says(copies) is None, length
    print(f"{len(lengths)} cuts noticed, 0 silent")


def what_it_says(path: Path) -> dict[str, bytes] | None:
    """Return the parts of the document, or None if it is refused with a sentence."""
    try:
        with Document.open(path, now=NOW, read_only=True) as document:
            return dict(document.parts)
    except DocumentError:
        return None


def test_an_error_of_the_disk_is_a_sentence(
    original: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is taken away under SQLite: what follows is refused, and the old state stays."""
    path = fresh(original, copies)
    document = Document.open(path, now=NOW)

    def close_first(connection: sqlite3.Connection, before: Record, after: Known) -> None:
        write_change(connection, before, after)
        connection.interrupt()
        connection.execute("PRAGMA query_only = ON")
        connection.execute("UPDATE note SET value = value")

    with monkeypatch.context() as patch:
        patch.setattr(document_module, "write_change", close_first)
        with pytest.raises(DocumentError):
            document.record(CHANGE)
    document.close()
    assert found(path) == BEFORE
