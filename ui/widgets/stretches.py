"""Widgets in their place by the empty room around them, which takes no enumeration of Qt's."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget


def in_the_centre(*parts: QWidget | QLayout) -> QHBoxLayout:
    """Return a row of *parts* with the same room left and right of them."""
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addStretch(1)
    for part in parts:
        if isinstance(part, QWidget):
            row.addWidget(part)
        else:
            row.addLayout(part)
    row.addStretch(1)
    return row


def half_way_down(widget: QWidget) -> QVBoxLayout:
    """Return a column with the same room above and below *widget*."""
    column = QVBoxLayout()
    column.addStretch(1)
    column.addWidget(widget)
    column.addStretch(1)
    return column


def on_top(widget: QWidget) -> QVBoxLayout:
    """Return a column with *widget* on top."""
    column = QVBoxLayout()
    column.addWidget(widget)
    column.addStretch(1)
    return column
