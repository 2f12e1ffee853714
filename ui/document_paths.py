"""Where households are: the same place under many names, and names that are free."""

from pathlib import Path

from rebalancer.document.store.document import SUFFIX


def is_same_file(path: Path | None, other: Path) -> bool:
    """Whether both lead to one file, by whichever spelling or link; None leads nowhere."""
    return path is not None and path.resolve() == other.resolve()


def free_path(folder: Path, name: str) -> Path:
    """Return a path in *folder* where there is nothing yet, for a document called *name*."""
    number, path = 1, folder / f"{name}{SUFFIX}"
    while path.exists():
        number += 1
        path = folder / f"{name} {number}{SUFFIX}"
    return path
