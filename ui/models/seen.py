"""What every model and view shares, light enough for the first paint: places, and tips."""

import html

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
"""Of a header: as which its column sorts, from 1 on; negative if it descends, 0 if it does not."""


def tooltip_html(text: str) -> str | None:
    """Return *text* as a tooltip that wraps and shows every character as it is."""
    return f"<qt>{html.escape(text)}</qt>" if text else None
