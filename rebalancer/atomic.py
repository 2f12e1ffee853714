"""Files that are written whole or not at all."""

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from rebalancer.errors import RebalancerError

PRIVATE = 0o600
"""What the app writes is nobody's business but its owner's."""

_PRIVATE_FOLDER = 0o700

_NO_ROOM = ("there is not enough room for it", "Free some space, or choose another disk.")
_NO_RIGHT = (
    "the system does not allow it",
    "Close the file where another program shows it, or choose another folder.",
)
_NO_FOLDER = ("its folder does not exist", "Choose a folder that exists.")
_REASONS = {
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: ("the disk can only be read", "Choose a folder on another disk."),
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EFBIG: _NO_ROOM,
    errno.EIO: ("the disk reported an error", "Choose another disk, and have this one checked."),
    errno.EINTR: ("the system broke it off", "Try once more."),
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter name."),
}


class NotWrittenError(RebalancerError):
    """The system refused to write a file; an older one of that name is as it was."""

    title = "The file was not written"

    def __init__(self, path: Path, error: OSError) -> None:
        otherwise = (error.strerror or "the system gave no reason", "Choose another folder.")
        reason, remedy = _REASONS.get(error.errno or 0, otherwise)
        kept = "; the file of that name is as it was" if _is_file(path) else ""
        super().__init__(f"“{path}” was not written, because {reason}{kept}.", remedy=remedy)


class NotRemovedError(RebalancerError):
    """The system refused to remove a file."""

    title = "The file was not removed"

    def __init__(self, path: Path, error: OSError) -> None:
        otherwise = (error.strerror or "the system gave no reason", "")
        reason, remedy = _REASONS.get(error.errno or 0, otherwise)
        super().__init__(f"“{path}” is still there, because {reason}.", remedy=remedy)


class RefusedTargetError(RebalancerError):
    """Something that is not an ordinary file stands where the file should go."""

    title = "Not a place to write to"

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"“{path}” is {what}, and is left as it is.",
            remedy="Choose another name.",
        )


def write_atomically(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Have *write* fill a file that then takes the place of *path* in one step.

    A new file can be read by its owner only; one that is replaced keeps its mode. Whatever goes
    wrong, also in *write*, an older file stays as it was and nothing is left beside it.

    Raises:
        RefusedTargetError: *path* is a link, a folder or a device.
        NotWrittenError: The system refuses: no room, no right, no such folder.
    """
    try:
        _replace(path, write, mode=_mode_to_keep(path))
    except OSError as error:
        raise NotWrittenError(path, error) from error
    _sync_folder(path.parent)


def is_there(path: Path) -> bool:
    """Whether something is at *path*; under a name that the system cannot look up nothing is."""
    try:
        return path.exists()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    return is_there(path) and path.is_file()


def remove_file(path: Path) -> None:
    """Remove *path*; nothing happens if it is not there.

    Raises:
        NotRemovedError: The system refuses.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise NotRemovedError(path, error) from error
    _sync_folder(path.parent)


def make_private_folder(folder: Path) -> None:
    """Make *folder* if there is none yet, for its owner only.

    Raises:
        NotWrittenError: The system refuses.
    """
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise NotWrittenError(folder, error) from error


def _mode_to_keep(path: Path) -> int:
    """Return the mode of the file at *path*, or PRIVATE where there is none yet."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return PRIVATE
    if stat.S_ISLNK(mode):
        raise RefusedTargetError(path, "a link to another place")
    if stat.S_ISDIR(mode):
        raise RefusedTargetError(path, "a folder")
    if not stat.S_ISREG(mode):
        raise RefusedTargetError(path, "not an ordinary file")
    return stat.S_IMODE(mode)


def _replace(path: Path, write: Callable[[BinaryIO], object], *, mode: int) -> None:
    temporary = path.with_name(f".rebalancer-{os.urandom(8).hex()}.tmp")
    try:
        # buffered on purpose: a bare os.write() may write short and report success
        with open(temporary, "xb", opener=_open_private) as stream:
            write(stream)
            stream.flush()
            if mode != PRIVATE:
                temporary.chmod(mode)
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags, mode=PRIVATE)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system can promise that.

    The file itself is whole and in place by now, so a refusal (network folders) is no failure.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return  # pragma: no cover - Windows cannot sync a folder
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
