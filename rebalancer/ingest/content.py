"""Bytes become a statement, whatever they are kept in: a text file, a workbook or OFX."""

from typing import NamedTuple

from rebalancer.ingest.detect import find_delimiter, find_layout
from rebalancer.ingest.errors import EmptyFileError, NotPositionsError, UnknownLayoutError
from rebalancer.ingest.formats import ibkr_flex, ofx
from rebalancer.ingest.formats.ofx import read_ofx
from rebalancer.ingest.formats.ofx_markup import is_ofx
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.respelling import respell
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.sheet import Sheet
from rebalancer.ingest.statement import Statement
from rebalancer.ingest.text import decode, split
from rebalancer.ingest.workbook import Page, is_workbook, read_pages
from rebalancer.progress import Progress, silent


class Reading(NamedTuple):
    """What one file says, and what it was recognised as."""

    statement: Statement
    layout: str
    last_line: int


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
    text = decode(content, notes.file)
    if text.is_guessed:
        message = "The file is not UTF-8; it was read as Windows-1252. Check names with accents."
        notes.warn(WarningCode.ENCODING_GUESSED, 0, message)
    delimiter = find_delimiter(text.lines)
    records = split(text.lines, delimiter)
    layout = find_layout(records, notes.file)
    plain = respell(records, layout.numbers, delimiter, notes)
    return _of_sheet(Sheet(records=plain, notes=notes, progress=progress), layout)


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
