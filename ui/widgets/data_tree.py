"""A table whose rows unfold: sorts, filters and copies like the other one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QIcon, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.language import tr
from ui.models.table import Column, Row
from ui.models.tree import Fold, TreeModel
from ui.overriding import override
from ui.widgets.columns import MEASURED_ROWS, fitting_widths
from ui.widgets.data_table import DataTable
from ui.widgets.icon import pixmap

_INDENT = 24
_MARGIN = 3
"""That Qt keeps on either side of what stands before the text."""
_SIGNS = {Fold.FOLDED: "branch-closed", Fold.UNFOLDED: "branch-open"}
_SELECT_ROWS = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class DataTree(DataTable[Row]):
    """Rows with parts, which are shown below them when they are unfolded.

    The sign before a row, a double click, Right and Left, + and - fold and unfold it; * unfolds
    everything.

    Attributes:
        tree: The model.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parts: Callable[[Row], Sequence[Row]],
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._indent = _INDENT
        self._has_lent = False
        """Whether columns are narrower than their folded parts."""
        self._in_sight: list[int] | None = None
        """How wide the columns are for what is in sight; None until that is measured again."""
        self.tree: TreeModel[Row] = TreeModel(columns, parts)
        super().__init__(columns, name, parent, self.tree)
        self.tree.setParent(self)
        self._stretched = 0
        self.tree.sign = _sign
        self.setIconSize(QSize(2 * _INDENT - 2 * _MARGIN, _INDENT - 2 * _MARGIN))
        self.doubleClicked.connect(self._toggle)
        self.tree.folds_changed.connect(self._fill_anew)

    def unfold_all(self) -> None:
        """Show the parts of every row."""
        with self._keeping_rows():
            self.tree.unfold_all()

    def fold_all(self) -> None:
        """Show no parts at all."""
        with self._keeping_rows():
            self.tree.fold_all()

    def fold(self, place: int) -> None:
        """Hide the parts of the row at *place*; where one of them was current, the row is."""
        index = self.currentIndex()
        if index.isValid() and self.tree.whole_of(index.row()) == place != index.row():
            self.setCurrentIndex(self.tree.index(place, index.column()))
        self.tree.fold(place)

    @override
    def contextMenuEvent(self, arg__1: QContextMenuEvent) -> None:
        unfold, fold = (tr("Unfold all\t*"), self.unfold_all), (tr("Fold all"), self.fold_all)
        self.row_actions.open_menu(arg__1, (unfold, fold))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._sign_at(event)
        if index.isValid():
            self._toggle(index)
            event.accept()
        else:
            super().mousePressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._sign_at(event).isValid():
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._folds(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    @override
    def _fill(self) -> None:
        """Where the text that stretches is cut, let it have what only folded parts would need."""
        if self._has_lent:
            self._size_columns(self._fitting)
        super()._fill()
        stretched = self._stretched
        is_cut = bool(self._fitting) and (
            0 < self.columns_header.sectionSize(stretched) < self._fitting[stretched]
        )
        if is_cut:
            if self._in_sight is None:
                needed = self._widths_for(self._rows_in_sight())
                self._in_sight = list(map(min, self._fitting, needed))
            self._size_columns(self._in_sight)
            super()._fill()
        self._has_lent = is_cut

    @override
    def _measured(self) -> list[int]:
        """Measure what is in sight and what is folded away, each once."""
        in_sight = tuple(self._rows_in_sight())
        seen = set(map(id, in_sight))
        folded = [row for row in self.tree.first_rows(MEASURED_ROWS) if id(row) not in seen]
        self._in_sight = self._widths_for(in_sight)
        return list(map(max, self._in_sight, self._widths_for(folded)))

    def _fill_anew(self) -> None:
        """Fill the width again now that other rows are folded."""
        self._in_sight = None
        self._fill()

    def _rows_in_sight(self) -> Sequence[Row]:
        """Return the first rows and parts that are not folded away."""
        return self.tree.rows_at([range(min(self.tree.rowCount(), MEASURED_ROWS))])

    def _widths_for(self, rows: Sequence[Row]) -> list[int]:
        return fitting_widths(self, self.tree.columns, rows, self._indent)

    @override
    def _sum(self) -> None:
        """Sum what is selected; parts of a selected row are in it already."""
        self.row_actions.add_up(self.tree.counted_at(self._selected()))

    def _folds(self, event: QKeyEvent) -> bool:
        """Fold or unfold as a key asks for, and return whether it does."""
        index, key = self.currentIndex(), event.key()
        if not index.isValid() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        place, is_forward = index.row(), key != Qt.Key.Key_Left
        if self.isRightToLeft() and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            is_forward = not is_forward
        match key:
            case Qt.Key.Key_Asterisk:
                self.unfold_all()
            case Qt.Key.Key_Plus | Qt.Key.Key_Minus:
                (self.tree.unfold if key == Qt.Key.Key_Plus else self.fold)(place)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                return self._goes_in(index) if is_forward else self._goes_out(index)
            case _:
                return False
        return True

    def _goes_in(self, index: QModelIndex) -> bool:
        """Unfold the row of *index*, and return whether that was to be done."""
        was_folded = self.tree.has_parts(index.row()) and not self.tree.is_unfolded(index.row())
        self.tree.unfold(index.row())
        return was_folded

    def _goes_out(self, index: QModelIndex) -> bool:
        """Fold the row of *index*, or go to the one that it is a part of; return whether it did."""
        if self.tree.is_unfolded(index.row()):
            self.fold(index.row())
            return True
        if not self.tree.is_part(index.row()) or index.column() != 0:
            return False
        self.setCurrentIndex(self.tree.index(self.tree.whole_of(index.row()), index.column()))
        return True

    def _toggle(self, index: QModelIndex) -> None:
        if self.tree.is_unfolded(index.row()):
            self.fold(index.row())
        else:
            self.tree.unfold(index.row())

    def _sign_at(self, event: QMouseEvent) -> QModelIndex:
        """Return the row whose sign is pressed, else no row."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        if event.button() != Qt.MouseButton.LeftButton or index.column() != 0:
            return QModelIndex()
        cell = self.visualRect(index)
        within = cell.right() - place.x() if self.isRightToLeft() else place.x() - cell.left()
        is_sign = within < _INDENT and self.tree.has_parts(index.row())
        return index if is_sign else QModelIndex()

    @contextmanager
    def _keeping_rows(self) -> Iterator[None]:
        """Keep selected and current what is, as far as it is shown afterwards."""
        current, selected = self.currentIndex(), self.tree.numbers_at(self._selected())
        places = range(current.row(), current.row() + 1) if current.isValid() else range(0)
        whole = self.tree.numbers_at([places])
        yield
        last = self.tree.columnCount() - 1
        kept = QItemSelection()
        for run in self.tree.runs_of(*selected):
            kept.select(self.tree.index(run.start, 0), self.tree.index(run.stop - 1, last))
        for run in self.tree.runs_of(*whole):
            index = self.tree.index(run.start, current.column())
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
        self.selectionModel().select(kept, _SELECT_ROWS)


@cache
def _sign(fold: Fold) -> QIcon:
    """Return what stands before a row: the sign that it unfolds, or as much room."""
    levels = 2 if fold is Fold.PART else 1
    drawn = QPixmap(QSize(levels * _INDENT - 2 * _MARGIN, _INDENT - 2 * _MARGIN))
    drawn.fill(QColor(0, 0, 0, 0))
    if fold in _SIGNS:
        whole = pixmap(_SIGNS[fold], "", _INDENT)
        edge = round(_MARGIN * whole.devicePixelRatio())
        drawn = whole.copy(whole.rect().adjusted(edge, edge, -edge, -edge))
    sign = QIcon(drawn)
    sign.addPixmap(drawn, QIcon.Mode.Selected)  # Qt would tint it
    return sign
