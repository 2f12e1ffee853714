"""A workbook whose formulas carry their results, so that a preview shows them as well.

The rows are put into the file here, as they were written; everything else that a workbook is made
of comes from openpyxl.
"""

import re
import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import IO, Any, BinaryIO

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from typing_extensions import override

from rebalancer.export.page import Page
from rebalancer.export.style import Wardrobe
from rebalancer.progress import Pulse, silent

_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_SIZE = re.compile(rb'(?<=<dimension ref=")[^"]*')
_BLOCK = 1 << 20
"""Bytes that are written at a time."""


class Book:
    """A workbook, page by page.

    Attributes:
        pages: By title, in the order of the sheets.
        pulse: Told which step is under way; asked all along whether to go on.
    """

    def __init__(self, titles: Iterable[str], pulse: Pulse | None = None) -> None:
        """Start with one empty sheet for each of *titles*."""
        self.workbook = Workbook()
        self.pulse = pulse or Pulse(silent)
        wardrobe = Wardrobe(self.workbook.worksheets[0])
        self.workbook.remove(self.workbook.worksheets[0])
        self.pages = {
            title: Page(self.workbook.create_sheet(title), wardrobe, self.pulse.beat)
            for title in titles
        }

    def save(self, stream: BinaryIO) -> None:
        """Write the file to *stream*.

        Raises:
            Cancelled: Nobody wants it any more.
        """
        # the archive is finished in memory: one that breaks off on a full disk cannot be closed
        self.pulse.beat()
        frame = BytesIO()
        _FrameWriter(self.workbook, zipfile.ZipFile(frame, "w")).save()
        self.pulse.beat()
        finished = BytesIO()
        pages = {
            f"xl/worksheets/sheet{number}.xml": page
            for number, page in enumerate(self.pages.values(), start=1)
        }
        with (
            zipfile.ZipFile(frame) as source,
            zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for item in source.infolist():
                content = source.read(item)
                with target.open(item, "w") as part:
                    if item.filename in pages:
                        self._fill(part, content, pages[item.filename])
                    else:
                        part.write(content)
        for start in range(0, finished.tell(), _BLOCK):
            self.pulse.beat()
            stream.write(finished.getbuffer()[start : start + _BLOCK])
        self.pulse.beat()

    def _fill(self, part: IO[bytes], frame: bytes, page: Page) -> None:
        """Write a sheet: its *frame*, and the rows of *page* where they belong in it."""
        head, tail = _NO_ROWS.split(_SIZE.sub(page.size.encode(), frame))
        part.write(head + b"<sheetData>")
        for rows in page.rows:
            self.pulse.beat()
            part.write(rows)
        part.write(b"</sheetData>" + tail)


class _FrameWriter(ExcelWriter):
    """Writes a workbook without leaving memory.

    The library's own way has every sheet pass through the folder for temporary files, and does not
    notice where that is full.
    """

    def __init__(self, workbook: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(workbook, archive)
        self._file = archive

    @override
    def write_worksheet(self, ws: Any) -> None:
        drawing = SpreadsheetDrawing()
        drawing.charts = ws._charts  # noqa: SLF001 - all as the library's own writer does it
        ws._drawing = drawing  # noqa: SLF001 - as above
        content = BytesIO()
        writer: Any = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001 - as above
        self._file.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)
