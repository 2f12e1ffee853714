"""The one place where a value becomes a cell: numbers stay numbers, text is never a formula."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from xml.sax.saxutils import escape

from rebalancer.export.style import Dress


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

_DAY_ZERO = date(1899, 12, 30).toordinal()
"""Days are counted from here, right from March 1900 on."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_TAKEN_FOR_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the full-width forms."""
_BLANKS = " \t\n"


def cell_xml(place: str, value: Value, dress: Dress) -> str:
    """Return the cell at *place* (``B7``) as it stands in the file, with a style of *dress*."""
    if isinstance(value, str):
        return _text(place, value, dress)
    if isinstance(value, Formula):
        kind = ' t="str"' if isinstance(value.result, str) else ""
        result = f"<f>{escape(value.text)}</f><v>{escape(str(value.result))}</v>"
        return f'<c r="{place}" s="{dress.plain}"{kind}>{result}</c>'
    if value is None or (isinstance(value, float | Decimal) and not isfinite(value)):
        return f'<c r="{place}" s="{dress.unknown}" t="inlineStr"><is><t>{UNKNOWN}</t></is></c>'
    number = value.toordinal() - _DAY_ZERO if isinstance(value, date) else value
    return f'<c r="{place}" s="{dress.plain}"><v>{number}</v></c>'


def clean_text(text: str) -> str:
    """Return *text* as a cell can hold it, and as a spreadsheet will show it.

    Control characters and halves of surrogate pairs go, line ends become line feeds, what a
    spreadsheet would decode (``_x003D_`` is an equals sign) is escaped, and the rest is cut to
    the length of a cell.
    """
    if len(text) <= LONGEST_TEXT and text.isascii() and text.isprintable() and "_x" not in text:
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    escaped = _ESCAPE.sub("_x005F_", _UNPRINTABLE.sub("", lines))
    units = escaped.encode("utf-16-le")[: 2 * LONGEST_TEXT]
    return units.decode("utf-16-le", errors="ignore")


def _text(place: str, text: str, dress: Dress) -> str:
    """Return a cell of text: never a formula, and quoted where it looks like one."""
    clean = clean_text(text)
    if not clean:
        return f'<c r="{place}" s="{dress.plain}"/>'
    bare = clean.strip(_BLANKS)
    looks_live = bare.startswith(_TAKEN_FOR_FORMULA) or clean[0] in "\t\n"
    style = dress.quoted if looks_live else dress.plain
    space = "" if len(bare) == len(clean) and "\n" not in clean else ' xml:space="preserve"'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{space}>{escape(clean)}</t></is></c>'
