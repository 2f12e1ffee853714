"""What a workbook must prove before it is opened: its size, its entries, and where its cells are.

A workbook is a zip archive of XML parts. A few kilobytes can unpack to gigabytes, one cell in the
far corner makes a sheet of seventeen billion, and an entity can name another file. All of that
shows in the archive's directory and in one pass over the parts, without building anything.
"""

import io
import re
import zipfile
from typing import NamedTuple
from xml.parsers import expat

from rebalancer.ingest.workbook_errors import (
    DamagedWorkbookError,
    HostileWorkbookError,
    NotWorkbookError,
    TooManyCellsError,
)

MOST_ENTRIES = 2_000
MOST_BYTES = 200_000_000
"""Of all parts together, unpacked."""
MOST_RATIO = 200
"""Unpacked to packed; an honest sheet of numbers has less than 20."""
MOST_COLUMNS = 200
MOST_ROWS = 1_000_000
MOST_EMPTY_ROWS = 1_000
LONGEST_CELL = 32_767
"""Excel's own limit."""
DEEPEST = 100
"""Elements inside one another; a sheet has about seven."""

_WORKBOOK_PART = "xl/workbook.xml"
_ENTRY = b"PK\x01\x02"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_SMALL = 100_000
"""Bytes; below this no ratio does harm."""
_LONGEST_NUMBER = 12
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})\$?[0-9]{1,7}")
_UNPACKING_ERRORS = (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, ValueError)


class Extent(NamedTuple):
    """How far the cells of a workbook reach that hold something, over all of its sheets."""

    rows: int = 0
    columns: int = 0

    def with_cell(self, row: int, column: int) -> "Extent":
        """Return the extent that holds one more cell."""
        return Extent(max(self.rows, row), max(self.columns, column))


def check_workbook(content: bytes, file: str) -> Extent:
    """Return how far the cells of a workbook reach.

    Raises:
        NotWorkbookError: It is another kind of archive.
        DamagedWorkbookError: It cannot be unpacked.
        HostileWorkbookError: It would unpack to far more than it seems, or names other files.
        TooManyCellsError: A sheet is larger than any list of holdings.
    """
    if content.count(_ENTRY) > MOST_ENTRIES:
        raise HostileWorkbookError(file, f"it holds more than {MOST_ENTRIES:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist(), file)
            return _extent_of(archive, file)
    except _UNPACKING_ERRORS as error:
        raise DamagedWorkbookError(file, "it cannot be unpacked") from error
    except expat.ExpatError as error:
        raise DamagedWorkbookError(file, "one of its parts is not XML") from error


def _check_directory(entries: list[zipfile.ZipInfo], file: str) -> None:
    if _WORKBOOK_PART not in {entry.filename for entry in entries}:
        raise NotWorkbookError(file)
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise HostileWorkbookError(file, f"it unpacks to more than {MOST_BYTES / 1e6:,.0f} MB")
    for entry in entries:
        _check_entry(entry, file)


def _check_entry(entry: zipfile.ZipInfo, file: str) -> None:
    places = re.split(r"[/\\]", entry.filename)
    if not places[0] or ".." in places or ":" in places[0]:
        raise HostileWorkbookError(file, "one of its parts would be unpacked outside of it")
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        raise DamagedWorkbookError(file, "it is encrypted or packed in an unusual way")
    is_bomb = entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
    if is_bomb and entry.file_size > _SMALL:
        raise HostileWorkbookError(file, "one of its parts unpacks to far more than it seems")


def _extent_of(archive: zipfile.ZipFile, file: str) -> Extent:
    extent = Extent()
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            scan = _Scan(file)
            with archive.open(entry) as part:
                scan.parser.ParseFile(part)
            extent = extent.with_cell(*scan.extent)
    return extent


class _Scan:
    """Walks the XML of one part; any sheet in it counts, wherever it is kept."""

    def __init__(self, file: str) -> None:
        self.extent = Extent()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._file = file
        self._tags: list[str] = []
        self._row = self._column = self._length = 0

    def _refuse(self, *_: object) -> None:
        raise HostileWorkbookError(self._file, "one of its parts declares a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self._row = _number(attributes.get("r", ""), self._row + 1)
            self._column = 0
        elif self._tags and self._tags[-1] == "row":
            self._column = _column(attributes.get("r", ""), self._column + 1)
            self._length = 0
        elif tag == "si":
            self._length = 0
        self._tags.append(tag)
        if len(self._tags) > DEEPEST:
            raise HostileWorkbookError(self._file, "one of its parts is nested without end")

    def _end(self, _: str) -> None:
        self._tags.pop()

    def _text(self, text: str) -> None:
        self._length += len(text)
        if not text.strip():
            return
        is_in_cell = "row" in self._tags[:-1]
        if self._length > LONGEST_CELL and (is_in_cell or "si" in self._tags):
            what = f"a cell holds more than {LONGEST_CELL:,} characters"
            raise HostileWorkbookError(self._file, what)
        if is_in_cell:
            self._take_cell()

    def _take_cell(self) -> None:
        if self._column > MOST_COLUMNS:
            what = f"a cell stands in column {self._column:,}"
            raise TooManyCellsError(self._file, self._row, what)
        if self._row > MOST_ROWS:
            raise TooManyCellsError(self._file, 0, f"holds a cell in row {self._row:,}")
        self.extent = self.extent.with_cell(self._row, self._column)


def _number(text: str, following: int) -> int:
    """Return the number of a row; without one it follows the row above."""
    is_number = text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER
    return int(text) if is_number else following


def _column(reference: str, following: int) -> int:
    """Return the column of ``AB12``, counted from 1; without a reference it is the next one."""
    match = _COLUMN.fullmatch(reference)
    if match is None:
        return following
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
