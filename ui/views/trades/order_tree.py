"""The orders of one account, with what is said of each: a click, Space or H says it."""

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QIcon,
    QKeyEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from rebalancer.rebalance.approval import Status
from ui.models.table import Index
from ui.overriding import override
from ui.theme import Colors, Theme
from ui.views.trades.listing import rows_tsv
from ui.views.trades.said import Said
from ui.widgets.account_trades import TradeTree
from ui.widgets.cell_painter import CellPainter
from ui.widgets.columns import fill_width
from ui.widgets.icon import icon, pixmap
from ui.widgets.trade_rows import BASIS, NUMBER, ORDER_COLUMNS, PRICE, REASON, TERM, TradeRow

_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_STATUS = 1
"""The column of the status."""
_ICON = QSize(14, 14)
_CELL_PADDING, _BOX = 20, 20
_LEAST_REASON = 160
_LEFT_OUT = (NUMBER.title, BASIS.title, REASON.title, PRICE.title, TERM.title)
"""What a narrow window leaves out, the first one first; the reason is also said below the page."""


class OrderTree(TradeTree):
    """Orders to approve and to hold, with their lots unfolded.

    Attributes:
        widths: What each column needs, in pixels; empty before anything is shown.
    """

    toggle_requested = Signal(object, object)
    """Trades, and the ``Status`` to give them, or to take from them where all have it."""
    left = Signal(int)
    """The person went beyond the last row (1) or the first (-1)."""

    def __init__(self, said: Said, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        first, *others = ORDER_COLUMNS
        self.widths: list[int] = []
        self._shown: tuple[TradeRow, ...] = ()
        super().__init__((first, said.column(), *others), name, parent)
        self.setItemDelegate(_Painter(said, theme, self))
        self.doubleClicked.disconnect(self._toggle)
        self.clicked.connect(self._take_click)

    @override
    def align(self, rows: Sequence[TradeRow]) -> None:
        """Leave room for every status, and for the box before it."""
        super().align(rows)
        advance = self.fontMetrics().horizontalAdvance
        widest = max(advance(status.words) for status in Status)
        fitting = list(self._fitting)
        fitting[_STATUS] = max(fitting[_STATUS], widest + _CELL_PADDING) + _BOX
        fitting[-1] = _LEAST_REASON
        chosen, titles = self.columns_header.widths, self.columns_header.titles()
        self.widths = [chosen.get(*each) for each in zip(titles, fitting, strict=True)]
        self._make_room()

    def align_as(self, other: "OrderTree") -> None:
        """Make the columns as wide as those of *other*."""
        self.widths = other.widths
        self._make_room()

    def _make_room(self) -> None:
        """Leave out what a narrow window has no room for; the reason or the name gets the rest."""
        header, last = self.columns_header, len(self.widths) - 1
        titles = header.titles()
        spare = [titles.index(title) for title in _LEFT_OUT]
        header.make_room(self.widths, spare, self.viewport().width())
        for column in header.shown_columns():
            header.resizeSection(column, self.widths[column])
        fill_width(self, header, 0 if header.isSectionHidden(last) else last)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.widths:
            self._make_room()

    def show_rows(self, rows: Sequence[TradeRow]) -> None:
        """Show *rows* with their lots; who was current stays so, or who takes the place."""
        if self._shown == tuple(rows):
            return
        current = self.current_row()
        numbers = [row.number for row in self._shown]
        self._shown = tuple(rows)
        self.tree.set_rows(rows)
        self.unfold_all()
        if current is not None and rows:
            place = min(numbers.index(current.number), len(rows) - 1)
            stays = any(row.number == current.number for row in rows)
            self.go_to(current.number if stays else rows[place].number)

    def show_status(self) -> None:
        """Show what is said of the trades now."""
        last = self.tree.rowCount() - 1
        if last >= 0:
            first = self.tree.index(0, _STATUS)
            self.tree.dataChanged.emit(first, self.tree.index(last, _STATUS))
            self.viewport().update()  # what is held is struck out in every column

    def current_row(self) -> TradeRow | None:
        """Return the row that is current; None where none is."""
        index = self.currentIndex()
        return self.tree.row(index) if index.isValid() else None

    def chosen(self) -> tuple[TradeRow, ...]:
        """Return the trades that are selected, also by one of their lots, in order."""
        rows = {row.number: row for row in self.tree.rows()}
        return tuple(rows[n] for n in sorted({row.number for row in self.selected_rows()}))

    def go_to(self, number: int) -> None:
        """Make the trade *number* current, if it is shown."""
        for row in self.tree.rows():
            if row.number == number:
                self.select_row(row)

    def enter(self, step: int) -> None:
        """Make the first row current after a *step* down, the last one after a step up."""
        rows = self.tree.rows()
        if rows:
            self.setFocus(Qt.FocusReason.TabFocusReason)
            self.select_row(rows[0 if step > 0 else -1])

    @override
    def copy_selection(self) -> None:
        QGuiApplication.clipboard().setText(rows_tsv(self.chosen() or self.tree.rows()))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the order that Tab comes to: Space and H are about what is selected."""
        super().focusInEvent(event)
        current = self.current_row()
        if event.reason() in _BY_TAB and current is not None and not self.chosen():
            self.clearSelection()
            self.select_row(current)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        statuses = {Qt.Key.Key_Space: Status.APPROVED, Qt.Key.Key_H: Status.HELD}
        status = statuses.get(Qt.Key(event.key()))
        if status is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if self.chosen():
                self.toggle_requested.emit([row.trade for row in self.chosen()], status)
            event.accept()
            return
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._ends(step):
            self.left.emit(step)
            event.accept()
            return
        super().keyPressEvent(event)

    def _ends(self, step: int) -> bool:
        index = self.currentIndex()
        return index.isValid() and not 0 <= index.row() + step < self.tree.rowCount()

    def _take_click(self, index: QModelIndex) -> None:
        row = self.tree.row(index)
        if index.column() == _STATUS and row.lot is None:
            self.toggle_requested.emit([row.trade], Status.APPROVED)


class _Painter(CellPainter):
    """Puts a box before the status, and strikes out what is held."""

    def __init__(self, said: Said, theme: Theme, tree: OrderTree) -> None:
        super().__init__(tree.tree.look, tree)
        self._said = said
        self._theme = theme
        self._tree = tree

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        row = self._tree.tree.row(index)
        status = self._said.status(row)
        colors = self._theme.colors
        if index.column() == _STATUS and row.lot is None:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = _ICON
            option.icon = _sign(status, colors)
            if self._said.flag(row):
                option.palette.setColor(QPalette.ColorRole.Text, QColor(colors.error))
        elif status is Status.HELD:
            option.font.setStrikeOut(True)
            option.palette.setColor(QPalette.ColorRole.Text, QColor(colors.muted))


@cache
def _sign(status: Status, colors: Colors) -> QIcon:
    """Return the box of *status*."""
    names = {
        Status.OPEN: ("undecided", colors.edge),
        Status.APPROVED: ("approved", colors.accent),
        Status.HELD: ("held", colors.warning),
    }
    sign = icon(*names[status])
    sign.addPixmap(pixmap(*names[status]), QIcon.Mode.Selected)  # Qt would tint it
    return sign
