"""Trades to unfold, account by account."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.language import tr
from ui.models.table import Column
from ui.overriding import override
from ui.text_size import scaled
from ui.widgets.clear import clear_layout
from ui.widgets.columns import ROW_HEIGHT, fill_width, fitting_widths
from ui.widgets.data_tree import DataTree
from ui.widgets.shared_columns import SharedColumns
from ui.widgets.text import Caption, Heading
from ui.widgets.trade_rows import AccountRows, TradeRow, lots_of

_INDENT = 48


class TradeTree(DataTree[TradeRow]):
    """The trades of one account, as high as what is unfolded."""

    menu_requested = Signal(object, QPoint)
    """The person right-clicked a ``TradeRow``; with the place on the screen."""

    def __init__(
        self, columns: Sequence[Column[TradeRow]], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(columns, lots_of, name, parent)
        self.set_stretched(len(columns) - 1)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.customContextMenuRequested.connect(self._ask_for_menu)
        self.tree.folds_changed.connect(self.fit_unfolded)

    def align(self, rows: Sequence[TradeRow]) -> None:
        """Make the columns as wide as *rows* need, which may be those of other trees too."""
        self._fitting = fitting_widths(self, self.tree.columns, rows, _INDENT)
        self._size_columns(self._fitting)
        self._fill()

    def align_with(self, other: "TradeTree") -> None:
        """Make the columns as wide as those of *other*."""
        last = len(self.tree.columns) - 1
        for column in self.columns_header.shown_columns():
            self.columns_header.resizeSection(column, other.columns_header.sectionSize(column))
        fill_width(self, self.columns_header, last)

    @override
    def _fill(self) -> None:
        """Give the last column the width that is left; the others are as in the other trees."""
        fill_width(self, self.columns_header, len(self.tree.columns) - 1)

    def fit_unfolded(self) -> None:
        """Be as high as the rows that are unfolded."""
        self.fit_height(self.tree.rowCount(), scrolls_sideways=True)

    @override
    def follow_text_size(self) -> None:
        """Make the rows as high as their text; whoever holds several trees does the columns."""
        self.verticalHeader().setDefaultSectionSize(scaled(ROW_HEIGHT))
        self.fit_unfolded()

    def select_row(self, row: TradeRow) -> None:
        """Make the trade *row* current."""
        for place in range(self.tree.rowCount()):
            index = self.tree.index(place, 0)
            if self.tree.row(index) == row:
                self.setCurrentIndex(index)

    @override
    def clearSelection(self) -> None:
        super().clearSelection()
        self.selectionModel().clearCurrentIndex()

    def _ask_for_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.menu_requested.emit(self.tree.row(index), self.viewport().mapToGlobal(place))


class AccountTrades(QWidget):
    """A heading and a tree per account, their columns in line with each other.

    Attributes:
        trees: By account key.
        columns: How a person arranges the columns of all of them.
        notes: What is said of each account below its name, by account key.
    """

    row_selected = Signal(object)
    """The ``TradeRow`` that is selected in any of the trees, or None when it is gone."""
    menu_requested = Signal(object, QPoint)

    def __init__(
        self, columns: Sequence[Column[TradeRow]], key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self.columns = SharedColumns(key, self)
        self.columns.layout_changed.connect(self.follow_text_size)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._notes: dict[str, Caption] = {}
        self.trees: dict[str, TradeTree] = {}
        self._aligned: tuple[AccountRows, ...] = ()
        self.notes: Mapping[str, str] = {}

    def steps(
        self, accounts: Sequence[AccountRows], notes: Mapping[str, str]
    ) -> Iterator[Callable[[], None]]:
        """Yield what to do one after the other to show *accounts*, with a note by account key.

        Each of it takes a moment.

        Accounts that are there already keep their trees, and what is unfolded in them.
        """
        self.notes = dict(notes)
        if [account.key for account in accounts] != list(self.trees):
            yield self._clear
        for account in accounts:
            yield partial(self._show, account, notes.get(account.key, ""))
        yield partial(self._align, accounts)

    def _show(self, account: AccountRows, note: str) -> None:
        if account.key not in self.trees:
            self._add(account)
        self._notes[account.key].setText(note)
        self._notes[account.key].setVisible(bool(note))
        tree = self.trees[account.key]
        tree.set_rows(account.rows)
        tree.fit_unfolded()

    def follow_text_size(self) -> None:
        """Make the columns of every account as wide as their text, or as the person wants them."""
        self._align(self._aligned)

    def _align(self, accounts: Sequence[AccountRows]) -> None:
        self._aligned = tuple(accounts)
        everything = [row for account in accounts for row in _with_lots(account.rows)]
        first: TradeTree | None = None
        for tree in self.trees.values():
            if first is None:
                tree.align(everything)
                first = tree
            else:
                tree.align_with(first)

    def _add(self, account: AccountRows) -> None:
        self._column.addWidget(Heading(account.label, 3))
        note = Caption()
        self._column.addWidget(note)
        self._notes[account.key] = note
        tree = TradeTree(self._columns, tr("Trades in {account}", account=account.label))
        tree.row_selected.connect(self._take_selection)
        tree.menu_requested.connect(self.menu_requested)
        self.trees[account.key] = tree
        self.columns.add(tree.columns_header)
        self._column.addWidget(tree)

    def clear_selection(self) -> None:
        """Select nothing."""
        for tree in self.trees.values():
            tree.clearSelection()

    def _clear(self) -> None:
        self.row_selected.emit(None)
        self.trees.clear()
        self._notes.clear()
        clear_layout(self._column)

    def _take_selection(self, row: TradeRow | None) -> None:
        """Let one account have the selection at a time; None is said when none has it."""
        if row is not None:
            for key, tree in self.trees.items():
                if key != row.trade.account:
                    tree.clearSelection()
        elif any(tree.currentIndex().isValid() for tree in self.trees.values()):
            return
        self.row_selected.emit(row)


def _with_lots(rows: Sequence[TradeRow]) -> list[TradeRow]:
    return [each for row in rows for each in (row, *lots_of(row))]
