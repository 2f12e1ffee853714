"""How the workbook looks: one typeface, one accent, blue for before and orange for after."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

BLUE = "1F5FA8"
ORANGE = "B3560B"
INK = "1A1F27"
MUTED_INK = "566070"
LINE = "D5D9DF"
TYPEFACE = "Arial"
"""On every system, or with a stand-in of the same widths."""


class Tone(Enum):
    """What a cell is, as its letters and colours tell it."""

    BODY = Font(name=TYPEFACE, size=10, color=INK)
    MUTED = Font(name=TYPEFACE, size=10, color=MUTED_INK)
    UNKNOWN = Font(name=TYPEFACE, size=10, color=MUTED_INK, italic=True)
    STRONG = Font(name=TYPEFACE, size=10, color=INK, bold=True)
    BEFORE = Font(name=TYPEFACE, size=10, color=BLUE, bold=True)
    AFTER = Font(name=TYPEFACE, size=10, color=ORANGE, bold=True)
    TITLE = Font(name=TYPEFACE, size=18, color=BLUE, bold=True)
    HEADING = Font(name=TYPEFACE, size=12, color=BLUE, bold=True)


class Format(Enum):
    """How a number is shown; the cell keeps the exact one."""

    TEXT = "General"
    DATE = "yyyy-mm-dd"
    COUNT = "#,##0"
    SHARES = "#,##0.00##"
    DOLLARS = "$#,##0;-$#,##0;$0"
    SIGNED_DOLLARS = "+$#,##0;-$#,##0;$0"
    CENTS = "$#,##0.00;-$#,##0.00;$0.00"
    PRICE = "$#,##0.00##"
    SIGNED_CENTS = "+$#,##0.00;-$#,##0.00;$0.00"
    SHARE = r"0.0\ %"
    EXACT_SHARE = r"0.00##\ %"
    CHANGE = r"+0.0\ %;-0.0\ %;0.0\ %"
    INDEX = "0.0000"
    SIGNED_INDEX = "+0.0000;-0.0000;0.0000"
    NUMBER = "#,##0.0"
    SIGNED_NUMBER = "+#,##0.0;-#,##0.0;0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one cell looks."""

    format: Format = Format.TEXT
    tone: Tone = Tone.BODY
    right: bool = False
    wrap: bool = False
    is_input: bool = False
    """A number that may be changed: the formulas follow."""


TEXT = Look()
LONG_TEXT = Look(wrap=True)
WARNING_TEXT = Look(tone=Tone.AFTER, wrap=True)
STRONG_TEXT = Look(tone=Tone.STRONG)
RIGHT_TEXT = Look(right=True)
DATE = Look(format=Format.DATE, right=True)
COUNT = Look(format=Format.COUNT, right=True)
SHARES = Look(format=Format.SHARES, right=True)
DOLLARS = Look(format=Format.DOLLARS, right=True)
CENTS = Look(format=Format.CENTS, right=True)
SIGNED_CENTS = Look(format=Format.SIGNED_CENTS, right=True)
PRICE = Look(format=Format.PRICE, right=True)
SHARE = Look(format=Format.SHARE, right=True)
EXACT_SHARE = Look(format=Format.EXACT_SHARE, right=True)
CHANGE = Look(format=Format.CHANGE, right=True)

LEFT_TOP = Alignment(horizontal="left", vertical="top", indent=1)
FLUSH_LEFT = Alignment(horizontal="left", vertical="center")
FLUSH_WRAPPED = Alignment(horizontal="left", vertical="top", wrap_text=True)
LEFT_WRAPPED = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
RIGHT_TOP = Alignment(horizontal="right", vertical="top")
HEADER_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
HEADER_RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)

HAIRLINE = Border(bottom=Side(style="hair", color=LINE))
RULE_BELOW = Border(bottom=Side(style="medium", color=BLUE))
RULE_ABOVE = Border(top=Side(style="thin", color=MUTED_INK))

INPUT_FILL = PatternFill("solid", fgColor="FFF6DC")
HEADER_FILLS = {
    Tone.STRONG: PatternFill("solid", fgColor="EAF0F7"),
    Tone.BEFORE: PatternFill("solid", fgColor="DCE8F5"),
    Tone.AFTER: PatternFill("solid", fgColor="FBE9DB"),
}


class Setting(Enum):
    """Where a cell stands, which decides its rules and how its text is set."""

    CELL = "cell"
    EMPTY = "empty"
    """What stands where a table would be."""
    LINE = "line"
    NOTE = "note"
    HEADER = "header"
    TOTAL = "total"


class Dress(NamedTuple):
    """Numbers of the styles that a cell may wear: by what it holds."""

    plain: int
    unknown: int
    quoted: int
    """For text that a spreadsheet would else take for a formula once it is edited."""


class Wardrobe:
    """The styles of a workbook; each is made once, however many cells wear it."""

    def __init__(self, sheet: Worksheet) -> None:
        """Keep the styles with the workbook of *sheet*."""
        self._sheet = sheet
        self._dresses: dict[tuple[Look, Setting], Dress] = {}

    def dress(self, look: Look, setting: Setting = Setting.CELL) -> Dress:
        """Return the styles of a cell with this *look* in this *setting*."""
        known = self._dresses.get((look, setting))
        if known is None:
            unknown = replace(look, tone=Tone.UNKNOWN)
            known = self._dresses[look, setting] = Dress(
                plain=self._style(look, setting),
                unknown=self._style(unknown, setting),
                quoted=self._style(replace(look, format=Format.TEXT), setting, is_quoted=True),
            )
        return known

    def _style(self, look: Look, setting: Setting, *, is_quoted: bool = False) -> int:
        cell = WriteOnlyCell(self._sheet)
        cell.font = look.tone.value
        cell.number_format = look.format.value
        cell.alignment = _alignment(look, setting)
        cell.quotePrefix = is_quoted
        border = _BORDERS.get(setting)
        if border is not None:
            cell.border = border
        if setting is Setting.HEADER:
            cell.fill = HEADER_FILLS.get(look.tone, HEADER_FILLS[Tone.STRONG])
        elif look.is_input:
            cell.fill = INPUT_FILL
        return cell.style_id


_BORDERS = {Setting.CELL: HAIRLINE, Setting.HEADER: RULE_BELOW, Setting.TOTAL: RULE_ABOVE}


def _alignment(look: Look, setting: Setting) -> Alignment:
    match setting:
        case Setting.LINE:
            return FLUSH_LEFT
        case Setting.NOTE:
            return FLUSH_WRAPPED
        case Setting.HEADER:
            return HEADER_RIGHT if look.right else HEADER_LEFT
        case _:
            return RIGHT_TOP if look.right else LEFT_WRAPPED if look.wrap else LEFT_TOP
