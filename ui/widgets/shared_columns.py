"""One arrangement of columns for several tables in line with each other."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.settings import TableLayout
from ui.widgets.table_header import TableHeader


class SharedColumns(QObject):
    """What a person does to the columns of one table is done to all of them, also to later ones.

    Attributes:
        key: By what the layout is kept.
    """

    layout_changed = Signal()
    """The person arranged the columns, or what was kept was brought back."""

    def __init__(self, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self.key = key
        self._layout = TableLayout()
        self._headers: list[TableHeader] = []
        self._is_sharing = False

    def column_layout(self) -> TableLayout:
        """Return what the person made of the columns."""
        return self._layout

    def restore(self, layout: TableLayout) -> None:
        """Arrange the columns of every table as *layout* says."""
        self._share(layout, self._headers)
        self.layout_changed.emit()

    def add(self, header: TableHeader) -> None:
        """Arrange the columns of one more table like the others."""
        header.key = ""
        if self._layout != TableLayout():
            self._share(self._layout, [header])
        self._headers.append(header)
        header.layout_changed.connect(partial(self._follow, header))
        header.destroyed.connect(partial(self._forget, header))

    def _follow(self, header: TableHeader) -> None:
        if self._is_sharing:
            return
        self._share(header.column_layout(), [each for each in self._headers if each is not header])
        self.layout_changed.emit()

    def _share(self, layout: TableLayout, headers: list[TableHeader]) -> None:
        self._layout = layout
        self._is_sharing = True
        for header in headers:
            header.restore(layout)
        self._is_sharing = False

    def _forget(self, header: TableHeader) -> None:
        self._headers.remove(header)
