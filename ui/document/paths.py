"""Where households are: the same place under many names, and names that are free."""

from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

from rebalancer.atomic import is_there
from rebalancer.document.store.document import SUFFIX


def is_same_file(path: Path | None, other: Path) -> bool:
    """Whether both lead to one file, by whichever spelling or link; None leads nowhere."""
    if path is None:
        return False
    mine, theirs = path.resolve(), other.resolve()
    if mine == theirs:
        return True
    with suppress(OSError):  # some systems know one name in capitals and small letters
        return _letters(mine) == _letters(theirs) and mine.samefile(theirs)
    return False


def _letters(path: Path) -> str:
    return normalize("NFC", str(path)).casefold()


def free_path(folder: Path, name: str) -> Path:
    """Return a path in *folder* where there is nothing yet, for a document called *name*."""
    number, path = 1, folder / f"{name}{SUFFIX}"
    while is_there(path):
        number += 1
        path = folder / f"{name} {number}{SUFFIX}"
    return path
