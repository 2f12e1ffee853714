"""When the power goes, the disk holds what was synced, and some of the rest: never half a save.

What a save really writes and syncs is taken from ``strace``. After every one of these calls the
power fails: what was synced is there, of the other writes any part may be.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.saving import AFTER, BEFORE, found, make

STRACE = shutil.which("strace")
CALLS = "openat,pwrite64,write,fsync,fdatasync,unlink,rename"
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_SUBSETS = 12

SAVE = """
import sys
from pathlib import Path
from tests.faults import saving
with saving.Document.open(Path(sys.argv[1]), now=saving.NOW) as document:
    document.record(saving.CHANGE)
    print("saved", flush=True)
"""


@dataclass
class Disk:
    """Files as the system shows them, and as they are on the platter.

    Attributes:
        named: The names that the folder has on the platter.
        waiting: What was written to each file since it was synced.
        replaced: What a name stood for before another file took it, until the folder is synced.
    """

    shown: dict[str, bytearray]
    synced: dict[str, bytes]
    named: set[str]
    waiting: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    replaced: dict[str, bytes] = field(default_factory=dict)

    def write(self, name: str, place: int, content: bytes) -> None:
        put(self.shown.setdefault(name, bytearray()), place, content)
        self.waiting.setdefault(name, []).append((place, content))

    def sync(self, name: str) -> None:
        self.synced[name] = bytes(self.shown.get(name, b""))
        self.waiting.pop(name, None)

    def remove(self, name: str) -> None:
        self.shown.pop(name, None)

    def rename(self, name: str, to: str) -> None:
        """Let what is *name* be *to*; until the folder is synced, what was *to* may come back."""
        if to in self.named:
            self.replaced[to] = self.synced[to]
        self.shown[to] = self.shown.pop(name, bytearray())
        self.synced[to] = self.synced.get(name, b"")
        self.waiting[to] = self.waiting.pop(name, [])

    def sync_folder(self) -> None:
        self.named = set(self.shown)
        self.replaced.clear()

    def after_power_loss(self, chance: random.Random) -> dict[str, bytes]:
        """Return what is on the platter: all that was synced, and any of what was not."""
        left: dict[str, bytes] = {}
        for name in {*self.shown, *self.named}:
            is_certain = name in self.named and name in self.shown
            if not is_certain and chance.random() < 0.5:
                continue
            if name in self.replaced and chance.random() < 0.5:
                left[name] = self.replaced[name]
                continue
            file = bytearray(self.synced.get(name, b""))
            for place, content in self.waiting.get(name, ()):
                if chance.random() < 0.5:
                    put(file, place, content)
            left[name] = bytes(file)
        return left


def put(file: bytearray, place: int, content: bytes) -> None:
    file.extend(bytes(max(0, place + len(content) - len(file))))
    file[place : place + len(content)] = content


def calls_of(work: str, path: Path) -> Iterator[tuple[str, str, int]]:
    """Do *work* to *path* under ``strace``; yield each call's name, arguments and result."""
    assert STRACE is not None
    log = path.with_name("calls")
    command = [STRACE, "-f", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(log)]
    done = subprocess.run(
        [*command, sys.executable, "-c", work, str(path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("this system does not let a process be traced")
    assert done.stdout == "saved\n", done.stderr
    for line in log.read_text().splitlines():
        call = _CALL.match(line)
        if call:
            yield call[1], call[2], int(call[3])
    log.unlink()


def text_in(arguments: str) -> bytes:
    quoted = _TEXT.search(arguments)
    return bytes.fromhex(quoted[1].replace("\\x", "")) if quoted else b""


def texts_in(arguments: str) -> list[bytes]:
    return [bytes.fromhex(each.replace("\\x", "")) for each in _TEXT.findall(arguments)]


class Replay:
    """Follows the calls of a save on a disk.

    Attributes:
        is_saved: Whether the save has said that it is done.
    """

    def __init__(self, path: Path) -> None:
        before = path.read_bytes()
        self.disk = Disk({path.name: bytearray(before)}, {path.name: before}, {path.name})
        self.is_saved = False
        self._folder = path.parent
        self._open: dict[int, Path] = {}

    def follow(self, call: str, arguments: str, result: int) -> bool:
        """Do what the process did; return whether that matters to what is on the disk."""
        text = text_in(arguments)
        number = int(arguments.split(",", maxsplit=1)[0]) if arguments[:1].isdigit() else -1
        if call == "openat":
            self._open[result] = Path(os.fsdecode(text))
        elif call == "unlink":
            self.disk.remove(Path(os.fsdecode(text)).name)
        elif call == "rename":
            self._rename(*(Path(os.fsdecode(each)) for each in texts_in(arguments)))
        elif call == "write" and text.startswith(b"saved"):
            self.is_saved = True
        else:
            return self._touch(self._open.get(number, Path()), call, arguments)
        return call != "openat"

    def _rename(self, old: Path, new: Path) -> None:
        if old.parent == self._folder:
            self.disk.rename(old.name, new.name)

    def _touch(self, path: Path, call: str, arguments: str) -> bool:
        if path == self._folder:
            self.disk.sync_folder()
        elif path.parent != self._folder:
            return False
        elif call in {"pwrite64", "write"}:
            place = arguments.rsplit(", ", 1)[1] if call == "pwrite64" else "0"
            self.disk.write(path.name, int(place), text_in(arguments))
        elif call in {"fsync", "fdatasync"}:
            self.disk.sync(path.name)
        return True


@pytest.mark.faults
@pytest.mark.skipif(STRACE is None, reason="needs strace: apt-get install strace")
def test_the_power_may_fail_at_any_moment(tmp_path: Path, *, is_thorough: bool) -> None:
    path = make(tmp_path)
    original = path.read_bytes()
    chance = random.Random(2026)  # noqa: S311 - repeatable, not secret
    there, tried, durable = tmp_path / "after", 0, 0
    there.mkdir()
    trail = list(losses(path, chance, subsets=_SUBSETS if is_thorough else 3))
    assert any(is_saved for _, is_saved in trail)
    for files, is_saved in trail:
        for old in there.iterdir():
            old.unlink()
        for name, content in files.items():
            if not name.endswith(".lock"):
                (there / name).write_bytes(content)
        parts = found(there / path.name)
        assert parts == AFTER if is_saved else parts in (BEFORE, AFTER)
        tried += 1
        durable += is_saved
    assert original != path.read_bytes()
    print(f"{tried} power losses: 0 corrupt, {durable} of {durable} saves durable")


def losses(
    path: Path, chance: random.Random, *, subsets: int
) -> Iterator[tuple[dict[str, bytes], bool]]:
    """Yield what the disk may hold if the power fails, and whether the save was said to be done."""
    replay = Replay(path)
    for call in calls_of(SAVE, path):
        if replay.follow(*call):
            for _ in range(subsets):
                yield replay.disk.after_power_loss(chance), replay.is_saved
