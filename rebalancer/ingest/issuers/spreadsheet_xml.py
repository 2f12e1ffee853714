"""Excel's XML of 2003, which BlackRock still hands out as ``.xls``, read as rows of texts.

    <ss:Workbook><ss:Worksheet ss:Name="Holdings"><ss:Table>
      <ss:Row><ss:Cell ss:Index="2"><ss:Data ss:Type="String">S&P 500</ss:Data></ss:Cell></ss:Row>

Names hold bare ampersands, so that no XML parser takes the file; the tags are read one by one.
Nothing is ever fetched or expanded.
"""

import html
import re

from rebalancer.ingest.issuers.errors import DamagedHoldingsError
from rebalancer.ingest.text import Record
from rebalancer.ingest.workbook_checks import LONGEST_CELL, MOST_COLUMNS

_START = re.compile(rb"<(?:[A-Za-z]+:)?Workbook\b")
_HEAD = 4_000
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(
    r"<(?P<close>/?)(?:[A-Za-z]+:)?(?P<tag>Worksheet|Row|Cell|Data|Workbook)\b"
    r"(?P<attributes>[^<>]*?)(?P<empty>/?)>(?P<text>[^<]*)"
)
_INDEX = re.compile(r"""\bIndex\s*=\s*["']([0-9]{1,7})["']""")
_NAME = re.compile(r"""\bName\s*=\s*["']([^"']*)["']""")


def is_spreadsheet_xml(content: bytes) -> bool:
    """Whether *content* is a workbook in Excel's XML of 2003."""
    return _START.search(content[:_HEAD]) is not None


def read_sheets(content: bytes, file: str) -> list[tuple[str, list[Record]]]:
    """Return title and rows of every sheet; a record's line is that of the file.

    Raises:
        DamagedHoldingsError: The file breaks off, or declares a document type.
    """
    text = content.decode("utf-8-sig", errors="replace")
    if _DECLARATION.search(text):
        raise DamagedHoldingsError(file, "it declares a document type")
    reader = _Reader(file)
    line = seen = 0
    for match in _TAG.finditer(text):
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        reader.take(match, line + 1)
    if not reader.is_closed:
        raise DamagedHoldingsError(file, "it breaks off before its end")
    return reader.sheets


class _Reader:
    """Follows the tags; rows are filled up to the width of their cells."""

    def __init__(self, file: str) -> None:
        self.sheets: list[tuple[str, list[Record]]] = []
        self.is_closed = False
        self._file = file
        self._cells: list[str] = []
        self._line = 0

    def take(self, match: re.Match[str], line: int) -> None:
        tag, attributes = match["tag"], match["attributes"]
        if match["close"]:
            self._close(tag)
        elif tag == "Worksheet":
            name = _NAME.search(attributes)
            self.sheets.append((html.unescape(name[1]) if name else "", []))
        elif tag == "Row":
            self._cells, self._line = [], line
        elif tag == "Cell":
            self._open_cell(attributes)
        elif tag == "Data" and self._cells:
            shown = " ".join(html.unescape(match["text"]).split())
            self._cells[-1] = shown[:LONGEST_CELL]

    def _open_cell(self, attributes: str) -> None:
        index = _INDEX.search(attributes)
        column = int(index[1]) if index else len(self._cells) + 1
        if column > MOST_COLUMNS:
            raise DamagedHoldingsError(self._file, f"a cell stands in column {column:,}")
        self._cells += [""] * (column - len(self._cells))

    def _close(self, tag: str) -> None:
        if tag == "Workbook":
            self.is_closed = True
        elif tag == "Row" and self.sheets:
            self.sheets[-1][1].append(Record(line=self._line, cells=tuple(self._cells)))
