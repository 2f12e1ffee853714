"""The first rows of a file, with a choice above each column of what it means."""

from collections.abc import Sequence

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

    Attributes:
        choices: One for every column, from left to right.
    """

    changed = Signal()
    """A column means something else now."""

    def __init__(
        self, headings: Sequence[str], records: Sequence[Record], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self.choices = tuple(
            ChoiceField(
                tr(
                    "Column {number}, {heading}",
                    number=number,
                    heading=heading or tr("without a heading"),
                ),
                CHOICES,
            )
            for number, heading in enumerate(headings, start=1)
        )
        self._table = QTableWidget(len(records), len(headings) + 1)
        self._fill_table(records)
        self._lay_out()

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(0)
        above.setContentsMargins(0, 0, 0, 0)
        above.addSpacing(scaled(_LINE_WIDTH))
        for choice in self.choices:
            choice.setFixedWidth(scaled(_WIDTH) - 4)
            choice.chosen.connect(self.changed)
            above.addWidget(choice)
            above.addSpacing(4)
        above.addStretch(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self._table, 1)
        inside.setMinimumWidth(scaled(_LINE_WIDTH + _WIDTH * len(self.choices)) + 20)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _fill_table(self, records: Sequence[Record]) -> None:
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
        self._records = records
        self._fill_cells()
        PRIVACY.changed.connect(self._fill_cells)

    def _fill_cells(self) -> None:
        """Show the cells of the file, without amounts while those are hidden."""
        for row, record in enumerate(self._records):
            cells = (veiled_cell(text) for text in record.cells[: len(self.choices)])
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
