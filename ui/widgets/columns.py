"""How wide columns are, and what selected rows come to; the same for tables and trees."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.format import dollars
from ui.language import tr, tr_n
from ui.models.slices import Work, pieces
from ui.models.table import Column, Row
from ui.text_size import scaled
from ui.widgets.spoken import call

ROW_HEIGHT = 30
_CELL_PADDING = 20
_ARROW_WIDTH = 12
_WIDEST = 320
_NARROWEST_TEXT = 160
MEASURED_ROWS = 100
_WORTH_A_SUM = 2


def prepare_view(view: QTableView, name: str) -> None:
    """Make *view* read-only, selectable by rows, and deaf to whatever is dropped on it."""
    call(view, name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setWordWrap(False)


def fill_width(view: QAbstractItemView, header: QHeaderView, column: int) -> None:
    """Give *column* the width that the others leave, but enough to be read; the rest scrolls."""
    if header.isSectionHidden(column):
        return
    others = header.length() - header.sectionSize(column)
    header.resizeSection(column, max(scaled(_NARROWEST_TEXT), view.viewport().width() - others))


def least_widths(fitting: Sequence[int], filling: int) -> list[int]:
    """Return what each column takes at least; the *filling* one may lack some of its text."""
    least = list(fitting)
    least[filling] = scaled(_NARROWEST_TEXT)
    return least


def first_text(columns: Sequence[Column[Row]]) -> int:
    """Return the number of the first column that is not numeric."""
    return next((n for n, column in enumerate(columns) if not column.is_numeric), 0)


def fitting_widths(
    view: QAbstractItemView, columns: Sequence[Column[Row]], rows: Sequence[Row], indent: int = 0
) -> list[int]:
    """Return how wide each column has to be for its first cells; *indent* goes to the first."""
    view.ensurePolished()
    fitting = [fitting_width(view, column, rows[:MEASURED_ROWS]) for column in columns]
    return [width + indent for width in fitting[:1]] + fitting[1:]


def size_columns(
    header: QHeaderView,
    columns: Sequence[Column[Row]],
    fitting: Sequence[int],
    widths: Mapping[str, int],
) -> None:
    """Make every column as wide as *widths* says by title, else as is *fitting*."""
    for number, column in enumerate(columns):
        header.resizeSection(number, widths.get(column.title, fitting[number]))


def adding_up(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> Work[str]:
    """Find what *rows* come to: ``3 rows: value $12,300, gain -$400``; "" for fewer than two."""
    if len(rows) < _WORTH_A_SUM:
        return ""
    sums: list[str] = []
    for column in columns:
        if column.summand is not None:
            found = yield from _adding_up(column.title.lower(), column.summand, rows)
            sums.append(found)
    said = ", ".join(filter(None, sums))
    count = tr_n("{count} row", "{count} rows", len(rows))
    return f"{count}: {said}" if said else count


def _adding_up(
    title: str, summand: Callable[[Row], Decimal | None], rows: Sequence[Row]
) -> Work[str]:
    whole, known = Decimal(0), 0
    for piece in pieces(rows):
        summands = [summand(row) for row in piece]
        found = [each for each in summands if each is not None]
        whole += sum(found, Decimal(0))
        known += len(found)
        yield len(summands)
    if not known:
        return ""
    unknown = len(rows) - known
    said = f"{title} {dollars(whole)}"
    return (
        tr("{said} ({unknown} not counted)", said=said, unknown=f"{unknown:,}") if unknown else said
    )


def fitting_width(
    view: QAbstractItemView, column: Column[Row], rows: Sequence[Row], widest: int = _WIDEST
) -> int:
    """Return how wide *column* has to be for the texts of *rows*, at most *widest* pixels."""
    advance = view.fontMetrics().horizontalAdvance
    cells = max(map(advance, {column.text(row) for row in rows}), default=0)
    title = advance(column.title) + _ARROW_WIDTH
    return min(max(cells, title) + _CELL_PADDING, scaled(widest))
