"""Step 1 of the story: files come in, an `ImportResult` goes on.

bytes --content--> records --detect--> layout --read--> statement --assemble--> accounts
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rebalancer.domain.portfolio import Portfolio
from rebalancer.errors import RebalancerError
from rebalancer.ingest.assemble import assemble
from rebalancer.ingest.content import read_statement
from rebalancer.ingest.errors import (
    NoFilesError,
    NoHoldingsError,
    TooLargeError,
    UnreadableFileError,
)
from rebalancer.ingest.join import Refused, join
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import ImportResult, SourceFile
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Progress, silent

LARGEST_FILE = 200_000_000
"""Bytes; a million lots are about a third of that."""


def read_files(
    paths: Sequence[Path], snapshot: Snapshot, *, progress: Progress = silent
) -> ImportResult:
    """Read several files as one portfolio.

    A file that cannot be read is listed among the doubts, and the others are kept. An account
    that comes in two files is taken from the one with the later date, or else from the last.

    Raises:
        NoFilesError: *paths* is empty.
        RebalancerError: Not one of the files can be read; this is the first file's reason.
        Cancelled: *progress* no longer wants the result.
    """
    results: list[ImportResult] = []
    refusals: list[Refused] = []
    for index, path in enumerate(paths):
        share = _Share(progress, index, len(paths))
        try:
            results.append(read_file(path, snapshot, progress=share))
        except RebalancerError as error:
            refusals.append(Refused(path.name, error))
    if not results:
        raise refusals[0].error if refusals else NoFilesError()
    return join(results, refusals)


def read_file(path: Path, snapshot: Snapshot, *, progress: Progress = silent) -> ImportResult:
    """Read one file.

    Raises:
        RebalancerError: The file cannot be read; the sentence names file and line.
        Cancelled: *progress* no longer wants the result.
    """
    return read_content(_content(path), path.name, snapshot, progress=progress)


def read_content(
    content: bytes, file: str, snapshot: Snapshot, *, progress: Progress = silent
) -> ImportResult:
    """Read the bytes of one file; *file* is its name, for messages only.

    Raises:
        RebalancerError: The content cannot be read; the sentence names file and line.
        Cancelled: *progress* no longer wants the result.
    """
    notes = Notes(file)
    statement, layout, last_line = read_statement(content, notes, progress)
    accounts = assemble(statement, snapshot, notes)
    if not accounts:
        reason = notes.skipped[0].reason if notes.skipped else ""
        raise NoHoldingsError(file, last_line, layout, reason)
    progress(1.0, f"Read {file}")
    source = SourceFile(
        name=file,
        format=statement.layout,
        sha256=hashlib.sha256(content).hexdigest(),
        as_of=statement.as_of,
        part=statement.part,
    )
    return ImportResult(
        portfolio=Portfolio(accounts=accounts),
        sources=(source,),
        skipped=notes.skipped,
        warnings=notes.warnings,
    )


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise TooLargeError(path.name, size, LARGEST_FILE)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or "unknown reason") from error


@dataclass(frozen=True, slots=True)
class _Share:
    """Passes on the progress of one file as its share of the whole."""

    progress: Progress
    index: int
    count: int

    def __call__(self, fraction: float, note: str = "") -> None:
        self.progress((self.index + fraction) / self.count, note)
