"""A workbook whose formulas carry their results, so that a preview shows them as well."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from io import BytesIO
from typing import BinaryIO
from xml.sax.saxutils import escape

from openpyxl import Workbook

from rebalancer.export.cells import Value
from rebalancer.export.page import Page

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>.*?</f>)<v\s*(?:/>|></v>)</c>')


class Book:
    """A workbook, and what its formulas come to.

    Attributes:
        pages: By title, in the order of the sheets.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        """Start with one empty sheet for each of *titles*."""
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        self.pages = {title: Page(self.workbook.create_sheet(title)) for title in titles}

    def save(self, stream: BinaryIO) -> None:
        """Write the file to *stream*."""
        # the archive is finished in memory: one that breaks off on a full disk cannot be closed
        archive = BytesIO()
        self.workbook.save(archive)
        finished = BytesIO()
        with (
            zipfile.ZipFile(archive) as source,
            zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for item, content in self._parts(source):
                target.writestr(item, content)
        stream.write(finished.getbuffer())

    def _parts(self, source: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
        results = {
            f"xl/worksheets/sheet{number}.xml": page.results
            for number, page in enumerate(self.pages.values(), start=1)
        }
        for item in source.infolist():
            content = source.read(item)
            if known := results.get(item.filename):
                text = content.decode()
                content = _FORMULA.sub(partial(_with_result, known), text).encode()
            yield item, content


def _with_result(results: Mapping[str, Value], cell: re.Match[str]) -> str:
    place, attributes, formula = cell.groups()
    result = results[place]
    kind = ' t="str"' if isinstance(result, str) else ""
    return f'<c r="{place}"{attributes}{kind}>{formula}<v>{escape(str(result))}</v></c>'
