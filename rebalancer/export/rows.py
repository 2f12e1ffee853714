"""The rows of a sheet on their way into the file: packed as they come, so that many fit."""

import zlib
from collections.abc import Iterator

_BLOCK = 1 << 18
"""Letters of rows that are packed at a time."""
_FAST = 1


class Rows:
    """Rows of a sheet as XML, in the order of the sheet."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._open: list[str] = []
        self._letters = 0

    def append(self, row: str) -> None:
        """Add a row."""
        self._open.append(row)
        self._letters += len(row)
        if self._letters >= _BLOCK:
            self._pack()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the rows in order, many at a time."""
        self._pack()
        return map(zlib.decompress, self._packed)

    def _pack(self) -> None:
        self._packed.append(zlib.compress("".join(self._open).encode(), _FAST))
        self._open.clear()
        self._letters = 0
