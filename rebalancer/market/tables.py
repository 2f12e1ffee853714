"""The embedded tables, checked against their manifest before a figure is believed."""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain

from rebalancer.errors import RebalancerError


class DamagedTableError(RebalancerError):
    """An embedded table is not the one that was shipped."""

    title = "The market snapshot is damaged"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The embedded table “{name}” has changed since it was built.",
            remedy="Install the app again; your own files are not affected.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInfo:
    """What the manifest says of one table."""

    name: str
    what: str
    as_of: date
    source: str
    rows: int
    sha256: str


@cache
def manifest() -> dict[str, TableInfo]:
    """Return the description of every embedded table by file name."""
    text = (files("resources") / "market" / "manifest.json").read_text(encoding="utf-8")
    return {
        name: TableInfo(
            name=name,
            what=entry["what"],
            as_of=date.fromisoformat(entry["as_of"]),
            source=entry["source"],
            rows=entry["rows"],
            sha256=entry["sha256"],
        )
        for name, entry in json.loads(text).items()
    }


def read_table(name: str) -> tuple[list[str], Iterator[list[str]]]:
    """Return the header and the rows of the embedded table *name*.

    Raises:
        DamagedTableError: Its content is not what the manifest describes.
    """
    rows = csv.reader(_checked_text(name).splitlines())
    return next(rows), rows


def read_columns(name: str) -> list[list[str]]:
    """Return the columns of the embedded table *name*, which is quicker where it is long.

    Raises:
        DamagedTableError: Its content is not what the manifest describes.
    """
    text = _checked_text(name)
    header, _, body = text.partition("\n")
    width = header.count(",") + 1
    if '"' in body:
        cells = list(chain.from_iterable(csv.reader(body.splitlines())))
    else:  # no list for every row: most of the time would go into collecting them
        cells = body.rstrip("\n").replace("\n", ",").split(",")
    return [cells[number::width] for number in range(width)]


def _checked_text(name: str) -> str:
    content = (files("resources") / "market" / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != manifest()[name].sha256:
        raise DamagedTableError(name)
    return content.decode("utf-8")
