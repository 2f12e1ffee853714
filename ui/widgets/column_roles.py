"""The first rows of a file, with a choice above each column of what it means."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rebalancer.ingest.mapping.mapping import ROLES
from rebalancer.ingest.sheet import Column
from rebalancer.ingest.text import Record
from ui.language import tr
from ui.models.seen import aligned
from ui.models.tips import tooltip_html
from ui.privacy import PRIVACY, veiled_cell
from ui.text_size import scaled
from ui.widgets.columns import ROW_HEIGHT
from ui.widgets.fields import ChoiceField
from ui.widgets.table_header import HEADER_HEIGHT

_WIDTH = 168
_LINE_WIDTH = 52
_AT_ONCE = 4
"""So many choices are made in one turn of the event loop: some milliseconds' work."""
_IGNORED = tr("Leave out")
_WORDS = {
    Column.VALUE: tr("Value"),
    Column.COST_BASIS: tr("Cost basis, total"),
    Column.UNIT_COST: tr("Cost per share"),
    Column.ACQUIRED: tr("Date acquired"),
    Column.TYPE: tr("Kind of holding"),
}
CHOICES: tuple[tuple[str, object], ...] = (
    (_IGNORED, None),
    *((_WORDS.get(role, role.value), role) for role in ROLES),
)


class ColumnRoles(QScrollArea):
    """The rows as they stand in the file; above each column the person says what it is.

    It is empty until each of its ``steps`` was taken, once and in order.

    Attributes:
        choices: One for every column, from left to right, as far as they are made.
    """

    changed = Signal()
    """A column means something else now."""

    def __init__(
        self, headings: Sequence[str], records: Sequence[Record], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._records = records
        self.choices: tuple[ChoiceField, ...] = ()
        self._above = QHBoxLayout()
        self._table = QTableWidget(len(records), len(headings) + 1)
        self._lay_out()

    @property
    def steps(self) -> tuple[Callable[[], object], ...]:
        """What fills it; the window answers in between."""
        starts = range(0, len(self._headings), _AT_ONCE)
        return (*(partial(self._add_choices, start) for start in starts), self._fill_table)

    def _lay_out(self) -> None:
        self._above.setSpacing(0)
        self._above.setContentsMargins(0, 0, 0, 0)
        self._above.addSpacing(scaled(_LINE_WIDTH))
        self._above.addStretch(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._above)
        column.addWidget(self._table, 1)
        inside.setMinimumWidth(scaled(_LINE_WIDTH + _WIDTH * len(self._headings)) + 20)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _add_choices(self, start: int) -> None:
        """Put choices above some columns, from column *start* (counted from 0)."""
        for number, heading in enumerate(self._headings[start : start + _AT_ONCE], start + 1):
            shown = heading or tr("without a heading")
            name = tr("Column {number}, {heading}", number=number, heading=shown)
            choice = ChoiceField(name, CHOICES)
            choice.setFixedWidth(scaled(_WIDTH) - 4)
            choice.chosen.connect(self.changed)
            self._above.insertWidget(self._above.count() - 1, choice)
            self._above.insertSpacing(self._above.count() - 1, 4)
            choice.ensurePolished()
            self.choices = (*self.choices, choice)

    def _fill_table(self) -> None:
        table = self._table
        table.setAccessibleName(tr("The first rows of the file"))
        names = [
            heading or tr("Column {number}", number=n)
            for n, heading in enumerate(self._headings, start=1)
        ]
        table.setHorizontalHeaderLabels([tr("Line"), *names])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(scaled(ROW_HEIGHT))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultSectionSize(scaled(_WIDTH))
        header.setFixedHeight(scaled(HEADER_HEIGHT))
        header.setHighlightSections(False)
        header.setDefaultAlignment(aligned(is_numeric=False))
        table.setColumnWidth(0, scaled(_LINE_WIDTH))
        self._fill_cells()
        PRIVACY.changed.connect(self._fill_cells)

    def _fill_cells(self) -> None:
        """Show the cells of the file, without amounts while those are hidden."""
        for row, record in enumerate(self._records):
            cells = (veiled_cell(text) for text in record.cells[: len(self._headings)])
            for place, text in enumerate((str(record.line), *cells)):
                item = QTableWidgetItem(text)
                item.setToolTip(tooltip_html(text) or "")
                self._table.setItem(row, place, item)

    @property
    def roles(self) -> tuple[Column | None, ...]:
        """What each column means; None is left out."""
        values = (choice.value for choice in self.choices)
        return tuple(value if isinstance(value, Column) else None for value in values)

    def set_roles(self, roles: Sequence[Column | None]) -> None:
        """Show what each column means."""
        for choice, role in zip(self.choices, roles, strict=True):
            choice.set_value(role)
