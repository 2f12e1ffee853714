"""Remembers what a person makes of the tables."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.settings import TableLayout
from ui.widgets.shared_columns import SharedColumns
from ui.widgets.table_header import TableHeader


class TableMemory(QObject):
    """Knows the tables by their keys.

    Attributes:
        layouts: What is to be remembered; a table as it came is not in it.
    """

    changed = Signal()
    """There is another layout to be remembered."""

    def __init__(self, layouts: Mapping[str, TableLayout], parent: QObject) -> None:
        super().__init__(parent)
        self.layouts = dict(layouts)

    def watch(self, window: QWidget) -> None:
        """Arrange the tables of *window* as remembered, and listen to them from now on."""
        found: list[TableHeader | SharedColumns] = [
            *window.findChildren(TableHeader),
            *window.findChildren(SharedColumns),
        ]
        for header in found:
            if header.key:
                if header.key in self.layouts:
                    header.restore(self.layouts[header.key])
                header.layout_changed.connect(partial(self._keep, header))

    def _keep(self, header: TableHeader | SharedColumns) -> None:
        layout = header.column_layout()
        if layout == TableLayout():
            self.layouts.pop(header.key, None)
        else:
            self.layouts[header.key] = layout
        self.changed.emit()
