"""What every model and view shares: places, and the order of the columns that sort."""

from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
Look: TypeAlias = tuple[str, Qt.AlignmentFlag]
"""What is painted of a cell: its text, and how that is aligned."""
ROOT = QModelIndex()
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
"""Of a header: as which its column sorts, from 1 on; negative if it descends, 0 if it does not."""
