"""Step 1 of the story: files come in, an `ImportResult` goes on.

bytes --content--> records --detect--> layout --read--> statement --assemble--> accounts
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rebalancer.domain.portfolio import Portfolio
from rebalancer.errors import RebalancerError
from rebalancer.ingest.assemble import assemble
from rebalancer.ingest.content import Reading, read_statement
from rebalancer.ingest.errors import (
    LayoutChangedError,
    NoFilesError,
    NoHoldingsError,
    TooLargeError,
    UnknownLayoutError,
    UnreadableFileError,
)
from rebalancer.ingest.join import Refused, join
from rebalancer.ingest.mapping.certain import read_by_headings
from rebalancer.ingest.mapping.mapping import Mapping
from rebalancer.ingest.mapping.reader import read_as_mapped
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import ImportResult, SourceFile
from rebalancer.market.snapshot import Snapshot
from rebalancer.progress import Progress, Share, silent

_READ = 0.7
"""What part of the work is done when a file is read, but not yet added up."""
_PIECE = 1 << 20
"""So many bytes are taken between two progress reports."""
LARGEST_FILE = 200_000_000
"""Bytes; a million lots are about a third of that."""


def read_files(
    paths: Sequence[Path],
    snapshot: Snapshot,
    *,
    mappings: Sequence[Mapping] = (),
    progress: Progress = silent,
) -> ImportResult:
    """Read several files as one portfolio, those of unknown layouts as *mappings* say.

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
        share = Share.of(progress, index, len(paths))
        try:
            results.append(read_file(path, snapshot, mappings=mappings, progress=share))
        except RebalancerError as error:
            refusals.append(Refused(path.name, error))
    if not results:
        raise refusals[0].error if refusals else NoFilesError()
    unmapped = [each.error.path for each in refusals if isinstance(each.error, UnknownLayoutError)]
    known = tuple(path for path in unmapped if path is not None)
    return replace(join(results, refusals), unmapped=known)


def read_file(
    path: Path,
    snapshot: Snapshot,
    *,
    mappings: Sequence[Mapping] = (),
    progress: Progress = silent,
) -> ImportResult:
    """Read one file.

    Raises:
        UnknownLayoutError: Neither a broker's layout nor one of *mappings* fits its table.
        RebalancerError: The file cannot be read; the sentence names file and line.
        Cancelled: *progress* no longer wants the result.
    """
    content = load_content(path, progress)
    try:
        return read_content(content, path.name, snapshot, mappings=mappings, progress=progress)
    except UnknownLayoutError as error:
        error.path = path
        raise


def read_content(
    content: bytes,
    file: str,
    snapshot: Snapshot,
    *,
    mappings: Sequence[Mapping] = (),
    progress: Progress = silent,
) -> ImportResult:
    """Read the bytes of one file; *file* is its name, for messages.

    What a person said about a layout goes before what the app knows about brokers, and that before
    what headings tell.

    Raises:
        RebalancerError: The content cannot be read; the sentence names file and line.
        Cancelled: *progress* no longer wants the result.
    """
    notes = Notes(file)
    share = Share(progress, 0.0, _READ)
    reading = read_as_mapped(content, mappings, notes, share)
    try:
        reading = reading or read_statement(content, notes, share)
    except UnknownLayoutError:
        notes = Notes(file)
        reading = read_by_headings(content, notes, share)
        if reading is None:
            raise
    return _result(content, reading, snapshot, notes, progress)


def read_mapped(
    content: bytes,
    file: str,
    mapping: Mapping,
    snapshot: Snapshot,
    *,
    progress: Progress = silent,
) -> ImportResult:
    """Read the bytes of one file with *mapping* and nothing else.

    Raises:
        LayoutChangedError: The file does not have the columns of *mapping*.
        OpenQuestionError: *mapping* is not finished.
        RebalancerError: The content cannot be read; the sentence names file and line.
        Cancelled: *progress* no longer wants the result.
    """
    notes = Notes(file)
    reading = read_as_mapped(content, (mapping,), notes, Share(progress, 0.0, _READ))
    if reading is None:
        raise LayoutChangedError(file, mapping.name)
    return _result(content, reading, snapshot, notes, progress)


def _result(
    content: bytes, reading: Reading, snapshot: Snapshot, notes: Notes, progress: Progress
) -> ImportResult:
    statement, layout, last_line, alike = reading
    file = notes.file
    accounts = assemble(statement, snapshot, notes, alike, Share(progress, _READ, 1.0))
    if not accounts:
        reason = notes.skipped[0].reason if notes.skipped else ""
        raise NoHoldingsError(file, last_line, layout, reason)
    progress(1.0, f"Read {file}")
    source = SourceFile(
        name=file,
        format=statement.layout,
        sha256=_sha256(content, progress),
        as_of=statement.as_of,
        part=statement.part,
    )
    return ImportResult(
        portfolio=Portfolio(accounts=accounts),
        sources=(source,),
        skipped=notes.skipped,
        warnings=notes.warnings,
    )


def _sha256(content: bytes, progress: Progress) -> str:
    digest = hashlib.sha256()
    for start in range(0, len(content), _PIECE):
        progress(1.0, "Reading")
        digest.update(memoryview(content)[start : start + _PIECE])
    return digest.hexdigest()


def load_content(path: Path, progress: Progress = silent) -> bytes:
    """Return the bytes of a file.

    Raises:
        FileError: The system does not hand them over, or there are far too many.
        Cancelled: *progress* no longer wants them.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise TooLargeError(path.name, size, LARGEST_FILE)
        with path.open("rb", buffering=0) as file:
            content = io.BytesIO()
            while piece := file.read(_PIECE):
                content.write(piece)
                progress(0.0, f"Reading {path.name}")
        return content.getvalue()
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or "unknown reason") from error
