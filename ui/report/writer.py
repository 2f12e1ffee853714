"""Writes a document from top to bottom: headings, sentences, tables, pictures; never markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from ui.theme import LIGHT, TYPEFACE

_SIZE = 12
"""Pixels of running text, of 96 to the inch: nine points."""
_ALTERNATES = ("tnum", "ss03", "calt")
"""Features whose letters a reader of the file would find under codes of no meaning."""


class Ink(Enum):
    """What a piece of text is: its size in pixels, weight and colour."""

    TITLE = (27, QFont.Weight.DemiBold, LIGHT.accent)
    HEADING = (16, QFont.Weight.DemiBold, LIGHT.accent)
    BODY = (_SIZE, QFont.Weight.Normal, LIGHT.text)
    STRONG = (_SIZE, QFont.Weight.DemiBold, LIGHT.text)
    MUTED = (_SIZE, QFont.Weight.Normal, LIGHT.muted)
    SMALL = (10, QFont.Weight.Normal, LIGHT.muted)
    BEFORE = (_SIZE, QFont.Weight.DemiBold, LIGHT.before)
    AFTER = (_SIZE, QFont.Weight.DemiBold, LIGHT.after)

    @property
    def format(self) -> QTextCharFormat:
        """The format of such text."""
        size, weight, color = self.value
        font = QFont(TYPEFACE)
        font.setPixelSize(size)
        font.setWeight(weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        for feature in _ALTERNATES:
            font.setFeature(QFont.Tag(feature), 0)
        text = QTextCharFormat()
        text.setFont(font)
        text.setForeground(QBrush(QColor(color)))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        share: Of the table's width, in per cent.
    """

    header: str
    share: float
    is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell that looks different from its column."""

    text: str
    ink: Ink = Ink.BODY


class Writer:
    """A document and the place where it goes on."""

    def __init__(self, width: float) -> None:
        """Start an empty document of this *width*, in pixels of 96 to the inch."""
        self.document = QTextDocument()
        self.document.setDocumentMargin(0)
        self.document.setTextWidth(width)
        self._cursor = QTextCursor(self.document)
        self._is_empty = True

    def line(self, text: str, ink: Ink = Ink.BODY, *, above: float = 0, below: float = 4) -> None:
        """Write a paragraph, with so many pixels above and below it."""
        block = QTextBlockFormat()
        block.setTopMargin(above)
        block.setBottomMargin(below)
        self._start(block)
        self._cursor.insertText(text, ink.format)

    def new_page(self, text: str) -> None:
        """Begin a new page with a heading."""
        block = QTextBlockFormat()
        block.setPageBreakPolicy(QTextBlockFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        block.setBottomMargin(6)
        self._start(block)
        self._cursor.insertText(text, Ink.HEADING.format)

    def heading(self, text: str) -> None:
        """Write the heading of a section."""
        self.line(text, Ink.HEADING, above=14, below=6)

    def picture(self, image: QImage) -> None:
        """Put *image* on a line of its own."""
        block = QTextBlockFormat()
        block.setBottomMargin(6)
        self._start(block)
        self._cursor.insertImage(image)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]]) -> None:
        """Write a table; its headers are repeated on every page that it reaches."""
        table = self._insert(len(rows) + 1, columns)
        for place, column in enumerate(columns):
            self._fill(table, 0, place, Cell(text=column.header, ink=Ink.STRONG), column)
            table.cellAt(0, place).setFormat(_header_format())
        for number, row in enumerate(rows, start=1):
            for place, (column, item) in enumerate(zip(columns, row, strict=True)):
                cell = Cell(text=item) if isinstance(item, str) else item
                self._fill(table, number, place, cell, column)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._is_empty = True

    def _insert(self, height: int, columns: Sequence[Column]) -> QTextTable:
        layout = QTextTableFormat()
        layout.setHeaderRowCount(1)
        layout.setCellPadding(3)
        layout.setCellSpacing(0)
        layout.setBorder(0.5)
        layout.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        layout.setBorderBrush(QBrush(QColor(LIGHT.line)))
        layout.setBorderCollapse(True)
        layout.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        layout.setBottomMargin(8)
        layout.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, column.share) for column in columns]
        )
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        return self._cursor.insertTable(height, len(columns), layout)

    def _fill(self, table: QTextTable, row: int, place: int, cell: Cell, column: Column) -> None:
        cursor = table.cellAt(row, place).firstCursorPosition()
        block = QTextBlockFormat()
        side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
        block.setAlignment(side)
        cursor.setBlockFormat(block)
        cursor.insertText(cell.text, cell.ink.format)

    def _start(self, block: QTextBlockFormat) -> None:
        """Begin a paragraph; the empty one that a document or a table leaves is used first."""
        if self._is_empty:
            self._cursor.setBlockFormat(block)
        else:
            self._cursor.insertBlock(block)
        self._is_empty = False


def _header_format() -> QTextCharFormat:
    header = QTextCharFormat()
    header.setBackground(QBrush(QColor(LIGHT.sunken)))
    return header
