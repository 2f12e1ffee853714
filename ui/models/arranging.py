"""Puts the rows of a model in order, and tells its views: the same for tables and trees."""

from collections.abc import Sequence
from typing import Generic

from PySide6.QtCore import QAbstractTableModel

from ui.models.column import Row
from ui.models.order import WHOLE, Order
from ui.models.slices import Slices


class Arranging(Generic[Row]):
    """Carries out what is wanted of an order, as soon as its cells are read.

    Selections and what is unfolded survive a sort, which moves rows; a filter makes other ones.
    """

    def __init__(self, model: QAbstractTableModel, order: Order[Row]) -> None:
        self._model = model
        self._order = order
        self._slices: Slices[None] = Slices(model)
        self._are_other_rows = False

    def stop(self) -> None:
        """Leave undone what is going on: it is about other columns or rows."""
        self._slices.stop()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows*; while their cells are still being read, as they came."""
        self.stop()
        self._model.beginResetModel()
        self._order.set_rows(rows)
        self._slices.run(self._order.reading(), self._arrange_inside)
        self._model.endResetModel()
        if self._slices.is_busy:
            self._are_other_rows = True
            self._slices.go_on_to(self._arrange)

    def sift(self) -> None:
        """Show the rows that are wanted by now."""
        self._are_other_rows = True
        self._slices.run(self._order.reading(), self._arrange)

    def sort(self) -> None:
        """Show the rows in the order that is wanted by now."""
        self._slices.run(self._order.reading(), self._arrange)

    def _arrange_inside(self, _: None) -> None:
        self._are_other_rows = False
        self._order.arrange()

    def _arrange(self, _: None) -> None:
        if self._are_other_rows:
            self._model.beginResetModel()
            self._arrange_inside(None)
            self._model.endResetModel()
            return
        model = self._model
        model.layoutAboutToBeChanged.emit()
        kept = model.persistentIndexList()
        marks = [self._order.mark(index.row()) for index in kept]
        self._order.arrange()
        if kept:
            places = self._order.places()
            moved = [
                model.createIndex(int(places[number]) + part - WHOLE, index.column())
                for (number, part), index in zip(marks, kept, strict=True)
            ]
            model.changePersistentIndexList(kept, moved)
        model.layoutChanged.emit()
