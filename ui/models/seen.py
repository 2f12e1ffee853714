"""What every model and view shares: places, and tips."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from ui.models.tips import tooltip_html

__all__ = ["ROOT", "SORT_ROLE", "Index", "tooltip_html"]

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
"""Of a header: as which its column sorts, from 1 on; negative if it descends, 0 if it does not."""
