"""Paints the cells of tables."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QBrush, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.models.seen import Index, Look
from ui.overriding import override

_HAS_TEXT = QStyleOptionViewItem.ViewItemFeature.HasDisplay
_LINE_SEPARATOR = "\u2028"
"""By which Qt begins a new line in a cell."""


class CellPainter(QStyledItemDelegate):
    """Paints cells that are a text and nothing else, for which their model is asked once.

    Qt asks seven times for each, once for every kind of thing that it may show, mostly in vain: in
    Python, that takes as long as all the rest of painting a table.
    """

    def __init__(self, look: Callable[[Index], Look | None], parent: QObject) -> None:
        """*look* returns what a cell shows; None leaves it to Qt to find out."""
        super().__init__(parent)
        self._look = look

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        look = self._look(index)
        if look is None:
            super().initStyleOption(option, index)
        else:
            text, option.displayAlignment = look
            option.text = text.replace("\n", _LINE_SEPARATOR)
            option.features |= _HAS_TEXT


class Tinted(CellPainter):
    """Lays the colour of a cell under it, which the stylesheet of a table leaves out."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(tint, QBrush):
            painter.fillRect(option.rect, tint)
        super().paint(painter, option, index)
