"""Colours behind the cells of a table."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.models.table import Index
from ui.overriding import override


class Tinted(QStyledItemDelegate):
    """Lays the colour of a cell under it, which the stylesheet of a table leaves out."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(tint, QBrush):
            painter.fillRect(option.rect, tint)
        super().paint(painter, option, index)
