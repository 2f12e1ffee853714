"""One read-only model for tables whose rows unfold into parts of the same kind."""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from itertools import islice

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from ui.language import tr
from ui.models.folds import Folds, Places
from ui.models.order import WHOLE
from ui.models.seen import Look
from ui.models.table import ROOT, Column, Index, Row, TableModel
from ui.overriding import override


class Fold(Enum):
    """How a row of a tree folds."""

    NONE = auto()
    """It has no parts."""
    FOLDED = auto()
    UNFOLDED = auto()
    PART = auto()
    """It is a part itself."""


class TreeModel(TableModel[Row]):
    """Shows rows, and below each one that is unfolded its parts; never edited.

    To Qt it is a flat table: a view of a tree looks at every row and every part whenever one moves.

    Attributes:
        sign: Returns what stands before a row, given how it folds.
    """

    folds_changed = Signal()
    """Something was folded or unfolded, by whomever."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parts: Callable[[Row], Sequence[Row]],
        parent: QObject | None = None,
    ) -> None:
        self.sign: Callable[[Fold], object] = lambda _: None
        self._parts = parts
        self._folds = Folds(columns, parts)
        super().__init__(columns, parent, self._folds)

    @override
    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* instead of whatever is there; the same rows again change nothing."""
        if tuple(rows) != self._folds.rows:
            super().set_rows(rows)

    @override
    def rows(self) -> tuple[Row, ...]:
        """Return the rows as shown, in order, without their parts."""
        return self._folds.wholes()

    @override
    def first_rows(self, most: int) -> tuple[Row, ...]:
        """Return the first rows as shown, each followed by its parts, at *most* so many."""
        rows = self._folds.wholes(0, most)
        first = (each for row in rows for each in (row, *self._parts(row)[:most]))
        return tuple(islice(first, most))

    @override
    def rows_at(self, places: Iterable[range]) -> Sequence[Row]:
        """Return the rows and parts that are shown at *places* by now, whatever is shown later."""
        return self._folds.rows_of(*self._folds.numbers_at(places))

    def counted_at(self, places: Iterable[range]) -> Sequence[Row]:
        """Return what is shown at *places*, without the parts of rows that are there as a whole."""
        numbers, parts = self._folds.numbers_at(places)
        is_counted = (parts == WHOLE) | ~np.isin(numbers, numbers[parts == WHOLE])
        return self._folds.rows_of(numbers[is_counted], parts[is_counted])

    def numbers_at(self, places: Iterable[range]) -> tuple[Places, Places]:
        """Return what is shown at *places*, by numbers that fold and unfold with it."""
        return self._folds.numbers_at(places)

    def runs_of(self, numbers: Places, parts: Places) -> list[range]:
        """Return where that is shown now which had these numbers, as far as it is."""
        return self._folds.runs_of(numbers, parts)

    def is_part(self, place: int) -> bool:
        """Whether what is shown at *place* is a part of the row above it."""
        return self._folds.mark(place)[1] != WHOLE

    def whole_of(self, place: int) -> int:
        """Return where the row is shown that the one at *place* is, or is a part of."""
        return place - self._folds.mark(place)[1] + WHOLE

    def has_parts(self, place: int) -> bool:
        """Whether the row at *place* can be unfolded."""
        return bool(self._folds.parts_at(place))

    def is_unfolded(self, place: int) -> bool:
        """Whether the row at *place* has its parts below it."""
        return self._folds.is_unfolded(place)

    def unfold(self, place: int) -> None:
        """Show the parts of the row at *place* below it, if it has any."""
        parts = len(self._folds.parts_at(place))
        if parts and not self.is_unfolded(place):
            self.beginInsertRows(ROOT, place + 1, place + parts)
            self._folds.unfold(place)
            self.endInsertRows()
            self._tell(place)

    def fold(self, place: int) -> None:
        """Hide the parts of the row at *place*."""
        if self.is_unfolded(place):
            self.beginRemoveRows(ROOT, place + 1, place + len(self._folds.parts_at(place)))
            self._folds.fold(place)
            self.endRemoveRows()
            self._tell(place)

    def unfold_all(self) -> None:
        """Show the parts of every row."""
        self._change_all(self._folds.unfold_all)

    def fold_all(self) -> None:
        """Show no parts at all."""
        self._change_all(self._folds.fold_all)

    def fold_of(self, place: int) -> Fold:
        """Return how the row at *place* folds."""
        if self.is_part(place):
            return Fold.PART
        if self.is_unfolded(place):
            return Fold.UNFOLDED
        return Fold.FOLDED if self.has_parts(place) else Fold.NONE

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.column() == 0 and index.isValid():
            if role == Qt.ItemDataRole.DecorationRole:
                return self.sign(self.fold_of(index.row()))
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index)
        return super().data(index, role)

    @override
    def look(self, index: Index) -> Look | None:
        return super().look(index) if index.column() else None  # there is a sign as well

    def _spoken(self, index: Index) -> object:
        """Return what a screen reader says of the first cell of a row that has parts."""
        text = super().data(index)
        match self.fold_of(index.row()):
            case Fold.UNFOLDED:
                return tr("{text}, unfolded", text=text)
            case Fold.FOLDED:
                return tr("{text}, folded", text=text)
            case _:
                return None

    def _change_all(self, change: Callable[[], None]) -> None:
        self.beginResetModel()
        change()
        self.endResetModel()
        self.folds_changed.emit()

    def _tell(self, place: int) -> None:
        last = self.columnCount() - 1
        self.dataChanged.emit(self.index(place, 0), self.index(place, last))
        self.folds_changed.emit()
