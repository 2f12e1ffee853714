"""The one place where a value becomes a cell: numbers stay numbers, text is never a formula."""

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from rebalancer.export.style import INPUT_FILL, LEFT_TOP, LEFT_WRAPPED, RIGHT_TOP, Look, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A live formula of ours, and what it comes to by the engine's own figures.

    Attributes:
        text: Without the equals sign; of cells and numbers only, never of text that somebody wrote.
        result: Shown by programs that do not compute.
    """

    text: str
    result: str | int | float | Decimal


Value = str | int | float | Decimal | date | Formula | None
"""None is written as “unknown”, never as 0; "" leaves the cell empty."""

UNKNOWN = "unknown"
LONGEST_TEXT = 32_767
"""UTF-16 units that one cell can hold."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_TAKEN_FOR_FORMULA = ("=", "+", "-", "@")
_LEADING_BLANKS = ("\t", "\n")


def put(sheet: Worksheet, row: int, column: int, value: Value, look: Look) -> Cell:
    """Write *value* into one cell and return it."""
    if value is None or (isinstance(value, float | Decimal) and not math.isfinite(value)):
        return put(sheet, row, column, UNKNOWN, replace(look, tone=Tone.UNKNOWN))
    if isinstance(value, Formula):
        cell = sheet.cell(row, column, f"={value.text}")
        cell.number_format = look.format.value
    elif isinstance(value, str):
        cell = _put_text(sheet, row, column, value)
    else:
        cell = sheet.cell(row, column, value)
        cell.number_format = look.format.value
    cell.font = look.tone.value
    if look.is_input:
        cell.fill = INPUT_FILL
    cell.alignment = RIGHT_TOP if look.right else LEFT_WRAPPED if look.wrap else LEFT_TOP
    return cell


def clean_text(text: str) -> str:
    """Return *text* as a cell can hold it, and as a spreadsheet will show it.

    Control characters and halves of surrogate pairs go, line ends become line feeds, what a
    spreadsheet would decode (``_x003D_`` is an equals sign) is escaped, and the rest is cut to
    the length of a cell.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    escaped = _ESCAPE.sub("_x005F_", _UNPRINTABLE.sub("", lines))
    units = escaped.encode("utf-16-le")[: 2 * LONGEST_TEXT]
    return units.decode("utf-16-le", errors="ignore")


def _put_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    clean = clean_text(text)
    cell = sheet.cell(row, column, clean)
    if clean:
        cell.data_type = "s"  # the library takes what starts with "=" for a formula
    else:
        cell.value = None
    if clean.startswith(_LEADING_BLANKS) or clean.lstrip().startswith(_TAKEN_FOR_FORMULA):
        cell.quotePrefix = True
    return cell
