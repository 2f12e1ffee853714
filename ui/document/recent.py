"""The households that were open lately: a small private JSON file."""

import json
from contextlib import suppress
from pathlib import Path

from rebalancer.atomic import (
    NotWrittenError,
    RefusedTargetError,
    make_private_folder,
    write_atomically,
)

MOST = 10
_LARGEST = 100_000


def recent_file(folder: Path) -> Path:
    """Return where they are remembered in the app's own *folder*."""
    return folder / "recent.json"


class Recent:
    """Remembers the latest households, the last one first.

    Attributes:
        paths: Also of files that are not there at the moment: a disk may come back.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self.paths: tuple[Path, ...] = () if file is None else _read(file)

    def add(self, path: Path) -> bool:
        """Put *path* first; return whether it was not."""
        before = self.paths
        self.paths = (path, *(each for each in before if each != path))[:MOST]
        return self.paths != before

    def keep(self) -> None:
        """Write them down; may be called on any thread."""
        if self._file is None:
            return
        content = json.dumps([str(each) for each in self.paths], indent=1).encode()
        with suppress(NotWrittenError, RefusedTargetError):  # convenient, and no more than that
            make_private_folder(self._file.parent)
            write_atomically(self._file, lambda stream: stream.write(content))


def _read(file: Path) -> tuple[Path, ...]:
    try:
        if file.stat().st_size > _LARGEST:
            return ()
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    names = found if isinstance(found, list) else []
    return tuple(Path(name) for name in names[:MOST] if isinstance(name, str) and name)
