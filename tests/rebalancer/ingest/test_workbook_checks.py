"""A hostile workbook is refused with a sentence, at once and in little memory."""

import io
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from openpyxl.xml import DEFUSEDXML

from rebalancer.ingest import workbook_checks
from rebalancer.ingest.errors import FileError
from rebalancer.ingest.workbook import read_pages
from rebalancer.ingest.workbook_checks import check_workbook
from rebalancer.ingest.workbook_errors import (
    DamagedWorkbookError,
    HostileWorkbookError,
    NotWorkbookError,
    TooManyCellsError,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Lots" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
}


def packed(
    rows: str = "",
    *,
    start: str = "",
    strings: str = "",
    extra: dict[str, str | bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return a workbook of one sheet with these rows, as XML."""
    parts: dict[str, str | bytes] = {
        **PARTS,
        "xl/worksheets/sheet1.xml": (
            f'{start}<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>'
            f"<sheetData>{rows}</sheetData></worksheet>"
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        **(extra or {}),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def cell(reference: str, value: object = 1) -> str:
    row = "".join(letter for letter in reference if letter.isdigit())
    return f'<row r="{row}"><c r="{reference}"><v>{value}</v></c></row>'


def inline(text: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'


def damaged(**fields: int) -> bytes:
    """Return a workbook whose directory says something else about each part."""
    content = io.BytesIO(packed())
    with zipfile.ZipFile(content, "a") as archive:
        for entry in archive.infolist():
            for field, value in fields.items():
                setattr(entry, field, value)
        archive.comment = b"written again"
    return content.getvalue()


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
XXE = '<!DOCTYPE x [<!ENTITY passwd SYSTEM "file:///etc/passwd">]>'

HOSTILE: dict[str, tuple[Callable[[], bytes], type[FileError], str]] = {
    "one large part": (
        lambda: packed(extra={"xl/media/a.bin": b"\0" * 90_000_000}),
        HostileWorkbookError,
        "one of its parts unpacks to far more than it seems",
    ),
    "many large parts": (
        lambda: packed(extra={f"xl/{each}.bin": b"\0" * 70_000_000 for each in range(3)}),
        HostileWorkbookError,
        "it unpacks to more than 200 MB",
    ),
    "many parts": (
        lambda: packed(extra={f"xl/{each}.bin": b"" for each in range(2000)}),
        HostileWorkbookError,
        "it holds more than 2,000 parts",
    ),
    "a part outside": (
        lambda: packed(extra={"xl/../../evil": b""}),
        HostileWorkbookError,
        "one of its parts would be unpacked outside of it",
    ),
    "an absolute part": (
        lambda: packed(extra={"/etc/evil": b""}),
        HostileWorkbookError,
        "one of its parts would be unpacked outside of it",
    ),
    "a part on a drive": (
        lambda: packed(extra={"C:\\evil": b""}),
        HostileWorkbookError,
        "one of its parts would be unpacked outside of it",
    ),
    "entities": (
        lambda: packed(inline("&b;"), start=BOMB),
        HostileWorkbookError,
        "one of its parts declares a document type",
    ),
    "another file": (
        lambda: packed(inline("&passwd;"), start=XXE),
        HostileWorkbookError,
        "one of its parts declares a document type",
    ),
    "another file in UTF-16": (
        lambda: packed(extra={"docProps/core.xml": (XXE + "<x/>").encode("utf-16")}),
        HostileWorkbookError,
        "one of its parts declares a document type",
    ),
    "a deep part": (
        lambda: packed("<row>" * 1000),
        HostileWorkbookError,
        "one of its parts is nested without end",
    ),
    "a long cell": (
        lambda: packed(inline("ab " * 11_000)),
        HostileWorkbookError,
        "a cell holds more than 32,767 characters",
    ),
    "a long shared text": (
        lambda: packed(strings=f"<si><t>{'ab ' * 11_000}</t></si>"),
        HostileWorkbookError,
        "a cell holds more than 32,767 characters",
    ),
    "the far corner": (
        lambda: packed(cell("A1") + cell("XFD1048576")),
        TooManyCellsError,
        "line 1048576: a cell stands in column 16,384",
    ),
    "the last row": (
        lambda: packed(cell("A1") + cell("A1048576")),
        TooManyCellsError,
        "“file.xlsx” holds a cell in row 1,048,576",
    ),
    "cells without a reference": (
        lambda: packed(f"<row>{'<c><v>1</v></c>' * 201}</row>"),
        TooManyCellsError,
        "line 1: a cell stands in column 201",
    ),
    "another archive": (
        lambda: packed(extra={"xl/workbook.xml": ""})[:200] + b"PK\5\6" + b"\0" * 18,
        NotWorkbookError,
        "not an Excel workbook (.xlsx)",
    ),
    "half a workbook": (lambda: packed()[:900], DamagedWorkbookError, "it cannot be unpacked"),
    "a part that is not XML": (
        lambda: packed(extra={"docProps/core.xml": "<x>"}),
        DamagedWorkbookError,
        "one of its parts is not XML",
    ),
    "a part that makes no sense": (
        lambda: packed('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        DamagedWorkbookError,
        "one of its parts makes no sense",
    ),
    "an unusual method": (
        lambda: packed(method=zipfile.ZIP_BZIP2),
        DamagedWorkbookError,
        "it is encrypted or packed in an unusual way",
    ),
    "a password": (
        lambda: damaged(flag_bits=1),
        DamagedWorkbookError,
        "it is encrypted or packed in an unusual way",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_workbook_is_refused_in_little_memory(case: str) -> None:
    make, error, problem = HOSTILE[case]
    content = make()
    tracemalloc.start()
    try:
        with pytest.raises(error) as caught:
            read_pages(content, "file.xlsx")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert problem in str(caught.value)
    assert "file.xlsx" in str(caught.value)
    assert caught.value.remedy
    assert caught.value.title
    assert peak < 30_000_000


def test_the_hand_made_workbook_is_fine_without_what_makes_it_hostile() -> None:
    (page,) = read_pages(packed(cell("B2", 7) + "<row/>" + inline("x")), "file.xlsx")
    assert [record.cells for record in page.records] == [("", "7")]


def test_rows_that_only_carry_a_format_reach_nowhere() -> None:
    styled = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert check_workbook(packed(cell("C4") + styled), "file.xlsx") == (4, 3)


@pytest.mark.parametrize(
    ("reference", "column"), [("B1", 2), ("$AA$1", 27), ("", 1), ("?", 1), ("ABCD1", 1)]
)
def test_columns_are_counted_as_excel_does(reference: str, column: int) -> None:
    rows = f'<row r="{"9" * 20}"><c r="{reference}"><v>1</v></c></row>'
    assert check_workbook(packed(rows), "file.xlsx") == (1, column)


def test_entities_are_refused_by_the_library_too() -> None:
    assert DEFUSEDXML is True


def test_an_honest_sheet_that_packs_well_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_checks, "MOST_RATIO", 1)
    assert check_workbook(packed(cell("A1") * 50), "file.xlsx").rows == 1


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
from rebalancer.ingest.errors import FileError
from rebalancer.ingest.workbook import read_pages
try:
    read_pages(sys.stdin.buffer.read(), "file.xlsx")
except FileError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
@pytest.mark.parametrize("case", ["one large part", "the far corner", "entities"])
def test_a_small_machine_survives(case: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LIMITED], input=HOSTILE[case][0](), capture_output=True, check=True
    )
    assert HOSTILE[case][2] in run.stdout.decode()


def test_a_text_that_a_million_cells_share_is_kept_once() -> None:
    text = "many words " * 2900
    row = "".join(f'<c r="{letter}{{row}}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ")
    rows = "".join(f'<row r="{line}">{row.format(row=line)}</row>' for line in range(1, 1001))
    content = packed(rows, strings=f"<si><t>{text}</t></si>")
    tracemalloc.start()
    try:
        (page,) = read_pages(content, "file.xlsx")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert {cell for record in page.records for cell in record.cells} == {text.strip()}
    assert peak < 30_000_000
