"""Bytes become records: encodings, line ends, quotes, and whatever can be wrong with them."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from rebalancer.ingest.errors import EmptyFileError, NotTextError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"OFXHEADER", "an OFX file"),
    (b"<", "a web page or an XML file"),
    (b"!Type:", "a QIF file"),
)
_INVISIBLE = dict.fromkeys(
    [code for code in range(32) if chr(code) not in "\t\n\r"]
    + [*range(0x7F, 0xA0), 0x200B, 0x200E, 0x200F, 0xFEFF]
)  # control characters, zero-width marks, and byte order marks inside a joined file


class Record(NamedTuple):
    """One row of cells, blanks trimmed."""

    line: int
    """Where it starts, counted from 1 as an editor does."""
    cells: tuple[str, ...]
    is_damaged: bool = False
    """It opens a quote that is never closed."""
    is_last: bool = False
    """The file ends on this line, without a line break."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells that are not empty."""
        return tuple(cell for cell in self.cells if cell)


class Text(NamedTuple):
    """A decoded file."""

    lines: list[str]
    """With their line ends."""
    is_guessed: bool
    """No encoding fitted that can be verified, so Windows-1252 was assumed."""


def decode(content: bytes, file: str) -> Text:
    """Return the lines of a text file.

    A character that the end of the file cuts in two is dropped.

    Raises:
        EmptyFileError: There is nothing but blanks.
        NotTextError: The content is binary, or another kind of file.
    """
    for start, what in _OTHER_FILES:
        if content.lstrip().startswith(start):
            raise NotTextError(file, what)
    text, is_guessed = _decoded(content, file)
    if "\0" in text:
        raise NotTextError(file, "a binary file", 1 + text[: text.index("\0")].count("\n"))
    text = text.translate(_INVISIBLE)
    if not text.strip():
        raise EmptyFileError(file)
    return Text(list(io.StringIO(text, newline="")), is_guessed)


def _decoded(content: bytes, file: str) -> tuple[str, bool]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return _without_cut_character(content[len(mark) :], encoding), False
            except UnicodeDecodeError:
                raise NotTextError(file, "a damaged text file") from None
    try:
        return _without_cut_character(content, "utf-8"), False
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), True


def _without_cut_character(content: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    return decoder.decode(content, final=False)


def split(lines: Sequence[str], delimiter: str) -> list[Record]:
    """Return the records of *lines*; a quote that never closes costs its own line only."""
    spans = list(_spans(lines, delimiter))
    widths = Counter(len(cells) for _, _, cells in spans if len(cells) > 1)
    usual = widths.most_common(1)[0][0] if widths else 1
    records: list[Record] = []
    for first, after, cells in spans:
        is_single = after - first == 1
        if is_single or _is_one_record(lines[first:after], cells, delimiter, usual):
            records.append(_record(lines, first, cells, after=after))
        else:
            records += _line_by_line(lines, first, after, delimiter)
    return records


_Span = tuple[int, int, list[str]]
"""First line, the line after the last one (both from 0), and cells; no cells if damaged."""
_END = "the end of the file"


def _spans(lines: Sequence[str], delimiter: str) -> Iterator[_Span]:
    """Yield what the csv module makes of *lines*, starting anew after an open quote."""
    start = 0
    while start < len(lines):
        first = start
        reader = csv.reader(chain(islice(lines, start, None), [_END]), delimiter=delimiter)
        try:
            for cells in reader:
                after = start + reader.line_num
                if after <= len(lines):  # else the end mark: on its own, or in an open quote
                    yield first, after, cells or [""]
                    first = after
        except csv.Error:  # a cell beyond the csv module's limit: a quote that swallows the rest
            pass
        if first < len(lines):
            yield first, first + 1, []
        start = first + 1


def _is_one_record(lines: Sequence[str], cells: Sequence[str], delimiter: str, usual: int) -> bool:
    """Whether several lines are one record: a cell with a line break in it.

    They are not where a stray quote swallows rows: the quote that closes it then opens a cell of
    a row that is whole by itself, or the quoted text holds as many delimiters as a row.
    """
    is_last_whole = lines[-1].count('"') % 2 == 0
    hidden = sum(line.count(delimiter) for line in lines) - (len(cells) - 1)
    return not is_last_whole and (hidden < usual - 1 or usual == 1)


def _line_by_line(lines: Sequence[str], first: int, after: int, delimiter: str) -> list[Record]:
    return [
        _record(lines, index, cells)
        for index in range(first, after)
        for _, _, cells in _spans([lines[index]], delimiter)
    ]


def _record(lines: Sequence[str], first: int, cells: Sequence[str], after: int = 0) -> Record:
    last = lines[(after or first + 1) - 1]
    return Record(
        line=first + 1,
        cells=tuple([" ".join(cell.split()) for cell in cells or [lines[first]]]),
        is_damaged=not cells,
        is_last=not last.endswith(("\n", "\r")),
    )
