"""Cards side by side, as many in a row as fit."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from ui.overriding import override
from ui.text_size import scaled

_SPACING = 16


class CardGrid(QWidget):
    """Lays out widgets of equal width, none narrower than *narrowest* pixels."""

    def __init__(self, narrowest: int = 260, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrowest = narrowest
        self._widgets: tuple[QWidget, ...] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_SPACING)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def set_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Show *widgets* in this order; those no longer shown are deleted."""
        for gone in self._widgets:
            self._grid.removeWidget(gone)
            if gone not in widgets:
                gone.deleteLater()
        self._widgets = tuple(widgets)
        self._columns = 0
        self._arrange()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(self._narrowest), self._grid.minimumSize().height())

    def follow_text_size(self) -> None:
        """Put as many in a row as have room at the size of text in use."""
        self._arrange()

    def _arrange(self) -> None:
        fitting = (self.width() + _SPACING) // (scaled(self._narrowest) + _SPACING)
        count = max(1, len(self._widgets))
        rows = -(-count // max(1, fitting))
        columns = -(-count // rows)
        if columns == self._columns:
            return
        for number in range(self._grid.columnCount()):  # those of the widgets before, too
            self._grid.setColumnStretch(number, 0)
        self._columns = columns
        for number, widget in enumerate(self._widgets):
            self._grid.addWidget(widget, number // columns, number % columns)
        for number in range(columns):
            self._grid.setColumnStretch(number, 1)
