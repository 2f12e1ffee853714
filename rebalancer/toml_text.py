"""The text of a TOML file that a person chose."""

import errno
import os
from importlib.resources.abc import Traversable

MOST_BYTES = 1_000_000
"""Many times as much as any file of this app's has: what is larger is something else."""


def read_text(file: Traversable) -> str:
    """Return what is in *file*, with plain ends of lines.

    Raises:
        OSError: It cannot be read, or is too large to be a TOML file of this app's.
        UnicodeDecodeError: It is not UTF-8 text.
    """
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), file.name)
    return content.decode("utf-8").replace("\r\n", "\n")
