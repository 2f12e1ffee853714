"""A file is written whole or not at all, whatever the disk says."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from rebalancer.atomic import (
    NotRemovedError,
    NotWrittenError,
    RefusedTargetError,
    make_private_folder,
    remove_file,
    write_atomically,
)
from rebalancer.errors import RebalancerError

OLD, NEW = b"the old list", b"the new list"
REFUSALS = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
    errno.ENAMETOOLONG,
    errno.ETXTBSY,
)


def new(stream: BinaryIO) -> None:
    stream.write(NEW)


def refuse(number: int) -> Callable[..., int]:
    def refused(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    return refused


@pytest.fixture
def existing(tmp_path: Path) -> Path:
    path = tmp_path / "trades.xlsx"
    path.write_bytes(OLD)
    return path


@pytest.fixture(params=[0o000, 0o077], ids=["open umask", "closed umask"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def assert_untouched(path: Path, error: RebalancerError) -> None:
    assert path.read_bytes() == OLD
    assert list(path.parent.iterdir()) == [path]
    assert f"“{path}” was not written, because " in error.sentence()
    assert "the file of that name is as it was" in error.sentence()
    assert error.remedy


def test_a_new_file_can_be_read_by_its_owner_only(tmp_path: Path, umask: None) -> None:
    path = tmp_path / "trades.xlsx"
    write_atomically(path, new)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_replaced_file_keeps_its_mode(existing: Path, umask: None, mode: int) -> None:
    existing.chmod(mode)
    write_atomically(existing, new)
    assert existing.read_bytes() == NEW
    assert stat.S_IMODE(existing.stat().st_mode) == mode


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt])
def test_a_writer_that_breaks_off_leaves_the_old_file(
    existing: Path, stop: type[BaseException]
) -> None:
    def breaks_off(stream: BinaryIO) -> None:
        stream.write(NEW)
        raise stop

    with pytest.raises(stop):
        write_atomically(existing, breaks_off)
    assert existing.read_bytes() == OLD
    assert list(existing.parent.iterdir()) == [existing]


@pytest.mark.parametrize("number", REFUSALS, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", ["open", "fsync", "replace"])
def test_a_refusal_at_any_step_leaves_the_old_file(
    existing: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    monkeypatch.setattr(os, call, refuse(number))
    with pytest.raises(NotWrittenError) as caught:
        write_atomically(existing, new)
    monkeypatch.undo()
    assert_untouched(existing, caught.value)


def test_a_refusal_inside_the_writer_is_told_as_well(existing: Path) -> None:
    def refused(stream: BinaryIO) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(NotWrittenError, match="not enough room") as caught:
        write_atomically(existing, refused)
    assert_untouched(existing, caught.value)


def test_a_file_that_was_never_there_is_not_said_to_be_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "trades.xlsx"
    with pytest.raises(NotWrittenError) as caught:
        write_atomically(path, new)
    assert "as it was" not in caught.value.sentence()


def test_an_error_without_a_number_has_a_sentence_too(existing: Path) -> None:
    def refused(stream: BinaryIO) -> None:
        raise OSError

    with pytest.raises(NotWrittenError, match="gave no reason") as caught:
        write_atomically(existing, refused)
    assert_untouched(existing, caught.value)


def test_a_temporary_file_that_cannot_be_removed_does_not_hide_why(
    existing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "replace", refuse(errno.ENOSPC))
    monkeypatch.setattr(os, "unlink", refuse(errno.EIO))
    with pytest.raises(NotWrittenError, match="not enough room"):
        write_atomically(existing, new)
    assert existing.read_bytes() == OLD


def test_a_folder_that_cannot_be_synced_is_no_failure(
    existing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no folders here")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    write_atomically(existing, new)
    assert existing.read_bytes() == NEW


FILL_THE_DISK = """
import resource, signal, sys
from pathlib import Path
from rebalancer.atomic import NotWrittenError, write_atomically

path, old, size = Path(sys.argv[1]), b"o" * 700, 5000
for limit in range(0, size + 512, 64):
    path.write_bytes(old)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        write_atomically(path, lambda stream: stream.write(b"n" * size))
        wanted = b"n" * size
    except NotWrittenError as error:
        assert "not enough room" in error.sentence(), error
        wanted = old
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    assert path.read_bytes() == wanted, limit
    assert (limit >= size) == (wanted != old), limit
    assert list(path.parent.iterdir()) == [path], limit
print("whole at every limit")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_full_disk_leaves_the_old_file_wherever_it_strikes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(tmp_path / "trades.xlsx")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "whole at every limit\n", done.stderr


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedTargetError, match="is a folder"):
        write_atomically(tmp_path, new)


@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_is_refused_and_what_it_names_is_left_alone(
    existing: Path, *, dangling: bool
) -> None:
    link = existing.with_name("link.xlsx")
    link.symlink_to(existing.with_name("nowhere") if dangling else existing)
    with pytest.raises(RefusedTargetError, match="is a link"):
        write_atomically(link, new)
    assert existing.read_bytes() == OLD
    assert link.is_symlink()


def test_a_device_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(RefusedTargetError, match="not an ordinary file"):
        write_atomically(pipe, new)
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError, match="its folder does not exist"):
        write_atomically(tmp_path / "nowhere" / "trades.xlsx", new)


def test_a_file_in_place_of_a_folder_is_named(existing: Path) -> None:
    with pytest.raises(NotWrittenError, match="its folder does not exist"):
        write_atomically(existing / "trades.xlsx", new)


def test_a_name_that_is_too_long_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError, match="its name is too long"):
        write_atomically(tmp_path / ("n" * 300), new)


def test_a_private_folder_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "private"

    make_private_folder(folder)
    make_private_folder(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_says_so(existing: Path) -> None:
    with pytest.raises(NotWrittenError, match="was not written"):
        make_private_folder(existing / "below")


def test_a_removed_file_is_gone_and_a_missing_one_is_no_failure(existing: Path) -> None:
    remove_file(existing)
    remove_file(existing)

    assert list(existing.parent.iterdir()) == []


def test_a_file_that_cannot_be_removed_says_so(
    existing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "unlink", refuse(errno.EROFS))

    with pytest.raises(NotRemovedError, match="still there, because the disk can only be read"):
        remove_file(existing)
