"""Bytes become records: encodings, line ends, quotes, and whatever can be wrong with them."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from rebalancer.ingest.errors import EmptyFileError, NotTextError
from rebalancer.progress import Item, Progress, Share, silent, watched

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
_INVISIBLE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\ufeff]"
)  # control characters, zero-width marks, and byte order marks inside a joined file
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_GUESS = "cp1252"
_PIECE = 1 << 20
"""So many bytes are decoded between two progress reports."""
_REPORT_EVERY = 2_000
"""Rows between two progress reports."""
_SPANNED = 0.5
"""What part of the work is done when it is known where each row begins."""


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

    content: bytes
    """As UTF-8, without marks that nobody sees."""
    is_guessed: bool
    """No encoding fitted that can be verified, so Windows-1252 was assumed."""

    @property
    def lines(self) -> list[str]:
        """The lines with their line ends."""
        return split_lines(self.content)


def decode(content: bytes, file: str, progress: Progress = silent) -> Text:
    """Return the text of a file.

    A character that the end of the file cuts in two is dropped.

    Raises:
        EmptyFileError: There is nothing but blanks.
        NotTextError: The content is binary, or another kind of file.
        Cancelled: *progress* no longer wants the result.
    """
    begins = content[:_PIECE].lstrip()
    for start, what in _OTHER_FILES:
        if begins.startswith(start):
            raise NotTextError(file, what)
    decoding = _decoded(content, file, progress)
    if decoding.first_nul:
        raise NotTextError(file, "a binary file", decoding.first_nul)
    if decoding.is_blank:
        raise EmptyFileError(file)
    is_same = decoding.is_plain and not content.startswith(codecs.BOM_UTF8)
    text = content if is_same else b"".join(decoding.pieces)
    return Text(text, decoding.encoding == _GUESS)


def _decoded(content: bytes, file: str, progress: Progress) -> "_Decoding":
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return _Decoding(memoryview(content)[len(mark) :], encoding, progress)
            except UnicodeDecodeError:
                raise NotTextError(file, "a damaged text file") from None
    try:
        return _Decoding(memoryview(content), "utf-8", progress)
    except UnicodeDecodeError:
        return _Decoding(memoryview(content), _GUESS, progress)


class _Decoding:
    """A file decoded piece by piece, without what nobody sees.

    Attributes:
        pieces: As UTF-8.
        encoding: What the file is in.
        first_nul: On which line it first holds what no text does, or 0.
        is_blank: Whether all of it is blanks.
        is_plain: Whether it is UTF-8 already, without anything that nobody sees.

    Raises:
        UnicodeDecodeError: It is in another encoding.
    """

    def __init__(self, content: memoryview, encoding: str, progress: Progress) -> None:
        self.pieces: list[bytes] = []
        self.encoding = encoding
        self.first_nul = 0
        self.is_blank = self.is_plain = True
        errors = "replace" if encoding == _GUESS else "strict"
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        for start in range(0, len(content), _PIECE):
            progress(start / len(content), "Reading")
            piece = bytes(content[start : start + _PIECE])
            if decoder.getstate()[0] == b"" and _is_plain(piece, encoding):
                self._keep(piece)
            else:
                self._clean(decoder.decode(piece, final=False))

    def _clean(self, text: str) -> None:
        self.is_plain = False
        place = text.find("\0")
        if place >= 0 and not self.first_nul:
            before = sum(piece.count(b"\n") for piece in self.pieces)
            self.first_nul = 1 + before + text.count("\n", 0, place)
        self._keep(_INVISIBLE.sub("", text).encode())

    def _keep(self, piece: bytes) -> None:
        self.is_blank = self.is_blank and not piece.decode().strip()
        self.pieces.append(piece)


def _is_plain(piece: bytes, encoding: str) -> bool:
    """Whether a piece is the same in UTF-8, and all of it can be seen."""
    is_same = not encoding.startswith("utf-16") and piece.isascii()
    return is_same and len(piece.translate(None, _CONTROLS)) == len(piece)


def split_lines(content: bytes) -> list[str]:
    """Return the lines of UTF-8 text, with their line ends."""
    return list(io.StringIO(content.decode(), newline=""))


def split(lines: Sequence[str], delimiter: str, progress: Progress = silent) -> list[Record]:
    """Return the records of *lines*; a quote that never closes costs its own line only."""
    looking = Share(progress, 0.0, _SPANNED)
    spans = list(_watched(_spans(lines, delimiter), len(lines), looking))
    return _records(lines, delimiter, spans, Counter(), Share(progress, _SPANNED, 1.0))


def split_around(
    lines: Sequence[str],
    delimiter: str,
    irregular: Sequence[int],
    width: int,
    progress: Progress,
) -> list[Record]:
    """Return those records of *lines* that have a line in *irregular*, counted from 0.

    Each other line is known to be a record of *width* cells, unless a quote before it is open.
    """
    left = frozenset(irregular)
    spans: list[_Span] = []
    after = 0
    for first in _watched(irregular, len(irregular), Share(progress, 0.0, _SPANNED)):
        for span in _spans(lines, delimiter, first) if first >= after else ():
            spans.append(span)
            after = span[1]
            if after not in left:
                break
    swallowed = sum(after - first for first, after, _ in spans)
    widths = Counter({width: len(lines) - swallowed})
    return _records(lines, delimiter, spans, widths, Share(progress, _SPANNED, 1.0))


def split_each(lines: Sequence[str], indexes: Sequence[int], delimiter: str) -> list[Record]:
    """Return the records that stand on the lines *indexes*, from 0, each on one line."""
    return [
        record for index in indexes for record in _line_by_line(lines, index, index + 1, delimiter)
    ]


_Span = tuple[int, int, list[str]]
"""First line, the line after the last one (both from 0), and cells; no cells if damaged."""
_END = "the end of the file"


def _watched(items: Iterable[Item], count: int, progress: Progress) -> Iterator[Item]:
    return watched(items, count, progress, "Reading", every=_REPORT_EVERY)


def _records(
    lines: Sequence[str],
    delimiter: str,
    spans: Sequence[_Span],
    widths: Counter[int],
    progress: Progress,
) -> list[Record]:
    """Return *spans* as records, next to others of certain *widths*."""
    widths.update(len(cells) for _, _, cells in spans if len(cells) > 1)
    usual = widths.most_common(1)[0][0] if widths else 1
    records: list[Record] = []
    for first, after, cells in _watched(spans, len(spans), progress):
        is_single = after - first == 1
        if is_single or _is_one_record(lines[first:after], cells, delimiter, usual):
            records.append(_record(lines, first, cells, after=after))
        else:
            records += _line_by_line(lines, first, after, delimiter)
    return records


def _spans(lines: Sequence[str], delimiter: str, start: int = 0) -> Iterator[_Span]:
    """Yield what the csv module makes of *lines*, starting anew after an open quote."""
    while start < len(lines):
        first = start
        rest = (lines[index] for index in range(start, len(lines)))
        reader = csv.reader(chain(rest, [_END]), delimiter=delimiter)
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
