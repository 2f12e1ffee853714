"""How wide columns are, and how rows are copied; the same for tables and trees."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from ui.models.table import Column, Row, as_tsv
from ui.text_size import hold, scaled

ROW_HEIGHT = 30
HEADER_HEIGHT = 32
_CELL_PADDING = 20
_ARROW_WIDTH = 12
_WIDEST = 320
_NARROWEST_TEXT = 160
_MEASURED_ROWS = 200


def prepare_view(view: QAbstractItemView, name: str) -> None:
    """Make *view* read-only, selectable by rows, and deaf to whatever is dropped on it."""
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setAlternatingRowColors(True)


def prepare_header(header: QHeaderView) -> None:
    """Let *header* sort on a click, and not before."""
    header.setSortIndicatorClearable(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    hold(header, height=HEADER_HEIGHT)
    header.setMinimumSectionSize(48)
    header.setHighlightSections(False)
    header.setTextElideMode(Qt.TextElideMode.ElideRight)


def fill_width(view: QAbstractItemView, header: QHeaderView, column: int) -> None:
    """Give *column* the width that the others leave, but enough to be read; the rest scrolls."""
    others = header.length() - header.sectionSize(column)
    header.resizeSection(column, max(scaled(_NARROWEST_TEXT), view.viewport().width() - others))


def first_text(columns: Sequence[Column[Row]]) -> int:
    """Return the number of the first column that is not numeric."""
    return next((n for n, column in enumerate(columns) if not column.is_numeric), 0)


def fit_columns(
    view: QAbstractItemView,
    header: QHeaderView,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    indent: int = 0,
) -> None:
    """Make every column as wide as its cells; *indent* goes to the first."""
    view.ensurePolished()
    advance = view.fontMetrics().horizontalAdvance
    for number, column in enumerate(columns):
        width = _width_of(column, rows[:_MEASURED_ROWS], advance)
        header.resizeSection(number, width + (indent if number == 0 else 0))


def copy_rows(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> None:
    """Put *rows* on the clipboard, under their header."""
    QGuiApplication.clipboard().setText(as_tsv(columns, rows))


def _width_of(column: Column[Row], rows: Sequence[Row], advance: Callable[[str], int]) -> int:
    widest = max((advance(column.text(row)) for row in rows), default=0)
    title = advance(column.title) + _ARROW_WIDTH
    return min(max(widest, title) + _CELL_PADDING, scaled(_WIDEST))
