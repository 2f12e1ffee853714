"""Things side by side, in as many columns as the width has room for."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.overriding import override
from ui.text_size import scaled


class SideBySide(QWidget):
    """Places its widgets row by row, and again whenever the number of columns changes.

    Attributes:
        columns: How many columns there are now.
    """

    def __init__(
        self,
        least_width: int,
        most_columns: int,
        parent: QWidget | None = None,
        *,
        spacing: int = 16,
    ) -> None:
        super().__init__(parent)
        self._least_width = least_width
        self._most_columns = most_columns
        self._widgets: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(spacing)
        self.columns = most_columns

    def add(self, *widgets: QWidget) -> None:
        """Place *widgets* after those that are there."""
        self._widgets += widgets
        self._place()

    def set_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Show *widgets* in this order; those no longer shown are deleted."""
        for gone in self._widgets:
            self._grid.removeWidget(gone)
            if gone not in widgets:
                gone.deleteLater()
        self._widgets = list(widgets)
        self.columns = self._fitting(self.width())
        self._place()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.follow_text_size()

    def follow_text_size(self) -> None:
        """Use as many columns as have room at the size of text in use."""
        columns = self._fitting(self.width())
        if columns != self.columns:
            self.columns = columns
            self._place()

    @override
    def minimumSizeHint(self) -> QSize:
        height = super().minimumSizeHint().height()
        widest = max((widget.minimumSizeHint().width() for widget in self._widgets), default=0)
        return QSize(min(widest, scaled(self._least_width)), height)

    def _fitting(self, width: int) -> int:
        spacing = self._grid.spacing()
        fitting = (width + spacing) // (scaled(self._least_width) + spacing)
        most = min(self._most_columns, max(1, len(self._widgets)))
        columns = max(1, min(fitting, most))
        rows = -(-len(self._widgets) // columns) or 1
        return -(-len(self._widgets) // rows) or 1

    def _place(self) -> None:
        for widget in self._widgets:
            self._grid.removeWidget(widget)
        for number, widget in enumerate(self._widgets):
            row, column = divmod(number, self.columns)
            self._grid.addWidget(widget, row, column)
        for column in range(self._most_columns):
            self._grid.setColumnStretch(column, 1 if column < self.columns else 0)
