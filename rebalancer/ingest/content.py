"""Bytes become a statement, whatever they are kept in: a text file, a workbook or OFX."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from rebalancer.ingest.brief import Brief, condense
from rebalancer.ingest.detect import HEAD_ROWS, find_delimiter, find_layout
from rebalancer.ingest.errors import EmptyFileError, NotPositionsError, UnknownLayoutError
from rebalancer.ingest.formats import ibkr_flex, ofx
from rebalancer.ingest.formats.ofx import read_ofx
from rebalancer.ingest.formats.ofx_markup import is_ofx
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.lot_rows import LotRows
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.respelling import respell
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.sheet import Sheet
from rebalancer.ingest.statement import Statement
from rebalancer.ingest.text import Record, decode, split, split_lines
from rebalancer.ingest.workbook import Page, is_workbook, read_pages
from rebalancer.progress import Progress, Share, silent

LONG = 1 << 17
"""Bytes; what is shorter is read row by row."""
_HEAD = 1 << 16
"""So many bytes hold the first rows of any table."""
_DECODED, _CONDENSED, _ONCE, _COMPARED, _UNFOLDED = 0.1, 0.5, 0.58, 0.6, 0.8
"""What part of the work is done after each step."""
_SPLIT = 0.5
"""What part of the rest of the work is done when a file that is read row by row is split."""


class Reading(NamedTuple):
    """What one file says, and what it was recognised as."""

    statement: Statement
    layout: str
    last_line: int
    alike: Mapping[int, LotRows] = MappingProxyType({})
    """All rows that are like the entry on a line, itself included."""


def read_statement(content: bytes, notes: Notes, progress: Progress = silent) -> Reading:
    """Return what the bytes of a file say; what is doubtful about them goes into *notes*.

    Raises:
        FileError: The content cannot be read; the sentence names file and line.
        Cancelled: *progress* no longer wants the result.
    """
    if is_workbook(content):
        return _of_workbook(content, notes, progress)
    if ibkr_flex.is_flex(content):
        records = ibkr_flex.flex_records(content, notes)
        sheet = Sheet(records=records, notes=notes, progress=progress)
        return _of_sheet(sheet, ibkr_flex.LAYOUT)
    if is_ofx(content):
        return Reading(read_ofx(content, notes, progress), ofx.NAME, 0)
    return _of_text(content, notes, progress)


def _of_text(content: bytes, notes: Notes, progress: Progress) -> Reading:
    text = decode(content, notes.file, Share(progress, 0.0, _DECODED))
    if text.is_guessed:
        message = "The file is not UTF-8; it was read as Windows-1252. Check names with accents."
        notes.warn(WarningCode.ENCODING_GUESSED, 0, message)
    is_long = len(text.content) >= LONG
    reading = _in_brief(text.content, notes, progress) if is_long else None
    if reading is not None:
        return reading
    rest = Share(progress, _CONDENSED if is_long else _DECODED, 1.0)
    lines = text.lines
    delimiter = find_delimiter(lines)
    records = split(lines, delimiter, Share(rest, 0.0, _SPLIT))
    layout = find_layout(records, notes.file)
    plain = respell(records, layout.numbers, delimiter, notes)
    sheet = Sheet(records=plain, notes=notes, progress=Share(rest, _SPLIT, 1.0))
    return _of_sheet(sheet, layout)


def _in_brief(content: bytes, notes: Notes, progress: Progress) -> Reading | None:
    """Read a long table of lots without a record for each row; None where that cannot be done."""
    head = split_lines(content[: content.rfind(b"\n", 0, _HEAD) + 1])
    if sum(bool(line.strip()) for line in head) < HEAD_ROWS:
        return None
    try:
        delimiter = find_delimiter(head)
        layout = find_layout(split(head, delimiter), notes.file)
    except (UnknownLayoutError, NotPositionsError):
        return None
    brief = condense(content, head, delimiter, layout, Share(progress, _DECODED, _CONDENSED))
    if brief is None or find_layout(brief.records, notes.file) is not layout:
        return None
    if not _is_plain(brief.records, layout, delimiter):
        return None
    statement, read = _read_brief(brief, layout, notes, Share(progress, _CONDENSED, _ONCE))
    unlike = brief.unlike(statement, read, Share(progress, _ONCE, _COMPARED))
    if unlike:
        brief = brief.unfolded(unlike, Share(progress, _COMPARED, _UNFOLDED))
        statement, read = _read_brief(brief, layout, notes, Share(progress, _UNFOLDED, 1.0))
    notes.add(read)
    return Reading(statement, layout.name, brief.records[-1].line, brief.alike)


def _read_brief(
    brief: Brief, layout: Layout, notes: Notes, progress: Progress
) -> tuple[Statement, Notes]:
    """Return what the reader of a *layout* makes of a file in brief, and what it notes."""
    read = Notes(notes.file)
    return layout.read(Sheet(records=brief.records, notes=read, progress=progress)), read


def _is_plain(records: Sequence[Record], layout: Layout, delimiter: str) -> bool:
    """Whether numbers and days are written as in the US, beyond doubt."""
    doubts = Notes("")
    return respell(records, layout.numbers, delimiter, doubts) is records and not doubts.warnings


def _of_workbook(content: bytes, notes: Notes, progress: Progress) -> Reading:
    """Read the first sheet that has a known layout; the others are listed."""
    pages = read_pages(content, notes.file, progress)
    if not pages:
        raise EmptyFileError(notes.file)
    page, layout = _first_known(pages, notes.file)
    for other in pages:
        if other is not page:
            notes.skip(0, f"the sheet “{other.title}” is not read, only “{page.title}” is")
    if page.end:
        notes.skip(page.end, "nothing is read from here on: more than 1,000 empty rows come before")
    plain = respell(page.records, NumberStyle.COMMA_POINT, "", notes)
    return _of_sheet(Sheet(records=plain, notes=notes, progress=progress), layout)


def _first_known(pages: list[Page], file: str) -> tuple[Page, Layout]:
    refusals: list[UnknownLayoutError | NotPositionsError] = []
    for page in pages:
        try:
            return page, find_layout(page.records, file)
        except (UnknownLayoutError, NotPositionsError) as error:
            refusals.append(error)
    raise next((each for each in refusals if isinstance(each, NotPositionsError)), refusals[0])


def _of_sheet(sheet: Sheet, layout: Layout) -> Reading:
    return Reading(layout.read(sheet), layout.name, sheet.last_line)
