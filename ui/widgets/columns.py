"""How wide columns are, how rows are copied and summed; the same for tables and trees."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu

from ui.format import dollars
from ui.models.table import Column, Row, as_tsv
from ui.text_size import scaled
from ui.widgets.spoken import call
from ui.widgets.table_header import TableHeader

ROW_HEIGHT = 30
_CELL_PADDING = 20
_ARROW_WIDTH = 12
_WIDEST = 320
_NARROWEST_TEXT = 160
MEASURED_ROWS = 200
_WORTH_A_SUM = 2


def prepare_view(view: QAbstractItemView, name: str) -> None:
    """Make *view* read-only, selectable by rows, and deaf to whatever is dropped on it."""
    call(view, name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setAlternatingRowColors(True)


def fill_width(view: QAbstractItemView, header: QHeaderView, column: int) -> None:
    """Give *column* the width that the others leave, but enough to be read; the rest scrolls."""
    if header.isSectionHidden(column):
        return
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
    widths: Mapping[str, int] | None = None,
) -> None:
    """Make every column as wide as *widths* says by title, else as its cells.

    *indent* goes to the first.
    """
    chosen = widths or {}
    view.ensurePolished()
    advance = view.fontMetrics().horizontalAdvance
    for number, column in enumerate(columns):
        width = _width_of(column, rows[:MEASURED_ROWS], advance)
        fitting = width + (indent if number == 0 else 0)
        header.resizeSection(number, chosen.get(column.title, fitting))


def copy_rows(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> None:
    """Put *rows* on the clipboard, under their header."""
    QGuiApplication.clipboard().setText(as_tsv(columns, rows))


def sum_words(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> str:
    """Return what *rows* come to: ``3 rows: value $12,300, gain -$400``; "" for fewer than two."""
    if len(rows) < _WORTH_A_SUM:
        return ""
    sums = [_sum_of(column, rows) for column in columns if column.summand is not None]
    said = ", ".join(each for each in sums if each)
    return f"{len(rows):,} rows: {said}" if said else f"{len(rows):,} rows"


def _sum_of(column: Column[Row], rows: Sequence[Row]) -> str:
    summands = [column.summand(row) for row in rows] if column.summand is not None else []
    known = [each for each in summands if each is not None]
    if not known:
        return ""
    unknown = len(rows) - len(known)
    doubt = f" ({unknown:,} not counted)" if unknown else ""
    return f"{column.title.lower()} {dollars(sum(known, Decimal(0)))}{doubt}"


def open_rows_menu(
    view: QAbstractItemView, copy: Callable[[], None], header: TableHeader, place: QPoint
) -> None:
    """Open the menu of the rows at *place* on the screen: copy, select, arrange the columns."""
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addAction("Copy\tCtrl+C", copy)
    menu.addAction("Select all\tCtrl+A", view.selectAll)
    columns = header.menu()
    columns.setTitle("Columns\tAlt+Down")
    columns.setParent(menu, columns.windowFlags())
    menu.addSeparator()
    menu.addMenu(columns)
    menu.popup(place)


def opens_columns_menu(view: QAbstractItemView, header: TableHeader, event: QKeyEvent) -> bool:
    """Open the menu of the columns for Alt+Down, and return whether it was that."""
    is_asked = (
        event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
    )
    if is_asked:
        header.open_menu(view.viewport().mapToGlobal(QPoint(0, 0)))
    return bool(is_asked)


def goes_to_an_end(view: QAbstractItemView, event: QKeyEvent) -> bool:
    """Go to the first or last row for Home or End, and return whether it was that."""
    rows = view.model().rowCount()
    if event.modifiers() != Qt.KeyboardModifier.NoModifier or rows == 0:
        return False
    if event.matches(QKeySequence.StandardKey.MoveToStartOfLine):
        row = 0
    elif event.matches(QKeySequence.StandardKey.MoveToEndOfLine):
        row = rows - 1
    else:
        return False
    view.setCurrentIndex(view.model().index(row, max(view.currentIndex().column(), 0)))
    return True


def _width_of(column: Column[Row], rows: Sequence[Row], advance: Callable[[str], int]) -> int:
    widest = max((advance(column.text(row)) for row in rows), default=0)
    title = advance(column.title) + _ARROW_WIDTH
    return min(max(widest, title) + _CELL_PADDING, scaled(_WIDEST))
