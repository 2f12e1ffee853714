"""What every model and view shares: places, and the order of the columns that sort."""

from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
Look: TypeAlias = tuple[str, Qt.AlignmentFlag]
"""What is painted of a cell: its text, and how that is aligned."""
ROOT = QModelIndex()
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
"""Of a header: as which its column sorts, from 1 on; negative if it descends, 0 if it does not."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def aligned(*, is_numeric: bool) -> Qt.AlignmentFlag:
    """Return how a cell is aligned: numbers to the right."""
    return _RIGHT if is_numeric else _LEFT
