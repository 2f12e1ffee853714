"""The wash-sale matrix: which losses and which purchases stand in each other's way."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from rebalancer.rebalance.wash_matrix import WashCell, WashMatrix, WashRow, WashVerdict
from ui.charts.paint import mix
from ui.format import day, dollars, quantity
from ui.models.table import Column, Index, tooltip_html
from ui.theme import Colors, Theme
from ui.widgets.card import Card
from ui.widgets.columns import HEADER_HEIGHT, ROW_HEIGHT, copy_rows
from ui.widgets.text import Caption

VERDICTS = {
    WashVerdict.CLASH: "Clash",
    WashVerdict.DO_NOT_BUY: "Do not buy",
    WashVerdict.DO_NOT_SELL: "No loss yet",
    WashVerdict.ONE_OF_TWO: "One of the two",
    WashVerdict.FREE: "Free",
}
_MOST_ROWS = 10
_TINT = 0.16


def cell_words(cell: WashCell) -> str:
    """Return what a cell says: ``loss $8,129, sold; buys 356``."""
    parts = []
    if cell.loss:
        parts.append(f"loss {dollars(cell.loss)}" + (", sold" if cell.sold_at_loss else ""))
    parts += [f"bought {quantity(shares)} on {day(when)}" for when, shares in cell.bought_lately]
    if cell.buys:
        parts.append(f"buys {quantity(cell.buys)}")
    return "; ".join(parts)


def verdict_words(row: WashRow) -> str:
    """Return the verdict of a row with its date: ``Do not buy before 21 Sep 2026``."""
    words = VERDICTS[row.verdict]
    if row.first_day is None:
        return words
    joint = ", buy from" if row.verdict is WashVerdict.CLASH else " before"
    return f"{words}{joint} {day(row.first_day)}"


class _Tint(QStyledItemDelegate):
    """Lays the colour of a cell under it, which a stylesheet would leave out."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(tint, QBrush):
            painter.fillRect(option.rect, tint)
        super().paint(painter, option, index)


class WashTable(QTableWidget):
    """Rows of securities, a column for every account, and what they come to together."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._matrix = WashMatrix(accounts=(), rows=())
        self.setAccessibleName("Wash sales by security and account")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegate(_Tint(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setFixedHeight(HEADER_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        theme.changed.connect(self._paint)

    @property
    def columns(self) -> tuple[Column[WashRow], ...]:
        """What the table shows, as text."""
        accounts = [
            Column(title=label, text=partial(_cell_of, number))
            for number, label in enumerate(self._matrix.accounts)
        ]
        return (
            Column(title="Security", text=lambda row: " = ".join(row.symbols)),
            Column(title="Together", text=verdict_words),
            *accounts,
            Column(title="Why", text=lambda row: row.reason),
        )

    def show_matrix(self, matrix: WashMatrix) -> None:
        """Show *matrix* instead of whatever is there."""
        self._matrix = matrix
        columns = self.columns
        self.clear()
        self.setColumnCount(len(columns))
        self.setRowCount(len(matrix.rows))
        for number, row in enumerate(matrix.rows):
            for place, column in enumerate(columns):
                item = QTableWidgetItem(column.text(row))
                item.setToolTip(tooltip_html(row.reason) or "")
                self.setItem(number, place, item)
        for place in range(len(columns)):
            head = QTableWidgetItem(columns[place].title)
            head.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(place, head)
        self._size()
        self._paint()

    def copy_selection(self) -> None:
        """Put the selected rows (all, where none is) on the clipboard, with their header."""
        chosen = sorted({index.row() for index in self.selectedIndexes()})
        rows = [self._matrix.rows[number] for number in chosen] or list(self._matrix.rows)
        copy_rows(self.columns, rows)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        else:
            super().keyPressEvent(event)

    def _size(self) -> None:
        header = self.horizontalHeader()
        self.resizeColumnsToContents()
        header.setSectionResizeMode(self.columnCount() - 1, QHeaderView.ResizeMode.Stretch)
        rows = max(1, min(len(self._matrix.rows), _MOST_ROWS))
        self.setFixedHeight(HEADER_HEIGHT + rows * ROW_HEIGHT + 2 * self.frameWidth() + 14)

    def _paint(self) -> None:
        colors = self._theme.colors
        for number, row in enumerate(self._matrix.rows):
            clashes = row.verdict is WashVerdict.CLASH
            verdict = mix(colors.surface, colors.warning, _TINT) if clashes else colors.surface
            tints = (verdict, *(_tint(cell, row, colors) for cell in row.cells))
            for place, tint in enumerate(tints, start=1):
                item = self.item(number, place)
                if item is not None:
                    item.setBackground(QColor(tint))


def _cell_of(number: int, row: WashRow) -> str:
    return cell_words(row.cells[number])


def _tint(cell: WashCell, row: WashRow, colors: Colors) -> str:
    """Return the colour behind a cell: what clashes, what is sold at a loss, what is bought."""
    if row.verdict is WashVerdict.CLASH and not cell.is_empty:
        return mix(colors.surface, colors.warning, _TINT)
    if cell.sold_at_loss:
        return mix(colors.surface, colors.after, _TINT)
    if cell.buys or cell.bought_lately:
        return mix(colors.surface, colors.before, _TINT)
    return mix(colors.surface, colors.muted, _TINT / 2) if cell.loss else colors.surface


class WashCard(Card):
    """The matrix, with its answer in a sentence."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Wash sales", parent=parent)
        self.table = WashTable(theme)
        self.hint = Caption(
            "Orange: sold at a loss. Blue: bought now, or in the 30 days before. Grey: a loss that "
            "stays. A purchase in any account counts against a loss in every other."
        )
        self.body.addWidget(self.table)
        self.body.addWidget(self.hint)

    def show_matrix(self, matrix: WashMatrix) -> None:
        """Show *matrix*; without a row the card is not shown."""
        self.set_subtitle(answer(matrix))
        self.table.show_matrix(matrix)
        self.setVisible(bool(matrix.rows))


def answer(matrix: WashMatrix) -> str:
    """Return in a sentence what *matrix* says."""
    clashes = [row for row in matrix.rows if row.verdict is WashVerdict.CLASH]
    waiting = [row for row in matrix.rows if row.verdict is WashVerdict.DO_NOT_BUY]
    if clashes:
        return f"Losses meet purchases: {', '.join(row.symbols[0] for row in clashes)}."
    if not waiting:
        return "No loss meets a purchase."
    names = ", ".join(row.symbols[0] for row in waiting)
    return f"No loss meets a purchase, as long as nobody buys {names} for a while."
